import { LruMap } from '../ids/lru.js';
import type { Access } from './access.js';

/** Changes that are remembered at most. */
const CAPACITY = 20_000;

/** Texts of one request that are taken for the name of what it creates. */
const MAX_NAMES = 50;

/** A recorded change that the live server never saw. */
interface Change {
  entry: number;
}

/**
 * Recorded changes that were not sent. What they touched holds other values on the live server than in the recording, and
 * nothing can be said about them.
 */
export class UnsentChanges {
  readonly #at = new LruMap<string, Change>(CAPACITY);
  readonly #below = new LruMap<string, Change>(CAPACITY);
  readonly #unnamed = new LruMap<string, Change>(CAPACITY);

  /** Notes a change. */
  note({ creates, given, paths }: Access, change: Change): void {
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
    if (this.#at.size + this.#below.size === 0) return undefined;
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
}

/** `/a/` and `/a/b/` for `/a/b/c/`. */
function pathsAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(0, -1).map((_, index) => `/${names.slice(0, index + 1).join('/')}/`);
}
