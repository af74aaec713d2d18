import type { Exchange, HeaderList } from '../model.js';
import { type BodyText, bodyOfParams, fromBase64, headerOf, type Param } from './body.js';
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
  const requestHeaders = headersIn(request);
  return {
    recording,
    entry,
    startedAt: timeIn(value, 'startedDateTime'),
    duration: durationIn(value),
    request: { method, url, headers: requestHeaders, ...requestBody(request, requestHeaders) },
    response: { status: recordedStatus(response['status']), headers: headersIn(response), ...responseBody(response) },
  };
}

function headersIn(message: Record<string, unknown>): HeaderList {
  const headers: HeaderList = [];
  for (const header of listIn(message, 'headers')) {
    if (isRecord(header) && typeof header['name'] === 'string') headers.push([header['name'], textIn(header, 'value') ?? '']);
  }
  return headers;
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

function requestBody(request: Record<string, unknown>, headers: HeaderList): BodyText {
  const post = recordIn(request, 'postData');
  if (!post) return { body: null };
  const text = textIn(post, 'text');
  if (text !== undefined && text !== '') return post['encoding'] === 'base64' ? fromBase64(text, 'postData') : { body: text };
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
  return { body: bodyOfParams(params, headerOf(headers, 'content-type') ?? textIn(post, 'mimeType') ?? '') };
}

function responseBody(response: Record<string, unknown>): BodyText {
  const content = recordIn(response, 'content');
  const text = content && textIn(content, 'text');
  if (!content || text === undefined) return { body: content?.['size'] === 0 ? '' : null };
  return content['encoding'] === 'base64' ? fromBase64(text, 'the recorded answer') : { body: text };
}
