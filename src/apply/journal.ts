import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { syncDirectory, temporaryIn, writeThrough } from './atomic.js';
import { StagingError } from './error.js';
import { type Entry, isJson, isRunId, type Manifest, parseManifest } from './manifest.js';
import { assertRealDirectory, openOwnDirectory, OWN_DIRECTORY } from './own-directory.js';
import { isSigned, sign, userSecret } from './secret.js';
import { isWithin, reasonOf, type Target } from './targets.js';

/*
 * The journal of one run: `.api-migrate/journal/<id>/` with `images`, the old bytes of all files one after the other,
 * `manifest.json`, and `signature`. All are on disk before the first file is touched; a directory without a manifest is a run that
 * never began. The signature is made with a secret of the user that lies outside of the tree, so that a repository cannot ship a
 * journal: undo would write and delete what it says.
 */

/** Directory of a run's journal. */
function journalDirectory(tree: string, id: string): string {
  return join(tree, OWN_DIRECTORY, 'journal', id);
}

/** SHA-256 as hexadecimal text. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a run is about to write. */
export interface Intent {
  /** Real path of the working directory. */
  tree: string;
  /** Real paths below which writing is allowed. */
  roots: string[];
  targets: readonly Target[];
  /** Directories that the run makes, outermost first. */
  directories: readonly string[];
}

/** Writes the journal of a run about to begin and returns its manifest once it is on disk. */
export async function openJournal({ tree, roots, targets, directories }: Intent): Promise<Manifest> {
  const secret = await userSecret(tree);
  const id = newId();
  const directory = journalDirectory(tree, id);
  await openOwnDirectory(tree);
  await assertRealDirectory(dirname(directory));
  await mkdir(directory, { recursive: true });
  const manifest: Manifest = {
    schemaVersion: 2,
    id,
    createdAt: new Date().toISOString(),
    tree,
    roots,
    entries: await writeImages(join(directory, 'images'), tree, targets),
    directories: directories.map((path) => nameOf(tree, path)),
  };
  const text = `${JSON.stringify(manifest, undefined, 1)}\n`;
  await writeThrough(join(directory, 'signature'), sign(secret, text));
  const draft = join(directory, 'manifest.tmp');
  await writeThrough(draft, text);
  await rename(draft, join(directory, 'manifest.json'));
  await syncDirectory(directory);
  await syncDirectory(dirname(directory));
  return manifest;
}

async function writeImages(path: string, tree: string, targets: readonly Target[]): Promise<Entry[]> {
  const handle = await open(path, 'wx');
  try {
    const entries: Entry[] = [];
    let offset = 0;
    for (const { path: file, before, after, mode } of targets) {
      const image = before && { offset, length: before.length };
      if (before) await handle.writeFile(before);
      offset += before?.length ?? 0;
      entries.push({ file: nameOf(tree, file), image, mode, before: before && digest(before), after: digest(after) });
    }
    await handle.sync();
    return entries;
  } finally {
    await handle.close();
  }
}

/** Ids sort by time. */
function newId(): string {
  return `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`;
}

function nameOf(tree: string, path: string): string {
  return relative(tree, path).split(sep).join('/');
}

/** Names of the runs whose journals lie in a tree, the oldest first, whoever put them there. */
async function namesOfRuns(tree: string): Promise<string[]> {
  const directory = join(tree, OWN_DIRECTORY, 'journal');
  for (const path of [dirname(directory), directory]) await assertRealDirectory(path);
  const names = (await readdir(directory).catch((): string[] => [])).filter(isRunId);
  const complete = await Promise.all(names.map(async (name) => (await holds(tree, name, 'manifest.json')) && name));
  return complete.filter((name) => name !== false).toSorted();
}

async function holds(tree: string, id: string, file: string): Promise<boolean> {
  const stat = await lstat(join(journalDirectory(tree, id), file)).catch(() => undefined);
  return stat !== undefined;
}

/**
 * The newest run that this user wrote in this tree.
 * @throws StagingError when there is none, or its journal is damaged
 */
export async function newestRun(tree: string): Promise<Manifest> {
  const names = await namesOfRuns(tree);
  const problems: unknown[] = [];
  for (const id of names.toReversed()) {
    try {
      return await readManifest(tree, id);
    } catch (error) {
      if (!(error instanceof ForeignJournal)) throw error;
      problems.push(error);
    }
  }
  throw problems[0] ?? new StagingError('there is no run to undo');
}

