import { isSecretField, isSecretHeader, REDACTED } from './secrets.js';
import type { Headers } from './capture.js';

/** Header fields without secrets; the scheme of a credential and the names of cookies stay. */
export function redactHeaders(headers: Headers): Headers {
  return headers.map(([name, value]) => [name, isSecretHeader(name) ? redactCredential(name, value) : redactLinks(value)]);
}

/** A URL without user information and the values of secret parameters. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  const question = url.href.indexOf('?');
  if (question === -1) return url.href;
  return `${url.href.slice(0, question + 1)}${redactForm(url.href.slice(question + 1))}`;
}

/** A JSON, form or multipart body without the values of secret fields; other text without those in its links. */
export function redactBody(text: string, mimeType: string): string {
  if (/x-www-form-urlencoded/i.test(mimeType)) return redactForm(text);
  if (/multipart\//i.test(mimeType)) return redactParts(text);
  return redactLinks(/json/i.test(mimeType) || /^\s*[[{]/.test(text) ? redactJson(text) : text);
}

/** A text, a bracket, a number, or what stands between a name and its value. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]|-?\d[\d.eE+-]*/g;

/** Works on the text, so that numbers and spacing stay as they were sent. */
function redactJson(text: string): string {
  let depth = 0;
  /** Depth of the list or object whose name is secret: all values in it are. */
  let secretFrom = Number.POSITIVE_INFINITY;
  let isSecret = false;
  return text.replaceAll(JSON_TOKEN, (token, colon: string | undefined) => {
    if (colon !== undefined) {
      isSecret = isSecretField(token.slice(1, token.lastIndexOf('"')));
      return token;
    }
    if (token === '{' || token === '[') {
      depth += 1;
      if (isSecret) secretFrom = Math.min(secretFrom, depth);
    } else if (token === '}' || token === ']') {
      if (depth === secretFrom) secretFrom = Number.POSITIVE_INFINITY;
      depth -= 1;
    } else if (isSecret || depth >= secretFrom) {
      isSecret = false;
      return `"${REDACTED}"`;
    }
    isSecret = false;
    return token;
  });
}

/** The fields of a multipart body; the contents of files stay. */
function redactParts(text: string): string {
  return text.replaceAll(
    /(content-disposition:[^\r\n]*?\bname="([^"]*)"(?![^\r\n]*filename)[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^]*?)(?=\r?\n--)/gi,
    (whole, head: string, name: string) => (isSecretField(name) ? head + REDACTED : whole),
  );
}

/** Links to a next page, or to where an answer redirects, repeat the parameters of the request. */
function redactLinks(text: string): string {
  return text.replaceAll(/([?&]([\w.[\]-]{2,40})=)([^&\s"'<>#\\]+)/g, (whole, start: string, name: string) =>
    isSecretField(name) ? start + encodeURIComponent(REDACTED) : whole,
  );
}

function redactForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals !== -1 && isSecretField(decode(pair.slice(0, equals)))
        ? pair.slice(0, equals + 1) + encodeURIComponent(REDACTED)
        : pair;
    })
    .join('&');
}

function redactCredential(name: string, value: string): string {
  const lower = name.toLowerCase();
  if (lower === 'cookie') return value.replaceAll(/=[^;]*/g, `=${REDACTED}`);
  if (lower === 'set-cookie') return value.replace(/=[^;]*/, `=${REDACTED}`);
  const scheme = /^(Basic|Bearer|Digest|Token|ApiKey) /i.exec(value)?.[0] ?? '';
  return scheme + REDACTED;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
