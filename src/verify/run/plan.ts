import type { Match, Operation } from '../../match/index.js';
import type { CarryRule, JsonObject } from '../../pack/model.js';
import type { Exchange, Verdict } from '../model.js';
import { tryParseJson } from '../json.js';
import { isSafe } from '../methods.js';
import type { Creation, Creations } from '../translate/creations.js';
import { decodeParameters } from '../translate/request.js';
import type { Settings } from '../options.js';
import { type Task, unsent } from './context.js';
import { type Collapse, collapsesOf } from './operation.js';
import { isPlaceholder } from '../compare/shape.js';
import { percentDecoded } from '../../pack/percent.js';

/** What is to be done with a matched exchange. */
export type Plan =
  /** `isUnsent`: what it does on v1 never comes to v2. */
  | { do: 'report'; verdict: Verdict; isUnsent?: true }
  | { do: 'replay'; task: Task }
  /** The first step of a collapse: wait for the second. */
  | { do: 'hold'; creation: Creation }
  /** A change to a resource that v2 does not have yet: it goes into its creation. */
  | { do: 'fold'; creation: Creation };

/** Decides what becomes of an exchange, by the rule of its endpoint. */
export function planExchange(exchange: Exchange, match: Match, settings: Settings, creations: Creations): Plan {
  const { operation } = match;
  const parameters = decodeParameters(match.parameters, operation);
  if (exchange.broken !== undefined) return tell(exchange, operation, exchange.broken, 'error');
  const placeholder = placeholderIn(exchange, parameters);
  if (placeholder !== undefined) return tell(exchange, operation, `the recorded request holds the placeholder ${placeholder}`);
  const refused = refusal(operation);
  if (refused !== undefined) return tell(exchange, operation, refused);
  const creation = creations.note(exchange, operation, parameters);
  const task: Task = { exchange, operation, parameters, query: match.parts.query, base: baseOf(match, settings), variant: {} };
  const touched = pendingOf(operation, parameters, creations, match);
  if (touched) {
    const plan = planPending(task, touched, settings);
    if (plan) return plan;
  }
  const { rule } = operation;
  if (rule.kind === 'collapse') return planFirstStep(task, creation, settings);
  if (rule.kind === 'carry') return planCarry(task, rule, match, creations, settings);
  return allowed(task, settings);
}

function tell(exchange: Exchange, operation: Operation, reason: string, verdict: 'skipped' | 'error' = 'skipped'): Plan {
  return { do: 'report', verdict: unsent(exchange, verdict, reason, operation), isUnsent: true };
}

function refusal({ rule }: Operation): string | undefined {
  if (rule.kind === 'removed') return `v2 has no such endpoint: ${rule.title}`;
  if (rule.kind === 'internal') return `not for clients: ${rule.title}`;
  return undefined;
}

/** Requests that change something need to be allowed. */
function allowed(task: Task, settings: Settings): Plan {
  const { exchange, operation } = task;
  const method = sentMethod(exchange, operation);
  if (settings.allowWrites || isSafe(method) || isQuery(exchange, operation)) return { do: 'replay', task };
  return tell(exchange, operation, `${method} changes data; it is sent only with --allow-writes`);
}

/** It changes nothing although it is sent with POST: the pack says so, or v1 has it as a GET that v2 reads with a body. */
export function isQuery({ request }: Exchange, { pack, v1, rule }: Operation): boolean {
  if (pack.queries?.includes(v1.source) === true) return true;
  return isSafe(request.method) && (rule.kind === 'move' || rule.kind === 'page');
}

/** Method of the requests that are sent in place of an exchange. */
export function sentMethod({ request }: Exchange, operation: Operation): string {
  const { rule } = operation;
  const target = rule.kind === 'expand' ? rule.each.split(' ', 1)[0] : operation.v2?.method;
  return target === undefined || target === 'ANY' ? request.method : target;
}

/** Path before the endpoint on the target: a prefix of the target or else of the recording, and the base of v2. */
function baseOf({ table, operation, parts, path, base }: Match, { target }: Settings): string {
  const url = partsText(parts);
  const recordedPrefix = url.slice(parts.origin.length, base.start);
  const prefix = target.prefix === '' ? recordedPrefix : target.prefix;
  if (operation.rule.kind === 'keep') return prefix + url.slice(base.start, path.start);
  return prefix + table.v2Base.map((segment) => `/${segment}`).join('');
}

function partsText({ origin, segments }: Match['parts']): string {
  return origin + segments.map((segment) => `/${segment.text}`).join('');
}

