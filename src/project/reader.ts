import { closeSync, openSync, readSync } from 'node:fs';

/** Larger code files are passed over: bundles and generated data, which no person migrates. */
const MAX_BYTES = 1_500_000;

/** Reads files one after the other into one buffer. */
export interface Reader {
  /** The bytes of a file, valid until the next read. Undefined when the file cannot be read or is not text; then it has been reported, where it should be. */
  bytes(path: string): Buffer | undefined;
  text(path: string): string | undefined;
}

/** Told of a file that is not read, why, and whether it may hold calls. */
export type ReportProblem = (path: string, message: string, mayHoldCalls: boolean) => void;

/**
 * Makes a reader. Every problem is reported once.
 * @param overlay text of files (absolute path) that stands for what is on disk
 * @param mayCall tells of the pieces of a file that is not analysed whether it may hold calls
 */
export function createReader(
  report: ReportProblem,
  overlay: ReadonlyMap<string, string>,
  mayCall: (pieces: Iterable<Buffer>) => boolean,
): Reader {
  const buffer = Buffer.allocUnsafeSlow(MAX_BYTES + 1);
  const bad = new Set<string>();
  const fail = (path: string, message: string, mayHoldCalls: boolean): undefined => {
    bad.add(path);
    report(path, message, mayHoldCalls);
    return undefined;
  };
  const bytes = (path: string): Buffer | undefined => {
    if (bad.has(path)) return undefined;
    const given = overlay.get(path);
    if (given !== undefined) return Buffer.from(given);
    let length: number;
    try {
      length = readInto(buffer, path);
    } catch (error) {
      return fail(path, `cannot be read: ${reasonOf(error)}`, true);
    }
    if (length > MAX_BYTES) return fail(path, `larger than ${MAX_BYTES / 1_000_000} MB: not analysed`, mayCall(piecesOf(path)));
    const found = buffer.subarray(0, length);
    const encoding = utf16Of(found);
    if (encoding !== undefined) return fail(path, 'is UTF-16: save it as UTF-8', mayCall([fromUtf16(found, encoding)]));
    if (!isBinary(found)) return found;
    // A video with the extension of TypeScript is not worth a word; text with a zero byte in it is.
    if (mayCall([found])) return fail(path, 'holds a zero byte, so it is taken for binary: not analysed', true);
    bad.add(path);
    return undefined;
  };
  return { bytes, text: (path) => bytes(path)?.toString('utf8') };
}

const PIECE = 1 << 20;
/** Longer than any text that is looked for: what stands across two pieces is whole in one of them. */
const OVERLAP = 256;

/** A file of any size in pieces that overlap. */
function* piecesOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    let position = 0;
    for (let count = PIECE; count === PIECE; position += PIECE - OVERLAP) {
      count = readSync(file, buffer, 0, PIECE, position);
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** Reads a file, or as much of it as fits; the length that is read. */
function readInto(buffer: Buffer, path: string): number {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    while (length < buffer.length) {
      const count = readSync(file, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return length;
  } finally {
    closeSync(file);
  }
}

type Utf16 = 'little' | 'big';

/** Byte order of UTF-16: told by its mark, or, where it has none, by zeros in every other byte. */
function utf16Of(bytes: Buffer): Utf16 | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'little';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'big';
  const head = bytes.subarray(0, 64);
  if (head.length < 8) return undefined;
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = Math.floor(head.length / 2) * 0.9;
  if (odd >= most && even === 0) return 'little';
  return even >= most && odd === 0 ? 'big' : undefined;
}

function fromUtf16(bytes: Buffer, order: Utf16): Buffer {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return Buffer.from((order === 'little' ? even : Buffer.from(even).swap16()).toString('utf16le'));
}

/** A zero byte near the start, as git and grep tell. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'no such file';
    default:
      return message;
  }
}
