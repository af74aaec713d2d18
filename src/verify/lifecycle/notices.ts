import type { Json, Pack } from '../../pack/model.js';
import { tryParseJson } from '../json.js';

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
  const texts = noticeFieldsOf(pack).flatMap((field) => [body[field] ?? []].flat().flatMap(textOf));
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
function textOf(notice: Json): string[] {
  if (typeof notice === 'string') return notice === '' ? [] : [notice];
  if (typeof notice !== 'object' || notice === null || Array.isArray(notice)) return [];
  const text = notice['message'] ?? notice['code'];
  return [typeof text === 'string' ? text : JSON.stringify(notice)];
}
