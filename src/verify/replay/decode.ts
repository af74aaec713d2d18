import * as zlib from 'node:zlib';
import type { Answer } from './client.js';

type Decode = (body: Buffer) => Promise<Buffer>;
type Method = (
  body: Buffer,
  options: { maxOutputLength: number },
  callback: (error: NodeJS.ErrnoException | null, result: Buffer) => void,
) => void;

/** A small answer may unpack to more than fits in memory. */
const LARGEST = 128 * 1024 * 1024;
/** What unpacks to more than this does so alone. */
const USUAL = 8 * 1024 * 1024;

/** The text of an answer, or why there is none. */
export type Decoded = { text: string } | { text: null; problem: string };

const inflate = decoder(zlib.inflate);
const inflateRaw = decoder(zlib.inflateRaw);

const DECODERS: Record<string, Decode | undefined> = {
  identity: (body) => Promise.resolve(body),
  gzip: decoder(zlib.gunzip),
  'x-gzip': decoder(zlib.gunzip),
  // With the header of zlib, as it should be, or without.
  deflate: (body) => ((body[0] ?? 0) % 16 === 8 && body.length > 1 && body.readUInt16BE(0) % 31 === 0 ? inflate : inflateRaw)(body),
  br: decoder(zlib.brotliDecompress),
  ...zstdOf(zlib),
};

/** The body of an answer as text; codings are undone in the reverse order of their names. */
export function bodyText({ headers, body }: Answer): Decoded | Promise<Decoded> {
  const field = headers['content-encoding'];
  return field === undefined || body.length === 0 ? { text: body.toString() } : decoded(body, field);
}

async function decoded(body: Buffer, field: string | string[]): Promise<Decoded> {
  let bytes = body;
  for (const name of [field].flat().join().toLowerCase().split(',').toReversed()) {
    const coding = name.trim();
    if (coding === '') continue;
    const decode = DECODERS[coding];
    if (!decode) return { text: null, problem: unknownCoding(coding) };
    try {
      bytes = await decode(bytes);
    } catch (error) {
      return { text: null, problem: brokenCoding(coding, error) };
    }
  }
  return { text: bytes.toString() };
}

function unknownCoding(coding: string): string {
  if (coding === 'zstd') return 'the answer is compressed with zstd, which Node can read from version 22.15 on';
  return `the answer is compressed with ${coding.slice(0, 40)}, which cannot be undone`;
}

function brokenCoding(coding: string, error: unknown): string {
  if (isTooLarge(error)) return `the answer unpacks to more than ${LARGEST / 1024 / 1024} MiB`;
  return `the answer says that it is compressed with ${coding}, and cannot be decompressed`;
}

/** Only newer versions of Node have it. */
function zstdOf(library: object): { zstd?: Decode } {
  const method = 'zstdDecompress' in library ? library.zstdDecompress : undefined;
  return typeof method === 'function' ? { zstd: decoder(method as Method) } : {};
}

function decoder(method: Method): Decode {
  const decode = (body: Buffer, maxOutputLength: number): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      method(body, { maxOutputLength }, (error, result) => (error ? reject(error) : resolve(result)));
    });
  return (body) =>
    decode(body, USUAL).catch((error: unknown) => {
      if (!isTooLarge(error)) throw error;
      const turn = alone.then(() => decode(body, LARGEST));
      alone = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    });
}

/** Settles when no large answer is being unpacked. */
let alone: Promise<void> = Promise.resolve();

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
