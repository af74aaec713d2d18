import { LIMITS } from '../../dataflow/limits.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import type { BodyTransform } from './transform.js';
import { TooDeep } from '../../project/attempt.js';
import type { CallNode } from '../../project/nodes.js';
import { declarationOf } from '../../project/scopes.js';
import { writesTo } from '../../dataflow/interpret/writes.js';
import { ts } from '../../project/syntax.js';
import { invocationOf } from '../../dataflow/interpret/arguments.js';
import { isRef } from '../../dataflow/interpret/environment.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { findProperty, initializerOf, propertyName } from '../../dataflow/interpret/properties.js';
import {
  alternatives,
  type Binding,
  constantText,
  type Environment,
  mapValue,
  partsOf,
  type Ref,
  textValue,
  through,
  type TextPart,
  join,
  unknown,
  type AbstractValue,
} from '../../dataflow/value.js';

/** How a request body stands in the code. */
export interface RequestBody {
  ref: Ref;
  /** `json`: the object itself; `text`: text, usually `JSON.stringify(object)`; `form`: fields of a form. */
  encoding: 'json' | 'text' | 'form';
}

/** A part of a request beside its URL. */
export type RequestPart = 'headers' | 'body' | 'query';

/** One HTTP request as the code states it. */
export interface HttpRequest {
  client: string;
  method: AbstractValue;
  /** Where the method is written, when it is. */
  methodRef?: Ref;
  url: AbstractValue;
  urlRef?: Ref;
  /** A function that cannot be seen and very likely sends the request: package and name. */
  unseen?: string;
  /**
   * The call does not show the client's own form: `get(url)` of a method that was taken off its client, `fetch.apply(…)`,
   * `Reflect.apply(fetch, …)`. A part can be changed where it is written, and none can be added.
   */
  indirect?: true;
  /** The base stands in code that cannot be seen. */
  unseenBase?: true;
  /** Object with query parameters, beside the URL. */
  query?: Ref;
  headers?: Ref;
  body?: RequestBody;
  /** Parts that the options may give in several ways, of which one is named here. */
  several?: ReadonlySet<RequestPart>;
  /** Options object of the call. */
  options?: Ref;
  /** Options of the instances that the call goes through, nearest first. */
  defaults?: Ref[];
  response: ResponseShape;
  /** What the body of a good response passes before the call gives it. */
  transform?: BodyTransform;
}

/** A function of the user that a client's call runs, and what it is given. */
export interface CallbackFlow {
  callee: Ref;
  args: Binding[];
  /** Members of what the call gives that lead to what the function returns. */
  gives?: string[];
}

