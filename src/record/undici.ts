import { subscribe } from 'node:diagnostics_channel';
import { Capture, type Headers, type Sink } from './capture.js';

/** What undici tells of a request, in the versions from 5 on. */
interface UndiciRequest {
  method: string;
  origin: string | URL;
  path: string;
  /** Names and values in turn; one text in version 5. */
  headers: readonly string[] | string;
  onBodySent?: (chunk: unknown) => unknown;
  onData?: (chunk: unknown) => unknown;
}

interface UndiciResponse {
  statusCode: number;
  statusText: string;
  headers: readonly (Buffer | string)[];
}

/** Records what passes through undici and the `fetch` that is built on it, the one in Node and any that a program brings along. */
export function recordUndici(sink: Sink): void {
  const open = new Map<UndiciRequest, Capture>();
  on<{ request: UndiciRequest }>('undici:request:create', ({ request }) => {
    const capture = new Capture(request.method, String(request.origin) + request.path, []);
    open.set(request, capture);
    watch(request, 'onBodySent', (chunk) => capture.requestBody.add(chunk));
    watch(request, 'onData', (chunk) => capture.responseBody.add(chunk));
  });
  on<{ request: UndiciRequest; response: UndiciResponse }>('undici:request:headers', ({ request, response }) => {
    const capture = open.get(request);
    // What follows an upgrade is no answer, and its end is not told.
    if (response.statusCode === 101 || request.method === 'CONNECT') open.delete(request);
    if (!capture || response.statusCode < 200) return;
    capture.requestHeaders = pairsOf(request.headers);
    capture.answer(response.statusCode, response.statusText, pairsOf(response.headers));
  });
  const finish = ({ request }: { request: UndiciRequest }): void => {
    const capture = open.get(request);
    if (!capture) return;
    open.delete(request);
    if (capture.requestHeaders.length === 0) capture.requestHeaders = pairsOf(request.headers);
    capture.end();
    sink(capture);
  };
  const cut = (message: { request: UndiciRequest }): void => {
    const capture = open.get(message.request);
    if (capture) capture.isCut = true;
    finish(message);
  };
  on('undici:request:trailers', finish);
  on('undici:request:error', cut);
  process.once('exit', () => open.forEach((_, request) => cut({ request })));
}

function on<Message>(channel: string, listener: (message: Message) => void): void {
  subscribe(channel, (message) => listener(message as Message));
}

/** Sees the chunks that a method of the request is called with. */
function watch(request: UndiciRequest, name: 'onBodySent' | 'onData', see: (chunk: unknown) => void): void {
  const original = request[name];
  if (typeof original !== 'function') return;
  request[name] = function watched(this: unknown, chunk: unknown) {
    see(chunk);
    return original.call(this, chunk);
  };
}

function pairsOf(headers: readonly (Buffer | string)[] | string): Headers {
  if (typeof headers === 'string') {
    return headers.split('\r\n').flatMap((line): Headers => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
    });
  }
  const pairs: Headers = [];
  for (let index = 0; index + 1 < headers.length; index += 2) pairs.push([textOf(headers[index]), textOf(headers[index + 1])]);
  return pairs;
}

function textOf(value: Buffer | string | undefined): string {
  return typeof value === 'string' ? value : (value?.toString('latin1') ?? '');
}
