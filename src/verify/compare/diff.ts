import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../pack/model.js';
import { type IdKind, kindBelow, kindOfPlace } from '../ids/kind.js';
import type { Difference } from '../model.js';
import type { CompareContext } from './context.js';
import { type FieldPatterns, type FieldRow, genericPath, pathText } from './fields.js';
import { Learning } from './learning.js';
import { alignLists } from './lists.js';
import { judgeScalars } from './scalar.js';
import { isPlaceholder, typeName } from './shape.js';
import { isObject } from '../../pack/lens/fields.js';

/** Deeper nesting is not compared. */
const MAX_DEPTH = 500;
/** Differences kept for one answer; the rest is counted. */
const MAX_DIFFERENCES = 100;

/** Says that an answer is nested too deeply to compare. */
export class TooDeepError extends Error {
  override name = 'TooDeepError';
}

/**
 * Compares a live answer with the expected one, and learns identifiers on the way.
 * @throws TooDeepError beyond 500 levels
 */
export function diffJson(expected: Json, actual: Json, context: CompareContext): Difference[] {
  const diff = new Diff(context);
  diff.compare(expected, actual, { name: '', owner: context.owner, kind: undefined, isFresh: context.isFresh });
  return diff.end();
}

/** What is known of the place that two values stand at. */
interface Place {
  name: string;
  /** Kind of the thing that the place belongs to. */
  owner: IdKind | undefined;
  /** Kind of identifier that the place holds. */
  kind: IdKind | undefined;
  /** It belongs to a thing that this run created. */
  isFresh: boolean;
}

class Diff {
  readonly #context: CompareContext;
  readonly #learning: Learning;
  readonly #path: (string | number)[] = [];
  readonly #found: Difference[] = [];
  #dropped = 0;

  constructor(context: CompareContext) {
    this.#context = context;
    this.#learning = new Learning(context);
  }

