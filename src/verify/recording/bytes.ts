import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { hasZlibHeader } from '../../record/decode.js';

const CHUNK = 256 * 1024;

/**
 * The bytes of a recording as UTF-8 without a byte order mark: gzip and zlib are unpacked, UTF-16 (by its byte order mark) recoded.
 * A chunk is valid until the next one is asked for.
 * @throws the errors of the file system, or of a broken compressed stream
 */
export async function* utf8Bytes(path: string): AsyncGenerator<Buffer> {
  yield* recoded(unpacked(fileBytes(path)));
}

/** All chunks share one buffer: new ones would pile up faster than they are collected. */
async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { first, all } = await peek(source);
  const unpack = first && unpackerOf(first);
  if (!unpack) {
    yield* all;
    return;
  }
  const unpacking = unpack({ chunkSize: CHUNK });
  // The error of either stream reaches the reader of the last one.
  pipeline(Readable.from(copies(all)), unpacking, () => {});
  yield* unpacking;
}

function unpackerOf(first: Buffer): typeof createGunzip | typeof createInflate | undefined {
  if (first[0] === 0x1f && first[1] === 0x8b) return createGunzip;
  return hasZlibHeader(first) ? createInflate : undefined;
}

/** Chunks that stay valid: a stream reads ahead. */
async function* copies(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk);
}

async function* recoded(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { first, all } = await peek(source);
  const encoding = first && utf16Of(first);
  if (encoding === undefined) {
    const skip = first?.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    let at = 0;
    for await (const chunk of all) yield at++ === 0 ? chunk.subarray(skip) : chunk;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of all) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function utf16Of(first: Buffer): string | undefined {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** The first chunk of at least 3 bytes (less only when there is no more), and the whole again. */
async function peek(source: AsyncIterable<Buffer>): Promise<{ first: Buffer | undefined; all: AsyncGenerator<Buffer> }> {
  const iterator = source[Symbol.asyncIterator]();
  let first: Buffer | undefined;
  while (first === undefined || first.length < 3) {
    const next = await iterator.next();
    if (next.done === true) break;
    first = first ? Buffer.concat([first, next.value]) : next.value;
    if (first.length < 3) first = Buffer.from(first);
  }
  return { first, all: rest(first, iterator) };
}

async function* rest(first: Buffer | undefined, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first) yield first;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
