import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { syncDirectory, temporaryIn, writeThrough } from './atomic.js';
import { StagingError } from './error.js';
import type { Target } from './targets.js';

/**
 * The journal of one run: `.api-migrate/journal/<id>/` with `images`, the old bytes of all files one after the other, and
 * `manifest.json`. Both are on disk before the first file is touched; a directory without a manifest is a run that never began.
 */
export interface Manifest {
  schemaVersion: 1;
  id: string;
  /** ISO 8601. */
  createdAt: string;
  entries: Entry[];
  /** Directories that the run makes, outermost first, relative to the working directory. */
  directories: string[];
}

/** One file of a run. */
export interface Entry {
  /** Relative to the working directory, `/` between names. */
  file: string;
  /** Where the old bytes stand in `images`; null for a file that the run makes. */
  image: { offset: number; length: number } | null;
  mode: number | null;
  /** SHA-256 of the old bytes, null for a new file, and of the new bytes. */
  before: string | null;
  after: string;
}

const JOURNAL = join('.api-migrate', 'journal');

/** Directory of a run's journal. */
function journalDirectory(cwd: string, id: string): string {
  return join(cwd, JOURNAL, id);
}

/** SHA-256 as hexadecimal text. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes the journal of a run about to begin and returns its manifest once it is on disk. */
export async function openJournal(cwd: string, targets: readonly Target[], directories: readonly string[]): Promise<Manifest> {
  const id = newId();
  const directory = journalDirectory(cwd, id);
  await mkdir(directory, { recursive: true });
  await writeFile(join(cwd, '.api-migrate', '.gitignore'), '*\n');
  const manifest: Manifest = {
    schemaVersion: 1,
    id,
    createdAt: new Date().toISOString(),
    entries: await writeImages(join(directory, 'images'), cwd, targets),
    directories: directories.map((path) => nameOf(cwd, path)),
  };
  const draft = join(directory, 'manifest.tmp');
  await writeThrough(draft, `${JSON.stringify(manifest, undefined, 1)}\n`);
  await rename(draft, join(directory, 'manifest.json'));
  await syncDirectory(directory);
  await syncDirectory(dirname(directory));
  return manifest;
}

async function writeImages(path: string, cwd: string, targets: readonly Target[]): Promise<Entry[]> {
  const handle = await open(path, 'w');
  try {
    const entries: Entry[] = [];
    let offset = 0;
    for (const { path: file, before, after, mode } of targets) {
      const image = before && { offset, length: before.length };
      if (before) await handle.writeFile(before);
      offset += before?.length ?? 0;
      entries.push({ file: nameOf(cwd, file), image, mode, before: before && digest(before), after: digest(after) });
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

function nameOf(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/');
}

/** Ids of the runs that can be undone, the oldest first. */
export async function listRuns(cwd: string): Promise<string[]> {
  const names = await readdir(join(cwd, JOURNAL)).catch((): string[] => []);
  const complete = await Promise.all(names.map(async (name) => (await hasManifest(cwd, name)) && name));
  return complete.filter((name) => name !== false).toSorted();
}

async function hasManifest(cwd: string, id: string): Promise<boolean> {
  const names = await readdir(journalDirectory(cwd, id)).catch((): string[] => []);
  return names.includes('manifest.json');
}

/**
 * Reads the manifest of a run.
 * @throws StagingError when there is no such run or its manifest is damaged
 */
export async function readManifest(cwd: string, id: string): Promise<Manifest> {
  const path = join(journalDirectory(cwd, id), 'manifest.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StagingError(`there is no run ${id} to undo`);
  });
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.schemaVersion === 1 && Array.isArray(manifest.entries)) return manifest;
  } catch {
    // Falls through to the message below: the text is no JSON.
  }
  throw new StagingError(`${nameOf(cwd, path)} is damaged; the old bytes of the files are in "images" beside it`);
}

/** Reads the old bytes of a file. */
export async function readImage(cwd: string, id: string, { offset, length }: { offset: number; length: number }): Promise<Buffer> {
  const handle = await open(join(journalDirectory(cwd, id), 'images'), 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Absolute path of an entry, and of the temporary file through which it is written. */
export function pathsOf(cwd: string, manifest: Manifest, index: number): { path: string; temporary: string } {
  const path = resolve(cwd, manifest.entries[index]?.file ?? '');
  return { path, temporary: temporaryIn(dirname(path), manifest.id, index) };
}

/** Runs that are kept for `undo`; older ones are forgotten when a new one succeeds. */
const KEPT_RUNS = 20;

/** Marks a run as ended and forgets the oldest ones. */
export async function closeJournal(cwd: string, id: string): Promise<void> {
  await writeFile(join(journalDirectory(cwd, id), 'complete'), '');
  const runs = await listRuns(cwd);
  for (const old of runs.slice(0, Math.max(0, runs.length - KEPT_RUNS))) await removeJournal(cwd, old);
}

/** Runs that were killed before their end. */
export async function interruptedRuns(cwd: string): Promise<string[]> {
  const runs = await listRuns(cwd);
  const marked = await Promise.all(runs.map(async (id) => !(await readdir(journalDirectory(cwd, id))).includes('complete') && id));
  return marked.filter((id) => id !== false);
}

/** Forgets a run. The manifest goes first: a journal half deleted is one that never began. */
export async function removeJournal(cwd: string, id: string): Promise<void> {
  const directory = journalDirectory(cwd, id);
  await rm(join(directory, 'manifest.json'), { force: true });
  await rm(directory, { recursive: true, force: true });
}
