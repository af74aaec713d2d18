import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { systemReason } from './error.js';
import { UsageError } from '../pack/error.js';

/**
 * Writes a file that the user named, so that a reader never sees a part of it. Devices and pipes are written directly.
 * @throws UsageError when the place cannot be written
 */
export async function writeOutputFile(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const isSpecial = (await stat(path).catch(() => undefined))?.isFile() === false;
  const target = isSpecial ? path : await realpath(path).catch(() => resolve(path));
  const written = isSpecial ? target : join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writePieces(written, typeof text === 'string' ? [text] : text);
    if (!isSpecial) await rename(written, target);
  } catch (error) {
    if (!isSpecial) await rm(written, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${path}: cannot be written: ${systemReason(code, message)}`);
  }
}

async function writePieces(path: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}
