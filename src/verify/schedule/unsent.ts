import { LruMap } from '../ids/lru.js';
import type { Access } from './access.js';

/** Changes and reads that are remembered at most. */
const CAPACITY = 20_000;

/** Texts of one request that are taken for the name of what it creates. */
const MAX_NAMES = 50;

/** A recorded change that the live server never saw. */
interface Change {
  entry: number;
}

/** The last recorded answer of a read, while no change that was left out had shown in it. */
interface Seen {
  answer: string;
  /** Changes left out until then. */
  changes: number;
}

/**
 * Recorded changes that were not sent. What they touched holds other values on the live server than in the recording, and
 * nothing can be said about them.
 */
export class UnsentChanges {
  readonly #at = new LruMap<string, Change>(CAPACITY);
  readonly #below = new LruMap<string, Change>(CAPACITY);
  readonly #unnamed = new LruMap<string, Change>(CAPACITY);
  /** By what is read: the answer before, or the change that showed in it. */
  readonly #reads = new LruMap<string, Seen | Change>(CAPACITY);
  #last: Change | undefined;
  #count = 0;

  /** Notes a change. */
  note({ creates, given, paths, effects }: Access, change: Change): void {
    this.#last = change;
    this.#count += 1;
    for (const path of effects()) for (const at of [path, ...pathsAbove(path)]) (at === path ? this.#at : this.#below).set(at, change);
    for (const path of paths()) {
      // A new item changes its collection, and no item but the one that the request may name.
      if (creates) {
        this.#below.set(path, change);
        for (const name of given.slice(0, MAX_NAMES)) this.#at.set(`${path}${encodeURIComponent(name)}/`, change);
      } else this.#at.set(path, change);
      for (const above of pathsAbove(path)) this.#below.set(above, change);
    }
  }

  /** Notes a creation whose answer is not known: any item of the collection may be what it made. */
  noteUnnamed({ paths }: Access, change: Change): void {
    for (const path of paths()) this.#unnamed.set(path, change);
  }

  /** The creation that may have made what these resources are. */
  mayBeMadeBy({ paths }: Access): Change | undefined {
    if (this.#unnamed.size === 0) return undefined;
    for (const above of paths().flatMap(pathsAbove)) {
      const change = this.#unnamed.get(above);
      if (change) return change;
    }
    return undefined;
  }

  /** The change that a read of these resources would show. */
  shownIn({ paths }: Access): Change | undefined {
    if (this.#count === 0) return undefined;
    for (const path of paths()) {
      const change =
        this.#at.get(path) ??
        this.#below.get(path) ??
        pathsAbove(path)
          .map((above) => this.#at.get(above))
          .find(Boolean);
      if (change) return change;
    }
    return undefined;
  }

  /**
   * The change that may have shown in the recorded answers of a read: they differ, and a change between them was left out,
   * of whatever it was. Only the recording can tell that some distant change shows here.
   * @param url what is read
   * @param answer what was recorded, without what differs each time
   */
  shownBetween(url: string, answer: string): Change | undefined {
    const before = this.#reads.get(url);
    if (before && 'entry' in before) return before;
    const isChanged = before !== undefined && before.answer !== answer && before.changes < this.#count;
    this.#reads.set(url, isChanged && this.#last ? this.#last : { answer, changes: this.#count });
    return isChanged ? this.#last : undefined;
  }
}

/** `/a/` and `/a/b/` for `/a/b/c/`. */
function pathsAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(0, -1).map((_, index) => `/${names.slice(0, index + 1).join('/')}/`);
}
