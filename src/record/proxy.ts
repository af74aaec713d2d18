import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Capture, type Headers, type Sink } from './capture.js';

/** Bytes of bodies of all open exchanges that are kept at most; what is beyond passes through without its text. */
const MAX_HELD = 256 * 1024 * 1024;
/** Milliseconds for open exchanges to come to their end when the recorder is stopped. */
const GRACE = 3000;
const MAX_HEADER = 128 * 1024;

/** Fields that belong to one connection, and not to the message. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'upgrade',
]);

/** Where a proxy listens and what it stands before. */
export interface ProxyOptions {
  host: string;
  port: number;
  /** Scheme, host and port of the server, and a path that comes before every request. */
  target: URL;
  /** Accept a certificate of the target that is not trusted. */
  insecure?: boolean;
  /** Certificates of authorities to trust, as PEM. */
  ca?: string;
  /** Takes finished exchanges. */
  sink: Sink;
  /** Takes what passed through without being recorded whole. */
  onNotice?: (message: string) => void;
}

/**
 * A reverse proxy that records what passes through it. Nothing of it waits for the recording: bytes, header fields and their
 * order go on as they come, in both directions.
 */
export class RecordingProxy {
  readonly #options: ProxyOptions;
  readonly #server: http.Server;
  readonly #agent: http.Agent;
  readonly #sockets = new Set<Duplex>();
  readonly #open = new Set<Exchange>();
  #held = 0;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    const { insecure = false, ca } = options;
    this.#agent =
      options.target.protocol === 'https:'
        ? new https.Agent({ keepAlive: true, rejectUnauthorized: !insecure, ...(ca !== undefined && { ca }) })
        : new http.Agent({ keepAlive: true });
    this.#server = http.createServer({ requestTimeout: 0, maxHeaderSize: MAX_HEADER, keepAliveTimeout: 60_000 });
    this.#server.on('request', (request, response) => this.#guard(request, response, false));
    this.#server.on('checkContinue', (request, response) => this.#guard(request, response, true));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
    );
    this.#server.on('connection', (socket: Socket) => this.#follow(socket));
  }

  /** Starts to listen. @throws the error of the system, such as that the port is taken */
  static async listen(options: ProxyOptions): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(options.port, options.host, resolve);
    });
    return proxy;
  }

  /** The port, which the system chooses when it was given as 0. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no further connection, lets what is under way come to its end for a while, and records what has come of the rest. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const deadline = Date.now() + GRACE;
    while (this.#open.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const exchange of this.#open) exchange.end(true);
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    await closed;
  }

  #follow(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  /** What cannot be sent on, such as a path with bytes that no URL has, ends this request and not the proxy. */
  #guard(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    try {
      this.#pass(request, response, expectsContinue);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(502, { 'content-type': 'text/plain' }).end(`api-migrate record: the request cannot be sent on: ${message}\n`);
      request.resume();
    }
  }

  #pass(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { upstream, exchange } = this.#forward(request);
    response.sendDate = false;
    if (expectsContinue) upstream.on('continue', () => response.writeContinue());
    upstream.on('information', ({ statusCode, headers }) => {
      if (statusCode === 103 && headers['link'] !== undefined) response.writeEarlyHints({ link: headers['link'] });
    });
    upstream.on('response', (answer) => this.#answer(answer, request, response, exchange));
    upstream.on('error', (error) => {
      exchange.end(true);
      if (response.headersSent) response.destroy();
      else
        response.writeHead(502, { 'content-type': 'text/plain' }).end(`api-migrate record: the target gives no answer: ${error.message}\n`);
    });
    // The client went away: what it asked for is of no use to anyone.
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    this.#keep(request, exchange, exchange.capture.requestBody);
    if (isBare(request)) upstream.useChunkedEncodingByDefault = false;
    if (expectsContinue) upstream.flushHeaders();
    request.pipe(upstream);
  }

  #answer(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
    const { statusCode = 502, statusMessage = '', rawHeaders } = answer;
    exchange.capture.answer(statusCode, statusMessage, pairsOf(rawHeaders));
    this.#keep(answer, exchange, exchange.capture.responseBody);
    const isOld = request.httpVersionMajor === 1 && request.httpVersionMinor === 0;
    const headers = pairsOf(rawHeaders).filter(([name]) => isPassed(name) && !(isOld && name.toLowerCase() === 'transfer-encoding'));
    response.writeHead(statusCode, statusMessage, headers.flat());
    response.flushHeaders();
    answer.on('end', () => {
      if (answer.rawTrailers.length > 0) response.addTrailers(pairsOf(answer.rawTrailers));
    });
    answer.on('close', () => {
      exchange.end(!answer.complete);
      if (!answer.complete) response.destroy();
    });
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  }

  /** A connection that becomes another protocol, such as WebSocket: it passes through, and only its beginning is recorded. */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { upstream, exchange } = this.#forward(request, true);
    const { onNotice } = this.#options;
    upstream.on('upgrade', (answer, tunnel, first) => {
      this.#follow(tunnel);
      exchange.capture.answer(answer.statusCode ?? 101, answer.statusMessage ?? '', pairsOf(answer.rawHeaders));
      exchange.end(false);
      onNotice?.(`${exchange.capture.url} became ${String(answer.headers.upgrade ?? 'another protocol')}: passed through, not recorded`);
      socket.write(headOf(answer));
      socket.write(first);
      tunnel.write(head);
      tunnel.pipe(socket).pipe(tunnel);
      tunnel.on('close', () => socket.destroy());
      socket.on('close', () => tunnel.destroy());
    });
    // The target refuses: its answer goes back as it is, and the connection ends with it.
    upstream.on('response', (answer) => {
      exchange.capture.answer(answer.statusCode ?? 502, answer.statusMessage ?? '', pairsOf(answer.rawHeaders));
      this.#keep(answer, exchange, exchange.capture.responseBody);
      socket.write(headOf(answer, ['transfer-encoding']));
      answer.on('close', () => exchange.end(!answer.complete));
      answer.pipe(socket);
    });
    upstream.on('error', () => {
      exchange.end(true);
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    upstream.end();
  }

  /** The request to the target, with the fields of the client but for the host. */
  #forward(request: IncomingMessage, isUpgrade = false): { upstream: ClientRequest; exchange: Exchange } {
    const { target } = this.#options;
    const path = target.pathname.replace(/\/+$/, '') + pathOf(request.url ?? '/');
    const fields = pairsOf(request.rawHeaders).filter(([name]) => isUpgrade || isPassed(name));
    const headers = fields.map(([name, value]): [string, string] => [name, name.toLowerCase() === 'host' ? target.host : value]);
    const capture = new Capture(request.method ?? 'GET', target.origin + path, headers);
    const exchange = new Exchange(capture, () => {
      this.#open.delete(exchange);
      this.#held -= exchange.held;
      this.#options.sink(capture);
    });
    this.#open.add(exchange);
    const { request: send } = target.protocol === 'https:' ? https : http;
    const upstream = send({
      host: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port),
      method: capture.method,
      path,
      // Fields in a list are written at once, and Node announces chunks for a method that usually has a body.
      headers: !isUpgrade && isBare(request) ? grouped(headers) : headers.flat(),
      agent: isUpgrade ? false : this.#agent,
      setHost: false,
      ...(isUpgrade && target.protocol === 'https:' && this.#tls()),
    });
    return { upstream, exchange };
  }

  #tls(): { rejectUnauthorized: boolean; ca?: string } {
    const { insecure = false, ca } = this.#options;
    return { rejectUnauthorized: !insecure, ...(ca !== undefined && { ca }) };
  }

  /** Keeps the bytes of a message as they pass. */
  #keep(message: IncomingMessage, exchange: Exchange, body: Capture['requestBody']): void {
    message.on('data', (chunk: Buffer) => {
      if (this.#held + chunk.length > MAX_HELD) body.drop();
      const before = body.held;
      body.add(chunk);
      exchange.held += body.held - before;
      this.#held += body.held - before;
    });
  }
}

