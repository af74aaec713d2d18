import type { EndpointTemplate, Operation, Table } from '../../match/index.js';
import type { Endpoint } from '../../pack/model.js';

type Parameters = { [parameter: string]: string };
type Segment = EndpointTemplate['segments'][number];

/** What an operation is about: a thing, or a collection of things. */
export interface Scope {
  /** It does something to a thing or a collection, instead of adding an item. */
  isAction: boolean;
  /** It changes nothing, although its method may. */
  isQuery: boolean;
  /** Paths of what it is about, on v1 and on v2, each ending in `/`. */
  paths: (parameters: Parameters) => string[];
  /** Paths of what else it changes, as far as its own parameters name it. */
  effects: (parameters: Parameters) => string[];
}

/** A template without what it only says of a thing, or does to it. */
interface Subject {
  segments: Segment[];
  isAction: boolean;
}

/**
 * Tells what operations are about, by the endpoints of their API. A path below a thing or a collection that has no items of its
 * own is a part of it: `/things/{id}/stats` is a view of the thing and `POST /things/{id}/start` does something to it, as
 * `POST /things/{id}:start` does; `/things/stats` is a view of all things.
 */
export class Scopes {
  readonly #known = new Map<Operation, Scope>();

  constructor(tables: readonly Table[]) {
    for (const table of tables) this.#learn(table);
  }

  /** The scope of an operation of one of the tables. */
  of(operation: Operation): Scope {
    const scope = this.#known.get(operation);
    if (!scope) throw new Error(`no table has ${operation.v1.source}`);
    return scope;
  }

  /** The paths of an endpoint, up to the first parameter that has no value. */
  #affected(endpoint: string, parameters: Parameters): string[] {
    const operation = [...this.#known.keys()].find(({ v1 }) => v1.source === endpoint);
    return operation
      ? this.of(operation)
          .paths(parameters)
          .map((path) => path.replace(/(?<=\/)[^/]*\{.*$/, ''))
      : [];
  }

  #learn({ operations, targets, pack }: Table): void {
    const things = new Set([...operations.map(({ v1 }) => v1), ...targets].filter(isThing).map(({ segments }) => shapeOf(segments)));
    const queries = new Set<Endpoint>(pack.queries);
    for (const operation of operations) {
      const { v1, v2 } = operation;
      const subjects = [v1, ...(v2 ? [v2] : [])].map((template) => subjectOf(template, things));
      const params = paramsOf(operation);
      this.#known.set(operation, {
        isAction: subjects.some(({ isAction }) => isAction),
        isQuery: queries.has(v1.source),
        effects: (parameters) => (pack.effects?.[v1.source] ?? []).flatMap((endpoint) => this.#affected(endpoint, parameters)),
        paths: (parameters) => [...new Set(subjects.map(({ segments }) => pathOf(segments, parameters, params)))],
      });
    }
  }
}

/** True for the endpoint of one thing: `/things/{id}`. */
function isThing({ segments }: EndpointTemplate): boolean {
  const last = segments.at(-1);
  return last !== undefined && last.rest !== true && hasParameter(last);
}

function subjectOf({ segments }: EndpointTemplate, things: ReadonlySet<string>): Subject {
  const isVerb = segments.at(-1)?.parts.some((part) => 'text' in part && part.text.includes(':')) === true;
  let length = segments.length;
  while (length > 0 && !isOwn(segments.slice(0, length), things)) length -= 1;
  // Nothing above it has items: it is a thing on its own.
  return length === 0
    ? { segments, isAction: isVerb }
    : { segments: segments.slice(0, length), isAction: isVerb || length < segments.length };
}

/** True for a thing, and for a collection that has things in it. */
function isOwn(segments: readonly Segment[], things: ReadonlySet<string>): boolean {
  const last = segments.at(-1);
  if (!last || last.rest === true) return false;
  const shape = shapeOf(segments);
  return things.has(shape) || things.has(`${shape}/{}`);
}

function shapeOf(segments: readonly Segment[]): string {
  return segments.map(({ parts }) => `/${withoutVerb(parts.map((part) => ('parameter' in part ? '{}' : part.text)).join(''))}`).join('');
}

function hasParameter({ parts }: Segment): boolean {
  return parts.some((part) => 'parameter' in part);
}

function withoutVerb(text: string): string {
  return text.replace(/:[^:{}]*$/, '');
}

function paramsOf({ rule }: Operation): { [v2Parameter: string]: string } {
  return ('params' in rule ? rule.params : undefined) ?? {};
}

function pathOf(segments: readonly Segment[], parameters: Parameters, params: { [v2Parameter: string]: string }): string {
  const path = segments.map(({ parts, rest }) => {
    const texts = parts.map((part) =>
      'parameter' in part ? parameterText(part.parameter, parameters, params, rest) : withoutVerb(part.text),
    );
    return `/${texts.join('')}`;
  });
  return `${path.join('').replace(/\/$/, '')}/`;
}

function parameterText(
  parameter: string,
  parameters: Parameters,
  params: { [v2Parameter: string]: string },
  isRest: boolean | undefined,
): string {
  const value = parameters[parameter] ?? parameters[params[parameter] ?? parameter];
  if (value === undefined) return `{${parameter}}`;
  return isRest === true ? value : encodeURIComponent(value);
}
