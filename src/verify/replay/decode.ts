import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Answer } from './client.js';

const DECODERS: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
};

/** The body of an answer as text, or null when it is compressed in a way that cannot be undone. */
export async function bodyText(answer: Answer): Promise<string | null> {
  const encoding = answer.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || answer.body.length === 0) return answer.body.toString();
  const decode = DECODERS[String(encoding).toLowerCase()];
  if (!decode) return null;
  try {
    return (await decode(answer.body)).toString();
  } catch {
    return null;
  }
}
