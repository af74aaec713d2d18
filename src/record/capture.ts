import { performance } from 'node:perf_hooks';

/** Bytes of one body that are kept; a longer one is recorded without its text. */
const MAX_BODY = 16 * 1024 * 1024;

/** Header fields in the order of the message. */
export type Headers = [name: string, value: string][];

/** A body as its bytes pass by. */
export class Body {
  #chunks: Buffer[] = [];
  #size = 0;
  #isDropped = false;

  /** Bytes that passed. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that are kept. */
  get held(): number {
    return this.#isDropped ? 0 : this.#size;
  }

  /** The bytes, or undefined when they were too many to keep. */
  get bytes(): Buffer | undefined {
    return this.#isDropped ? undefined : Buffer.concat(this.#chunks);
  }

  /** Keeps none of the bytes. */
  drop(): void {
    this.#isDropped = true;
    this.#chunks = [];
  }

  /** Takes a chunk of any form that HTTP clients write; others are not recorded. */
  add(chunk: unknown, encoding?: unknown): void {
    const bytes = bytesOf(chunk, encoding);
    if (!bytes) return;
    this.#size += bytes.length;
    if (this.#size > MAX_BODY) this.drop();
    if (!this.#isDropped) this.#chunks.push(bytes);
  }
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
  // A copy: the client may use its buffer again.
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined;
}

/** One exchange while it happens. */
export class Capture {
  readonly startedAt = Date.now();
  readonly #start = performance.now();
  readonly requestBody = new Body();
  readonly responseBody = new Body();
  #answered: number | undefined;
  /** Milliseconds to the first and to the last byte of the answer. */
  waited = 0;
  duration = 0;
  status = 0;
  statusText = '';
  responseHeaders: Headers = [];
  /** The answer broke off, or the program ended before all of it had come. */
  isCut = false;

  readonly method: string;
  readonly url: string;
  requestHeaders: Headers;

  constructor(method: string, url: string, requestHeaders: Headers) {
    this.method = method;
    this.url = url;
    this.requestHeaders = requestHeaders;
  }

  /** The answer has begun. */
  answer(status: number, statusText: string, headers: Headers): void {
    this.status = status;
    this.statusText = statusText;
    this.responseHeaders = headers;
    this.#answered = performance.now();
    this.waited = this.#answered - this.#start;
  }

  /** Nothing more will come. */
  end(): void {
    this.duration = performance.now() - this.#start;
    if (this.#answered === undefined) this.waited = this.duration;
  }
}

/** Takes finished exchanges. */
export type Sink = (capture: Capture) => void;
