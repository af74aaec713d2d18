import type { IdKind } from './kind.js';
import { LruMap, LruSet } from './lru.js';

/** Identifiers that are remembered at most; those not used for longest are given up. */
const CAPACITY = 100_000;

/** A v1 identifier and the v2 one in its place. */
export interface IdPair {
  kind: IdKind;
  v1: string;
  v2: string;
}

/** An identifier of v1 that has no known partner. */
export interface UnknownId {
  /** Entry whose answer told it. */
  entry: number;
  /** v2 was seen to answer something else; else nothing was seen, and only requests that change something are held back. */
  isOther: boolean;
}

/** What a translation asks of the map. */
export type IdLookup = Pick<IdMap, 'isEmpty' | 'toV2'>;

/** What `learn` found. */
export type Learned = 'learned' | 'known' | 'conflict';

/**
 * v1 identifiers and what v2 answered in their place. A value that cannot be an accident (a UUID, a long token) is the same
 * identifier wherever it stands; a short one only at a place of its kind.
 */
export class IdMap {
  readonly #byKind = new LruMap<string, string>(CAPACITY);
  /** Distinctive values of all kinds, and short values of exactly one; null when kinds disagree. */
  readonly #byValue = new LruMap<string, string | null>(CAPACITY);
  /** v2 values that are taken, by kind: two v1 things must not become one. */
  readonly #taken = new LruMap<string, string>(CAPACITY);
  #new: IdPair[] | undefined;
  readonly #same = new LruSet<string>(CAPACITY / 4);
  /** Identifiers that an answer told and v2 gave no partner, by kind and value, and by the value alone. */
  readonly #unknown = new LruMap<string, UnknownId>(CAPACITY / 4);
  #newUnknown: (UnknownId & { kind: IdKind; v1: string })[] = [];
  readonly #shared: SharedIds | undefined;

  /** @param shared what all recordings of a run learned: a recording may go on where another one stopped */
  constructor(shared?: SharedIds) {
    this.#shared = shared;
  }

  /** Nothing was learned yet: every value stands for itself. */
  get isEmpty(): boolean {
    return this.#byValue.size === 0 && (this.#shared?.isEmpty ?? true);
  }

