import { access, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
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

/**
 * Checks, before any work is done, that a report can be written to a file and that it does not replace an input of the run.
 * @param inputs files, directories or globs that the run reads
 * @throws UsageError
 */
export async function assertOutput(output: string | undefined, inputs: readonly string[] = [], option = '--output'): Promise<void> {
  if (output === undefined) return;
  const target = await realpath(output).catch(() => resolve(output));
  for (const input of await filesOf(inputs)) {
    if ((await realpath(input).catch(() => resolve(input))) === target)
      throw new UsageError(`${option}: ${output} is an input of this run (${input}); name another file`);
  }
  const there = await stat(output).catch(() => undefined);
  if (there?.isDirectory() === true) throw new UsageError(`${option}: ${output} cannot be written: is a directory, not a file`);
  if (there?.isFile() === false) return;
  try {
    await access(dirname(target), constants.W_OK);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${option}: ${output} cannot be written: ${systemReason(code, message)}`);
  }
}

async function filesOf(inputs: readonly string[]): Promise<string[]> {
  if (inputs.length === 0) return [];
  const { expandPaths } = await import('../verify/recording/glob.js');
  return [...inputs, ...(await expandPaths(inputs)).files];
}

async function writePieces(path: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}
