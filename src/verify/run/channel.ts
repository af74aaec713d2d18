import type { Verdict, VerdictStream } from '../model.js';

/** A queue between one producer and one consumer; the producer waits while it is full. */
export class Channel<Item> {
  readonly #capacity: number;
  #items: Item[] = [];
  #at = 0;
  #ended = false;
  #isLeft = false;
  #error: unknown;
  #failed = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriters: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an item, even beyond the capacity: what is finished must be delivered. */
  push(item: Item): void {
    if (!this.#isLeft) this.#items.push(item);
    this.#wakeReader?.();
  }

  /** Settles when there is room again; undefined when there is room now. */
  room(): Promise<void> | undefined {
    if (this.#isLeft || this.#items.length - this.#at < this.#capacity) return undefined;
    return new Promise((resolve) => this.#wakeWriters.push(resolve));
  }

  /** Nobody reads on: what comes is dropped. */
  leave(): void {
    this.#isLeft = true;
    this.#drained();
  }

  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  fail(error: unknown): void {
    this.#failed = true;
    this.#error = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    try {
      for (;;) {
        while (this.#at < this.#items.length) {
          const item = this.#items[this.#at] as Item;
          this.#at += 1;
          if (this.#at === this.#items.length) this.#drained();
          yield item;
        }
        if (this.#failed) throw this.#error;
        if (this.#ended) return;
        await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    } finally {
      this.leave();
    }
  }

  #drained(): void {
    this.#items = [];
    this.#at = 0;
    const writers = this.#wakeWriters;
    this.#wakeWriters = [];
    writers.forEach((wake) => wake());
  }
}

/** Verdicts that one of several readers may be behind the others. */
const BEHIND = 1000;

/** One of several readers of the same verdicts. */
export interface Branch {
  stream: VerdictStream;
  /** This one reads no further, and holds up no other. */
  leave: () => void;
}

/** The same verdicts for several readers, which go on together; none may stay behind without leaving. */
export function branchesOf(stream: VerdictStream, count: number): Branch[] {
  if (count === 1) return [{ stream, leave: () => undefined }];
  const channels = Array.from({ length: count }, () => new Channel<Verdict>(BEHIND));
  let isRunning = false;
  const pump = async (): Promise<void> => {
    try {
      for await (const verdict of stream) {
        for (const channel of channels) channel.push(verdict);
        for (const channel of channels) for (let wait = channel.room(); wait; wait = channel.room()) await wait;
      }
      channels.forEach((channel) => channel.end());
    } catch (error) {
      channels.forEach((channel) => channel.fail(error));
    }
  };
  return channels.map((channel) => ({
    leave: () => channel.leave(),
    stream: {
      end: stream.end,
      async *[Symbol.asyncIterator]() {
        if (!isRunning) void pump();
        isRunning = true;
        yield* channel;
      },
    },
  }));
}
