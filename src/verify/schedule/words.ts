import { ownText } from '../ids/lru.js';

const SLOTS = 1 << 15;

/**
 * Which of the jobs that came last may have told a word: for each hash of a word the last job whose answers hold it. It
 * never misses one; that it names one in vain costs a search.
 */
export class WordIndex {
  readonly #last = new Float64Array(SLOTS);

  /** Notes all words of an answer of the job with this number; numbers start at 1 and rise. */
  note(text: string, order: number): void {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (isWordChar(code)) hash = next(hash, code);
      else if (hash !== 0) {
        this.#last[hash & (SLOTS - 1)] = order;
        hash = 0;
      }
    }
    if (hash !== 0) this.#last[hash & (SLOTS - 1)] = order;
  }

  /** The last job that may have told the token; infinity when the token has no word to tell by. */
  lastOf(token: string): number {
    let hash = 0;
    for (let at = 0; at < token.length; at += 1) {
      const code = token.charCodeAt(at);
      if (isWordChar(code)) hash = next(hash, code);
      else if (hash !== 0) break;
    }
    return hash === 0 ? Number.POSITIVE_INFINITY : (this.#last[hash & (SLOTS - 1)] ?? 0);
  }
}

/** The text stands in the answer as a whole word, or as whole words. */
export function mentions(answer: string, token: string): boolean {
  for (let at = answer.indexOf(token); at !== -1; at = answer.indexOf(token, at + 1)) {
    if (!isWordChar(answer.charCodeAt(at - 1)) && !isWordChar(answer.charCodeAt(at + token.length))) return true;
  }
  return false;
}

function isWordChar(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** Never 0. */
function next(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0 || 1;
}

/** Longest text that is taken for an identifier. */
const LONGEST = 200;
/** Bodies are searched so far. */
const SEARCHED = 100_000;

/** Texts of a recorded request that may be identifiers: path parameters, query values, scalars of the body. */
export function requestTokens(parameters: { [parameter: string]: string }, query: string, body: string | null): string[] {
  const tokens = Object.values(parameters);
  if (query !== '') {
    for (const pair of query.split('&')) tokens.push(pair.slice(pair.indexOf('=') + 1));
  }
  if (body !== null && body !== '') {
    for (const [, text, number] of body.slice(0, SEARCHED).matchAll(/[:[,]\s*(?:"([^"\\]+)"|(\d+))/g))
      tokens.push(ownText(text ?? number ?? ''));
  }
  return tokens.filter((token) => token !== '' && token.length <= LONGEST);
}
