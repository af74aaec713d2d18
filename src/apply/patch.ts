import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileChange } from '../edit/text-edit.js';
import { unifiedDiff } from './diff.js';
import { isWithin } from './targets.js';

/** All changes as one patch for `git apply`, with paths relative to the repository that `cwd` lies in, or to `cwd`. */
export async function patchOf(changes: readonly FileChange[], cwd: string): Promise<string> {
  const root = await repositoryOf(cwd);
  const base = changes.every(({ file }) => isWithin(file, root)) ? root : cwd;
  return sortedByFile(changes)
    .map((change) => unifiedDiff(change, base))
    .join('');
}

async function repositoryOf(cwd: string): Promise<string> {
  for (let directory = cwd; ; directory = dirname(directory)) {
    if (await stat(join(directory, '.git')).catch(() => undefined)) return directory;
    if (dirname(directory) === directory) return cwd;
  }
}

/** Changes in the order in which they are shown. */
export function sortedByFile(changes: readonly FileChange[]): FileChange[] {
  return changes.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)));
}