  /** Call once everything is compared. */
  end(): Difference[] {
    this.#learning.finish(this.#context.isIdentified);
    if (this.#dropped === 0) return this.#found;
    return [...this.#found, { path: '$', kind: 'unexplained', message: `and ${this.#dropped} more differences` }];
  }

  compare(expected: Json, actual: Json, place: Place): void {
    if (expected === actual) {
      if (place.kind !== undefined && expected !== null) this.#same(place.kind, expected);
      return;
    }
    if (this.#path.length > MAX_DEPTH) throw new TooDeepError(`the answer is nested deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(expected) && Array.isArray(actual)) this.#lists(expected, actual, place);
    else if (isObject(expected) && isObject(actual)) this.#objects(expected, actual, place);
    else if (typeName(expected) === typeName(actual)) this.#scalars(expected, actual, place);
    else if (!(typeof expected === 'string' && isPlaceholder(expected))) {
      this.#learning.lose(expected, place.name, place.owner, place.isFresh);
      this.#retyped(expected, actual);
    }
  }

  /** The same identifier on both sides, unless v2 gave it another partner before. */
  #same(kind: IdKind, value: Json): void {
    const text = String(value);
    const mapped = this.#context.ids.isEmpty ? undefined : this.#context.ids.toV2(text, kind);
    if (mapped !== undefined && mapped !== text) {
      this.#add({ kind: 'unexplained', expected: mapped, actual: value, message: 'the v1 identifier in place of the v2 one' });
    } else if (mapped === undefined) this.#learning.noteSame(kind, text);
  }

  #scalars(expected: Json, actual: Json, { name, kind, isFresh }: Place): void {
    const pair = { expected, actual, name, kind, isFresh, genericPath: () => genericPath(pathText(this.#path)) };
    const { allow } = this.#context;
    const tolerated = allow?.tolerates(this.#path, expected, actual);
    const judged = allow && tolerated ? allow.accept(tolerated) : judgeScalars(pair, this.#context, this.#learning);
    if (judged) this.#add({ ...judged, expected, actual });
  }

  #retyped(expected: Json, actual: Json): void {
    const { stale } = this.#context;
    if (stale !== undefined && (expected === null || actual === null)) this.#add({ kind: 'volatile', expected, actual, message: stale });
    else this.#add({ kind: 'unexplained', expected, actual, message: `${typeName(actual)} where ${typeName(expected)} was expected` });
  }

  #objects(expected: JsonObject, actual: JsonObject, { owner, isFresh }: Place): void {
    const id = expected[this.#context.idField ?? 'id'] ?? null;
    const fresh = id === null ? isFresh : id !== actual[this.#context.idField ?? 'id'];
    for (const name of Object.keys(expected)) {
      this.#path.push(name);
      if (Object.hasOwn(actual, name))
        this.#field(expected[name] ?? null, actual[name] ?? null, { name, owner, kind: undefined, isFresh: fresh });
      else this.#missing(expected[name] ?? null, name, { owner, isFresh: fresh });
      this.#path.pop();
    }
    for (const name of Object.keys(actual)) {
      if (!Object.hasOwn(expected, name)) this.#additional(name, actual[name] ?? null);
    }
  }

  #field(expected: Json, actual: Json, { name, owner, isFresh }: Place): void {
    const { added, volatile, allow, idField } = this.#context;
    const ignored = allow && this.#rowOf(allow.ignored, name);
    if (allow && ignored) {
      if (!isDeepStrictEqual(expected, actual)) this.#add({ ...allow.accept(ignored), expected, actual });
      return;
    }
    const isAdded = this.#rowOf(added, name);
    const row = isAdded ?? this.#rowOf(volatile, name);
    if (!row) {
      const kind = name === idField ? owner : kindOfPlace(name, owner);
      this.compare(expected, actual, { name, owner: kindBelow(name, owner), kind, isFresh });
      return;
    }
    if (expected !== actual) row.uses += 1;
    if (!isAdded && typeName(expected) !== typeName(actual)) this.#retyped(expected, actual);
  }

  /** The row for the field of this name at the end of the present path. */
  #rowOf(fields: FieldPatterns, name: string): FieldRow | undefined {
    return fields.mayName(name) ? fields.rowFor(this.#path.slice(0, -1), name) : undefined;
  }

  #missing(expected: Json, name: string, place: Pick<Place, 'owner' | 'isFresh'>): void {
    const { added, optional, allow } = this.#context;
    const ignored = allow && this.#rowOf(allow.ignored, name);
    if (allow && ignored) {
      this.#add({ ...allow.accept(ignored), expected });
      return;
    }
    const allowed = this.#rowOf(optional, name);
    if (allowed) {
      allowed.uses += 1;
      this.#add({ kind: 'explained', rule: allowed.rule, expected, message: 'left out' });
      return;
    }
    const rule = this.#rowOf(added, name)?.rule;
    this.#learning.lose(expected, name, place.owner, place.isFresh);
    this.#add({ kind: 'unexplained', expected, message: `the field is missing`, ...(rule !== undefined && { rule }) });
  }

  #additional(name: string, actual: Json): void {
    this.#path.push(name);
    const row = this.#rowOf(this.#context.added, name);
    if (row) row.uses += 1;
    this.#add(row ? { kind: 'explained', rule: row.rule, actual } : { kind: 'additive', actual });
    this.#path.pop();
  }

  #lists(expected: Json[], actual: Json[], place: Place): void {
    if (expected.length === actual.length && expected.every((item, index) => item === actual[index])) return;
    const { stale, allow } = this.#context;
    const unordered = allow?.unordered(this.#path);
    const { pairs, missing, extra, reordered, ambiguous } = alignLists(
      expected,
      actual,
      place.owner,
      this.#context,
      unordered !== undefined,
    );
    for (const [index, position] of pairs) {
      this.#path.push(position);
      this.#items(expected[index] ?? null, actual[position] ?? null, place, ambiguous?.has(index) === true);
      this.#path.pop();
    }
    if (missing.length > 0) {
      const isOther = pairs.some(([index, position]) => this.#hasOtherId(expected[index], actual[position]));
      for (const index of missing) this.#learning.lose(expected[index] ?? null, place.name, place.owner, isOther);
    }
    if (stale !== undefined && (reordered || missing.length + extra.length > 0)) {
      this.#add({ kind: 'volatile', expected: expected.length, actual: actual.length, message: stale });
      return;
    }
    if (reordered) {
      const index = pairs.find(([from, to]) => from !== to)?.[0] ?? 0;
      const values = { expected: expected[index] ?? null, actual: actual[index] ?? null };
      if (allow && unordered) this.#add({ ...values, ...allow.accept(unordered) });
      else this.#add({ kind: 'unexplained', ...values, message: `the items are in another order, from number ${index + 1} on` });
    }
    for (const index of missing)
      this.#item(index, {
        kind: 'unexplained',
        expected: expected[index] ?? null,
        message: `the item is missing (${actual.length} of ${expected.length} items)`,
      });
    for (const index of extra)
      this.#item(index, {
        kind: 'unexplained',
        actual: actual[index] ?? null,
        message: `an item too many (${actual.length} for ${expected.length} items)`,
      });
  }