function planFirstStep(task: Task, creation: Creation | undefined, settings: Settings): Plan {
  if (!creation) {
    const answer =
      task.exchange.response.body === null
        ? 'the recording does not hold the answer of the creation'
        : 'the recorded creation answered no id';
    return tell(task.exchange, task.operation, `${answer}, so no second step can follow it`);
  }
  if (!settings.allowWrites) return allowed(task, settings);
  creation.state = 'pending';
  return { do: 'hold', creation };
}

/** A further use of a created resource: its metadata comes along; the first use completes the collapse. */
function planCarry(task: Task, rule: CarryRule, match: Match, creations: Creations, settings: Settings): Plan {
  const { exchange, operation, parameters } = task;
  const creation = creations.find(rule.from, parameters[rule.by] ?? '');
  if (!creation) {
    return tell(exchange, operation, `the recording does not hold the creation of {${rule.by}}, whose metadata v2 needs`);
  }
  const own = exchange.request.body === null ? {} : tryParseJson(exchange.request.body);
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    return tell(exchange, operation, 'the recorded body is no JSON object', 'error');
  task.variant = { body: { ...creation.body, ...own } };
  const collapse = collapsesOf(match.table).find(({ rule: { steps } }) => steps[1] === operation.v1.source);
  if (collapse && creation.state === 'pending' && settings.allowWrites) completeCollapse(task, creation, collapse);
  return allowed(task, settings);
}

function completeCollapse(task: Task, creation: Creation, { rule, first }: Collapse): void {
  const [parameter = ''] = Object.keys(rule.link);
  const firstRules = new Set(first.changes.map((change) => change.id));
  const further = task.operation.changes.filter((change) => !firstRules.has(change.id)).flatMap((change) => change.request ?? []);
  task.variant = { ...task.variant, ...(first.v2 && { v2: first.v2 }), request: [...first.request, ...further] };
  task.carries = { creation, identity: rule.identity, parameter };
  creation.state = 'carried';
}

/** The creation that v2 has not seen yet and that the exchange is about. */
function pendingOf(
  operation: Operation,
  parameters: { [parameter: string]: string },
  creations: Creations,
  match: Match,
): Creation | undefined {
  for (const { rule } of collapsesOf(match.table)) {
    if (rule.steps[1] === operation.v1.source) continue;
    for (const parameter of Object.keys(rule.link)) {
      const creation = creations.find(rule.steps[0], parameters[parameter] ?? '');
      if (creation?.state === 'pending') return creation;
    }
  }
  return undefined;
}

/** A use of a resource that v2 will only have with its first job. Undefined when v2 needs no such resource for it. */
function planPending(task: Task, creation: Creation, settings: Settings): Plan | undefined {
  const { exchange, operation } = task;
  const { method } = exchange.request;
  const isResourceItself =
    operation.v1.source.replace(/^[A-Z]+ /, '').replace(/\/\{\w+\}$/, '') === creation.endpoint.replace(/^[A-Z]+ /, '');
  if (!isResourceItself) return undefined;
  if (method !== 'PATCH' && method !== 'PUT') {
    return tell(exchange, operation, `v2 has this resource only from its first use on; it was created in entry ${creation.exchange.entry}`);
  }
  const change = exchange.request.body === null ? {} : tryParseJson(exchange.request.body);
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return undefined;
  if (!settings.allowWrites) return allowed(task, settings);
  const before: JsonObject = method === 'PATCH' ? creation.body : {};
  creation.body = { ...before, ...change };
  creation.folded.push(exchange);
  return { do: 'fold', creation };
}

/** The placeholder that stands in a request where a secret was; such a request cannot be sent as it was. */
function placeholderIn({ request }: Exchange, parameters: { [parameter: string]: string }): string | undefined {
  const values = Object.values(parameters);
  const query = request.url.indexOf('?');
  if (query !== -1)
    values.push(
      ...request.url
        .slice(query + 1)
        .split(/[&=]/)
        .map(percentDecoded),
    );
  if (request.body !== null && /redact|filter|mask|remov|hidden|secret|scrub|\*{3}|x{6}|•{3}/i.test(request.body)) {
    values.push(...[...request.body.matchAll(/"([^"\\]{3,40})"/g)].map(([, text]) => text ?? ''));
    values.push(
      ...request.body
        .split(/[&=]/)
        .filter((text) => text.length <= 60)
        .map(percentDecoded),
    );
  }
  return values.find((value) => isPlaceholder(value) && !/^(secret|hidden|removed|masked|filtered)$/i.test(value));
}