/** One HTTP client: knows its calls and instances, nothing else. */
export interface HttpClient {
  id: string;
  /** Packages that are this client; `fetch` is also a global. */
  modules?: string[];
  /** Makes an instance value, for clients that have instances. */
  instance?(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): AbstractValue | undefined;
  /** Reads a call as a request; undefined when it is none of this client. */
  request?(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined;
  /** Functions of the user that a call of this client runs with arguments of its own, such as the fetcher of SWR. */
  flows?(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): CallbackFlow[] | undefined;
  /** What this client passes to a callback that is the argument at `position`, as its parameter `index`. */
  passed?(callee: AbstractValue, position: number, index: number): AbstractValue | undefined;
}

/** A client, one of its instances, or a member of either. */
export interface ClientUse {
  path: string[];
  config?: Ref;
  parents: Ref[];
  made?: ts.Node;
  /** The value is known to be an instance by its type only. */
  typed: boolean;
  /** Name of that type in the package. */
  type?: string;
}

/** Reads a value as a use of a client: the package itself, an instance, or something of a type of the package. */
export function clientUse(value: AbstractValue, id: string, modules: string[]): ClientUse | undefined {
  if (value.kind === 'client' && value.client === id) {
    return {
      path: value.path,
      parents: value.parents,
      typed: false,
      ...(value.config ? { config: value.config } : {}),
      ...(value.made ? { made: value.made } : {}),
    };
  }
  if (value.kind !== 'external' || !modules.includes(value.module)) return undefined;
  const typed = value.path.findLastIndex((part) => part.startsWith('#'));
  const type = value.path[typed]?.slice(1);
  return { path: value.path.slice(typed + 1), parents: [], typed: typed !== -1, ...(type === undefined ? {} : { type }) };
}

/** Names of the object that holds what is global. */
export const WINDOW = new Set(['window', 'globalThis', 'self', 'global']);

/** The path of a global, `window.` and the like left out; undefined for what is no global. */
export function globalPath(value: AbstractValue): string[] | undefined {
  if (value.kind !== 'external' || value.module !== 'global') return undefined;
  return WINDOW.has(value.path[0] ?? '') && value.path.length > 1 ? value.path.slice(1) : value.path;
}

/** True for an identifier of this name. */
export function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

export const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/** Text of a method name as a value. */
export function methodValue(name: string): AbstractValue {
  return textValue(name.toUpperCase());
}

/** A method given as an expression: upper case when known. */
export function methodOf(ref: Ref | undefined, interpreter: Interpreter, fallback: string): AbstractValue {
  if (!ref) return textValue(fallback);
  return mapValue(interpreter.valueOf(ref.node, ref.env), (option) => upperCase(option, fallback));
}

/** The name of a method in upper case, when it is known. */
export function upperCase(option: AbstractValue, fallback = 'GET'): AbstractValue {
  const text = constantText(option);
  if (text === 'undefined') return textValue(fallback);
  return text === undefined ? option : textValue(text.toUpperCase());
}

/** The expression of a property of an object-like expression, spreads and variables followed; of several, one. */
export function propertyRef(ref: Ref | undefined, name: string, interpreter: Interpreter): Ref | undefined {
  return propertyRefs(ref, name, interpreter)[0];
}

/** All expressions that may give a property. */
export function propertyRefs(ref: Ref | undefined, name: string, interpreter: Interpreter): Ref[] {
  return ref ? findPropertyRefs(ref, name, interpreter, new Set()) : [];
}

/** @param seen objects that are being looked at: `options = { ...options, more }` may lead back to itself */
function findPropertyRefs(ref: Ref, name: string, interpreter: Interpreter, seen: ReadonlySet<ts.Node>): Ref[] {
  const { bound, what } = LIMITS.spreads;
  if (seen.size >= bound) throw new TooDeep(`there are more than ${bound} ${what}`);
  const found = alternatives(interpreter.valueOf(ref.node, ref.env)).flatMap((value) =>
    value.kind === 'object' && !seen.has(value.node)
      ? ownPropertyRefs(value.node, name, value.env, interpreter, new Set([...seen, value.node]))
      : [],
  );
  return [...found, ...assignedRefs(ref, name)];
}

/** An object that may hold a property which is only known where it is handed over: `{ ...config }`. */
export function openProperty(ref: Ref | undefined, name: string, interpreter: Interpreter): Ref | undefined {
  const value = ref && interpreter.valueOf(ref.node, ref.env);
  if (value?.kind !== 'object') return undefined;
  const { kind } = findProperty(value.node, name, value.env, interpreter);
  return kind === 'open' || kind === 'spread' ? ref : undefined;
}

/** `init.body = value` after `const init = {…}`. */
function assignedRefs({ node, env }: Ref, name: string): Ref[] {
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return [];
  return (writesTo(declaration).named.get(name) ?? []).map((right) => ({ node: right, env }));
}

/** The last property with the name, and spreads behind it that may hold it. */
function ownPropertyRefs(
  node: ts.ObjectLiteralExpression,
  name: string,
  env: Environment,
  interpreter: Interpreter,
  seen: ReadonlySet<ts.Node>,
): Ref[] {
  const found: Ref[] = [];
  for (const property of node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = { node: property.expression, env };
      found.push(...findPropertyRefs(spread, name, interpreter, seen));
      const values = alternatives(interpreter.valueOf(spread.node, spread.env));
      if (found.length > 0 && values.every((value) => interpreter.member(value, name) !== undefined)) return found;
    } else if (propertyName(property.name, env, interpreter) === name) {
      const own = initializerOf(property, env);
      return own ? [...found, own] : found;
    }
  }
  return found;
}