  /** Compares two items that were paired, and learns from them when they prove to be the same. */
  #items(expected: Json, actual: Json, place: Place, isAmbiguous: boolean): void {
    if (!isObject(expected) || !isObject(actual)) {
      this.compare(expected, actual, place);
      return;
    }
    const isKnown = this.#isKnown(expected, actual, place);
    this.#learning.begin();
    this.compare(expected, actual, place);
    this.#learning.end(isKnown ? true : isAmbiguous ? false : undefined);
  }

  /** v2 names the thing otherwise. */
  #hasOtherId(expected: Json | undefined, actual: Json | undefined): boolean {
    const { idField = 'id' } = this.#context;
    return (
      expected !== undefined && actual !== undefined && isObject(expected) && isObject(actual) && expected[idField] !== actual[idField]
    );
  }

  /** Two things that were found to be the same before. */
  #isKnown(expected: JsonObject, actual: JsonObject, { owner }: Place): boolean {
    const { ids, idField = 'id' } = this.#context;
    const [v1, v2] = [expected[idField], actual[idField]];
    if (v1 === undefined || v1 === null || v2 === undefined || owner === undefined || !ids.knows(owner, String(v1))) return false;
    return (ids.toV2(String(v1), owner) ?? String(v1)) === String(v2);
  }

  #item(index: number, difference: Omit<Difference, 'path'>): void {
    this.#path.push(index);
    this.#add(difference);
    this.#path.pop();
  }

  #add(difference: Omit<Difference, 'path'>): void {
    const { stale } = this.#context;
    if (difference.kind === 'unexplained' || (stale !== undefined && difference.message === stale)) this.#learning.disagree();
    if (this.#found.length < MAX_DIFFERENCES) this.#found.push({ path: pathText(this.#path), ...difference });
    else if (difference.kind === 'unexplained') this.#dropped += 1;
  }
}

/** Adds the generic paths of scalars that differ between two answers to the same request. Types and fields never count as noise. */
export function noisePaths(first: Json, second: Json, found: Set<string>): void {
  walk(first, second, [], found);
}

function walk(first: Json, second: Json, path: (string | number)[], found: Set<string>): void {
  if (first === second || path.length > 100 || typeName(first) !== typeName(second)) return;
  if (typeof first !== 'object' || first === null) {
    found.add(genericPath(pathText(path)));
  } else if (Array.isArray(first) && Array.isArray(second)) {
    first.forEach((item, index) => {
      if (index < second.length) walk(item, second[index] ?? null, [...path, index], found);
    });
  } else if (!Array.isArray(first) && typeof second === 'object' && second !== null && !Array.isArray(second)) {
    for (const name of Object.keys(first)) {
      if (Object.hasOwn(second, name)) walk(first[name] ?? null, second[name] ?? null, [...path, name], found);
    }
  }
}
