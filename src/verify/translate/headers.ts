import { linearPattern } from '../../pack/pattern.js';
import type { Operation } from '../../match/index.js';
import { isSecretHeader } from '../../record/secrets.js';
import type { IdLookup } from '../ids/map.js';
import type { HeaderList } from '../model.js';
import { isFieldValue } from '../options.js';

/** Header fields of a request to send, names in lower case. */
export type OutHeaders = Record<string, string>;

/**
 * Fields that belong to the recorded connection or message, not to the call. An HTTP client that is handed one of these may
 * refuse the request or send a message that no server understands.
 */
const OF_THE_CONNECTION = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'accept-encoding',
  'http2-settings',
  // A recorded validator would make the server answer 304 without a body.
  'if-none-match',
  'if-modified-since',
  'if-range',
]);

/** Recorded fields as they can be sent: only those of the call, with valid names and values, without credentials of the old server. */
export function sendableHeaders(recorded: HeaderList, ids: IdLookup): OutHeaders {
  const out: OutHeaders = {};
  for (const [recordedName, recordedValue] of recorded) {
    const name = recordedName.toLowerCase();
    if (!isSendable(name, recordedValue)) continue;
    const value = isSecretHeader(name) ? liveCredential(name, recordedValue, ids) : mappedHeader(recordedValue, ids);
    if (value !== undefined) out[name] = name in out ? `${out[name]}, ${value}` : value;
  }
  return out;
}

/** Sets and removes the fields that the rules name; `when` must match the recorded value. */
export function applyHeaderRules(headers: OutHeaders, operation: Operation): void {
  for (const [name, { set, when }] of operation.headers) {
    const value = headers[name];
    if (when !== undefined && (value === undefined || !linearPattern(when).test(value))) continue;
    if (set === null) delete headers[name];
    else headers[name] = set;
  }
}

function isSendable(name: string, value: string): boolean {
  if (OF_THE_CONNECTION.has(name) || name.startsWith('proxy-') || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return false;
  return isFieldValue(value);
}

function mappedHeader(value: string, ids: IdLookup): string {
  return ids.isEmpty ? value : (ids.toV2(value, undefined) ?? value);
}

/** A recorded credential is sent only when the live server issued one in its place: a login that was replayed. */
function liveCredential(name: string, value: string, ids: IdLookup): string | undefined {
  if (ids.isEmpty) return undefined;
  if (name !== 'cookie') {
    const [, scheme = '', token = ''] = /^(?:(\w+) )?(.*)$/.exec(value) ?? [];
    const live = ids.toV2(token, 'token');
    return live === undefined ? undefined : scheme === '' ? live : `${scheme} ${live}`;
  }
  const pairs = value.split(/;\s*/).flatMap((pair) => {
    const equals = pair.indexOf('=');
    const live = ids.toV2(pair.slice(equals + 1), 'cookie');
    return equals === -1 || live === undefined ? [] : [`${pair.slice(0, equals)}=${live}`];
  });
  return pairs.length === 0 ? undefined : pairs.join('; ');
}