/** A journal that this user has not written here: shipped with the tree, copied, or moved. */
class ForeignJournal extends StagingError {}

/**
 * Reads the manifest of a run.
 * @throws StagingError when there is no such run, its manifest is damaged, or this user has not written it in this tree
 */
export async function readManifest(tree: string, id: string): Promise<Manifest> {
  if (!isRunId(id) || !(await holds(tree, id, 'manifest.json'))) throw new StagingError(`there is no run ${id} to undo`);
  const directory = journalDirectory(tree, id);
  await assertRealDirectory(directory);
  const path = join(directory, 'manifest.json');
  const [text, signature] = await Promise.all([
    readFile(path, 'utf8'),
    readFile(join(directory, 'signature'), 'utf8').catch(() => undefined),
  ]);
  if (!isJson(text)) throw new StagingError(`${nameOf(tree, path)} is damaged; the old bytes of the files are in "images" beside it`);
  const isOwn = signature !== undefined && isSigned(await secretOf(tree), text, signature);
  const manifest = isOwn ? parseManifest(text) : undefined;
  if (manifest?.id === id && manifest.tree === tree) return manifest;
  throw new ForeignJournal(
    `${nameOf(tree, directory)} was not written by you in this directory: nothing was undone; restore the files with git`,
  );
}

async function secretOf(tree: string): Promise<Buffer> {
  return userSecret(tree).catch((error: unknown) => {
    throw new StagingError(`the journal cannot be checked: ${reasonOf(error)}`);
  });
}

/** Reads the old bytes of a file. */
export async function readImage({ tree, id }: Manifest, { offset, length }: { offset: number; length: number }): Promise<Buffer> {
  const handle = await open(join(journalDirectory(tree, id), 'images'), 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Absolute path of an entry, and of the temporary file through which it is written. */
export function pathsOf({ tree, id, entries }: Manifest, index: number): { path: string; temporary: string } {
  const path = resolve(tree, entries[index]?.file ?? '');
  return { path, temporary: temporaryIn(dirname(path), id, index) };
}

/** Why the file of an entry must not be touched: it lies outside of what the run was allowed to write, or a link leads there now. */
export async function straysFrom(manifest: Manifest, index: number): Promise<string | undefined> {
  const { path } = pathsOf(manifest, index);
  const { tree, roots } = manifest;
  if (![tree, ...roots].some((root) => isWithin(path, root))) return 'lies outside of what the run was allowed to write';
  const directory = await realpath(dirname(path)).catch(() => dirname(path));
  const stat = await lstat(path).catch(() => undefined);
  return directory !== dirname(path) || stat?.isSymbolicLink() === true ? 'is now reached through a symbolic link' : undefined;
}

/** Runs that are kept for `undo`; older ones are forgotten when a new one succeeds. */
const KEPT_RUNS = 20;

/** Marks a run as ended and forgets the oldest ones. */
export async function closeJournal(tree: string, id: string): Promise<void> {
  await writeFile(join(journalDirectory(tree, id), 'complete'), '');
  const names = await namesOfRuns(tree);
  if (names.length <= KEPT_RUNS) return;
  const own = await ownRuns(tree, names);
  for (const { id: old } of own.slice(0, Math.max(0, own.length - KEPT_RUNS))) await removeJournal(tree, old);
}

/** Runs of this user that were killed before their end. */
export async function interruptedRuns(tree: string): Promise<Manifest[]> {
  const names = await namesOfRuns(tree);
  const ended = await Promise.all(names.map(async (id) => holds(tree, id, 'complete')));
  return ownRuns(
    tree,
    names.filter((_, index) => ended[index] === false),
  );
}

async function ownRuns(tree: string, names: readonly string[]): Promise<Manifest[]> {
  const manifests = await Promise.all(names.map(async (id) => readManifest(tree, id).catch(() => undefined)));
  return manifests.filter((manifest) => manifest !== undefined);
}

/** Forgets a run. The manifest goes first: a journal half deleted is one that never began. */
export async function removeJournal(tree: string, id: string): Promise<void> {
  const directory = journalDirectory(tree, id);
  await rm(join(directory, 'manifest.json'), { force: true });
  await rm(directory, { recursive: true, force: true });
}
