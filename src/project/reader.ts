import { closeSync, openSync, readSync } from 'node:fs';

/** Larger code files are passed over: bundles and generated data, which no person migrates. */
const MAX_BYTES = 1_500_000;

/** Reads files one after the other into one buffer. */
export interface Reader {
  /** The bytes of a file, valid until the next read. Undefined when the file cannot be read or is not text; then it has been reported, where it should be. */
  bytes(path: string): Buffer | undefined;
  text(path: string): string | undefined;
}

/** Told of a file that is not read, and why. */
export type ReportProblem = (path: string, message: string) => void;

/**
 * Makes a reader. Every problem is reported once.
 * @param overlay text of files (absolute path) that stands for what is on disk
 */
export function createReader(report: ReportProblem, overlay: ReadonlyMap<string, string>): Reader {
  const buffer = Buffer.allocUnsafeSlow(MAX_BYTES + 1);
  const bad = new Set<string>();
  const fail = (path: string, message?: string): undefined => {
    bad.add(path);
    if (message !== undefined) report(path, message);
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
      return fail(path, `cannot be read: ${reasonOf(error)}`);
    }
    if (length > MAX_BYTES) return fail(path, `larger than ${MAX_BYTES / 1_000_000} MB: not analysed`);
    const found = buffer.subarray(0, length);
    if (isUtf16(found)) return fail(path, 'is UTF-16: save it as UTF-8');
    return isBinary(found) ? fail(path) : found;
  };
  return { bytes, text: (path) => bytes(path)?.toString('utf8') };
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

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
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
