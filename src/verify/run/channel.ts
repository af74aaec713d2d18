/** A queue between one producer and one consumer; the producer waits while it is full. */
export class Channel<Item> {
  readonly #capacity: number;
  #items: Item[] = [];
  #at = 0;
  #ended = false;
  #error: unknown;
  #failed = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriters: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an item, even beyond the capacity: what is finished must be delivered. */
  push(item: Item): void {
    this.#items.push(item);
    this.#wakeReader?.();
  }

  /** Settles when there is room again; undefined when there is room now. */
  room(): Promise<void> | undefined {
    if (this.#items.length - this.#at < this.#capacity) return undefined;
    return new Promise((resolve) => this.#wakeWriters.push(resolve));
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
      this.#drained();
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
