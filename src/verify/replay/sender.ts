import { isSafe } from '../methods.js';
import type { OutRequest } from '../translate/request.js';
import { type Answer, SendError, type TargetClient } from './client.js';
import type { TokenCommand } from './token.js';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 3;
/** Milliseconds before a request is repeated that the target had no time for, when it does not say how long to wait. */
const THROTTLE_WAIT = 300;
const MAX_WAIT = 30_000;
const MAX_REDIRECTS = 5;

/** Sends requests to the target: paced, again where that is harmless, following redirects on the same host. */
export class Sender {
  readonly #client: TargetClient;
  readonly #origin: string;
  readonly #pacer: Pacer;
  readonly #signal: AbortSignal | undefined;
  readonly #token: TokenCommand | undefined;
  #count = 0;
  #throttled = 0;

  constructor(client: TargetClient, origin: string, pacer: Pacer, signal: AbortSignal | undefined, token?: TokenCommand) {
    this.#token = token;
    this.#client = client;
    this.#origin = origin;
    this.#pacer = pacer;
    this.#signal = signal;
  }

  /** Requests sent so far, repetitions included. */
  get count(): number {
    return this.#count;
  }

  /** Answers of 429 so far. */
  get throttled(): number {
    return this.#throttled;
  }

  /**
   * Sends a request. A safe one is repeated when the connection broke or the server asks to wait (429, or 503
   * with `Retry-After`); one that changes something only when it surely never left. With a token command, one that is refused
   * with 401 is sent once more with a new token: what is refused has changed nothing.
   * @throws SendError when no answer came
   */
  async send(request: OutRequest): Promise<Answer> {
    const safe = isSafe(request.method);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#follow(request, safe);
        if (answer.status === 429) this.#throttled += 1;
        const wait = safe && attempt < ATTEMPTS ? waitBefore(answer, attempt) : undefined;
        if (wait === undefined) return answer;
        await pause(wait, this.#signal);
      } catch (error) {
        if (!(error instanceof SendError) || attempt >= ATTEMPTS || !isRepeatable(error, safe) || this.#signal?.aborted === true)
          throw error;
        await pause(50 * 4 ** (attempt - 1), this.#signal);
      }
    }
  }

  async #follow(request: OutRequest, safe: boolean): Promise<Answer> {
    let { path } = request;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#once({ ...request, path });
      const location = safe && hops < MAX_REDIRECTS ? redirectWithin(this.#origin, path, answer) : undefined;
      if (location === undefined) return answer;
      path = location;
    }
  }

  #once(request: OutRequest): Promise<Answer> {
    return this.#token ? this.#withToken(this.#token, request) : this.#send(request);
  }

  async #withToken(token: TokenCommand, request: OutRequest): Promise<Answer> {
    const { authorization } = token;
    const answer = await this.#send({ ...request, headers: { ...request.headers, authorization } });
    if (answer.status !== 401 || !(await token.renew(authorization))) return answer;
    return this.#send({ ...request, headers: { ...request.headers, authorization: token.authorization } });
  }

  async #send(request: OutRequest): Promise<Answer> {
    const turn = this.#pacer.turn(this.#signal);
    if (turn) await turn;
    if (this.#signal?.aborted === true) throw new SendError('the run was interrupted', 'ABORTED', false);
    this.#count += 1;
    return this.#client.send(request);
  }
}

function isRepeatable(error: SendError, safe: boolean): boolean {
  if (error.code === 'TIMEOUT' || error.code === 'ABORTED') return false;
  return safe || !error.sent;
}

/** Milliseconds until a request is repeated; undefined when it is not. */
function waitBefore(answer: Answer, attempt: number): number | undefined {
  return retryAfter(answer) ?? (answer.status === 429 ? THROTTLE_WAIT * 3 ** (attempt - 1) : undefined);
}

/** Milliseconds that the server asks to wait, bounded; undefined when it does not ask. */
function retryAfter(answer: Answer): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  const value = answer.headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_WAIT);
}

/** Path and query of a redirect that stays on the target host. */
function redirectWithin(origin: string, path: string, answer: Answer): string | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || typeof location !== 'string') return undefined;
  const to = URL.canParse(location, origin + path) ? new URL(location, origin + path) : undefined;
  return to?.origin === origin ? to.pathname + to.search : undefined;
}

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
