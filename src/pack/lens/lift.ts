import type { Json } from '../model.js';
import { fieldOf, isObject, withField, withoutField } from './fields.js';

/** `{host: {name: x}}` to `{host: {}, name: x}`; an emptied host goes away. */
export function lift(value: Json, host: string, name: string): Json {
  const inner = fieldOf(value, host);
  const moved = fieldOf(inner, name);
  if (!isObject(value) || !isObject(inner) || moved === undefined || Object.hasOwn(value, name)) return value;
  const rest = withoutField(inner, name);
  const kept = Object.keys(rest).length === 0 ? withoutField(value, host) : withField(value, host, rest);
  return withField(kept, name, moved);
}

/** `{name: x}` to `{host: {name: x}}`; the host is made when it is missing, and left alone when it is no object. */
export function sink(value: Json, host: string, name: string): Json {
  const moved = fieldOf(value, name);
  if (!isObject(value) || moved === undefined || host === name) return value;
  const inner = fieldOf(value, host) ?? {};
  if (!isObject(inner) || Object.hasOwn(inner, name)) return value;
  return withField(withoutField(value, name), host, withField(inner, name, moved));
}
