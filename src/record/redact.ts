import type { Headers } from './capture.js';
import { isSecretField, isSecretHeader, isSecretParameter, REDACTED, SECRET_SHAPE } from './secrets.js';

/** What is put in the place of a secret: the placeholder, or the secret itself where it is only to be learned. */
export type Replace = (secret: string) => string;

const redact: Replace = () => REDACTED;

/** Nested JSON texts are opened so far. */
const MAX_NESTING = 4;

/** Header fields without secrets; the scheme of a credential and the names of cookies stay. */
export function redactHeaders(headers: Headers, replace = redact): Headers {
  return headers.map(([name, value]) => [
    name,
    isSecretHeader(name) ? redactCredential(name, value, replace) : redactShapes(redactLinks(value, replace), replace),
  ]);
}

/** A URL, of whatever scheme and however broken, without user information, secret parameters, and secrets in its path. */
export function redactUrl(text: string, replace = redact): string {
  const question = text.indexOf('?');
  if (question === -1) return redactShapes(text, replace);
  return `${redactShapes(text.slice(0, question), replace)}?${redactForm(text.slice(question + 1), replace)}`;
}

/** A body without the values of secret fields: JSON (also within a JSON text), form, multipart, XML, or other text. */
export function redactBody(text: string, mimeType: string, replace = redact): string {
  if (/x-www-form-urlencoded/i.test(mimeType)) return redactForm(text, replace);
  if (/multipart\//i.test(mimeType)) return redactParts(text, replace);
  return redactText(text, replace);
}

/** Any text without the secrets that stand in it by name or by form. */
export function redactText(text: string, replace = redact, nesting = 0): string {
  if (/^\s*[[{"]/.test(text)) return redactJson(text, replace, nesting);
  // With real line ends: in a JSON text they are escaped.
  if (/content-disposition:[^\r\n\\]*\r?\n/i.test(text)) return redactParts(text, replace);
  const marked = text.includes('<') ? redactMarkup(text, replace) : text;
  const named = marked.includes('"') ? redactQuoted(marked, replace, nesting) : marked;
  return redactShapes(redactLines(redactLinks(named, replace), replace), replace);
}

/** Secrets that show by their form: well-known tokens, and user information in URLs. */
export function redactShapes(text: string, replace = redact): string {
  const plain = text.includes('@') ? redactUsers(text, replace) : text;
  return mayHoldShape(plain) ? plain.replaceAll(SECRET_SHAPE, replace) : plain;
}

function redactUsers(text: string, replace: Replace): string {
  return text.replaceAll(
    /\b([a-z][a-z0-9+.-]*:(?:\\?\/){2})([^\s\\/?#"'<>@]+)@/gi,
    (_whole, scheme: string, user: string) => `${scheme}${replacedUser(user, replace)}@`,
  );
}

/** The name of the user may stay; a user without a password may be a token. */
function replacedUser(user: string, replace: Replace): string {
  const colon = user.indexOf(':');
  return colon === -1 ? replace(user) : `${user.slice(0, colon)}:${replace(user.slice(colon + 1))}`;
}

/** The least that each form has. */
function mayHoldShape(text: string): boolean {
  return /eyJ|gh[pousr]_|github_pat|glpat-|npm_|pypi-|hf_|nvapi-|dop_v1|sk-|[rs]k_(?:live|test)|xox|AIza|ya29|A[KSBC][ICA]A|SG\.|PRIVATE KEY/.test(
    text,
  );
}

/** A text, a bracket, a number, or what stands between a name and its value. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"?(\s*:)?|[[\]{}]|-?\d[\d.eE+-]*/gs;

/** Works on the text, so that numbers and spacing stay as they were sent, and a part of a document does, too. */
function redactJson(text: string, replace: Replace, nesting: number): string {
  let depth = 0;
  /** Depth of the list or object whose name is secret: all values in it are. */
  let secretFrom = Number.POSITIVE_INFINITY;
  let isNamed = false;
  return text.replaceAll(JSON_TOKEN, (token, colon: string | undefined) => {
    if (colon !== undefined) {
      isNamed = isSecretField(token.slice(1, token.lastIndexOf('"')));
      return redactShapes(token, replace);
    }
    const isSecret = isNamed || depth >= secretFrom;
    const wasNamed = isNamed;
    isNamed = false;
    if (token === '{' || token === '[') {
      depth += 1;
      if (wasNamed) secretFrom = Math.min(secretFrom, depth);
      return token;
    }
    if (token === '}' || token === ']') {
      if (depth === secretFrom) secretFrom = Number.POSITIVE_INFINITY;
      depth -= 1;
      return token;
    }
    return isSecret ? replacedToken(token, replace) : redactToken(token, replace, nesting);
  });
}

/** The value of a secret field; an empty one is none. */
function replacedToken(token: string, replace: Replace): string {
  if (!token.startsWith('"')) {
    const replaced = replace(token);
    return replaced === token ? token : `"${replaced}"`;
  }
  const value = valueOf(token);
  return value === '' ? token : quoted(token, value, replace(value));
}

/** A value whose name says nothing: it may hold a document, a link or a token. */
function redactToken(token: string, replace: Replace, nesting: number): string {
  if (!token.startsWith('"') || token.length < 8) return token;
  const isText = /["=<:]|eyJ|[-_]|\bA[KSBC]|PRIVATE/.test(token.slice(1, -1));
  if (!isText) return redactShapes(token, replace);
  const value = valueOf(token);
  return quoted(token, value, nesting < MAX_NESTING ? redactText(value, replace, nesting + 1) : redactShapes(value, replace));
}

/** Letters of an escape that may be cut off at the end of a text. */
const LONGEST_ESCAPE = 6;

/** The text that a JSON token stands for, also when the document was cut off in it. */
function valueOf(token: string): string {
  const isWhole = token.length > 1 && token.endsWith('"');
  if (!token.includes('\\')) return token.slice(1, isWhole ? -1 : undefined);
  const candidates = [token, ...Array.from({ length: LONGEST_ESCAPE }, (_, cut) => `${token.slice(0, token.length - cut)}"`)];
  for (const candidate of candidates) {
    try {
      return JSON.parse(candidate) as string;
    } catch {
      // It is cut off further on the left.
    }
  }
  return token.slice(1);
}

/** The token again, byte for byte when nothing was replaced in it. */
function quoted(token: string, before: string, after: string): string {
  return before === after ? token : JSON.stringify(after);
}

/** Fields of JSON that stands within other text, such as in a message of a server that quotes what it got. */
function redactQuoted(text: string, replace: Replace, nesting: number): string {
  const start = text.search(/[[{]\s*\\*"/);
  if (start === -1)
    return text.replaceAll(
      /(\\*"([\w $.@-]{1,60})\\*"\s*:\s*)(\\*")((?:(?!\\*")[^])*)/g,
      (whole, head: string, name: string, quote: string, value: string) =>
        isSecretField(name) && value !== '' ? head + quote + replace(value) : whole,
    );
  return redactText(text.slice(0, start), replace, nesting) + redactEscaped(text.slice(start), replace, nesting);
}

/** JSON whose quotes may be escaped, once or more often. */
function redactEscaped(text: string, replace: Replace, nesting: number): string {
  const quote = /\\*"/.exec(text)?.[0] ?? '"';
  if (quote === '"') return redactJson(text, replace, nesting);
  const escapes = quote.slice(0, -1);
  return text.replaceAll(
    /(\\*"([\w $.@-]{1,60})\\*"\s*:\s*)(\\*")((?:(?!\\*")[^])*)/g,
    (whole, head: string, name: string, open: string, value: string) =>
      isSecretField(name) && value !== '' && open.startsWith(escapes) ? head + open + replace(value) : redactShapes(whole, replace),
  );
}

/** Elements and attributes of XML and HTML. */
function redactMarkup(text: string, replace: Replace): string {
  const elements = text.replaceAll(
    /<([\w:.-]{1,60})(\s[^<>]*)?>((?:<!\[CDATA\[[^]*?\]\]>|[^<])+)(?=<\/\1\s*>)/g,
    (whole, name: string, attributes: string | undefined, value: string) =>
      isSecretField(name.replace(/^.*:/, '')) && value.trim() !== '' ? `<${name}${attributes ?? ''}>${replace(value)}` : whole,
  );
  return elements.replaceAll(
    /(\s([\w:.-]{1,60})\s*=\s*)(?:"([^"<>]+)"|'([^'<>]+)')/g,
    (whole, head: string, name: string, double: string | undefined, single: string | undefined) =>
      isSecretField(name.replace(/^.*:/, '')) ? `${head}"${replace(double ?? single ?? '')}"` : whole,
  );
}

/** The fields of a multipart body; the contents of files stay, but for tokens. */
function redactParts(text: string, replace: Replace): string {
  const parts = text.replaceAll(
    /(content-disposition:[^\r\n]*?\bname="?([^";\r\n]*)"?([^\r\n]*)(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^]*?)(?=\r?\n--|$)/gi,
    (whole, head: string, name: string, rest: string, value: string) => {
      if (/filename/i.test(rest)) return whole;
      return head + (isSecretField(name) ? replace(value) : /^\s*[[{<]/.test(value) ? redactText(value, replace, 1) : value);
    },
  );
  return redactShapes(parts, replace);
}

/** Links to a next page, or to where an answer redirects, repeat the parameters of the request. */
function redactLinks(text: string, replace: Replace): string {
  if (!text.includes('=')) return text;
  return text.replaceAll(
    /((?:^|[?&;,\s"'({])([\w.[\]%-]{2,60})=)([^&\s"'<>#;,)}\\]+)/g,
    (whole, start: string, name: string, value: string) => (isSecretParameter(decode(name)) ? start + encoded(value, replace) : whole),
  );
}

/** Lines such as those of headers, and credentials that name their scheme. */
function redactLines(text: string, replace: Replace): string {
  const lines = text.includes(':')
    ? text.replaceAll(/^([ \t]*([A-Za-z][\w-]{1,60}):[ \t]+)(\S[^\r\n]*)$/gm, (whole, head: string, name: string, value: string) =>
        isSecretHeader(name) ? head + redactCredential(name, value, replace) : whole,
      )
    : text;
  return lines.replaceAll(/\b((?:Bearer|Basic) )([\w.~+/=-]{8,})/g, (_whole, scheme: string, value: string) => scheme + replace(value));
}

function redactForm(text: string, replace: Replace): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals === -1 || equals === pair.length - 1) return redactShapes(pair, replace);
      const [name, value] = [pair.slice(0, equals + 1), pair.slice(equals + 1)];
      if (isSecretParameter(decode(name.slice(0, -1)))) return name + encoded(value, replace);
      const plain = decode(value);
      const clean = redactText(plain, replace);
      return clean === plain ? pair : name + encodeURIComponent(clean);
    })
    .join('&');
}

/** A percent-encoded value, replaced; the value itself when it is only to be learned. */
function encoded(value: string, replace: Replace): string {
  const plain = decode(value);
  const replaced = replace(plain);
  return replaced === plain ? value : encodeURIComponent(replaced);
}

function redactCredential(name: string, value: string, replace: Replace): string {
  const lower = name.toLowerCase();
  if (lower === 'cookie') return value.replaceAll(/=([^;]+)/g, (_whole, secret: string) => `=${replace(secret)}`);
  if (lower === 'set-cookie') return value.replace(/=([^;]+)/, (_whole, secret: string) => `=${replace(secret)}`);
  const scheme = /^(Basic|Bearer|Digest|Token|ApiKey) /i.exec(value)?.[0] ?? '';
  return scheme + replace(value.slice(scheme.length));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
