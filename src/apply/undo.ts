import { lstat, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FileProblem } from '../scan/model.js';
import { moveInto, writeThrough } from './atomic.js';
import { StagingError } from './error.js';
import { digest, newestRun, pathsOf, readImage, readManifest, removeJournal, straysFrom } from './journal.js';
import { withLock } from './lock.js';
import type { Entry, Manifest } from './manifest.js';
import { mapLimit } from './pool.js';
import { isMissing, isWithin, reasonOf } from './targets.js';

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
 * @throws StagingError when there is nothing to undo, this user did not write the journal, or a file changed since; then no file
 * is touched
 */
export async function undo(cwd: string, id?: string): Promise<Undone> {
  const tree = await realpath(cwd);
  const { id: chosen, entries } = id === undefined ? await newestRun(tree) : await readManifest(tree, id);
  const directories = entries.map(({ file }) => dirname(resolve(tree, file)));
  return withLock(tree, new Set(directories), async () => {
    const manifest = await readManifest(tree, chosen);
    const undone = await restore(manifest, () => true);
    await removeJournal(tree, chosen);
    return undone;
  });
}

/** Restores the chosen entries of a run, after a look at all of them. */
export async function restore(manifest: Manifest, chosen: (index: number) => boolean): Promise<Undone> {
  const states = await mapLimit(manifest.entries, CONCURRENCY, async (entry, index) =>
    chosen(index) ? stateOf(manifest, entry, index) : ({ is: 'before' } as const),
  );
  const problems = manifest.entries.flatMap(({ file }, index): FileProblem[] => {
    const state = states[index];
    return state?.is === 'other' ? [{ file, message: state.message }] : [];
  });
  if (problems.length > 0) throw new StagingError('nothing was undone', problems);
  const changed = manifest.entries.flatMap((entry, index) => (states[index]?.is === 'after' ? [{ entry, index }] : []));
  await clearTemporaries(manifest);
  // The old bytes of all files are on disk before the first file changes: a damaged journal or a full disk changes none.
  await prepare(manifest, changed);
  const undone: Undone = { id: manifest.id, restored: [], deleted: [] };
  await mapLimit(changed, CONCURRENCY, async ({ entry, index }) => {
    const { path, temporary } = pathsOf(manifest, index);
    if (entry.image === null) {
      await rm(path, { force: true });
      undone.deleted.push(entry.file);
    } else {
      await moveInto(path, temporary);
      undone.restored.push(entry.file);
    }
  });
  for (const directory of manifest.directories.toReversed()) await removeIfEmpty(manifest, resolve(manifest.tree, directory));
  return undone;
}

interface Changed {
  entry: Entry;
  index: number;
}

async function prepare(manifest: Manifest, changed: readonly Changed[]): Promise<void> {
  try {
    await mapLimit(changed, CONCURRENCY, async ({ entry, index }) => {
      if (entry.image === null) return;
      const bytes = await oldBytes(manifest, entry, entry.image);
      await writeThrough(pathsOf(manifest, index).temporary, bytes, entry.mode ?? 0o666);
    });
  } catch (error) {
    await clearTemporaries(manifest);
    throw error instanceof StagingError ? error : new StagingError(`nothing was undone: ${reasonOf(error)}`);
  }
}

/** Removes the temporary files of a run, also those that it left behind when it was killed. */
export async function clearTemporaries(manifest: Manifest): Promise<void> {
  await mapLimit(manifest.entries, CONCURRENCY, async (_, index) => {
    if ((await straysFrom(manifest, index)) === undefined) await rm(pathsOf(manifest, index).temporary, { force: true });
  });
}

type State = { is: 'before' | 'after' } | { is: 'other'; message: string };

async function stateOf(manifest: Manifest, entry: Entry, index: number): Promise<State> {
  const strays = await straysFrom(manifest, index);
  if (strays !== undefined) return { is: 'other', message: strays };
  const bytes = await readFile(pathsOf(manifest, index).path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    return reasonOf(error);
  });
  if (typeof bytes === 'string') return { is: 'other', message: bytes };
  if (bytes === null) return entry.before === null ? { is: 'before' } : { is: 'other', message: 'was deleted since' };
  const hash = digest(bytes);
  if (hash === entry.after) return { is: 'after' };
  return hash === entry.before ? { is: 'before' } : { is: 'other', message: 'changed since' };
}

async function oldBytes(manifest: Manifest, entry: Entry, image: NonNullable<Entry['image']>): Promise<Buffer> {
  const bytes = await readImage(manifest, image);
  if (digest(bytes) !== entry.before) throw new StagingError(`the journal of run ${manifest.id} is damaged at ${entry.file}`);
  return bytes;
}

/** Directories that are gone, hold something of the user's, or became links are left alone. */
async function removeIfEmpty({ tree, roots }: Manifest, directory: string): Promise<void> {
  const stat = await lstat(directory).catch(() => undefined);
  if (!stat?.isDirectory() || ![tree, ...roots].some((root) => isWithin(directory, root))) return;
  await rmdir(directory).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw error;
  });
}
