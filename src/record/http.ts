import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Capture, type Headers, type Sink } from './capture.js';

/** What is under way, to be written when the program ends. */
const open = new Map<Capture, () => void>();

/**
 * Records what passes through `http.request`, `https.request`, their `get` and `http.ClientRequest`, and so through every client
 * built on them.
 */
export function recordHttp(sink: Sink): void {
  for (const module of [http, https]) {
    const { request, get } = module;
    const recorded = (...args: unknown[]): ClientRequest => {
      const made = Reflect.apply(request, module, args) as ClientRequest;
      watch(made, sink);
      return made;
    };
    const got = (...args: unknown[]): ClientRequest => {
      const made = recorded(...args);
      made.end();
      return made;
    };
    module.request = likeOriginal(recorded, request);
    module.get = likeOriginal(got, get);
  }
  // What `http.request` makes does not pass through the exported class.
  http.ClientRequest = new Proxy(http.ClientRequest, {
    construct(target, args, newTarget): ClientRequest {
      const made = Reflect.construct(target, args, newTarget) as ClientRequest;
      watch(made, sink);
      return made;
    },
  });
  syncBuiltinESMExports();
  process.once('exit', () => {
    for (const [capture, finish] of open) {
      capture.isCut = true;
      finish();
    }
  });
}

/** A function that looks like the one that it stands for. */
function likeOriginal<F extends (...args: never[]) => ClientRequest>(replacement: (...args: unknown[]) => ClientRequest, original: F): F {
  for (const name of ['name', 'length'] as const) Object.defineProperty(replacement, name, { value: original[name], configurable: true });
  return replacement as unknown as F;
}

function watch(request: ClientRequest, sink: Sink): void {
  // A tunnel is not an exchange; what passes through it cannot be read.
  if (request.method === 'CONNECT') return;
  const scheme = request.protocol.replace(':', '');
  const capture = new Capture(request.method, urlOf(request, scheme), []);
  let isDone = false;
  const finish = (): void => {
    if (isDone) return;
    isDone = true;
    open.delete(capture);
    capture.requestHeaders = requestHeaders(request);
    capture.end();
    sink(capture);
  };
  open.set(capture, finish);
  watchWrites(request, capture);
  request.prependOnceListener('response', (response: IncomingMessage) => {
    capture.answer(response.statusCode ?? 0, response.statusMessage ?? '', pairsOf(response.rawHeaders));
    watchReads(response, capture);
    response.prependOnceListener('close', () => {
      capture.isCut = !response.complete;
      finish();
    });
    // Node throws an answer away that nobody listens for; with a listener of ours it would wait for ever.
    if (request.listenerCount('response') === 0) response.resume();
  });
  // Somebody else must still meet the error: one listener of ours would hide it.
  request.prependOnceListener('close', () => {
    if (capture.status === 0) finish();
  });
}

function watchWrites(request: ClientRequest, capture: Capture): void {
  const { write, end } = request;
  let isEnding = false;
  request.write = function watched(this: ClientRequest, ...args: unknown[]): boolean {
    // `end` may call `write` for its last chunk.
    if (!isEnding) capture.requestBody.add(args[0], args[1]);
    return Reflect.apply(write, this, args);
  };
  request.end = function watched(this: ClientRequest, ...args: unknown[]): ClientRequest {
    if (!isEnding) capture.requestBody.add(args[0], args[1]);
    isEnding = true;
    return Reflect.apply(end, this, args);
  };
}

/** Sees the chunks on their way in, without taking them from the program. */
function watchReads(response: IncomingMessage, capture: Capture): void {
  const { push } = response;
  response.push = function watched(this: IncomingMessage, ...args: [chunk: unknown, encoding?: BufferEncoding]): boolean {
    capture.responseBody.add(args[0], args[1]);
    return Reflect.apply(push, this, args);
  };
}

function urlOf(request: ClientRequest, scheme: string): string {
  const host = requestHeaders(request).find(([name]) => name.toLowerCase() === 'host')?.[1];
  const authority = host ?? request.host;
  return `${scheme}://${authority}${request.path}`;
}

function requestHeaders(request: ClientRequest): Headers {
  const names = request.getRawHeaderNames();
  if (names.length === 0) return writtenHeaders(request);
  return names.flatMap((name): Headers => {
    const value = request.getHeader(name);
    return [value].flat().map((item): [string, string] => [name, String(item)]);
  });
}

/** Fields that were given as a list are in no place but the head of the message itself. */
function writtenHeaders(request: ClientRequest): Headers {
  const head: unknown = Reflect.get(request, '_header');
  if (typeof head !== 'string') return [];
  return head.split('\r\n').flatMap((line, index): Headers => {
    const colon = line.indexOf(':');
    return index === 0 || colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
}

function pairsOf(raw: readonly string[]): Headers {
  const pairs: Headers = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
}
