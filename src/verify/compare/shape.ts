import type { Json } from '../../pack/model.js';
import { isNumeric } from '../../pack/lens/fields.js';

/** JSON type of a value, in the words that reports use. */
export function typeName(value: Json | undefined): 'nothing' | 'null' | 'boolean' | 'number' | 'text' | 'list' | 'object' {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (isNumeric(value)) return 'number';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** True for text that only a machine makes: UUID, ULID, hexadecimal, a prefix and a random part. */
export function isOpaque(text: string): boolean {
  if (text.length < 8 || text.length > 512) return false;
  if (/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)) return true;
  if (/^[0-9a-f]{12,}$/i.test(text)) return /\d/.test(text);
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(text)) return true;
  return /^[a-z]{1,12}[_-](?=[\w-]*\d)[\w-]{6,}$/i.test(text);
}

/** Text that a recorder or a person put in place of a secret. */
export function isPlaceholder(text: string): boolean {
  if (text.length < 3 || text.length > 40) return false;
  return /^[[<{(*]{0,3}\s*(redacted|filtered|masked|removed|hidden|secret|scrubbed)\s*[\])}>*]{0,3}$|^[*]{3,}$|^[xX]{6,}$|^•{3,}$/i.test(
    text,
  );
}

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
/** True for the name of a field that holds a time. */
export function isTimeName(name: string): boolean {
  return TIME_NAME.test(name);
}

const TIME_NAME = /(_at|_on|At|On|time|Time|timestamp|Timestamp|date|Date|expires?|modified|created|updated)$/;

/** A point in time, milliseconds since the epoch, and the way it is written. */
export interface Time {
  at: number;
  format: string;
}

/** The time that a value tells, or undefined; a number does only in a field with the name of a time. */
export function timeOf(value: Json, name: string): Time | undefined {
  if (typeof value === 'string') {
    if (value.length < 10 || value.length > 40 || !(ISO.test(value) || HTTP_DATE.test(value))) return undefined;
    const at = Date.parse(
      /[Z]|[+-]\d\d:?\d\d$|GMT$/.test(value.slice(10)) ? value : `${value.replace(' ', 'T')}${value.length > 10 ? 'Z' : ''}`,
    );
    return Number.isNaN(at)
      ? undefined
      : {
          at,
          format: value
            .replace(/\.\d+/, '')
            .replaceAll(/[A-Z][a-z]{2}/g, 'a')
            .replaceAll(/\d/g, '0')
            .replaceAll(/[+-]00:?00$/g, '+'),
        };
  }
  if (typeof value !== 'number' || !TIME_NAME.test(name)) return undefined;
  if (value > 1e9 && value < 5e9) return { at: value * 1000, format: 'seconds' };
  if (value > 1e12 && value < 5e12) return { at: value, format: 'milliseconds' };
  return undefined;
}
