import * as zlib from 'node:zlib';

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

/** A small body may unpack to more than fits in memory. */
const LARGEST = 128 * 1024 * 1024;

const DECODERS: Record<string, Decode | undefined> = {
  identity: (body) => body,
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  // With the header of zlib, as it should be, or without.
  deflate: (body, options) => (hasZlibHeader(body) ? zlib.inflateSync : zlib.inflateRawSync)(body, options),
  br: zlib.brotliDecompressSync,
  // Only newer versions of Node have it.
  ...('zstdDecompressSync' in zlib && { zstd: zlib.zstdDecompressSync as Decode }),
};

/** A body without the codings that `content-encoding` names; as it is when they cannot be undone. */
export function decodeBody(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined || bytes.length === 0) return bytes;
  try {
    let body = bytes;
    for (const coding of encoding.toLowerCase().split(',').toReversed()) {
      const decode = DECODERS[coding.trim()];
      if (!decode) return bytes;
      body = decode(body, { maxOutputLength: LARGEST });
    }
    return body;
  } catch {
    return bytes;
  }
}

/** True for bytes that begin like a zlib stream without a preset dictionary (RFC 1950). */
export function hasZlibHeader(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return method % 16 === 8 && method <= 0x78 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
}
