import type { Verdict } from '../../verify/model.js';

/** Distinct reasons that are counted apart. */
const MAX_REASONS = 50;

/** Counts why exchanges were skipped; numbers and quoted names in a reason do not make it another one. */
export class SkipReasons {
  readonly #counts = new Map<string, number>();

  add({ verdict, reason }: Verdict): void {
    if (verdict !== 'skipped' || reason === undefined) return;
    const key = reason.replaceAll(/\b(entry|entries) \d+/g, '$1 N');
    if (!this.#counts.has(key) && this.#counts.size >= MAX_REASONS) return;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Most frequent first. */
  entries(): [reason: string, count: number][] {
    return [...this.#counts].toSorted((a, b) => b[1] - a[1]);
  }
}
