import type { Exchange, HeaderList } from '../model.js';
import { type BodyText, bodyOr, fromEncoded } from './body.js';
import { isRecord, numberIn, recordIn } from './fields.js';
import { exchangeOfHarEntry } from './har.js';
import { EntryError } from './model.js';
import { recordedMethod, recordedStatus, recordedUrl } from './request.js';

/**
 * The exchange that one line of a JSONL recording holds (see `schema/recording.schema.json`). A line may also be a HAR entry.
 * @param value the parsed line
 * @throws EntryError when it holds none
 */
export function exchangeOfLine(value: unknown, recording: string, entry: number): Exchange {
  if (!isRecord(value)) throw new EntryError('the line is no object');
  if ('startedDateTime' in value) return exchangeOfHarEntry(value, recording, entry);
  const request = recordIn(value, 'request');
  const response = recordIn(value, 'response');
  if (!request) throw new EntryError('the line has no request');
  const method = recordedMethod(request['method']);
  const url = recordedUrl(request['url']);
  if (!response) throw new EntryError('the line has no response');
  const { broken: lost, ...sent } = bodyOr(() => bodyOf(request, 'the request body'));
  const { broken: damaged, ...answered } = bodyOr(() => bodyOf(response, 'the recorded answer'));
  const broken = lost ?? damaged;
  return {
    recording,
    entry,
    startedAt: timeOf(value['startedAt']),
    duration: numberIn(value, 'duration') ?? null,
    request: { method, url, headers: headersOf(request['headers']), ...sent },
    response: { status: recordedStatus(response['status']), headers: headersOf(response['headers']), ...answered },
    ...(broken !== undefined && { broken }),
  };
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

/** Fields as pairs, or as an object of texts or lists of texts. */
function headersOf(value: unknown): HeaderList {
  if (Array.isArray(value)) {
    return value.flatMap((pair): HeaderList =>
      Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string' ? [[pair[0], pair[1]]] : [],
    );
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, field]): HeaderList =>
    (Array.isArray(field) ? field : [field]).map((item): [string, string] => [name, String(item)]),
  );
}

/** A body is text; any other JSON value stands for its own text. */
function bodyOf(message: Record<string, unknown>, what: string): BodyText {
  const { body, encoding } = message;
  if (body === undefined || body === null) return { body: null };
  if (typeof body !== 'string') return { body: JSON.stringify(body) };
  return typeof encoding === 'string' && encoding !== '' ? fromEncoded(body, encoding, what) : { body };
}
