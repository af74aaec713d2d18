import type { HeaderList } from '../model.js';
import { EntryError } from './model.js';

/** A body as text, or in base64 when its bytes are no UTF-8. */
export interface BodyText {
  body: string | null;
  base64?: true;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text of a body that a recording holds in base64.
 * @throws EntryError when it is no base64
 */
export function fromBase64(text: string, what: string): BodyText {
  const compact = text.replaceAll(/\s+/g, '');
  if (!/^[\w+/-]*={0,2}$/.test(compact) || compact.replaceAll('=', '').length % 4 === 1)
    throw new EntryError(`${what} is not valid base64`);
  const bytes = Buffer.from(compact, 'base64');
  try {
    return { body: utf8.decode(bytes) };
  } catch {
    return { body: compact, base64: true };
  }
}

/** A form field as HAR records it. */
export interface Param {
  name: string;
  value: string | undefined;
  fileName: string | undefined;
  contentType: string | undefined;
}

/**
 * Rebuilds a form body from its recorded fields.
 * @throws EntryError when the contents of a file were not recorded, or the boundary is unknown
 */
export function bodyOfParams(params: Param[], mimeType: string): string {
  if (!/multipart\//i.test(mimeType)) {
    return params.map(({ name, value }) => `${encodeForm(name)}=${encodeForm(value ?? '')}`).join('&');
  }
  const boundary = /boundary="?([^";]+)/i.exec(mimeType)?.[1];
  if (boundary === undefined) throw new EntryError('the multipart body was recorded as fields without its boundary');
  const parts = params.map(({ name, value, fileName, contentType }) => {
    if (value === undefined) throw new EntryError(`the recording does not hold the contents of the uploaded file "${fileName ?? name}"`);
    const file = fileName === undefined ? '' : `; filename="${fileName}"`;
    const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${type}\r\n${value}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}

function encodeForm(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

/** Value of the first header field of this name, whatever its case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) {
    if (key.length === name.length && key.toLowerCase() === name) return value;
  }
  return undefined;
}
