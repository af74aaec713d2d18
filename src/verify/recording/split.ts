import { RecordingError } from './model.js';

/** Bytes of the largest entry that is read: text beyond half a gigabyte is more than the engine can hold. */
export const MAX_ENTRY = 128 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts the elements of `log.entries` out of the bytes of a HAR, chunk by chunk, without building the document: a HAR may be
 * larger than the longest string, and one broken entry must not cost the others.
 */
export class HarSplitter {
  #where: 'before' | 'entries' | 'after' | 'ended' = 'before';
  /** HAR documents that were read to their end. */
  #documents = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Keys on the way to the current place, for the first two levels. */
  readonly #keys: string[] = [];
  /** Bytes of the string that is being read on the first two levels. */
  #text: number[] = [];
  /** Finished pieces of the element that is being read; undefined between elements. */
  #parts: Buffer[] | undefined;
  /** Bytes in these pieces. */
  #size = 0;
  #empty = true;
  readonly #limit: number;
  readonly #isList: boolean;

  /**
   * @param limit bytes of the largest element that is kept
   * @param isList the document is the list of entries itself
   */
  constructor(limit = MAX_ENTRY, isList = false) {
    this.#limit = limit;
    this.#isList = isList;
  }

  /** Takes the next bytes; returns the elements that end in them, null for one beyond the limit. An element is valid as long as the chunk is. */
  push(chunk: Buffer): (Buffer | null)[] {
    const elements: (Buffer | null)[] = [];
    let at = 0;
    while (at < chunk.length) {
      at = this.#where === 'entries' ? this.#element(chunk, at, elements) : this.#outside(chunk, at);
    }
    return elements;
  }

  /**
   * Call at the end of the file.
   * @returns the element that was cut off, if one was
   * @throws RecordingError when the file is no HAR or ends too early
   */
  end(): Buffer | undefined {
    if (this.#empty) throw new RecordingError('the file is empty');
    if (this.#where === 'before' && this.#documents > 0)
      throw new RecordingError('something follows the HAR in the file that is not another HAR, and was not read');
    if (this.#where === 'before') throw new RecordingError('there is no log.entries list in the file');
    if (this.#where === 'entries') return Buffer.concat(this.#parts ?? []);
    return undefined;
  }

  /** Reads on outside the list, until it starts or the chunk ends. */
  #outside(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte > 0x20) this.#empty = false;
      // One document may follow another, as when files were joined.
      if (this.#where === 'ended' && byte > 0x20) this.#where = 'before';
      if (this.#inString) this.#stringByte(byte);
      else if (byte === QUOTE) this.#startString();
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (byte === OPEN_LIST && this.#atEntries()) {
          this.#where = 'entries';
          this.#depth = 0;
          return at + 1;
        }
        this.#depth += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.#depth -= 1;
        if (this.#where === 'after' && this.#depth === 0) this.#endDocument();
      }
    }
    return chunk.length;
  }

  #endDocument(): void {
    this.#where = 'ended';
    this.#documents += 1;
    this.#keys.length = 0;
  }

  #atEntries(): boolean {
    if (this.#isList) return this.#where === 'before' && this.#depth === 0;
    return this.#where === 'before' && this.#depth === 2 && this.#keys[1] === 'log' && this.#keys[2] === 'entries';
  }

  #startString(): void {
    this.#inString = true;
    this.#text = [];
  }

  #stringByte(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      // A value overwrites the key before it, which does no harm: only a key can stand before a list or an object.
      if (this.#depth <= 2) this.#keys[this.#depth] = Buffer.from(this.#text).toString('latin1');
      return;
    }
    if (this.#depth <= 2 && this.#text.length < 16) this.#text.push(byte);
  }

  /** Reads one element of the list, or as much of it as the chunk holds. */
  #element(chunk: Buffer, from: number, elements: (Buffer | null)[]): number {
    let at = from;
    if (!this.#parts) {
      while (at < chunk.length && isBetween(chunk[at])) at += 1;
      if (at === chunk.length) return at;
      if (chunk[at] === CLOSE_LIST) {
        this.#where = 'after';
        this.#depth = this.#isList ? 0 : 2;
        if (this.#isList) this.#endDocument();
        return at + 1;
      }
      this.#parts = [];
      this.#size = 0;
    }
    const end = this.#endOfElement(chunk, at);
    const piece = end === -1 ? chunk.subarray(at) : chunk.subarray(at, end);
    this.#size += piece.length;
    const isKept = this.#size <= this.#limit;
    if (end === -1) {
      // The next chunk may overwrite this one.
      if (isKept) this.#parts.push(Buffer.from(piece));
      else this.#parts = [];
      return chunk.length;
    }
    elements.push(!isKept ? null : this.#parts.length === 0 ? piece : Buffer.concat([...this.#parts, piece]));
    this.#parts = undefined;
    return end;
  }

  /** Offset behind the element, or -1 when it goes on in the next chunk. */
  #endOfElement(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    const { length } = chunk;
    for (; at < length; at += 1) {
      let byte = chunk[at];
      if (inString) {
        // Most bytes are here: strings are crossed in a loop of their own.
        while (byte !== QUOTE && byte !== BACKSLASH && at < length) byte = chunk[++at];
        if (at === length) break;
        if (byte === QUOTE) inString = false;
        else at += 1;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (depth === 0) break;
        depth -= 1;
        if (depth === 0) {
          at += 1;
          break;
        }
      } else if (byte === COMMA && depth === 0) break;
    }
    const ended = at < chunk.length || (at === chunk.length && depth === 0 && !inString && at > from && isClose(chunk[at - 1]));
    this.#depth = ended ? 0 : depth;
    this.#inString = !ended && inString;
    this.#escaped = at > chunk.length;
    return ended ? at : -1;
  }
}

function isBetween(byte: number | undefined): boolean {
  return byte === COMMA || (byte !== undefined && byte <= 0x20);
}

function isClose(byte: number | undefined): boolean {
  return byte === CLOSE_OBJECT || byte === CLOSE_LIST;
}
