import type { Json, Pack } from '../../pack/model.js';
import { tryParseJson } from '../json.js';

/** Signs of deprecation in the headers of an answer (RFC 9745, RFC 8594, RFC 5829 and the forms before them). */
export interface LifecycleSigns {
  /** Milliseconds since the epoch; null when the header only says that it is so. */
  deprecation?: number | null;
  sunset?: number | null;
  /** Target of `rel="successor-version"`, as written. */
  successor?: string;
  warning?: string;
}

/** Header fields in which a server announces the end of an API. */
const SIGNS = new Set(['deprecation', 'sunset', 'link', 'x-deprecation-warning', 'x-api-deprecation', 'x-api-warn']);

/** True for a header field that announces an end. */
export function isSign(name: string): boolean {
  return SIGNS.has(name.toLowerCase());
}

type Headers = Record<string, string | string[] | undefined>;

/** Reads the signs; undefined when there is none. */
export function lifecycleSigns(headers: Headers): LifecycleSigns | undefined {
  const signs: LifecycleSigns = {};
  const deprecation = textOf(headers['deprecation']);
  if (deprecation !== undefined && deprecation !== 'false') signs.deprecation = parseDate(deprecation);
  const sunset = textOf(headers['sunset']);
  if (sunset !== undefined) signs.sunset = parseDate(sunset);
  const successor = successorOf(textOf(headers['link']));
  if (successor !== undefined) signs.successor = successor;
  const warning = textOf(headers['x-deprecation-warning']) ?? textOf(headers['x-api-deprecation']) ?? textOf(headers['x-api-warn']);
  if (warning !== undefined) signs.warning = warning;
  return signs.deprecation === undefined && signs.sunset === undefined && signs.warning === undefined && signs.successor === undefined
    ? undefined
    : signs;
}

/** Signs as one line for people. */
export function describeSigns(signs: LifecycleSigns, now: number): string {
  const parts: string[] = [];
  if (signs.deprecation !== undefined) parts.push(signs.deprecation === null ? 'deprecated' : `deprecated since ${day(signs.deprecation)}`);
  if (signs.sunset !== undefined)
    parts.push(signs.sunset === null ? 'has a Sunset date that cannot be read' : sunsetText(signs.sunset, now));
  if (signs.successor !== undefined) parts.push(`successor ${signs.successor}`);
  if (signs.warning !== undefined) parts.push(`"${signs.warning}"`);
  return parts.join(', ');
}

/**
 * A date in any form that servers use: `@` and Unix seconds (RFC 9745), `@` and a date, an HTTP date (its weekday may be
 * wrong), an ISO date. Null for anything else, such as `true`.
 */
function parseDate(text: string): number | null {
  const seconds = /^@(\d{1,11})$/.exec(text);
  if (seconds) return Number(seconds[1]) * 1000;
  const bare = text.replace(/^@/, '').replace(/^"|"$/g, '');
  const http = /^[A-Za-z]{3,9}, *(\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d) GMT$/.exec(bare);
  if (http) return orNull(Date.parse(`${(http[1] ?? '').replaceAll('-', ' ')} GMT`));
  return /^\d{4}-\d\d-\d\d/.test(bare) ? orNull(Date.parse(bare)) : null;
}

function successorOf(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  for (const [, target, parameters = ''] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    if ((rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).includes('successor-version')) return target;
  }
  return undefined;
}

function sunsetText(sunset: number, now: number): string {
  const days = Math.round((sunset - now) / 86_400_000);
  if (days < 0) return `sunset ${day(sunset)}, ${-days} days ago`;
  return `sunset ${day(sunset)}, in ${days} days`;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

function orNull(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}

const known = new WeakMap<Pack, readonly string[]>();

/** Names of the fields in which answers of an API announce its end. */
function noticeFieldsOf(pack: Pack): readonly string[] {
  let fields = known.get(pack);
  if (!fields) {
    fields = pack.rules.flatMap((rule) => (rule.kind === 'check' && 'headers' in rule.check ? (rule.check.notices ?? []) : []));
    known.set(pack, fields);
  }
  return fields;
}

/** As `noticeIn`, for the text of an answer, which is read only when it may hold a notice. */
export function noticeInText(text: string | null, pack: Pack): string | undefined {
  if (text === null || !noticeFieldsOf(pack).some((field) => text.includes(`"${field}"`))) return undefined;
  return noticeIn(tryParseJson(text), pack);
}

/** What an answer says of the end of its version, in the fields that the pack names; undefined when it says nothing. */
export function noticeIn(body: Json | undefined, pack: Pack): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const texts = noticeFieldsOf(pack).flatMap((field) => [body[field] ?? []].flat().flatMap(noticeTexts));
  return texts.length === 0 ? undefined : texts.map((text) => `"${text}"`).join(', ');
}

/** How an answer says that there is no such version; undefined when it does not. */
export function versionErrorIn(body: Json | undefined, { rules }: Pack): string | undefined {
  if (body === undefined) return undefined;
  const text = JSON.stringify(body);
  for (const rule of rules) {
    if (rule.kind !== 'check' || !('invalidVersion' in rule.check)) continue;
    if (text.includes(JSON.stringify(rule.check.invalidVersion.code))) return `v1 is refused with ${rule.check.invalidVersion.code}`;
  }
  return undefined;
}

/** A notice is a text, or an object that holds one. */
function noticeTexts(notice: Json): string[] {
  if (typeof notice === 'string') return notice === '' ? [] : [notice];
  if (typeof notice !== 'object' || notice === null || Array.isArray(notice)) return [];
  const text = notice['message'] ?? notice['code'];
  return [typeof text === 'string' ? text : JSON.stringify(notice)];
}

/** A header that a check demands and an answer does not have, or has with another value. */
export interface UnmetHeader {
  /** As the rule writes it. */
  name: string;
  /** The value that the rule demands, if it demands one. */
  expected: string | undefined;
  /** Undefined when the header is missing. */
  actual: string | undefined;
}

/** Splits a demand of a check rule: `X-API-Version` for any value, `X-API-Version: v2` for this one. */
export function demandOf(text: string): { name: string; value: string | undefined } {
  const colon = text.indexOf(':');
  return colon === -1 ? { name: text, value: undefined } : { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}

/** What of a demand an answer does not meet; undefined when it meets it. The case of a value does not count. */
export function unmetHeader(demand: string, headers: Headers): UnmetHeader | undefined {
  const { name, value: expected } = demandOf(demand);
  const field = headers[name.toLowerCase()];
  if (field === undefined) return { name, expected, actual: undefined };
  const actual = [field].flat().join(', ').trim();
  return expected === undefined || actual.toLowerCase() === expected.toLowerCase() ? undefined : { name, expected, actual };
}