/** One exchange on its way; it ends once. */
class Exchange {
  readonly capture: Capture;
  /** Bytes of its bodies that are kept. */
  held = 0;
  readonly #finish: () => void;
  #isOver = false;

  constructor(capture: Capture, finish: () => void) {
    this.capture = capture;
    this.#finish = finish;
  }

  /** @param isCut the answer broke off, or none came */
  end(isCut: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.capture.isCut = isCut;
    this.capture.end();
    this.#finish();
  }
}

/** Path and query, also of a request that was written for a forward proxy. */
function pathOf(url: string): string {
  return /^https?:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1] ?? (url.startsWith('/') || url === '*' ? url : '/');
}

/** A request without a body, though its method usually has one. */
function isBare({ method = '', headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return !hasBody && !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method);
}

/** Fields by name, those of one name together. */
function grouped(headers: Headers): Record<string, string | string[]> {
  const fields = new Map<string, [name: string, values: string[]]>();
  for (const [name, value] of headers) {
    const same = fields.get(name.toLowerCase());
    if (same) same[1].push(value);
    else fields.set(name.toLowerCase(), [name, [value]]);
  }
  return Object.fromEntries(
    [...fields.values()].map(([name, [first = '', ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}

function isPassed(name: string): boolean {
  return !OF_THE_CONNECTION.has(name.toLowerCase());
}

/** The head of an answer as it came. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage, without: readonly string[] = []): string {
  const fields = pairsOf(rawHeaders).filter(([name]) => !without.includes(name.toLowerCase()));
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

function pairsOf(raw: readonly string[]): Headers {
  const pairs: Headers = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
}
