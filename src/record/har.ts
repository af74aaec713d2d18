import { isUtf8 as isUtf8Text } from 'node:buffer';
import type { Content, Entry, Header, PostData } from 'har-format';
import type { Body, Capture, Headers } from './capture.js';
import { decodeBody } from './decode.js';
import { redactBody, redactHeaders, redactUrl } from './redact.js';

/** Bytes of a body that are looked at first. */
const HEAD = 4096;

/** A HAR 1.2 entry of a finished exchange, without secrets unless they are wanted. */
export function entryOf(capture: Capture, keepSecrets: boolean): Entry {
  const { method, url, status, statusText, waited, duration } = capture;
  const clean = {
    url: keepSecrets ? url : redactUrl(url),
    request: keepSecrets ? capture.requestHeaders : redactHeaders(capture.requestHeaders),
    response: keepSecrets ? capture.responseHeaders : redactHeaders(capture.responseHeaders),
  };
  const body = postData(capture, keepSecrets);
  return {
    startedDateTime: new Date(capture.startedAt).toISOString(),
    time: round(duration),
    request: {
      method,
      url: clean.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerList(clean.request),
      queryString: URL.canParse(clean.url) ? [...new URL(clean.url).searchParams].map(([name, value]) => ({ name, value })) : [],
      ...(body && { postData: body }),
      headersSize: -1,
      bodySize: capture.requestBody.size,
    },
    response: {
      status,
      statusText,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerList(clean.response),
      content: content(capture, keepSecrets),
      redirectURL: headerOf(clean.response, 'location') ?? '',
      headersSize: -1,
      bodySize: capture.responseBody.size,
    },
    cache: {},
    timings: { send: 0, wait: round(waited), receive: round(Math.max(duration - waited, 0)) },
  };
}

function headerList(headers: Headers): Header[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerOf(headers: Headers, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

function postData({ requestHeaders, requestBody }: Capture, keepSecrets: boolean): (PostData & { encoding?: string }) | undefined {
  if (requestBody.size === 0) return undefined;
  const mimeType = headerOf(requestHeaders, 'content-type') ?? 'application/octet-stream';
  const { text, encoding } = textOf(requestBody, requestHeaders, mimeType, keepSecrets);
  return { mimeType, text: text ?? '', ...(encoding !== undefined && { encoding }) };
}

function content({ responseHeaders, responseBody, isCut }: Capture, keepSecrets: boolean): Content {
  const mimeType = headerOf(responseHeaders, 'content-type') ?? 'application/octet-stream';
  // The part of an answer that came is nothing to compare with; an event stream has no end anyway.
  if (isCut && !/event-stream/i.test(mimeType)) return { size: responseBody.size, mimeType, comment: 'the answer is not whole' };
  return { size: responseBody.size, mimeType, ...textOf(responseBody, responseHeaders, mimeType, keepSecrets) };
}

function textOf(body: Body, headers: Headers, mimeType: string, keepSecrets: boolean): { text?: string; encoding?: string } {
  const bytes = body.bytes;
  if (!bytes) return {};
  const decoded = decodeBody(bytes, headerOf(headers, 'content-encoding'));
  if (isUtf8(decoded)) {
    const text = decoded.toString('utf8');
    return { text: keepSecrets ? text : redactBody(text, mimeType) };
  }
  // The fields beside an uploaded file are text all the same; latin1 keeps every byte.
  const clean =
    keepSecrets || !/multipart\//i.test(mimeType) ? decoded : Buffer.from(redactBody(decoded.toString('latin1'), mimeType), 'latin1');
  return { text: clean.toString('base64'), encoding: 'base64' };
}

/** Looks at the head first: what is no text mostly shows it there, and the whole may be large. */
function isUtf8(bytes: Buffer): boolean {
  return (bytes.length <= HEAD || isUtf8Text(withoutLast(bytes.subarray(0, HEAD)))) && isUtf8Text(bytes);
}

/** Bytes without the last character, which may be cut off. */
function withoutLast(bytes: Buffer): Buffer {
  let end = bytes.length - 1;
  while (end > bytes.length - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
