import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemReason } from '../error.js';
import { UsageError } from '../../pack/error.js';

/**
 * Reads a JSON file.
 * @throws UsageError that names the line of a mistake
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${systemReason(error.code ?? '', error.message)}`);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`${basename(path)}: ${jsonErrorText(error as SyntaxError, text)}`);
  }
}

function jsonErrorText({ message }: SyntaxError, text: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return `is not valid JSON at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
