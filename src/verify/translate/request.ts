import type { EndpointTemplate, Operation } from '../../match/index.js';
import type { Json, JsonObject, Lens } from '../../pack/model.js';
import { sourceNamed } from '../../pack/endpoint-rule.js';
import { forward } from '../../pack/lens/index.js';
import { kindOfEndpoint, kindOfPlace } from '../ids/kind.js';
import type { IdLookup, IdMap } from '../ids/map.js';
import { rewriteIds } from '../ids/rewrite.js';
import { parseJson, stringifyJson, tryParseJson } from '../json.js';
import type { Exchange } from '../model.js';
import { headerOf } from '../recording/body.js';
import type { Creations } from './creations.js';
import { applyHeaderRules, type OutHeaders, sendableHeaders } from './headers.js';
import { fillPath, fillQuery, jsonToQuery, mapQueryIds, type ParameterSource, queryToJson, TranslationError } from './url.js';
import { asText, type ResponseIndex } from './response-index.js';
import { isSafe } from '../methods.js';
import { ageOf, TimeShift } from '../compare/times.js';
import { isObject } from '../../pack/lens/fields.js';
import { percentDecoded } from '../../pack/percent.js';

/** A request to the target: what is sent in place of recorded ones. */
export interface OutRequest {
  method: string;
  /** Path and query, from the root of the target. */
  path: string;
  headers: OutHeaders;
  body: string | Buffer | null;
}

/** A recorded exchange, matched. */
export interface Matched {
  exchange: Exchange;
  operation: Operation;
  /** v1 parameter to its recorded value, decoded (a rest parameter keeps its encoding). */
  parameters: { [parameter: string]: string };
  /** Recorded query string. */
  query: string;
  /** Path of the v2 base on the target, with a prefix that both have. */
  base: string;
}

/** What a translation draws on beside the exchange. */
export interface TranslationContext {
  ids: IdMap;
  creations: Creations;
  responses: ResponseIndex;
  /** Fields for every request, from the command line. */
  headers: OutHeaders;
  /** Instants that lay ahead when they were recorded move by the age of the recording. */
  shiftTimes: boolean;
  /** Start of the run and of the recordings. */
  startedAt: number;
  recordedFrom: number | null;
}

/** Parts of a translation that rules other than a plain move replace. */
export interface Variant {
  v2?: EndpointTemplate;
  /** v1 body in place of the recorded one. */
  body?: JsonObject;
  request?: Lens;
  /** v2 parameters, decoded, that come from elsewhere. */
  parameters?: { [parameter: string]: string };
  /** Query parameters added last. */
  query?: { [name: string]: string };
}

/**
 * The v2 request for a v1 exchange.
 * @throws TranslationError when v2 needs what the recording does not hold
 */
export function translateRequest(recorded: Matched, context: TranslationContext, given: Variant = {}): OutRequest {
  const { matched, variant } = withMovedTimes(recorded, context, given);
  const { exchange, operation } = matched;
  const ids = knownIds(context.ids, !isSafe(exchange.request.method));
  const v2 = variant.v2 ?? operation.v2 ?? operation.v1;
  const query = mapQueryIds(queryToJson(matched.query), ids);
  const parameters = mapParameters(matched.parameters, ids);
  const used = new Set<string>();
  const source = parameterSource(matched, parameters, query, used, context, ids, variant);
  const path = matched.base + fillPath(v2, source);
  const fixed = fillQuery(v2, source);
  used.forEach((name) => delete query[name]);
  const fields = takenForBody(operation, query);
  const method = v2.method === 'ANY' ? exchange.request.method : v2.method;
  const headers = sendableHeaders(exchange.request.headers, ids);
  const body = requestBody(matched, method, headers, parameters, fields, ids, variant);
  applyHeaderRules(headers, operation);
  Object.assign(headers, context.headers);
  const added = [...fixed, ...Object.entries(variant.query ?? {})];
  const text = queryText(matched, query, ids.isEmpty && used.size === 0 && Object.keys(fields).length === 0, parameters, added);
  return { method, path: withQuery(path, text), headers, body };
}

/** What was recorded, with instants that lay ahead moved by the age of the recording. */
function withMovedTimes(matched: Matched, context: TranslationContext, variant: Variant): { matched: Matched; variant: Variant } {
  const { exchange, parameters, query } = matched;
  const { request, startedAt } = exchange;
  const age = ageOf(context);
  if (age === 0 || startedAt === null) return { matched, variant };
  const shift = new TimeShift(age, startedAt);
  const body =
    request.body === null || request.base64 === true
      ? request.body
      : isForm(request.headers)
        ? shift.form(request.body)
        : shift.json(request.body);
  return {
    matched: {
      ...matched,
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shift.text(value, name)])),
      query: query === '' ? query : shift.form(query),
      exchange: { ...exchange, request: { ...request, body } },
    },
    variant: variant.body ? { ...variant, body: asObject(parseJson(shift.json(stringifyJson(variant.body)))) } : variant,
  };
}

/**
 * Identifiers for a request: one that an answer told and that has no partner on v2 ends the translation. A read may still
 * ask for it as it was recorded while no answer of v2 showed another.
 */
function knownIds(ids: IdMap, isWrite: boolean): IdLookup {
  return {
    isEmpty: ids.isEmpty && !ids.hasUnknown,
    toV2(value, kind) {
      const found = ids.forRequest(value, kind);
      const unknown = found === undefined ? ids.unknown(value, kind) : undefined;
      if (unknown && (unknown.isOther || isWrite))
        throw new TranslationError(`the id of entry ${unknown.entry} is not known: no answer of v2 shows what became of it`);
      return found;
    },
  };
}

