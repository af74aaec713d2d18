import { decodeBody } from '../../record/decode.js';
import type { HeaderList } from '../model.js';
import { EntryError } from './model.js';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { MAX_ENTRY } from './split.js';

/** A body as text, or in base64 when its bytes are no UTF-8. */
export interface BodyText {
  body: string | null;
  base64?: true;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text of a body that a recording holds encoded.
 * @param form how it is written: base64 or hex, as one text or as a JSON list of chunks, in which some tools keep what they got
 * @param encoding its `content-encoding`: some tools record the bytes as they came
 * @throws EntryError when it is not written so
 */
export function fromEncoded(text: string, form: string, what: string, encoding?: string): BodyText {
  return fromBytes(Buffer.concat(chunksOf(text).map((chunk) => bytesOf(chunk, form.toLowerCase(), what))), encoding);
}

function chunksOf(text: string): string[] {
  if (!/^\s*\[/.test(text)) return [text];
  try {
    const chunks: unknown = JSON.parse(text);
    if (Array.isArray(chunks) && chunks.every((chunk) => typeof chunk === 'string')) return chunks;
  } catch {
    // It is one text after all.
  }
  return [text];
}

function bytesOf(text: string, form: string, what: string): Buffer {
  const compact = text.replaceAll(/\s+/g, '');
  if (form === 'hex' && /^(?:[0-9a-f]{2})*$/i.test(compact)) return Buffer.from(compact, 'hex');
  const isBase64 = form === 'base64' && /^[\w+/-]*={0,2}$/.test(compact) && compact.replaceAll('=', '').length % 4 !== 1;
  if (isBase64) return Buffer.from(compact, 'base64');
  throw new EntryError(form === 'hex' || form === 'base64' ? `${what} is not valid ${form}` : `${what} has the unknown encoding "${form}"`);
}

/** Text of a body; base64 when it is none, also without its compression. */
export function fromBytes(bytes: Buffer, encoding?: string): BodyText {
  const body = textOf(bytes) ?? (encoding === undefined ? undefined : textOf(decodeBody(bytes, encoding)));
  return body === undefined ? { body: bytes.toString('base64'), base64: true } : { body };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A body, or why the recording does not hold it whole. */
export function bodyOr(read: () => BodyText): BodyText & { broken?: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof EntryError) return { body: null, broken: error.message };
    throw error;
  }
}

/**
 * A request body that was sent and that is not in the recording.
 * @param length bytes that were sent, as far as it is known
 * @throws EntryError when bytes were sent and none were recorded, or the contents of an uploaded file are not there
 */
export function wholeBody(body: BodyText, mimeType: string, length: number | undefined): BodyText {
  if (body.body === null || body.body === '') {
    if (length !== undefined && length > 0) throw new EntryError('the recording does not hold the body of the request');
    return body;
  }
  if (!/multipart\//i.test(mimeType) || length === Buffer.byteLength(body.body)) return body;
  const lost = /filename="([^"]+)"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n(?:\r?\n)?--/.exec(body.body)?.[1];
  if (lost !== undefined) throw new EntryError(`the recording does not hold the contents of the uploaded file "${lost}"`);
  return body;
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

/**
 * A body that a recorder such as Playwright keeps in a file of its own beside the HAR, which names it.
 * @throws EntryError when there is no such file; none is read that is not below the directory of the HAR
 */
export function attachedBody(name: string, recording: string): BodyText {
  const directory = path.dirname(path.resolve(recording));
  const file = path.resolve(directory, name);
  const stats = file.startsWith(directory + path.sep) ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (stats?.isFile() !== true || path.isAbsolute(name)) {
    throw new EntryError(`the body is in the file ${JSON.stringify(name)}, which is not beside the recording`);
  }
  if (stats.size > MAX_ENTRY)
    throw new EntryError(`the body in the file ${JSON.stringify(name)} is larger than ${MAX_ENTRY / 1024 / 1024} MiB`);
  return fromBytes(readFileSync(file));
}
