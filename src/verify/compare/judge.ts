import type { Operation } from '../../match/index.js';
import type { Json, Lens, JsonObject } from '../../pack/model.js';
import { tryParseJson } from '../json.js';
import type { Difference, Exchange } from '../model.js';
import { headerOf } from '../recording/body.js';
import type { CompareContext } from './context.js';
import { diffJson } from './diff.js';
import { expectedBody, REMOVED } from './expected.js';
import { FieldPatterns } from './fields.js';
import { isObject } from '../../pack/lens/fields.js';

/** Begins each record of a JSON text sequence (RFC 7464). */
const RECORD_SEPARATOR = String.fromCharCode(0x1e);

/** What the live server answered, as far as it is compared. */
export interface LiveResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Null when it could not be decoded; then `problem` says why. */
  text: string | null;
  problem?: string;
  /** An event stream, or a body too large to read. */
  cut?: 'stream' | 'size';
}

/** The shape and status rules of an answer: those of an operation, or of the second step of a collapse. */
export interface ResponseRules extends Pick<Operation, 'changes' | 'response' | 'error' | 'status' | 'errorStatus'> {
  /** v1 parameters, for values that a lens takes from the path. */
  parameters: { [parameter: string]: string };
}

/** All differences between a recorded answer, as the rules let it become, and the live one. */
export function judgeResponse(exchange: Exchange, live: LiveResponse, rules: ResponseRules, context: CompareContext): Difference[] {
  const status = judgeStatus(exchange.response.status, live.status, rules);
  const sameClass = exchange.response.status < 400 === live.status < 400;
  if (!sameClass) {
    if (!status) return [];
    const { stale } = context;
    if (stale !== undefined && live.status < 500 && live.status !== 410) return [{ ...status, kind: 'volatile', message: stale }];
    return [withServerMessage(status, live, exchange.request.method)];
  }
  if (isRedirect(live.status) && !isRedirect(exchange.response.status))
    return status ? [withServerMessage(status, live, exchange.request.method)] : [];
  const body = judgeBody(exchange, live, rules, context);
  return status ? [status, ...body] : body;
}

function judgeStatus(recorded: number, live: number, rules: ResponseRules): Difference | undefined {
  if (recorded >= 400) {
    const allowed = rules.errorStatus.get(recorded) ?? [];
    if (live === recorded) return undefined;
    if (!allowed.includes(live)) return { path: 'status', kind: 'unexplained', expected: recorded, actual: live };
    return {
      path: 'status',
      kind: 'explained',
      ...ruleOf(rules, (change) => change.errorStatus?.[recorded] !== undefined),
      expected: recorded,
      actual: live,
    };
  }
  const expected = rules.status.get(recorded) ?? recorded;
  const rule = ruleOf(rules, (change) => change.status?.[recorded] !== undefined);
  if (live !== expected) {
    if (recorded === 304 && live === 200) return undefined;
    return { path: 'status', kind: 'unexplained', ...rule, expected, actual: live };
  }
  return expected === recorded ? undefined : { path: 'status', kind: 'explained', ...rule, expected: recorded, actual: live };
}

function ruleOf(rules: ResponseRules, demands: (change: Operation['changes'][number]) => boolean): { rule?: string } {
  const change = rules.changes.find(demands);
  return change ? { rule: change.id } : {};
}

/** Adds what the server says about an answer that was not expected: its error, or where it redirects to. */
function withServerMessage(difference: Difference, live: LiveResponse, method: string): Difference {
  const { location } = live.headers;
  if (live.status >= 300 && live.status < 400 && location !== undefined)
    return { ...difference, message: `redirects to ${String(location)}` };
  const text = live.text?.trim().slice(0, 300) ?? '';
  const gone = live.status === 410 ? 'the endpoint is gone' : '';
  const left = live.status === 409 && (method === 'POST' || method === 'PUT') ? 'it may be left over from an earlier run' : '';
  const message = [gone, left, text].filter((part) => part !== '').join(': ');
  return message === '' || live.status < 400 ? difference : { ...difference, message };
}

function judgeBody(exchange: Exchange, live: LiveResponse, rules: ResponseRules, context: CompareContext): Difference[] {
  const { response } = exchange;
  const type = judgeContentType(mediaType(headerOf(response.headers, 'content-type')), live);
  // A write is never answered from a cache: its 304 is the whole answer, and says that there was nothing to change.
  if (response.status === 304 && isRead(exchange.request.method))
    return [notCompared('the recording holds 304 Not Modified, and not the answer')];
  if (live.cut) return type ? [type] : [notCompared(UNREAD[live.cut])];
  if (isBodiless(exchange.request.method, response.status)) return type ? [type] : [];
  if (response.body === null) return [...(type ? [type] : []), notCompared('the recording does not hold the answer')];
  if (live.text === null) return [{ path: '$', kind: 'unexplained', message: live.problem ?? 'the answer cannot be decompressed' }];
  const lens: Lens = response.status >= 400 ? rules.error : rules.response;
  if (response.body === live.text && lens.length === 0 && context.ids.isEmpty) return type ? [type] : [];
  const recorded = parseBody(response.body, headerOf(response.headers, 'content-type'));
  const actual = recorded === undefined && !isCut(response) ? undefined : parseBody(live.text, 'application/json');
  if (recorded === undefined && actual !== undefined)
    return [...(type ? [type] : []), notCompared('the recording holds only a part of the answer')];
  if (recorded === undefined) return [...(type ? [type] : []), ...judgeText(response.body, live.text, response.base64 === true, context)];
  if (actual === undefined) return [type ?? notJson(live.text)];
  const { value, explained } = expectedBody(lens, recorded, rules.parameters);
  return [...(type ? [type] : []), ...attributed(explained, diffJson(value, actual, context))];
}

