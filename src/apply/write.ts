import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileChange } from '../edit/text-edit.js';
import { syncDirectory, writeAtomic } from './atomic.js';
import { StagingError } from './error.js';
import { closeJournal, type Manifest, interruptedRuns, openJournal, pathsOf, readManifest, removeJournal } from './journal.js';
import { mapLimit } from './pool.js';
import { type Bounds, isMissing, reasonOf, resolveTargets, type Target } from './targets.js';
import { restore } from './undo.js';

/** How changes are written. */
export interface WriteOptions extends Bounds {
  /** Stops between two files; what was written is put back. */
  signal?: AbortSignal;
}

/** What was written. */
export interface Written {
  /** Names the run for `undo`. */
  undoId: string;
  /** Relative to the working directory. */
  files: string[];
  /** Earlier runs that were killed before their end; each can be undone after this one. */
  interrupted: string[];
}

const CONCURRENCY = 16;

/**
 * Writes all changes or none. The journal is on disk before the first file is touched; an error or an abort on the way
 * puts back what was written, and after a kill `undo` does.
 * @throws StagingError when a file changed since it was read, leads out of the project, or cannot be written
 */
export async function writeChanges(changes: readonly FileChange[], options: WriteOptions): Promise<Written | undefined> {
  const { targets, problems } = resolveTargets(changes, options);
  if (problems.length > 0) throw new StagingError('nothing was written', problems);
  if (targets.length === 0) return undefined;
  const { cwd } = options;
  const interrupted = await interruptedRuns(cwd);
  for (const id of interrupted) await clearTemporaries(cwd, id);
  const directories = await missingDirectories(targets);
  const manifest = await openJournal(cwd, targets, directories).catch((error: unknown) => {
    throw new StagingError(`nothing was written: the journal in .api-migrate cannot be kept: ${reasonOf(error)}`);
  });
  const written = new Set<number>();
  try {
    for (const directory of directories) await mkdir(directory, { recursive: true });
    await mapLimit(targets, CONCURRENCY, async (target, index) => {
      if (options.signal?.aborted === true) throw new StagingError('interrupted');
      await writeTarget(target, pathsOf(cwd, manifest, index).temporary);
      written.add(index);
    });
    await mapLimit([...new Set(targets.map(({ path }) => dirname(path)))], CONCURRENCY, syncDirectory);
  } catch (error) {
    throw await putBack(cwd, manifest, written, error);
  }
  for (const id of [...interrupted, manifest.id]) await closeJournal(cwd, id);
  return { undoId: manifest.id, files: targets.map(({ name }) => name), interrupted };
}

async function writeTarget({ path, name, before, after, mode }: Target, temporary: string): Promise<void> {
  try {
    await writeAtomic(path, after, { ...(mode === null ? {} : { mode }), temporary, beforeRename: () => assertUnchanged(path, before) });
  } catch (error) {
    throw new StagingError(`${name}: ${reasonOf(error)}`);
  }
}

async function assertUnchanged(path: string, before: Buffer | null): Promise<void> {
  const now = await readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (before === null ? now !== null : now === null || !now.equals(before)) throw new Error('changed while files were being written');
}

async function putBack(cwd: string, manifest: Manifest, written: ReadonlySet<number>, cause: unknown): Promise<StagingError> {
  const why = cause instanceof StagingError ? cause.message : reasonOf(cause);
  try {
    await restore(cwd, manifest, (index) => written.has(index));
    await removeJournal(cwd, manifest.id);
    return new StagingError(`${why}; no file was changed`);
  } catch (error) {
    return new StagingError(`${why}; putting the files back failed (${reasonOf(error)}): run "api-migrate migrate --undo"`);
  }
}

/** Directories that new files need, outermost first. */
async function missingDirectories(targets: readonly Target[]): Promise<string[]> {
  const missing = new Set<string>();
  for (const { path, before } of targets) {
    if (before !== null) continue;
    const chain: string[] = [];
    for (let directory = dirname(path); !(await exists(directory)); directory = dirname(directory)) chain.unshift(directory);
    for (const directory of chain) missing.add(directory);
  }
  return [...missing];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Removes the temporary files that a killed run left behind; its journal stays, to be undone. */
async function clearTemporaries(cwd: string, id: string): Promise<void> {
  const manifest = await readManifest(cwd, id);
  await mapLimit(manifest.entries, CONCURRENCY, (_, index) => rm(pathsOf(cwd, manifest, index).temporary, { force: true }));
}
