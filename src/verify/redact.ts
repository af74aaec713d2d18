import type { Json } from '../pack/model.js';
import { redactBody, redactShapes, redactText, redactUrl, type Replace } from '../record/redact.js';
import { isSecretField, isSecretHeader, isSecretParameter, REDACTED } from '../record/secrets.js';
import { isPlaceholder } from './compare/shape.js';
import { LruSet, ownText } from './ids/lru.js';
import type { Difference, Exchange, HeaderList, Verdict } from './model.js';
import { headerOf } from './recording/body.js';
import { percentDecoded } from '../pack/percent.js';

/** Secrets that are remembered at most, those last seen. */
const CAPACITY = 4000;
/** Parts of a value that are printed at most. */
const MAX_TEXT = 1000;
const MAX_ITEMS = 20;
const MAX_FIELDS = 100;
const MAX_DEPTH = 40;
/** Shorter values would blacken ordinary text. */
const SHORTEST = 6;

/** Part of a name of a secret, or of a secret; most bodies have none. */
const LIKELY =
  /tok|secr|pass|pwd|pin\b|otp|cvv|cvc|ssn|dsn|cred|jwt|auth|cookie|key|sess|sid\b|sig|sas|bearer|csrf|xsrf|assert|connection|pem|eyJ|\bsk-|hf_|gh._|xox|AKIA|PRIVATE|:\\?\/\\?\/[^\s"/]*@/i;

/** Keeps secrets of the recordings and of the command line out of everything that is printed. */
export class Redactor {
  #given: string[] = [];
  readonly #seen = new LruSet<string>(CAPACITY);
  #any = false;

  constructor(given: readonly string[]) {
    given.forEach((value) => this.give(value));
  }

  /** Takes a secret of the command line. */
  give(value: string): void {
    const parts = partsOf(value).filter((part) => part.length >= 3);
    this.#given = [...new Set([...this.#given, ...parts])];
    this.#any ||= parts.length > 0;
  }

  /** Learns the secrets that an exchange holds. */
  note({ request, response }: Exchange): void {
    this.#noteHeaders(request.headers);
    this.#noteHeaders(response.headers);
    this.#noteQuery(request.url);
    if (request.body !== null) this.#noteBody(request.body, headerOf(request.headers, 'content-type'));
    if (response.body !== null) this.#noteBody(response.body, headerOf(response.headers, 'content-type'));
  }

  /** Text without any secret: one that is known, one that is named, or one that shows by its form. */
  text(text: string): string {
    return this.#withoutKnown(redactText(this.#withoutGiven(text)));
  }

  /** A URL without user information, the values of secret parameters, and any known secret. */
  url(url: string): string {
    return this.#withoutKnown(this.#withoutGiven(redactUrl(url).replaceAll(encodeURIComponent(REDACTED), REDACTED)));
  }

  /** A body of this type without any secret. */
  body(text: string, mimeType: string): string {
    return this.#withoutKnown(redactBody(this.#withoutGiven(text), mimeType));
  }

  /** A JSON value without secrets, neither by name nor by text, and short enough to print; large integers become text. */
  json(value: Json, name = '', depth = 0): Json {
    if (depth > MAX_DEPTH) return '...';
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'string') return isSecretField(name) && value !== '' ? REDACTED : clip(this.text(value));
    if (Array.isArray(value)) {
      const items = value.slice(0, MAX_ITEMS).map((item) => this.json(item, name, depth + 1));
      return value.length > MAX_ITEMS ? [...items, `and ${value.length - MAX_ITEMS} more`] : items;
    }
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).slice(0, MAX_FIELDS);
      return Object.fromEntries(fields.map(([key, item]) => [redactShapes(key), this.json(item, key, depth + 1)]));
    }
    return typeof value === 'number' && isSecretField(name) ? REDACTED : value;
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
      path: redactShapes(difference.path),
      ...(expected !== undefined && { expected: this.json(expected, name) }),
      ...(actual !== undefined && { actual: this.json(actual, name) }),
      ...(message !== undefined && { message: this.text(message) }),
    };
  }

  #withoutGiven(text: string): string {
    return this.#given.reduce((clean, secret) => (clean.includes(secret) ? clean.replaceAll(secret, REDACTED) : clean), text);
  }

  #withoutKnown(text: string): string {
    return this.#any ? text.replaceAll(/[^\s"'<>,;&?=/(){}[\]\\]{6,}/g, (word) => this.#word(word)) : text;
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
      if (equals !== -1 && isSecretParameter(pair.slice(0, equals))) this.#noteValue(percentDecoded(pair.slice(equals + 1)));
    }
  }

  #noteBody(text: string, mimeType = ''): void {
    if (mayNameSecret(text)) redactBody(text, mimeType, this.#learn);
  }

  /** Takes a secret and leaves it where it is. */
  readonly #learn: Replace = (secret) => {
    this.#noteValue(secret);
    return secret;
  };

  #noteValue(value: string): void {
    if (isPlaceholder(value.replace(/^\w+ /, ''))) return;
    for (const part of partsOf(value)) {
      if (part.length < SHORTEST) continue;
      this.#seen.add(ownText(part));
      this.#any = true;
    }
  }
}

/** A name in JSON with a value that can be a secret. */
const NAME = /"([^"\\]{1,60})"\s*:\s*(?=["[{\d-])/g;

/** True for a body in which a secret may stand by its name. Most bodies are JSON without one, and are not searched further. */
function mayNameSecret(text: string): boolean {
  if (!LIKELY.test(text)) return false;
  const isPlainJson = /^\s*[[{]/.test(text) && !text.includes('\\');
  if (!isPlainJson || /[<=]/.test(text)) return true;
  for (const [, name = ''] of text.matchAll(NAME)) if (isSecretField(name)) return true;
  return false;
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
