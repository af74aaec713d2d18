import type { Exchange, HeaderList } from '../model.js';
import { attachedBody, bodyOfParams, bodyOr, type BodyText, fromEncoded, headerOf, type Param, wholeBody } from './body.js';
import { isRecord, listIn, numberIn, recordIn, textIn } from './fields.js';
import { EntryError } from './model.js';
import { recordedMethod, recordedStatus, recordedUrl } from './request.js';

/**
 * The exchange that a HAR 1.2 entry holds.
 * @param value the parsed entry
 * @throws EntryError when it holds none
 */
export function exchangeOfHarEntry(value: unknown, recording: string, entry: number): Exchange {
  if (!isRecord(value)) throw new EntryError('the entry is no object');
  const request = recordIn(value, 'request');
  const response = recordIn(value, 'response');
  if (!request) throw new EntryError('the entry has no request');
  const method = recordedMethod(request['method']);
  const url = recordedUrl(request['url']);
  if (!response) throw new EntryError('the entry has no response');
  refuseLocal(value, response);
  const requestHeaders = withType(headersIn(request), recordIn(request, 'postData'));
  const responseHeaders = headersIn(response);
  const { broken: lost, ...sent } = bodyOr(() => requestBody(request, requestHeaders, method, recording));
  const { broken: damaged, ...answered } = bodyOr(() => responseBody(response, responseHeaders, recording));
  const broken = lost ?? damaged;
  const number = numberIn(value, '_number');
  return {
    recording,
    entry,
    ...(number !== undefined && { number }),
    startedAt: timeIn(value, 'startedDateTime'),
    duration: durationIn(value),
    request: {
      method,
      url,
      headers: requestHeaders,
      ...sent,
      ...(isBodyUnknown(request, requestHeaders, method) && { isBodyUnknown: true }),
    },
    response: { status: recordedStatus(response['status']), headers: responseHeaders, ...answered },
    ...(broken !== undefined && { broken }),
  };
}

/** Browsers also write down what no server answered. */
function refuseLocal(entry: Record<string, unknown>, response: Record<string, unknown>): void {
  const fetchType = textIn(response, '_fetchType') ?? '';
  if (textIn(entry, '_fromCache') !== undefined || /cache/i.test(fetchType)) {
    throw new EntryError('the answer came from the cache of the browser', 'skipped');
  }
  if (response['_fetchedViaServiceWorker'] === true || /service worker/i.test(fetchType)) {
    throw new EntryError('a service worker answered; what it asked the server is an entry of its own', 'skipped');
  }
}

function headersIn(message: Record<string, unknown>): HeaderList {
  const headers: HeaderList = [];
  for (const header of listIn(message, 'headers')) {
    if (isRecord(header) && typeof header['name'] === 'string') headers.push([header['name'], textIn(header, 'value') ?? '']);
  }
  return headers;
}

/** The fields with the type of the body, which some tools write in `postData` alone. */
function withType(headers: HeaderList, post: Record<string, unknown> | undefined): HeaderList {
  const type = post && textIn(post, 'mimeType');
  const needed = type !== undefined && type !== '' && headerOf(headers, 'content-type') === undefined;
  return needed ? [...headers, ['content-type', type]] : headers;
}

function timeIn(entry: Record<string, unknown>, name: string): number | null {
  const value = entry[name];
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

function durationIn(entry: Record<string, unknown>): number | null {
  const time = numberIn(entry, 'time');
  return time !== undefined && time >= 0 ? time : null;
}

function requestBody(request: Record<string, unknown>, headers: HeaderList, method: string, recording: string): BodyText {
  const post = recordIn(request, 'postData');
  const mimeType = headerOf(headers, 'content-type') ?? '';
  const held = post ? postedBody(post, mimeType, recording) : { body: null };
  if (method === 'GET' || method === 'HEAD') return held;
  const size = numberIn(request, 'bodySize') ?? -1;
  const length = size > 0 ? size : Number(headerOf(headers, 'content-length') ?? Number.NaN);
  return wholeBody(held, mimeType, Number.isNaN(length) ? undefined : length);
}

/** Nothing in the entry says whether the request had a body. */
function isBodyUnknown(request: Record<string, unknown>, headers: HeaderList, method: string): boolean {
  if (!['POST', 'PUT', 'PATCH'].includes(method) || recordIn(request, 'postData') !== undefined) return false;
  return (numberIn(request, 'bodySize') ?? -1) < 0 && headerOf(headers, 'content-length') === undefined;
}

function postedBody(post: Record<string, unknown>, mimeType: string, recording: string): BodyText {
  const text = heldText(post);
  const form = encodingOf(post);
  if (text !== undefined && text !== '') return form === undefined ? { body: text } : fromEncoded(text, form, 'postData');
  const attached = textIn(post, '_file');
  if (attached !== undefined) return attachedBody(attached, recording);
  const params = listIn(post, 'params').flatMap((param): Param[] => {
    if (!isRecord(param)) return [];
    return [
      {
        name: textIn(param, 'name') ?? '',
        value: textIn(param, 'value'),
        fileName: textIn(param, 'fileName'),
        contentType: textIn(param, 'contentType'),
      },
    ];
  });
  if (params.length === 0) return { body: text ?? null };
  return { body: bodyOfParams(params, mimeType) };
}

function responseBody(response: Record<string, unknown>, headers: HeaderList, recording: string): BodyText {
  const content = recordIn(response, 'content') ?? {};
  const text = heldText(content);
  if (text !== undefined && text !== '') {
    const form = encodingOf(content);
    return form === undefined ? { body: text } : fromEncoded(text, form, 'the recorded answer', headerOf(headers, 'content-encoding'));
  }
  const attached = textIn(content, '_file');
  if (attached !== undefined) return attachedBody(attached, recording);
  return { body: isEmptyBody(response, content, headers) ? '' : null };
}

/** A text, or another JSON value that stands for its own text. */
function heldText(holder: Record<string, unknown>): string | undefined {
  const text = holder['text'];
  return typeof text === 'object' && text !== null ? JSON.stringify(text) : textIn(holder, 'text');
}

/** How a body is written; Polly.js marks bytes as binary and writes them in hex. */
function encodingOf(holder: Record<string, unknown>): string | undefined {
  const encoding = textIn(holder, 'encoding');
  if (encoding !== undefined && encoding !== '' && !/^(?:utf-?8|identity|none)$/i.test(encoding)) return encoding;
  return holder['_isBinary'] === true ? 'hex' : undefined;
}

/** True when the answer had no bytes; many tools write an empty text, or none, also for a body that they did not keep. */
function isEmptyBody(response: Record<string, unknown>, content: Record<string, unknown>, headers: HeaderList): boolean {
  if (content['text'] === null) return false;
  const sizes = [numberIn(content, 'size'), numberIn(response, 'bodySize'), Number(headerOf(headers, 'content-length') ?? Number.NaN)];
  const known = sizes.filter((size) => size !== undefined && size >= 0);
  return known.length === 0 ? content['text'] === '' && content['size'] === undefined : known.every((size) => size === 0);
}
