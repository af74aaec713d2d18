const SLASH = 0x2f;
const BRACE = 0x7d;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKTICK = 0x60;

/** The byte of `$`. */
export const DOLLAR = 0x24;

/** True for a byte before a segment of a path, or before a text; undefined stands for the start of the file. */
export function isOpening(byte: number | undefined): boolean {
  return byte === SLASH || byte === QUOTE || byte === DOUBLE_QUOTE || byte === BACKTICK || byte === BRACE || byte === undefined;
}

/** True for a byte that goes on with a word: a letter, a digit or `_`. */
export function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f;
}

const DOT = 0x2e;
const DASH = 0x2d;

/** True where what stands before goes on as a longer name: `v1.2.3`, `v1-beta`, `v10`. */
export function goesOn(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  return isWordByte(byte) || ((byte === DOT || byte === DASH) && isWordByte(bytes[at + 1]));
}

/** True when the bytes hold a word as a segment of a path, or as a text of its own. */
export function holdsSegment(bytes: Buffer, word: string): boolean {
  for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + 1)) {
    if (isOpening(bytes[at - 1]) && !isWordByte(bytes[at + word.length])) return true;
  }
  return false;
}

/** Offset, from `from` on, of the `/v` of a version that is put together: `/v${version}`, `'/api/v' + version`; -1 for none. */
export function nextComposed(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf('/v', from); at !== -1; at = bytes.indexOf('/v', at + 2)) {
    const next = bytes[at + 2];
    if (next === DOLLAR || next === QUOTE || next === DOUBLE_QUOTE || next === BACKTICK) return at;
  }
  return -1;
}
