/**
 * URL text as the matcher sees it: plain text in which a placeholder (a part that is only known at run time) is one
 * private-use character. Recorded URLs have no placeholders. Placeholder `i` of a call is the i-th expression that the evaluator kept.
 */
const FIRST_PLACEHOLDER = 0xe000;
const LAST_PLACEHOLDER = 0xf8ff;

/** The character that stands for placeholder `index`. */
export function placeholderChar(index: number): string {
  const code = FIRST_PLACEHOLDER + index;
  if (code > LAST_PLACEHOLDER) throw new RangeError('too many placeholders in one URL');
  return String.fromCharCode(code);
}

/** Index of the placeholder that the character stands for, or undefined for ordinary text. */
export function placeholderIndex(char: string): number | undefined {
  const code = char.charCodeAt(0);
  return code >= FIRST_PLACEHOLDER && code <= LAST_PLACEHOLDER ? code - FIRST_PLACEHOLDER : undefined;
}

/** True for a host that is one of these, or below one of them. */
export function isBelowHost(host: string, hosts: readonly string[]): boolean {
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}

/** Host of an origin without user and port, in lower case; undefined when it is not written out. */
export function hostOf(origin: string): string | undefined {
  const found = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/i.exec(origin)?.[1]?.toLowerCase();
  return found === undefined || found === '' || hasPlaceholder(found) ? undefined : found;
}

/** True when a URL names one of these hosts, or one below them. */
export function isOnHost({ origin }: UrlParts, hosts: readonly string[] = []): boolean {
  const host = hostOf(origin);
  return host !== undefined && isBelowHost(host, hosts);
}

/** True when the text holds a placeholder. */
export function hasPlaceholder(text: string): boolean {
  return /[\uE000-\uF8FF]/.test(text);
}

/** A URL as patterns of rules read it: `{}` for what is only known at run time. */
export function withBraces(url: string): string {
  return url.replaceAll(/[\uE000-\uF8FF]/g, '{}');
}

/** A URL cut into its parts; offsets point into the text it was cut from. */
export interface UrlParts {
  /** Scheme and authority, or the leading unknown base; empty for a path. */
  origin: string;
  segments: { text: string; start: number; end: number }[];
  /** Without `?`. */
  query: string;
  queryStart: number;
}

/**
 * Cuts URL text into origin, path segments and query. A leading placeholder directly followed by `/` is an unknown base and
 * counts as the origin; so does `scheme://host`.
 */
export function cutUrl(text: string): UrlParts {
  const hash = text.indexOf('#');
  const whole = hash === -1 ? text : text.slice(0, hash);
  const question = whole.indexOf('?');
  const pathEnd = question === -1 ? whole.length : question;
  const origin = originOf(whole.slice(0, pathEnd));
  const segments: UrlParts['segments'] = [];
  let start = origin.length;
  while (start < pathEnd) {
    if (whole[start] === '/') {
      start += 1;
      continue;
    }
    const slash = whole.indexOf('/', start);
    const end = slash === -1 || slash > pathEnd ? pathEnd : slash;
    segments.push({ text: whole.slice(start, end), start, end });
    start = end;
  }
  return { origin, segments, query: question === -1 ? '' : whole.slice(question + 1), queryStart: pathEnd };
}

function originOf(path: string): string {
  const absolute = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?\/\/[^/]*/.exec(path);
  if (absolute) return absolute[0];
  const unknown = /^[\uE000-\uF8FF](?::\/\/[^/]*|:[^/]*)?(?=\/|$)/.exec(path);
  return unknown ? unknown[0] : '';
}
