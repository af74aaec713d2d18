import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { StagingError } from './error.js';

const run = promisify(execFile);

/** Bytes of file names passed to one git process; command lines are limited. */
const CHUNK = 60_000;

/**
 * Files whose present bytes git does not hold: modified, staged, untracked or ignored. Files outside any repository are
 * not listed. Each repository, also a nested one, is asked about its own files.
 * @param files real absolute paths
 */
export async function uncommitted(files: readonly string[]): Promise<string[]> {
  const repositories = await groupByRepository(files);
  const found: string[] = [];
  for (const [root, members] of repositories) {
    for (const chunk of chunked(members.map((file) => relative(root, file).split(sep).join('/'))))
      found.push(...(await dirtyIn(root, chunk)));
  }
  return found;
}

async function dirtyIn(root: string, names: string[]): Promise<string[]> {
  const stdout = await statusOf(root, names);
  const dirty = stdout.split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : []));
  const exact = new Set(dirty);
  // git names a directory in place of its files when all of it is ignored or untracked.
  const directories = dirty.filter((path) => path.endsWith('/'));
  return names.filter((name) => exact.has(name) || directories.some((path) => name.startsWith(path))).map((name) => join(root, name));
}

/** @throws StagingError when git cannot be asked */
async function statusOf(root: string, names: string[]): Promise<string> {
  const options = ['--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'];
  try {
    const { stdout } = await run('git', ['--literal-pathspecs', 'status', ...options, '--', ...names], { cwd: root, maxBuffer: 1 << 28 });
    return stdout;
  } catch (error) {
    const { code, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string };
    const why = code === 'ENOENT' ? 'it is not installed' : (stderr.trim() || message).split('\n')[0];
    throw new StagingError(`git cannot say what is committed: ${why}; pass --allow-dirty to write without asking it`);
  }
}

async function groupByRepository(files: readonly string[]): Promise<Map<string, string[]>> {
  const roots = new Map<string, Promise<string | undefined>>();
  const rootOf = (directory: string): Promise<string | undefined> => {
    const known = roots.get(directory);
    if (known) return known;
    const found = findRoot(directory, rootOf);
    roots.set(directory, found);
    return found;
  };
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const root = await rootOf(dirname(file));
    if (root === undefined) continue;
    const group = groups.get(root);
    if (group) group.push(file);
    else groups.set(root, [file]);
  }
  return groups;
}

async function findRoot(directory: string, rootOf: (directory: string) => Promise<string | undefined>): Promise<string | undefined> {
  if (await stat(join(directory, '.git')).catch(() => undefined)) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : rootOf(parent);
}

function* chunked(names: string[]): Generator<string[]> {
  let chunk: string[] = [];
  let size = 0;
  for (const name of names) {
    if (size + name.length > CHUNK && chunk.length > 0) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    chunk.push(name);
    size += name.length + 1;
  }
  if (chunk.length > 0) yield chunk;
}
