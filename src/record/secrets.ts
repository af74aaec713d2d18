/**
 * Which names hold secrets, in headers, cookies, query strings, JSON and forms. Shared by the recorder and by `verify`.
 */

/** What stands in place of a secret. */
export const REDACTED = '[REDACTED]';

const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|set-cookie2?|x-csrf-token|x-xsrf-token|www-authenticate-token)$|(^|[-_])(api[-_]?key|apikey|auth[-_]?token|access[-_]?token|id[-_]?token|secret|password|credential|session|signature|token|key)s?$/i;

const SECRET_FIELD =
  /^(authorization|auth|pwd|pass|passwd|pin|otp|cvv|ssn|sig|jwt|bearer|cookie)$|pass(word|phrase|wd)$|secret|(^|[-_.])(api|access|private|auth|ngc|signing|encryption)[-_]?key$|(api|access|private|signing|encryption)Key$|apikey|(^|[-_.])token$|(access|refresh|id|auth|session|bearer|csrf|xsrf)[-_]?tokens?$|credentials?$|(^|[-_.])signature$|client[-_]?assertion|session[-_]?(id|key)$|^sid$/i;

const headers = new Map<string, boolean>();
const fields = new Map<string, boolean>();

/** True for a header whose value is a secret. */
export function isSecretHeader(name: string): boolean {
  return cached(headers, name, SECRET_HEADER);
}

/** True for a query parameter, form field, cookie or JSON field whose value is a secret. */
export function isSecretField(name: string): boolean {
  return cached(fields, name, SECRET_FIELD);
}

function cached(cache: Map<string, boolean>, name: string, pattern: RegExp): boolean {
  let answer = cache.get(name);
  if (answer === undefined) {
    answer = pattern.test(name);
    if (cache.size < 10_000) cache.set(name, answer);
  }
  return answer;
}
