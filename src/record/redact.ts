import { isSecretField, isSecretHeader, REDACTED } from './secrets.js';
import type { Headers } from './capture.js';

/** Header fields without secrets; the scheme of a credential and the names of cookies stay. */
export function redactHeaders(headers: Headers): Headers {
  return headers.map(([name, value]) => [name, isSecretHeader(name) ? redactCredential(name, value) : value]);
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

/** A JSON or form body without the values of secret fields; other text as it is. */
export function redactBody(text: string, mimeType: string): string {
  if (/x-www-form-urlencoded/i.test(mimeType)) return redactForm(text);
  if (!/json/i.test(mimeType) && !/^\s*[[{]/.test(text)) return text;
  // In the text, so that numbers and spacing stay as they were sent.
  return text.replaceAll(/"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)/g, (whole, name: string, colon: string) =>
    isSecretField(name) ? `"${name}"${colon}"${REDACTED}"` : whole,
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
