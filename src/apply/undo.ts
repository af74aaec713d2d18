import { readFile, rm, rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileProblem } from '../scan/model.js';
import { writeAtomic } from './atomic.js';
import { StagingError } from './error.js';
import { digest, type Entry, listRuns, type Manifest, pathsOf, readImage, readManifest, removeJournal } from './journal.js';
import { mapLimit } from './pool.js';
import { isMissing } from './targets.js';

/** What an undo did; files relative to the working directory. */
export interface Undone {
  id: string;
  /** Files that have their old bytes again. */
  restored: string[];
  /** Files that the run had made. */
  deleted: string[];
}

const CONCURRENCY = 16;

/**
 * Gives every file of a run its old bytes back: the newest run, or the one named. May be killed and run again.
 * @throws StagingError when there is nothing to undo, or a file changed since; then no file is touched
 */
export async function undo(cwd: string, id?: string): Promise<Undone> {
  const newest = id ?? (await listRuns(cwd)).at(-1);
  if (newest === undefined) throw new StagingError('there is no run to undo');
  const manifest = await readManifest(cwd, newest);
  const undone = await restore(cwd, manifest, () => true);
  await removeJournal(cwd, newest);
  return undone;
}

/** Restores the chosen entries of a run, after a look at all of them. */
export async function restore(cwd: string, manifest: Manifest, chosen: (index: number) => boolean): Promise<Undone> {
  const states = await mapLimit(manifest.entries, CONCURRENCY, async (entry, index) =>
    chosen(index) ? stateOf(pathsOf(cwd, manifest, index).path, entry) : ('before' as const),
  );
  const problems = manifest.entries.flatMap(({ file }, index): FileProblem[] => {
    const state = states[index];
    return state === 'other' || state === 'gone' ? [{ file, message: state === 'gone' ? 'was deleted since' : 'changed since' }] : [];
  });
  if (problems.length > 0) throw new StagingError('nothing was undone', problems);
  const changed = manifest.entries.flatMap((entry, index) => (states[index] === 'after' ? [{ entry, index }] : []));
  for (const { entry } of changed) if (entry.image) await oldBytes(cwd, manifest, entry, entry.image);
  const undone: Undone = { id: manifest.id, restored: [], deleted: [] };
  await mapLimit(manifest.entries, CONCURRENCY, (_, index) => rm(pathsOf(cwd, manifest, index).temporary, { force: true }));
  await mapLimit(changed, CONCURRENCY, async ({ entry, index }) => {
    const { path, temporary } = pathsOf(cwd, manifest, index);
    if (entry.image === null) {
      await rm(path, { force: true });
      undone.deleted.push(entry.file);
    } else {
      await writeAtomic(path, await oldBytes(cwd, manifest, entry, entry.image), { mode: entry.mode ?? 0o666, temporary });
      undone.restored.push(entry.file);
    }
  });
  for (const directory of manifest.directories.toReversed()) await removeIfEmpty(resolve(cwd, directory));
  return undone;
}

async function stateOf(path: string, entry: Entry): Promise<'before' | 'after' | 'gone' | 'other'> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (bytes === null) return entry.before === null ? 'before' : 'gone';
  const hash = digest(bytes);
  if (hash === entry.after) return 'after';
  return hash === entry.before ? 'before' : 'other';
}

async function oldBytes(cwd: string, manifest: Manifest, entry: Entry, image: NonNullable<Entry['image']>): Promise<Buffer> {
  const bytes = await readImage(cwd, manifest.id, image);
  if (digest(bytes) !== entry.before) throw new StagingError(`the journal of run ${manifest.id} is damaged at ${entry.file}`);
  return bytes;
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw error;
  });
}
