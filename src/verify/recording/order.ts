import type { Recorded } from './model.js';

/** Entries are put in order of time within a window of this many; a recording of a browser is seldom off by more than a few. */
const WINDOW = 256;
/** The window is smaller when its entries are large: bytes of bodies, roughly. */
const WINDOW_BYTES = 2 * 1024 * 1024;

/** An entry and the time it is sorted by. */
export interface Timed {
  time: number;
  recorded: Recorded;
}

/**
 * Entries in order of their start. Those without a time keep their place behind the entry before them; equal times keep
 * the order of the file.
 */
export async function* inOrder(source: AsyncIterable<Recorded[]>): AsyncGenerator<Timed[]> {
  let window: Timed[] = [];
  let bytes = 0;
  let time = Number.NEGATIVE_INFINITY;
  try {
    for await (const batch of source) {
      for (const recorded of batch) {
        time = recorded.exchange?.startedAt ?? time;
        bytes += sizeOf(recorded);
        window.push({ time, recorded });
      }
      if (window.length < 2 * WINDOW && bytes < WINDOW_BYTES) continue;
      const sorted = window.toSorted(byTime);
      window = sorted.splice(Math.ceil(sorted.length / 2));
      bytes = window.reduce((sum, item) => sum + sizeOf(item.recorded), 0);
      yield sorted;
    }
  } catch (error) {
    // What was read before the file broke off is good.
    yield window.toSorted(byTime);
    throw error;
  }
  yield window.toSorted(byTime);
}

function byTime(a: Timed, b: Timed): number {
  return a.time === b.time ? 0 : a.time - b.time;
}

function sizeOf({ exchange }: Recorded): number {
  return exchange ? (exchange.request.body?.length ?? 0) + (exchange.response.body?.length ?? 0) : 0;
}
