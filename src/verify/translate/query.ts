import type { Json, JsonObject } from '../../pack/model.js';
import type { IdLookup } from '../ids/map.js';
import { kindOfPlace } from '../ids/kind.js';
import { percentDecoded } from '../../pack/percent.js';

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
