import { EntryError } from './model.js';

/**
 * The method in upper case.
 * @throws EntryError when it is no method
 */
export function recordedMethod(value: unknown): string {
  if (typeof value !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(value)) throw new EntryError('the request has no valid method');
  return value.toUpperCase();
}

/**
 * The URL as it can be sent: absolute, raw spaces and non-ASCII letters encoded, without user information and fragment.
 * A URL of another scheme than http is returned as it is.
 * @throws EntryError when it is no URL
 */
export function recordedUrl(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new EntryError('the request has no URL');
  if (isClean(value)) return value;
  const template = /^[^?#]*?(\{\{[^{}]*\}\}|\$\{[^{}]*\}|<<[^<>]*>>)/.exec(value)?.[1];
  if (template !== undefined) throw new EntryError(`the request URL holds the template ${template}, not the value that was sent`);
  if (isWithoutScheme(value)) return recordedUrl(`${/^[^/]*:\d/.test(value) ? 'http' : 'https'}://${value}`);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return value;
  let url: URL;
  try {
    url = new URL(value, 'http://unknown.invalid');
  } catch {
    throw new EntryError('the request URL cannot be parsed');
  }
  url.hash = '';
  url.username = '';
  url.password = '';
  return url.href;
}

/** A host and a path: `api.example.com/v1/x`, `localhost:3000/v1/x`. */
function isWithoutScheme(url: string): boolean {
  return /^(?:(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?|[a-z0-9-]+:\d+)\//i.test(url);
}

/** Most URLs need no work: a plain host, and a path and query of letters that are sent as they are. */
function isClean(url: string): boolean {
  return /^https?:\/\/[a-z0-9.-]+(?::\d+)?\/(?!\/)[\w~!$&'()*+,;=:@/?-]*$/.test(url);
}

/**
 * The status; 0 when no answer came, for which some tools write -1.
 * @throws EntryError when it is no status
 */
export function recordedStatus(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value <= 999) return Math.max(value, 0);
  throw new EntryError('the response has no valid status');
}