/** What a rule demands and v2 does not do is no longer explained: the difference names the rule instead. */
function attributed(explained: Difference[], found: Difference[]): Difference[] {
  const rules = new Map(explained.map(({ path, rule }) => [path, rule]));
  const removed = new Set(explained.filter(({ message }) => message === REMOVED).map(({ path }) => path));
  const isKept = ({ kind, path }: Difference): boolean => kind === 'additive' && removed.has(path);
  const broken = new Set(found.filter((difference) => difference.kind === 'unexplained' || isKept(difference)).map(({ path }) => path));
  return [
    ...explained.filter(({ path }) => !broken.has(path)),
    ...found.map((each) => {
      const difference: Difference = isKept(each)
        ? { ...each, kind: 'unexplained', message: 'v2 still answers what the rule removes' }
        : each;
      const rule = difference.kind === 'unexplained' ? (difference.rule ?? rules.get(difference.path)) : undefined;
      return rule === undefined ? difference : { ...difference, rule };
    }),
  ];
}

/** A recorded answer that says it is JSON, begins like it, and cannot be read: recorders cut off long ones. */
function isCut({ headers, body }: Exchange['response']): boolean {
  return isJsonType(headerOf(headers, 'content-type')) && /^\s*[[{]/.test(body ?? '');
}

function notJson(text: string): Difference {
  return {
    path: '$',
    kind: 'unexplained',
    message: text.trim() === '' ? 'the answer is empty where JSON was expected' : 'the answer is not valid JSON',
  };
}

/** Why the body of a live answer is not compared. */
const UNREAD = { size: 'the answer is too large to compare', stream: 'the answer is an event stream, which is not read to its end' };

function notCompared(message: string): Difference {
  return { path: '$', kind: 'volatile', message, notCompared: true };
}

/** A redirect holds nothing of the answer: it only says where else to ask. */
function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Answers that have no body by definition: there is nothing else to compare. */
function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304;
}

/** Bodies that are no JSON are compared as they are. */
function judgeText(expected: string, actual: string, isBinary: boolean, context: CompareContext): Difference[] {
  const live = isBinary ? Buffer.from(actual).toString('base64') : actual;
  if (expected === live || expected.trim() === live.trim()) return [];
  if (isBinary) return [notCompared('binary answers are compared by type only')];
  const kind = context.noise?.has('$') === true || context.isError ? 'volatile' : 'unexplained';
  return [{ path: '$', kind, expected: clip(expected), actual: clip(live), message: 'the text differs' }];
}

function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** The JSON that a body holds; a list of lines for NDJSON; undefined for anything else. */
function parseBody(text: string, contentType: string | undefined): Json | undefined {
  if (contentType !== undefined && /ndjson|jsonl|json-seq|stream\+json/i.test(contentType)) return parseLines(text);
  const isJson = isJsonType(contentType);
  if (!isJson && !/^\s*[[{"]/.test(text)) return undefined;
  const value = tryParseJson(text);
  return value === undefined && isJson ? parseLines(text) : value;
}

function isJsonType(contentType: string | undefined): boolean {
  return contentType !== undefined && /[/+]json\b/i.test(contentType);
}

function parseLines(text: string): Json | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values: Json[] = [];
  for (const line of lines) {
    const value = tryParseJson(line.replace(RECORD_SEPARATOR, ''));
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length === 0 ? undefined : values;
}

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}

/** A JSON answer must stay JSON; for others the media type must stay. */
function judgeContentType(recorded: string | undefined, live: LiveResponse): Difference | undefined {
  const actual = mediaType(String(live.headers['content-type'] ?? '')) ?? '';
  if (recorded === undefined || recorded === '' || recorded === actual || live.status === 204) return undefined;
  const isJson = /[/+]json$/.test(recorded);
  if (isJson && /[/+]json$/.test(actual)) return undefined;
  if (live.text === '' && actual === '') return undefined;
  return { path: 'header content-type', kind: 'unexplained', expected: recorded, actual: actual === '' ? null : actual };
}

/**
 * Fields that v1 did not answer, that the rules add to the v2 answer and that the request held: they must come back as they
 * were sent. Nothing recorded could tell.
 */
export function judgeEcho(sentBody: string, { text }: LiveResponse, context: CompareContext): Difference[] {
  const sent = tryParseJson(sentBody);
  const answer = text === null ? undefined : tryParseJson(text);
  if (!isObject(sent) || !isObject(answer)) return [];
  const plain = { ...context, added: new FieldPatterns() };
  return Object.entries(sent).flatMap(([name, value]): Difference[] => {
    const rule = context.added.ruleFor([], name);
    if (rule === undefined) return [];
    const at = placeOf(answer, name);
    if (!at) return [{ path: `$.${name}`, kind: 'unexplained', rule, expected: value, message: 'the field that was sent is missing' }];
    return diffJson(value, at.value, plain)
      .filter(({ kind }) => kind === 'unexplained')
      .map((difference) => ({ ...difference, path: `${at.path}${difference.path.slice(1)}`, rule, message: 'not what was sent' }));
  });
}

/** The field, also one level below a wrapper. */
function placeOf(answer: JsonObject, name: string): { path: string; value: Json } | undefined {
  if (Object.hasOwn(answer, name)) return { path: `$.${name}`, value: answer[name] ?? null };
  const { data } = answer;
  return isObject(data) && Object.hasOwn(data, name) ? { path: `$.data.${name}`, value: data[name] ?? null } : undefined;
}
