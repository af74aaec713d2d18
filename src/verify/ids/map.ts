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

  /** Nothing was learned yet: every value stands for itself. */
  get isEmpty(): boolean {
    return this.#byValue.size === 0;
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

  /** Pairs learned since the last call, for resuming a run; nothing is kept before the first call. */
  takeNew(): IdPair[] {
    const pairs = this.#new ?? [];
    this.#new = [];
    return pairs;
  }

  #set(kind: IdKind, v1: string, v2: string): void {
    this.#new?.push({ kind, v1, v2 });
    this.#byKind.set(key(kind, v1), v2);
    this.#taken.set(key(kind, v2), v1);
    const other = this.#byValue.get(v1);
    this.#byValue.set(v1, other === undefined || other === v2 ? v2 : null);
  }
}

/** A value that two unrelated things hardly share: long, with digits, no date, no plain text. */
export function isDistinctive(value: string): boolean {
  return value.length >= 12 && value.length <= 512 && /\d/.test(value) && /^[\w.~:+/=-]+$/.test(value) && !/^\d{4}-\d\d-\d\d/.test(value);
}

function key(kind: IdKind, value: string): string {
  return `${kind}\0${value}`;
}
