import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Spreads requests evenly over time. A request that comes too early waits; none is dropped. */
export class Pacer {
  readonly #interval: number;
  #next = 0;

  /** @param rate requests per second; undefined for no limit */
  constructor(rate: number | undefined) {
    this.#interval = rate === undefined ? 0 : 1000 / rate;
  }

  /** Settles when the next request may be sent; undefined when it may now. */
  turn(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (this.#interval === 0) return undefined;
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#interval;
    return at > now ? pause(at - now, signal) : undefined;
  }
}

/** Waits; returns at once when the signal fires. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
