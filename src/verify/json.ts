import type { Json } from '../pack/model.js';

/**
 * JSON that keeps integers beyond 2^53 exact. Such an integer is a `bigint` at run time; the type stays `Json`, because
 * lenses and comparisons pass scalars through untouched.
 */

const MARK = '\uE000integer:';

/**
 * Parses JSON text.
 * @throws SyntaxError when it is none
 */
export function parseJson(text: string): Json {
  if (!mayHoldLargeInteger(text)) return JSON.parse(text) as Json;
  const marked = markLargeIntegers(text);
  if (marked === text) return JSON.parse(text) as Json;
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  ) as Json;
}

const DIGITS = 16;

/**
 * True when the text has 16 digits in a row that are no decimal places. Such a run covers a place whose number divides by 16:
 * only those are looked at.
 */
function mayHoldLargeInteger(text: string): boolean {
  for (let at = DIGITS - 1; at < text.length; at += DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    let end = at + 1;
    while (isDigit(text.charCodeAt(start - 1))) start -= 1;
    while (isDigit(text.charCodeAt(end))) end += 1;
    if (end - start >= DIGITS && text[start - 1] !== '.') return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The value of JSON text, or undefined when the text is no JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** JSON text of a value from `parseJson`. */
export function stringifyJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? MARK + String(item) : item));
    return text.replaceAll(new RegExp(`"${MARK}(-?\\d+)"`, 'g'), '$1');
  }
}

/** Puts each integer that a double cannot hold into a marked string. */
function markLargeIntegers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let inString = false;
  let scanned = 0;
  for (const found of text.matchAll(/-?\d{16,}/g)) {
    inString = endsInString(text, scanned, found.index, inString);
    scanned = found.index;
    const end = found.index + found[0].length;
    if (inString || /[.\d]/.test(text[found.index - 1] ?? '') || /[.eE]/.test(text[end] ?? '')) continue;
    if (Number.isSafeInteger(Number(found[0]))) continue;
    pieces.push(text.slice(copied, found.index), `"${MARK}${found[0]}"`);
    copied = end;
  }
  return pieces.join('') + text.slice(copied);
}

/** Whether offset `to` lies in a string, given that `from` does (or not). */
function endsInString(text: string, from: number, to: number, inString: boolean): boolean {
  let inside = inString;
  for (let at = text.indexOf('"', from); at !== -1 && at < to; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0 || !inside) inside = !inside;
  }
  return inside;
}

/** The value at a dotted path through objects, which may begin with `$`; undefined where there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let at = value;
  for (const name of path.replace(/^\$\.?/, '').split('.'))
    at = typeof at === 'object' && at !== null && !Array.isArray(at) ? at[name] : undefined;
  return at;
}
