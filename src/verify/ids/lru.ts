/**
 * A map that holds at most a number of entries and gives up those not used for longest: two generations, so that a look-up
 * costs one or two plain map reads.
 */
export class LruMap<Key, Value> {
  readonly #half: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  #evicted = 0;

  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
  }

  /** Entries given up so far. */
  get evicted(): number {
    return this.#evicted;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) {
      this.#old.delete(key);
      this.set(key, older);
    }
    return older;
  }

  set(key: Key, value: Value): void {
    this.#old.delete(key);
    this.#young.set(key, value);
    if (this.#young.size < this.#half) return;
    this.#evicted += this.#old.size;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

/** A set that holds at most a number of values, like `LruMap`. */
export class LruSet<Value> {
  readonly #map: LruMap<Value, true>;

  constructor(capacity: number) {
    this.#map = new LruMap(capacity);
  }

  has(value: Value): boolean {
    return this.#map.get(value) === true;
  }

  add(value: Value): void {
    this.#map.set(value, true);
  }

  delete(value: Value): void {
    this.#map.delete(value);
  }
}

/** From this length on, the engine may keep a part of a text as a reference into the whole. */
const SHORTEST_PART = 13;

/**
 * A copy of a text that was cut out of a larger one. What is remembered for the length of a run must be one: the part would
 * keep the whole body alive that it was cut from.
 */
export function ownText(part: string): string {
  return part.length < SHORTEST_PART ? part : (JSON.parse(JSON.stringify(part)) as string);
}
