import type { Json, JsonObject } from '../model.js';

/** True for JSON objects, false for lists, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own field of an object; undefined when the value is no object or has no such field. */
export function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The object with one field set. A known field keeps its place; the same object when nothing changes. */
export function withField(object: JsonObject, name: string, value: Json): JsonObject {
  return fieldOf(object, name) === value ? object : { ...object, [name]: value };
}

/** The object without one field; the same object when it has none. */
export function withoutField(object: JsonObject, name: string): JsonObject {
  if (!Object.hasOwn(object, name)) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** The object with one field under another name, in the same place. The new name must be free. */
export function withRenamedField(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key === from ? to : key, value]));
}

/** True when both values are the same JSON. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** True for numbers, also for integers beyond 2^53, which a JSON reader may give as `bigint`. */
export function isNumeric(value: unknown): value is number {
  return typeof value === 'number' || typeof value === 'bigint';
}
