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
  /** Expected positions of items that others look like, in lists whose identifiers overlap: any of those may be meant. */
  ambiguous?: ReadonlySet<number>;
}

const KEYS = ['id', '_id', 'uuid', 'key', 'slug', 'name', 'code'];

/** Pairs of left-over items that are compared field by field; beyond, items are paired by identifier and position. */
const MOST_COMPARED = 10_000;

/** Aligns two lists: objects by what identifies them, else by position; scalars by value when only their order differs. */
export function alignLists(
  expected: readonly Json[],
  actual: readonly Json[],
  owner: IdKind | undefined,
  context: Pick<CompareContext, 'ids' | 'idField'>,
  isUnordered: boolean,
): Alignment {
  if (expected.every(isObject) && actual.every(isObject)) {
    const key = keyOf(expected, actual, context.idField);
    const kind = key === undefined || key === context.idField ? owner : kindOfPlace(key, owner);
    if (key !== undefined && kind === undefined) return alignByName(expected, actual, key);
    if (key !== undefined) return alignByLooks(expected, actual, { key, kind: kind ?? 'id' }, context);
    if (expected.length !== actual.length || isUnordered) return alignByLooks(expected, actual, undefined, context);
  } else if (expected.length === actual.length && sameScalars(expected, actual)) {
    return alignScalars(expected, actual);
  }
  return settled(byPosition([], expected.length, actual.length), expected, actual);
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

/** Items with names: those of another name are other items. */
function alignByName(expected: readonly JsonObject[], actual: readonly JsonObject[], key: string): Alignment {
  const at = new Map(actual.map((item, index) => [String(item[key]), index]));
  const pairs = expected.flatMap((item, index): [number, number][] => {
    const found = at.get(String(item[key]));
    return found === undefined ? [] : [[index, found]];
  });
  return settled(pairs, expected, actual);
}

/** The field that identifies items, and what it identifies. */
interface Identity {
  key: string;
  kind: IdKind;
}

/**
 * Items whose identifiers v2 may have made anew: one that stood for something else in v1 says nothing. Known partners belong
 * together, then items that look the same, then those that differ in the fewest fields.
 */
function alignByLooks(
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  identity: Identity | undefined,
  { ids: known }: Pick<CompareContext, 'ids'>,
): Alignment {
  const partners = identity && expected.map((item) => known.toV2(String(item[identity.key]), identity.kind));
  const ids = identity && { v1: expected.map((item) => String(item[identity.key])), v2: actual.map((item) => String(item[identity.key])) };
  const isInOrder = ids && expected.length === actual.length && ids.v1.every((id, index) => (partners?.[index] ?? id) === ids.v2[index]);
  if (isInOrder) return settled(byPosition([], expected.length, actual.length), expected, actual);
  const at = new Map(ids?.v2.map((id, index) => [id, index]));
  const pairs: [number, number][] = (partners ?? []).flatMap((partner, index): [number, number][] => {
    const found = partner === undefined ? undefined : at.get(partner);
    return found === undefined ? [] : [[index, found]];
  });
  const same = (one: number, two: number): boolean => ids !== undefined && ids.v1[one] === ids.v2[two];
  const unsure = pairBySignature(pairs, expected, actual, same);
  pairByCost(pairs, expected, actual, same);
  const overlap = ids !== undefined && ids.v1.some((id) => at.has(id));
  return { ...settled(byPosition(pairs, expected.length, actual.length), expected, actual), ...(overlap && { ambiguous: unsure }) };
}

/** Pairs items that look the same. @returns expected positions for which several others look the same */
function pairBySignature(
  pairs: [number, number][],
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  same: (one: number, two: number) => boolean,
): Set<number> {
  const rest = unpaired(pairs, expected.length, actual.length);
  const names = commonNames([...expected, ...actual]);
  const waiting = groupBy(rest.actual, (index) => signatureOf(actual[index], names));
  const wanted = groupBy(rest.expected, (index) => signatureOf(expected[index], names));
  const unsure = new Set<number>();
  for (const [signature, mine] of wanted) {
    const theirs = waiting.get(signature) ?? [];
    if (theirs.length === 0) continue;
    if (mine.length > 1 || theirs.length > 1) mine.forEach((index) => unsure.add(index));
    for (const index of mine.toSorted((a, b) => Number(theirs.some((at) => same(b, at))) - Number(theirs.some((at) => same(a, at))))) {
      const equal = theirs.findIndex((at) => same(index, at));
      const [found] = theirs.splice(Math.max(equal, 0), 1);
      if (found !== undefined) pairs.push([index, found]);
    }
  }
  return unsure;
}

/** Pairs what is left so that few fields differ. */
function pairByCost(
  pairs: [number, number][],
  expected: readonly JsonObject[],
  actual: readonly JsonObject[],
  same: (one: number, two: number) => boolean,
): void {
  const rest = unpaired(pairs, expected.length, actual.length);
  if (rest.expected.length * rest.actual.length > MOST_COMPARED) {
    pairs.push(...sameIds(rest, same));
    return;
  }
  const costs = rest.expected.flatMap((one) =>
    rest.actual.map((two) => ({ one, two, cost: differing(expected[one], actual[two]) + (same(one, two) ? 0 : 0.5) })),
  );
  const [left, right] = [new Set(rest.expected), new Set(rest.actual)];
  for (const { one, two } of costs.toSorted((a, b) => a.cost - b.cost || Math.abs(a.one - a.two) - Math.abs(b.one - b.two))) {
    if (!left.has(one) || !right.has(two)) continue;
    left.delete(one);
    right.delete(two);
    pairs.push([one, two]);
  }
}

function sameIds(rest: { expected: number[]; actual: number[] }, same: (one: number, two: number) => boolean): [number, number][] {
  return rest.expected.flatMap((one): [number, number][] => {
    const two = rest.actual.find((at) => same(one, at));
    return two === undefined ? [] : [[one, two]];
  });
}

/** Adds pairs of the items left over, by position. */
function byPosition(pairs: readonly [number, number][], expected: number, actual: number): [number, number][] {
  const rest = unpaired(pairs, expected, actual);
  return [
    ...pairs,
    ...rest.expected.flatMap((index, position): [number, number][] => {
      const found = rest.actual[position];
      return found === undefined ? [] : [[index, found]];
    }),
  ];
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

function groupBy(indexes: readonly number[], keyOfItem: (index: number) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const index of indexes) {
    const name = keyOfItem(index);
    const group = groups.get(name);
    if (group) group.push(index);
    else groups.set(name, [index]);
  }
  return groups;
}

/** Names that every item has. */
function commonNames(items: readonly JsonObject[]): string[] {
  const [first, ...others] = items;
  return Object.keys(first ?? {}).filter((name) => others.every((item) => Object.hasOwn(item, name)));
}

/** Fields that do not change from run to run, as text. */
function signatureOf(item: JsonObject | undefined, names: readonly string[]): string {
  return JSON.stringify(names.flatMap((name) => (isStable(name, item?.[name]) ? [[name, String(item?.[name])]] : [])));
}

function isStable(name: string, value: Json | undefined): boolean {
  if (value === undefined || (typeof value === 'object' && value !== null) || kindOfPlace(name, 'item') !== undefined) return false;
  return timeOf(value, name) === undefined && !(typeof value === 'string' && isOpaque(value));
}

/** How many fields of an expected item an actual one has otherwise, but for what changes from run to run. */
function differing(expected: JsonObject | undefined, actual: JsonObject | undefined): number {
  return Object.keys(expected ?? {}).filter((name) => {
    const [one, two] = [expected?.[name], actual?.[name]];
    if (two === undefined) return true;
    if (typeof one === 'object' && one !== null) return JSON.stringify(one) !== JSON.stringify(two);
    return isStable(name, one) && one !== two;
  }).length;
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