/** Takes the parameters out of a query that are fields of the v2 body. */
function takenForBody({ rule }: Operation, query: JsonObject): JsonObject {
  const names = rule.kind === 'move' ? (rule.queryToBody ?? []) : [];
  const taken = Object.entries(query).filter(([name]) => names.includes(name));
  taken.forEach(([name]) => delete query[name]);
  return Object.fromEntries(taken);
}

/** Recorded parameters with v1 identifiers replaced. */
export function mapParameters(parameters: { [parameter: string]: string }, ids: IdLookup): { [parameter: string]: string } {
  if (ids.isEmpty) return parameters;
  return Object.fromEntries(
    Object.entries(parameters).map(([parameter, value]) => [
      parameter,
      ids.toV2(value, kindOfPlace(parameter, undefined) ?? parameter) ?? value,
    ]),
  );
}

function parameterSource(
  matched: Matched,
  parameters: { [parameter: string]: string },
  query: JsonObject,
  used: Set<string>,
  context: TranslationContext,
  ids: IdLookup,
  variant: Variant,
): ParameterSource {
  const rule = matched.operation.rule;
  const params = rule.kind === 'move' ? (rule.params ?? {}) : {};
  const supply = rule.kind === 'move' ? (rule.supply ?? {}) : {};
  return (parameter) => {
    const given = variant.parameters?.[parameter];
    if (given !== undefined) return given;
    const from = params[parameter] ?? parameter;
    const named = sourceNamed(from);
    if (named?.in === 'body') return asText(recordedBody(matched, ids)[named.name]);
    const name = named?.name;
    const value = name === undefined ? parameters[from] : query[name];
    if (name !== undefined && typeof value === 'string') used.add(name);
    if (typeof value === 'string') return value;
    const wanted = supply[parameter];
    if (!wanted) return undefined;
    if ('answers' in wanted) return context.responses.find(wanted, matched.parameters[wanted.by] ?? '', parameters[wanted.by] ?? '');
    const supplied = context.creations.find(wanted.request, matched.parameters[wanted.by] ?? '')?.body[wanted.field];
    return asText(supplied);
  };
}

/** Fields of a recorded body, with v1 identifiers replaced. */
function recordedBody({ exchange: { request }, operation }: Matched, ids: IdLookup): JsonObject {
  const text = request.base64 === true ? '' : (request.body ?? '');
  if (isForm(request.headers)) return mapQueryIds(queryToJson(text), ids);
  return asObject(rewriteIds(tryParseJson(text) ?? null, ids, kindOfEndpoint(operation.v1)));
}

function queryText(
  matched: Matched,
  query: JsonObject,
  untouched: boolean,
  parameters: { [parameter: string]: string },
  added: [string, string][],
): string {
  const lens = matched.operation.query;
  const own = lens.length === 0 ? query : asObject(forward(lens, query, { parameters }));
  if (added.length === 0 && own === query && untouched) return matched.query;
  return jsonToQuery({ ...own, ...Object.fromEntries(added) });
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}

function requestBody(
  matched: Matched,
  method: string,
  headers: OutHeaders,
  parameters: { [parameter: string]: string },
  fields: JsonObject,
  ids: IdLookup,
  variant: Variant,
): string | Buffer | null {
  const { request } = matched.exchange;
  const lens = variant.request ?? matched.operation.request;
  if (request.base64 === true) return Buffer.from(request.body ?? '', 'base64');
  const hasFields = Object.keys(fields).length > 0;
  if (lens.length === 0 && !hasFields && variant.body === undefined && (request.body === null || ids.isEmpty)) return request.body;
  if (isForm(request.headers)) return formBody(request.body ?? '', lens, parameters, ids);
  const recorded = variant.body ?? (request.body === null || request.body === '' ? undefined : tryParseJson(request.body));
  if (recorded === undefined && (request.body ?? '') !== '') return request.body;
  const given = hasFields ? { ...fields, ...asObject(recorded ?? {}) } : (recorded ?? {});
  const mapped = rewriteIds(given, ids, kindOfEndpoint(matched.operation.v1));
  const body = forward(lens, mapped, { parameters });
  const isNothing = recorded === undefined && Object.keys(asObject(body)).length === 0;
  if (isNothing || (recorded === undefined && (method === 'GET' || method === 'HEAD'))) return null;
  headers['content-type'] ??= 'application/json';
  return stringifyJson(body);
}

function formBody(text: string, lens: Lens, parameters: { [parameter: string]: string }, ids: IdLookup): string {
  return jsonToQuery(asObject(forward(lens, mapQueryIds(queryToJson(text), ids), { parameters })));
}

function isForm(headers: [string, string][]): boolean {
  return headerOf(headers, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
}

/** Parameters of a match as people mean them. */
export function decodeParameters(parameters: { [parameter: string]: string }, operation: Operation): { [parameter: string]: string } {
  const rest = operation.v1.segments.at(-1)?.rest === true ? operation.v1.segments.at(-1)?.parts[0] : undefined;
  const keep = rest && 'parameter' in rest ? rest.parameter : undefined;
  const decoded: { [parameter: string]: string } = {};
  for (const [parameter, value] of Object.entries(parameters)) decoded[parameter] = parameter === keep ? value : percentDecoded(value);
  return decoded;
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {};
}
