import type { Json } from '../pack/model.js';
import { isSecretField, isSecretHeader, REDACTED } from '../record/secrets.js';
import { isPlaceholder } from './compare/shape.js';
import { LruSet } from './ids/lru.js';
import { ownText } from './ids/own.js';
import type { Difference, Exchange, HeaderList, Verdict } from './model.js';
import { percentDecoded } from '../pack/percent.js';

/** Secrets that are remembered at most, those last seen. */
const CAPACITY = 4000;
/** Parts of a value that are printed at most. */
const MAX_TEXT = 1000;
const MAX_ITEMS = 20;
const MAX_FIELDS = 100;
/** Shorter values would blacken ordinary text. */
const SHORTEST = 6;

const LIKELY = ['oken', 'TOKEN', 'ecret', 'SECRET', 'assw', 'PASS', 'ey"', 'KEY"', 'redential', 'uth', 'ession'];
const FIELD = /"((?:[^"\\]|\\.){2,40})"\s*:\s*"((?:[^"\\]|\\.){6,4096})"/g;

/** Keeps secrets of the recordings and of the command line out of everything that is printed. */
export class Redactor {
  readonly #given: string[];
  readonly #seen = new LruSet<string>(CAPACITY);
  #any: boolean;

  constructor(given: readonly string[]) {
    this.#given = given.flatMap((value) => partsOf(value)).filter((value) => value.length >= 3);
    this.#any = this.#given.length > 0;
  }

  /** Learns the secrets that an exchange holds. */
  note({ request, response }: Exchange): void {
    this.#noteHeaders(request.headers);
    this.#noteHeaders(response.headers);
    this.#noteQuery(request.url);
    if (request.body !== null) this.#noteBody(request.body);
    if (response.body !== null) this.#noteBody(response.body);
  }

  /** Text without any known secret. */
  text(text: string): string {
    if (!this.#any) return text;
    let clean = text;
    for (const secret of this.#given) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, REDACTED);
    }
    return clean.replaceAll(/[^\s"'<>,;&?=/(){}[\]\\]{6,}/g, (word) => this.#word(word));
  }

  /** A URL without the values of secret parameters and without any known secret. */
  url(url: string): string {
    const question = url.indexOf('?');
    if (question === -1) return this.text(url);
    const query = url
      .slice(question + 1)
      .split('&')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals !== -1 && isSecretField(pair.slice(0, equals)) ? `${pair.slice(0, equals + 1)}${REDACTED}` : pair;
      });
    return this.text(`${url.slice(0, question)}?${query.join('&')}`);
  }

  /** A JSON value without secrets, neither by name nor by text, and short enough to print; large integers become text. */
  json(value: Json, name = ''): Json {
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'string') return isSecretField(name) && value !== '' ? REDACTED : clip(this.text(value));
    if (Array.isArray(value)) {
      const items = value.slice(0, MAX_ITEMS).map((item) => this.json(item, name));
      return value.length > MAX_ITEMS ? [...items, `and ${value.length - MAX_ITEMS} more`] : items;
    }
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).slice(0, MAX_FIELDS);
      return Object.fromEntries(fields.map(([key, item]) => [key, this.json(item, key)]));
    }
    return value;
  }

  /** A verdict that may be printed. */
  verdict(verdict: Verdict): Verdict {
    return {
      ...verdict,
      request: { method: verdict.request.method, url: this.url(verdict.request.url) },
      v2: verdict.v2.map((sent) => ({ ...sent, url: this.url(sent.url) })),
      ...(verdict.reason !== undefined && { reason: this.text(verdict.reason) }),
      differences:
        verdict.differences.length === 0 ? verdict.differences : verdict.differences.map((difference) => this.#difference(difference)),
    };
  }

  #difference(difference: Difference): Difference {
    const { expected, actual, message } = difference;
    const name = /([\w-]+)(?:\[\d+\])*$/.exec(difference.path)?.[1] ?? '';
    return {
      ...difference,
      ...(expected !== undefined && { expected: this.json(expected, name) }),
      ...(actual !== undefined && { actual: this.json(actual, name) }),
      ...(message !== undefined && { message: this.text(message) }),
    };
  }

  #word(word: string): string {
    if (this.#seen.has(word)) return REDACTED;
    const bare = word.replace(/^[^\w]+|[^\w]+$/g, '');
    if (bare !== word && this.#seen.has(bare)) return word.replace(bare, REDACTED);
    const decoded = percentDecoded(word);
    return decoded !== word && this.#seen.has(decoded) ? REDACTED : word;
  }

  #noteHeaders(headers: HeaderList): void {
    for (const [name, value] of headers) {
      if (isSecretHeader(name)) this.#noteValue(value);
    }
  }

  #noteQuery(url: string): void {
    const question = url.indexOf('?');
    if (question === -1) return;
    for (const pair of url.slice(question + 1).split('&')) {
      const equals = pair.indexOf('=');
      if (equals !== -1 && isSecretField(pair.slice(0, equals))) this.#noteValue(percentDecoded(pair.slice(equals + 1)));
    }
  }

  #noteBody(text: string): void {
    if (!LIKELY.some((part) => text.includes(part))) return;
    for (const [, name = '', value = ''] of text.matchAll(FIELD)) {
      if (isSecretField(name)) this.#noteValue(value);
    }
    if (/^[\w.%+-]+=/.test(text)) this.#noteQuery(`?${text}`);
  }

  #noteValue(value: string): void {
    if (isPlaceholder(value.replace(/^\w+ /, ''))) return;
    for (const part of partsOf(value)) {
      if (part.length < SHORTEST) continue;
      this.#seen.add(ownText(part));
      this.#any = true;
    }
  }
}

/** A credential and its pieces: the token behind its scheme, each cookie value, the user and password of Basic. */
function partsOf(value: string): string[] {
  const pieces = value
    .split(/[\s"'<>,;&?=/(){}[\]\\]+/)
    .filter((piece) => piece.length >= SHORTEST && !/^(bearer|basic|digest|negotiate)$/i.test(piece));
  const basic = /^basic\s+(\S+)$/i.exec(value)?.[1];
  const clear = basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':');
  return [value, ...pieces, ...clear];
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}... (${text.length} characters)` : text;
}