  /** As `toV2`, also from what other recordings taught; from then on the pair holds for this one, too. */
  forRequest(value: string, kind: IdKind | undefined): string | undefined {
    const own = this.toV2(value, kind);
    if (own !== undefined || !this.#shared || this.#shared.isEmpty) return own;
    if (kind !== undefined && this.#same.has(key(kind, value))) return undefined;
    const other = this.#shared.find(value, kind);
    if (other !== undefined) this.learn(kind ?? 'value', value, other);
    return other;
  }

  /** True for a value that is an identifier of this recording, of whatever kind. */
  hasValue(value: string): boolean {
    return this.#byValue.get(value) !== undefined;
  }

  /** True for an identifier whose partner on v2 is known, or that v2 has, too. */
  knows(kind: IdKind, v1: string): boolean {
    return this.toV2(v1, kind) !== undefined || this.#same.has(key(kind, v1));
  }

  /** Notes an identifier that a recorded answer told and whose partner no answer of v2 shows. */
  noteUnknown(kind: IdKind, v1: string, unknown: UnknownId): void {
    if (this.knows(kind, v1)) return;
    this.#unknown.set(key(kind, v1), unknown);
    this.#unknown.set(v1, unknown);
    if (this.#new) this.#newUnknown.push({ ...unknown, kind, v1 });
  }

  /** What is not known of an identifier: no request may use it as it was recorded. */
  unknown(value: string, kind: IdKind | undefined): UnknownId | undefined {
    if (this.#unknown.size === 0) return undefined;
    if (kind === undefined) return isDistinctive(value) ? this.#unknown.get(value) : undefined;
    return this.#unknown.get(key(kind, value)) ?? this.#unknown.get(value);
  }

  /** Some answer told an identifier that has no partner. */
  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  /** Identifiers that were given up for lack of room. */
  get forgotten(): number {
    return this.#byValue.evicted;
  }

  /**
   * v2 value of a v1 identifier.
   * @param kind kind of the place; undefined for a place of no identifier, where only distinctive values are looked up
   */
  toV2(value: string, kind: IdKind | undefined): string | undefined {
    if (kind === undefined) return isDistinctive(value) ? (this.#byValue.get(value) ?? undefined) : undefined;
    return this.#byKind.get(key(kind, value)) ?? this.#byValue.get(value) ?? undefined;
  }

  /** Remembers that v2 answered the same identifier: a later answer may not disagree. */
  noteSame(kind: IdKind, value: string): void {
    this.#same.add(key(kind, value));
    this.#found(kind, value);
  }

  /** Takes back a pair that was learned from two things that turned out not to be the same. */
  forget({ kind, v1, v2 }: IdPair): void {
    if (this.#byKind.get(key(kind, v1)) !== v2) return;
    this.#byKind.delete(key(kind, v1));
    this.#taken.delete(key(kind, v2));
    if (this.#byValue.get(v1) === v2) this.#byValue.delete(v1);
    this.#shared?.forget({ kind, v1, v2 });
    this.#new = this.#new?.filter((pair) => pair.kind !== kind || pair.v1 !== v1);
  }

  /** Takes back that v2 answered the same identifier. */
  forgetSame(kind: IdKind, value: string): void {
    this.#same.delete(key(kind, value));
  }

  /** Remembers a pair; `conflict` when one of the two already has another partner. */
  learn(kind: IdKind, v1: string, v2: string): Learned {
    const before = this.toV2(v1, kind);
    if (before !== undefined) return before === v2 ? 'known' : 'conflict';
    const place = key(kind, v1);
    if (this.#same.has(place)) return 'conflict';
    const owner = this.#taken.get(key(kind, v2));
    if (owner !== undefined && owner !== v1) return 'conflict';
    this.#set(kind, v1, v2);
    return 'learned';
  }

  /** What was learned since the last call, for resuming a run; nothing is kept before the first call. */
  takeNew(): { pairs: IdPair[]; unknown: (UnknownId & { kind: IdKind; v1: string })[] } {
    const found = { pairs: this.#new ?? [], unknown: this.#newUnknown };
    this.#new = [];
    this.#newUnknown = [];
    return found;
  }

  #found(kind: IdKind, v1: string): void {
    if (this.#unknown.size === 0) return;
    this.#unknown.delete(key(kind, v1));
    this.#unknown.delete(v1);
  }

  #set(kind: IdKind, v1: string, v2: string): void {
    this.#new?.push({ kind, v1, v2 });
    this.#shared?.add({ kind, v1, v2 });
    this.#found(kind, v1);
    this.#byKind.set(key(kind, v1), v2);
    this.#taken.set(key(kind, v2), v1);
    const other = this.#byValue.get(v1);
    this.#byValue.set(v1, other === undefined || other === v2 ? v2 : null);
  }
}

/**
 * What the recordings of a run learned together. Each is a sequence of its own, made on a server that may have counted its
 * things anew: where two of them disagree, nothing is known.
 */
export class SharedIds {
  readonly #byKind = new LruMap<string, string | null>(CAPACITY);
  readonly #byValue = new LruMap<string, string | null>(CAPACITY);

  get isEmpty(): boolean {
    return this.#byValue.size === 0;
  }

  add({ kind, v1, v2 }: IdPair): void {
    for (const [map, name] of [
      [this.#byKind, key(kind, v1)],
      [this.#byValue, v1],
    ] as const) {
      const before = map.get(name);
      map.set(name, before === undefined || before === v2 ? v2 : null);
    }
  }

  forget({ kind, v1, v2 }: IdPair): void {
    if (this.#byKind.get(key(kind, v1)) === v2) this.#byKind.delete(key(kind, v1));
    if (this.#byValue.get(v1) === v2) this.#byValue.delete(v1);
  }

  find(value: string, kind: IdKind | undefined): string | undefined {
    if (kind === undefined) return isDistinctive(value) ? (this.#byValue.get(value) ?? undefined) : undefined;
    return this.#byKind.get(key(kind, value)) ?? this.#byValue.get(value) ?? undefined;
  }
}

/** A value that two unrelated things hardly share: long, with digits, no date, no plain text. */
export function isDistinctive(value: string): boolean {
  return value.length >= 12 && value.length <= 512 && /\d/.test(value) && /^[\w.~:+/=-]+$/.test(value) && !/^\d{4}-\d\d-\d\d/.test(value);
}

function key(kind: IdKind, value: string): string {
  return `${kind}\0${value}`;
}
