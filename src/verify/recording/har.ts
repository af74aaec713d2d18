import type { Exchange, HeaderList } from '../model.js';
import { attachedBody } from './attached.js';
import { type BodyText, bodyOfParams, bodyOr, fromBase64, headerOf, type Param, wholeBody } from './body.js';
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
  return {
    recording,
    entry,
    startedAt: timeIn(value, 'startedDateTime'),
    duration: durationIn(value),
    request: { method, url, headers: requestHeaders, ...sent },
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

function postedBody(post: Record<string, unknown>, mimeType: string, recording: string): BodyText {
  const text = textIn(post, 'text');
  if (text !== undefined && text !== '') return post['encoding'] === 'base64' ? fromBase64(text, 'postData') : { body: text };
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
  const content = recordIn(response, 'content');
  const text = content && textIn(content, 'text');
  if (text !== undefined) {
    const encoding = headerOf(headers, 'content-encoding');
    return content?.['encoding'] === 'base64' ? fromBase64(text, 'the recorded answer', encoding) : { body: text };
  }
  const attached = content && textIn(content, '_file');
  if (attached !== undefined) return attachedBody(attached, recording);
  return { body: content?.['size'] === 0 ? '' : null };
}
