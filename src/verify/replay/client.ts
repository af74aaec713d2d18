import { performance } from 'node:perf_hooks';
import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { TlsOptions } from '../options.js';
import type { OutRequest } from '../translate/request.js';

/** Answer of the live server, body as it came over the wire. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  /** Milliseconds from sending to the last byte. */
  duration: number;
  /** The body was not read to its end: it is an event stream, or larger than the limit. */
  cut?: 'stream' | 'size';
}

/** Why no answer came. */
export class SendError extends Error {
  override name = 'SendError';
  /** Error code of Node or undici, `TIMEOUT` or `ABORTED`. */
  readonly code: string;
  /** The request left this machine, wholly or in part. */
  readonly sent: boolean;
  constructor(message: string, code: string, sent: boolean) {
    super(message);
    this.code = code;
    this.sent = sent;
  }
}

export interface ClientOptions {
  /** Scheme, host and port. */
  origin: string;
  connections: number;
  /** Milliseconds from sending to the last byte. */
  timeout: number;
  tls?: TlsOptions;
  /** The proxies of the environment, when the target is not of this machine. */
  proxies?: Proxies;
  /** Gives up all that is in flight. */
  signal?: AbortSignal;
}

/** What `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say. */
export interface Proxies {
  http?: string;
  https?: string;
  /** Hosts that are asked directly. */
  none: string;
}

/** Bytes of one answer, and of all that are being read at once; what is more is not read on. */
const MAX_BODY = 128 * 1024 * 1024;
const MAX_HELD = 192 * 1024 * 1024;

/** What the answers that are being read have in common. */
interface Common {
  timeout: number;
  open: Set<Reading>;
  /** What connections are made to: the target, or a proxy before it. */
  peer: string;
  /** Bytes that came and are kept. */
  held: number;
}

/**
 * Connections to the one host that is ever contacted. The caller keeps at most `connections` requests in flight: a request
 * that waits inside the pool could not be given up in time.
 */
export class TargetClient {
  readonly #origin: string;
  readonly #pool: Dispatcher;
  readonly #common: Common;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => this.#common.open.forEach((reading) => reading.interrupt());

  constructor({ origin, connections, timeout, tls: { insecure = false, ...certificates } = {}, proxies, signal }: ClientOptions) {
    this.#origin = origin;
    this.#common = { timeout, open: new Set(), peer: proxies ? 'the proxy' : 'the target', held: 0 };
    this.#signal = signal;
    signal?.addEventListener('abort', this.#abort);
    const connect = { timeout, ...certificates, ...(insecure && { rejectUnauthorized: false }) };
    const options = { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, allowH2: origin.startsWith('https:') };
    this.#pool = proxies
      ? new EnvHttpProxyAgent({
          ...options,
          ...(proxies.http !== undefined && { httpProxy: proxies.http }),
          ...(proxies.https !== undefined && { httpsProxy: proxies.https }),
          noProxy: proxies.none,
          connect,
          requestTls: { ...connect, allowH2: options.allowH2 },
          proxyTunnel: false,
        })
      : new Pool(origin, { ...options, connect });
  }

  /**
   * Sends one request and reads the whole answer.
   * @throws SendError when no complete answer came in time
   */
  send(request: OutRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const reading = new Reading(resolve, reject, this.#common);
      const { method, path, headers, body } = request;
      this.#pool.dispatch({ origin: this.#origin, method: method as Dispatcher.HttpMethod, path, headers, body }, reading);
    });
  }

  /** Ends all connections at once. */
  close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort);
    return this.#pool.destroy();
  }
}

/** Reads one answer; settles once, whatever comes first: the answer, an error, the deadline, an interruption. */
class Reading implements Dispatcher.DispatchHandler {
  readonly #start = performance.now();
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: SendError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #common: Common;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(resolve: (answer: Answer) => void, reject: (error: SendError) => void, common: Common) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#common = common;
    const { timeout } = common;
    this.#timer = setTimeout(() => this.#giveUp(`no complete answer within ${timeout} ms`, 'TIMEOUT'), timeout);
    common.open.add(this);
  }

  /** Gives the request up because the run ends. */
  interrupt(): void {
    this.#giveUp('the run was interrupted', 'ABORTED');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (/^text\/event-stream/i.test(String(headers['content-type'] ?? ''))) this.#finish('stream');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#common.held += chunk.length;
    if (this.#size > MAX_BODY || this.#common.held > MAX_HELD) this.#finish('size');
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    this.#fail(new SendError(messageOf(error, code, this.#status !== 0, this.#common.peer), code, this.#controller !== undefined));
  }

  #finish(cut?: 'stream' | 'size'): void {
    if (!this.#settle()) return;
    // What was cut off for its size is not looked at.
    const body = cut === 'size' ? Buffer.alloc(0) : joined(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body, duration: performance.now() - this.#start, ...(cut && { cut }) });
    if (cut) this.#controller?.abort(new Error('not read on'));
  }

  #fail(error: SendError): void {
    if (this.#settle()) this.#reject(error);
  }

  #giveUp(message: string, code: string): void {
    this.#fail(new SendError(message, code, this.#controller !== undefined));
    this.#controller?.abort(new Error(message));
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#common.open.delete(this);
    this.#common.held -= this.#size;
    return true;
  }
}

function joined(chunks: Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}

/** @param peer what the connection is made to: the target, or a proxy before it */
function messageOf(error: Error, code: string, started: boolean, peer: string): string {
  const [, refusal] = /^Proxy response \((\d+)\)|\((407)\)$/.exec(error.message) ?? [];
  if (refusal !== undefined || /Proxy Authentication/.test(error.message)) return `the proxy refuses the connection (${refusal ?? 407})`;
  switch (code) {
    case 'ECONNREFUSED':
      return `${peer} refuses the connection`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of ${peer} cannot be resolved`;
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `no connection to ${peer} in time`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return started ? 'the connection broke within the answer' : 'the connection broke before an answer';
    default:
      return error.name === 'HTTPParserError' ? parserMessage(error.message, started) : (tlsMessage(code) ?? (error.message || code));
  }
}

/** An answer that is no HTTP/1 from its first byte on comes from another kind of server. */
function parserMessage(message: string, started: boolean): string {
  const isOther = !started && /Expected HTTP\/|Invalid response status|Expected space after version/i.test(message);
  return isOther ? OTHER_PROTOCOL : `the answer is not valid HTTP (${message})`;
}

const OTHER_PROTOCOL = 'the answer is not valid HTTP: the target does not speak HTTP/1, at least not without TLS';

/** Failures of TLS in words; undefined for other codes. */
function tlsMessage(code: string): string | undefined {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code === 'ERR_TLS_HANDSHAKE_TIMEOUT')
    return 'the target does not speak TLS at this port: try http:// instead of https://';
  if (code === 'CERT_HAS_EXPIRED') return 'the certificate of the target has expired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'the certificate of the target is for another host';
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return `the certificate of the target is not trusted (${code}): name its CA with --ca`;
  return undefined;
}
