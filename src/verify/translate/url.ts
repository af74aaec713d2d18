import type { Json, JsonObject } from '../../pack/model.js';
import type { IdLookup } from '../ids/map.js';
import { kindOfPlace } from '../ids/kind.js';
import { percentDecoded } from '../../pack/percent.js';
import { type EndpointTemplate, pathText } from '../../match/index.js';

/** A query string as JSON: repeated names become lists, a name without `=` is the empty text. */
export function queryToJson(query: string): JsonObject {
  if (query === '') return {};
  const entries = new Map<string, Json>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = percentDecoded((equals === -1 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = percentDecoded((equals === -1 ? '' : pair.slice(equals + 1)).replaceAll('+', ' '));
    const before = entries.get(name);
    entries.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]);
  }
  return Object.fromEntries(entries);
}

/** The query string of a JSON object; null and absent values are left out, lists repeat the name. */
export function jsonToQuery(query: JsonObject): string {
  return Object.entries(query)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((item): [string, Json] => [name, item]))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(typeof value === 'object' ? JSON.stringify(value) : String(value))}`)
    .join('&');
}

/** Query values with their v1 identifiers replaced. */
export function mapQueryIds(query: JsonObject, ids: IdLookup): JsonObject {
  if (ids.isEmpty) return query;
  const mapOne = (name: string, value: Json): Json =>
    typeof value === 'string' ? (ids.toV2(value, kindOfPlace(name, undefined)) ?? value) : value;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((item) => mapOne(name, item)) : mapOne(name, value),
    ]),
  );
}

function encodeQuery(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',');
}

/** Says that a v2 request cannot be made of what was recorded. One line for people. */
export class TranslationError extends Error {
  override name = 'TranslationError';
}

/** Value of a v2 parameter, decoded; undefined when nothing holds it. */
export type ParameterSource = (parameter: string) => string | undefined;

/**
 * Path of a v2 endpoint, below its base, with its parameters filled and encoded.
 * @throws TranslationError for a parameter without a value
 */
export function fillPath(template: EndpointTemplate, source: ParameterSource): string {
  return template.segments
    .map(
      (segment) =>
        `/${segment.parts.map((part) => ('text' in part ? part.text : fillParameter(template, part.parameter, segment.rest === true, source))).join('')}`,
    )
    .join('');
}

/**
 * Query parameters that a v2 endpoint fixes. A parameter whose parameter has no value is left out: it was optional in v1.
 */
export function fillQuery(template: EndpointTemplate, source: ParameterSource): [name: string, value: string][] {
  return template.query.flatMap(({ name, value }): [string, string][] => {
    const text = 'text' in value ? value.text : source(value.parameter);
    return text === undefined ? [] : [[name, text]];
  });
}

function fillParameter(template: EndpointTemplate, parameter: string, rest: boolean, source: ParameterSource): string {
  const value = source(parameter);
  if (value === undefined || (value === '' && !rest)) {
    throw new TranslationError(`the recording does not tell {${parameter}} of ${template.method} ${pathText(template)}`);
  }
  return rest ? value.split('/').map(encodeSegment).join('/') : encodeSegment(value);
}

function encodeSegment(text: string): string {
  if (/^[\w.~!$&'()*+,;=:@-]+$/.test(text)) return text;
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2C', ',').replaceAll('%24', '$');
}
