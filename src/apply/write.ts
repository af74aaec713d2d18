import { existsSync, realpathSync } from 'node:fs';
import { lstat, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileChange } from '../edit/text-edit.js';
import { moveInto, syncDirectory, writeThrough } from './atomic.js';
import { StagingError } from './error.js';
import { closeJournal, interruptedRuns, openJournal, pathsOf, removeJournal } from './journal.js';
import { withLock } from './lock.js';
import type { Manifest } from './manifest.js';
import { mapLimit } from './pool.js';
import { type Bounds, isMissing, reasonOf, resolveTargets, type Target } from './targets.js';
import { clearTemporaries, restore } from './undo.js';

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
 * Writes all changes or none. The journal and the new bytes of all files are on disk before the first file is touched; an error or
 * an abort on the way puts back what was written, and after a kill `undo` does. No other run writes meanwhile.
 * @throws StagingError when a file changed since it was read, leads out of the project, or cannot be written
 */
export async function writeChanges(changes: readonly FileChange[], options: WriteOptions): Promise<Written | undefined> {
  const files = changes.flatMap(({ file, before, after }) => (before === after ? [] : [file]));
  if (files.length === 0) return undefined;
  return withLock(realpathSync(options.cwd), new Set(files.map(existingAbove)), async () => writeLocked(changes, options));
}

async function writeLocked(changes: readonly FileChange[], options: WriteOptions): Promise<Written | undefined> {
  const { targets, problems } = resolveTargets(changes, options);
  if (problems.length > 0) throw new StagingError('nothing was written', problems);
  if (targets.length === 0) return undefined;
  const tree = realpathSync(options.cwd);
  const interrupted = await interruptedRuns(tree);
  for (const manifest of interrupted) await clearTemporaries(manifest);
  const directories = await missingDirectories(targets);
  const roots = (options.roots ?? []).map((root) => realpathSync(root));
  const manifest = await openJournal({ tree, roots, targets, directories }).catch((error: unknown) => {
    throw error instanceof StagingError
      ? error
      : new StagingError(`nothing was written: the journal for --undo cannot be kept: ${reasonOf(error)}`);
  });
  const written = new Set<number>();
  try {
    await prepare(manifest, targets, directories, options.signal);
    await mapLimit(targets, CONCURRENCY, async (target, index) => {
      assertGoesOn(options.signal);
      await putInPlace(target, pathsOf(manifest, index).temporary);
      written.add(index);
    });
    await mapLimit([...new Set(targets.map(({ path }) => dirname(path)))], CONCURRENCY, syncDirectory);
  } catch (error) {
    throw await putBack(manifest, written, error);
  }
  for (const { id } of [...interrupted, manifest]) await closeJournal(tree, id);
  return { undoId: manifest.id, files: targets.map(({ name }) => name), interrupted: interrupted.map(({ id }) => id) };
}

/** The new bytes of all files, beside them: a full disk shows here, when no file has changed. */
async function prepare(
  manifest: Manifest,
  targets: readonly Target[],
  directories: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const directory of directories) await mkdir(directory, { recursive: true });
  await mapLimit(targets, CONCURRENCY, async ({ name, after, mode }, index) => {
    assertGoesOn(signal);
    await named(name, writeThrough(pathsOf(manifest, index).temporary, after, mode ?? undefined));
  });
}

async function putInPlace({ path, name, before }: Target, temporary: string): Promise<void> {
  await named(name, assertUnchanged(path, before));
  await named(name, moveInto(path, temporary));
}

async function named(name: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw new StagingError(`${name}: ${reasonOf(error)}`);
  });
}

function assertGoesOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StagingError('interrupted');
}

/** The path was real when it was resolved; a link that stands there now was put in its place. */
async function assertUnchanged(path: string, before: Buffer | null): Promise<void> {
  const now = await lstat(path)
    .then((found) => (found.isFile() ? readFile(path) : Buffer.alloc(0)))
    .catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  if (now === null && before !== null) throw new Error('no longer exists');
  if (now !== null && (before === null || !now.equals(before))) throw new Error('changed while files were being written');
}

async function putBack(manifest: Manifest, written: ReadonlySet<number>, cause: unknown): Promise<StagingError> {
  const why = cause instanceof StagingError ? cause.message : reasonOf(cause);
  try {
    await restore(manifest, (index) => written.has(index));
    await removeJournal(manifest.tree, manifest.id);
    return new StagingError(`${why}; no file was changed`);
  } catch (error) {
    return new StagingError(`${why}; putting the files back failed (${reasonOf(error)}): run "api-migrate migrate --undo"`);
  }
}

/** Real path of the innermost directory above a file that is there already. */
function existingAbove(file: string): string {
  let directory = dirname(file);
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  return realpathSync(directory);
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
