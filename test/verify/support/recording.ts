import path from 'node:path';
import { workspace } from '../../workspace.js';

/** The server that test recordings were made on. */
export const ORIGIN = 'https://shop.example';

/** An entry as a test describes it; `url` is a path on the recorded server or absolute. */
export interface Told {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  status?: number;
  answer?: unknown;
  answerHeaders?: Record<string, string>;
  type?: string;
  at?: string;
}

/** HAR parts are only as complete as a test needs: some are broken on purpose. */
export interface HarEntry {
  startedDateTime: unknown;
  time: unknown;
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

/** A whole HAR entry; `har` gives it a time in the order of the file unless it has one. */
export function entry({
  method = 'GET',
  url,
  headers = {},
  body,
  status = 200,
  answer,
  answerHeaders = {},
  type = 'application/json',
  at,
}: Told): HarEntry {
  const text = answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer);
  return {
    startedDateTime: at,
    time: 5,
    request: {
      method,
      url: url.startsWith('/') ? ORIGIN + url : url,
      httpVersion: 'HTTP/1.1',
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      queryString: [],
      cookies: [],
      ...(body === undefined
        ? {}
        : { postData: { mimeType: 'application/json', text: typeof body === 'string' ? body : JSON.stringify(body) } }),
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      headers: Object.entries({ 'content-type': type, ...answerHeaders }).map(([name, value]) => ({ name, value })),
      cookies: [],
      content: { size: text?.length ?? 0, mimeType: type, ...(text === undefined ? {} : { text }) },
    },
  };
}

/** A call of one thing that any echoing server answers alike. */
export function thing(id: string, told: Partial<Told> = {}): HarEntry {
  return entry({ url: `/api/v1/things/${id}`, answer: { id, name: 'thing' }, ...told });
}

export function har(entries: readonly unknown[]): string {
  const timed = entries.map((item, index) =>
    isTimeless(item) ? { ...item, startedDateTime: new Date(START + index * 10).toISOString() } : item,
  );
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries: timed } }, null, 1);
}

const START = Date.UTC(2025, 0, 1);

function isTimeless(item: unknown): item is object {
  return typeof item === 'object' && item !== null && 'startedDateTime' in item && item.startedDateTime === undefined;
}

/** Writes a file into a new directory; returns its path. */
export function file(name: string, content: string | Buffer): string {
  return path.join(workspace({ [name]: content }), name);
}

/** Writes a HAR of the entries. */
export function recording(entries: readonly unknown[]): string {
  return file('traffic.har', har(entries));
}
