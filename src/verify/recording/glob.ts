import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import type { RunProblem } from '../model.js';

/** Files that paths and globs name, each once, in order; what names nothing is a problem. A directory stands for the recordings in it. */
export async function expandPaths(patterns: readonly string[]): Promise<{ files: string[]; problems: RunProblem[] }> {
  const files = new Set<string>();
  const problems: RunProblem[] = [];
  for (const pattern of patterns) {
    const found = await filesOf(pattern);
    if (found.length === 0) problems.push({ recording: pattern, message: messageFor(pattern) });
    found.forEach((file) => files.add(file));
  }
  return { files: [...files], problems };
}

function messageFor(pattern: string): string {
  return isGlob(pattern) ? 'no file matches' : 'there is no such file';
}

function isGlob(pattern: string): boolean {
  return picomatch.scan(pattern).isGlob;
}

async function filesOf(pattern: string): Promise<string[]> {
  const stats = await stat(pattern).catch(() => undefined);
  if (stats?.isDirectory() === true) return list(pattern, (name) => /\.((har|jsonl|ndjson)(\.gz)?|zhar)$/i.test(name));
  if (stats) return [pattern];
  if (!isGlob(pattern)) return [];
  const { base } = picomatch.scan(pattern);
  const matches = picomatch(path.normalize(pattern));
  return list(base === '' ? '.' : base, (name) => matches(path.normalize(name)));
}

async function list(directory: string, accepts: (name: string) => boolean): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(accepts)
    .toSorted();
}
