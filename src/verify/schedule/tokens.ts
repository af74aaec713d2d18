import { ownText } from '../ids/own.js';

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
