import type { Json, JsonObject } from '../../pack/model.js';
import { type IdKind, kindOfPlace } from '../ids/kind.js';
import type { CompareContext } from './context.js';
import { isOpaque, timeOf } from './shape.js';
import { isObject } from '../../pack/lens/fields.js';

/** Which items of two lists belong together. */
export interface Alignment {
  /** Positions in the expected and the actual list, by expected position. */
  pairs: [expected: number, actual: number][];
  missing: number[];
  extra: number[];
  /** Same items, another order. */
  reordered: boolean;
}

const KEYS = ['id', '_id', 'uuid', 'key', 'slug', 'name', 'code'];

/** Aligns two lists: objects by what identifies them, else by position; scalars by value when only their order differs. */
export function alignLists(
  expected: readonly Json[],
  actual: readonly Json[],
  owner: IdKind | undefined,
  context: CompareContext,
): Alignment {
  if (expected.every(isObject) && actual.every(isObject)) {
    const key = keyOf(expected, actual, context.idField);
    if (key !== undefined) return alignByKey(expected, actual, key, owner, context);
    if (expected.length !== actual.length) return completed([], expected, actual, true);
  } else if (expected.length === actual.length && sameScalars(expected, actual)) {
    return alignScalars(expected, actual);
  }
  return completed([], expected, actual, false);
}

/** The first usual key that every item of both lists has, each with a value of its own. */
function keyOf(expected: readonly JsonObject[], actual: readonly JsonObject[], idField: string | undefined): string | undefined {
  if (expected.length === 0 || actual.length === 0) return undefined;
  const keys = idField === undefined ? KEYS : [idField, ...KEYS];
  return keys.find((key) => hasKey(expected, key) && hasKey(actual, key));
}

function hasKey(items: readonly JsonObject[], key: string): boolean {
  const values = new Set<unknown>();
  for (const item of items) {
    const value = item[key];
    if ((typeof value !== 'string' && typeof value !== 'number') || values.has(value)) return false;
    values.add(value);
  }
  return true;
}

function alignByKey(
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  key: string,
  owner: IdKind | undefined,
  context: CompareContext,
): Alignment {
  const kind = key === context.idField ? owner : kindOfPlace(key, owner);
  const at = new Map(actual.map((item, index) => [String(item[key]), index]));
  const pairs: [number, number][] = [];
  for (const [index, item] of expected.entries()) {
    const v1 = String(item[key]);
    const found = at.get((kind === undefined ? undefined : context.ids.toV2(v1, kind)) ?? v1);
    if (found !== undefined) pairs.push([index, found]);
  }
  // Items with identifiers never seen before may stand for each other; items with names may not.
  return kind === undefined ? settled(pairs, expected, actual) : completed(pairs, expected, actual, true);
}

/** Adds pairs for the items left over: those that look the same first, then, by position, any. */
function completed(pairs: [number, number][], expected: readonly Json[], actual: readonly Json[], bySignature: boolean): Alignment {
  const rest = unpaired(pairs, expected.length, actual.length);
  if (bySignature && rest.expected.length !== rest.actual.length) {
    const waiting = new Map<string, number[]>();
    for (const index of rest.actual) {
      const signature = signatureOf(actual[index]);
      waiting.set(signature, [...(waiting.get(signature) ?? []), index]);
    }
    for (const index of rest.expected) {
      const found = waiting.get(signatureOf(expected[index]))?.shift();
      if (found !== undefined) pairs.push([index, found]);
    }
  }
  const last = unpaired(pairs, expected.length, actual.length);
  last.expected.forEach((index, position) => {
    const found = last.actual[position];
    if (found !== undefined) pairs.push([index, found]);
  });
  return settled(pairs, expected, actual);
}

function settled(pairs: [number, number][], expected: readonly Json[], actual: readonly Json[]): Alignment {
  const sorted = pairs.toSorted((a, b) => a[0] - b[0]);
  const rest = unpaired(pairs, expected.length, actual.length);
  const reordered = sorted.some(([, position], index) => index > 0 && position < (sorted[index - 1]?.[1] ?? 0));
  return { pairs: sorted, missing: rest.expected, extra: rest.actual, reordered };
}

function unpaired(pairs: readonly [number, number][], expected: number, actual: number): { expected: number[]; actual: number[] } {
  const left = new Set(pairs.map(([index]) => index));
  const right = new Set(pairs.map(([, index]) => index));
  return { expected: range(expected).filter((index) => !left.has(index)), actual: range(actual).filter((index) => !right.has(index)) };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Fields that do not change from run to run, as text. */
function signatureOf(item: Json | undefined): string {
  if (item === undefined || !isObject(item)) return JSON.stringify(item) ?? '';
  const stable = Object.entries(item).filter(([name, value]) => {
    if (typeof value === 'object' || kindOfPlace(name, 'item') !== undefined) return false;
    return timeOf(value, name) === undefined && !(typeof value === 'string' && isOpaque(value));
  });
  return JSON.stringify(stable.map(([name, value]) => [name, String(value)]));
}

function sameScalars(expected: readonly Json[], actual: readonly Json[]): boolean {
  if (expected.every((value, index) => value === actual[index])) return false;
  const sorted = [expected, actual].map((list) =>
    list.map((value) => (typeof value === 'object' ? '\0' : `${typeof value} ${String(value)}`)).toSorted(),
  );
  return sorted[0]?.every((value, index) => value !== '\0' && value === sorted[1]?.[index]) === true;
}

function alignScalars(expected: readonly Json[], actual: readonly Json[]): Alignment {
  const positions = new Map<Json, number[]>();
  actual.forEach((value, index) => positions.set(value, [...(positions.get(value) ?? []), index]));
  const pairs = expected.map((value, index): [number, number] => [index, positions.get(value)?.shift() ?? index]);
  return settled(pairs, expected, actual);
}