/** First of several properties that is given. */
export function firstProperty(refs: (Ref | undefined)[], name: string, interpreter: Interpreter): Ref | undefined {
  for (const ref of refs) {
    const found = propertyRef(ref, name, interpreter);
    if (found) return found;
  }
  return undefined;
}

/** Joins a base URL and a path with exactly one `/`, as axios, ky, got and ofetch do; an absolute path wins. */
export function joinUrl(base: AbstractValue | undefined, path: AbstractValue, node: ts.Expression, env: Environment): AbstractValue {
  if (!base) return path;
  return join(
    alternatives(path).flatMap((option) => {
      const parts = partsOf(option);
      if (!parts) return [unknown(node, env)];
      if (isAbsolute(parts)) return [option];
      return alternatives(base).map((start) => {
        const baseParts = partsOf(start);
        if (!baseParts) return option;
        const query = option.kind === 'text' && option.query ? { query: option.query } : {};
        return joinParts(baseParts, parts, query);
      });
    }),
  );
}

function joinParts(
  base: TextPart[],
  path: TextPart[],
  query: { query?: Extract<AbstractValue, { kind: 'text' }>['query'] },
): AbstractValue {
  const start = [...base];
  const last = start.at(-1);
  if (last && 'text' in last) start[start.length - 1] = { ...last, text: last.text.replace(/\/+$/, '') };
  const first = path.find((part) => !('text' in part) || part.text !== '');
  if (!first) return { kind: 'text', parts: start };
  const slashed = 'text' in first && first.text.startsWith('/');
  // A path that is one unknown is taken to bring its own slash.
  const between: TextPart[] = slashed || ('placeholder' in first && path.length === 1) ? [] : [{ text: '/' }];
  return { kind: 'text', parts: [...start, ...between, ...path], ...(query.query ? { query: query.query } : {}) };
}

function isAbsolute(parts: TextPart[]): boolean {
  let text = '';
  for (const part of parts) {
    if (!('text' in part)) break;
    text += part.text;
  }
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(text);
}

/** Value of an expression used as URL text; objects such as `URL` and `Request` included. */
export function urlOf(ref: Ref, interpreter: Interpreter): AbstractValue {
  const given = interpreter.valueOf(ref.node, ref.env);
  const value = mapValue(given, (option) => {
    if (option.kind === 'request') {
      const [url] = option.node.arguments ?? [];
      return url ? interpreter.valueOf(url, option.env) : unknown(ref.node, ref.env);
    }
    if (option.kind === 'function') return interpreter.returned(option.node, option.env);
    return partsOf(option) ? option : unknown(ref.node, ref.env);
  });
  // A Request is more than its URL: no text can stand in its place.
  return alternatives(given).some(({ kind }) => kind === 'request') ? value : through(value, ref.node);
}

/** True for an object of options, whichever of several it may be. */
export function isOptions(value: AbstractValue): boolean {
  return alternatives(value).every(({ kind }) => kind === 'object' || kind === 'record');
}

/** An argument of a call with its bindings. */
export function argument(call: CallNode, index: number, env: Environment, interpreter: Interpreter): Ref | undefined {
  const given = invocationOf(call, env, interpreter).args.items[index];
  return given && isRef(given) ? given : undefined;
}

/** The argument of a call that is a function, if any. */
export function callbackOf(call: CallNode, env: Environment, interpreter: Interpreter): Ref | undefined {
  const given = invocationOf(call, env, interpreter).args.items.findLast(
    (item) => isRef(item) && interpreter.valueOf(item.node, item.env).kind === 'function',
  );
  return given && isRef(given) ? given : undefined;
}

/** `{name: ref}` when there is a ref; keeps optional properties absent. */
export function optional<Name extends string>(name: Name, ref: Ref | undefined): { [key in Name]?: Ref } {
  return ref ? ({ [name]: ref } as { [key in Name]: Ref }) : {};
}
