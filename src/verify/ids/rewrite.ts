import type { Json } from '../../pack/model.js';
import { type IdKind, kindBelow, kindOfPlace } from './kind.js';
import type { IdLookup } from './map.js';

/** Deeper values are left alone; the server would hardly take them. */
const MAX_DEPTH = 500;

/** The value with every v1 identifier replaced by its v2 one; the same object when there is none to replace. */
export function rewriteIds(value: Json, ids: IdLookup, owner: IdKind | undefined): Json {
  return ids.isEmpty ? value : rewrite(value, ids, owner, undefined, 0);
}

/** A scalar as text keeps its type: a number stays a number when v2 answered one. */
function retyped(before: Json, text: string): Json {
  if (typeof before !== 'number') return text;
  const number = Number(text);
  return String(number) === text ? number : text;
}

function rewrite(value: Json, ids: IdLookup, owner: IdKind | undefined, place: IdKind | undefined, depth: number): Json {
  if (typeof value === 'string' || typeof value === 'number') {
    const mapped = ids.toV2(String(value), place);
    return mapped === undefined ? value : retyped(value, mapped);
  }
  if (value === null || typeof value !== 'object' || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return rewriteList(value, ids, owner, place, depth);
  let copy: { [key: string]: Json } | undefined;
  for (const name of Object.keys(value)) {
    const before = value[name] ?? null;
    const after = rewrite(before, ids, kindBelow(name, owner), kindOfPlace(name, owner), depth + 1);
    if (after === before) continue;
    copy ??= { ...value };
    copy[name] = after;
  }
  return copy ?? value;
}

function rewriteList(value: Json[], ids: IdLookup, owner: IdKind | undefined, place: IdKind | undefined, depth: number): Json {
  let copy: Json[] | undefined;
  for (const [index, before] of value.entries()) {
    const after = rewrite(before, ids, owner, place, depth + 1);
    if (after === before) continue;
    copy ??= [...value];
    copy[index] = after;
  }
  return copy ?? value;
}
