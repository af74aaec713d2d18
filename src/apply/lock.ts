import { existsSync } from 'node:fs';
import { lstat, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StagingError } from './error.js';
import { isWithin } from './targets.js';
import { closeOwnDirectory, openOwnDirectory, OWN_DIRECTORY } from './own-directory.js';

/** Who holds a lock. */
interface Holder {
  pid: number;
  host: string;
  /** ISO 8601. */
  since: string;
}

/** How long to wait for another run, how often a holder shows that it lives, and when one that does not is taken for dead. */
const PATIENCE = 30_000;
const HEARTBEAT = 5_000;
const DEAD_AFTER = 60_000;
const POLL = 50;

/**
 * Runs `work` while no other run writes to the same repositories. Two runs in one repository wait for each other, from whichever
 * of its directories they were started.
 * @param tree real path of the working directory
 * @param directories real paths of the directories in which files are written
 * @throws StagingError when another run does not end
 */
export async function withLock<T>(tree: string, directories: Iterable<string>, work: () => Promise<T>): Promise<T> {
  const roots = new Set(
    [tree, ...directories].map((directory) => repositoryOf(directory) ?? (isWithin(directory, tree) ? tree : directory)),
  );
  const held: (() => Promise<void>)[] = [];
  try {
    // In one order for all runs, so that no two wait for each other.
    for (const root of [...roots].toSorted()) held.push(await acquire(root));
    return await work();
  } finally {
    for (const release of held.toReversed()) await release();
  }
}

/** The repository that a directory lies in. */
function repositoryOf(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

async function acquire(root: string): Promise<() => Promise<void>> {
  await openOwnDirectory(root);
  const path = join(root, OWN_DIRECTORY, 'lock');
  const deadline = Date.now() + PATIENCE;
  while (!(await take(path))) {
    if (Date.now() > deadline) throw new StagingError(await busy(path));
    await sleep(POLL);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(path, { force: true });
    await closeOwnDirectory(root);
  };
}

async function busy(path: string): Promise<string> {
  const holder = await holderOf(path);
  const who = holder ? ` (process ${holder.pid} on ${holder.host}, since ${holder.since})` : '';
  return `another run is writing here${who}: wait for its end, or delete ${path} when there is none`;
}

/** Takes the lock when it is free, or when its holder is dead. */
async function take(path: string): Promise<boolean> {
  if (await created(path)) return true;
  if (!(await isDead(path))) return false;
  // Only one run at a time may clear a dead lock away: a second one would remove the lock of the first.
  const guard = `${path}-clearing`;
  if (!(await created(guard))) {
    if (await isOld(guard)) await rm(guard, { force: true });
    return false;
  }
  try {
    if (await isDead(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
  return created(path);
}

/** Makes the file unless it is there, in one step. Where another run cleared the directory away, the next try makes it again. */
async function created(path: string): Promise<boolean> {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
    await openOwnDirectory(dirname(dirname(path)));
    return false;
  }
}

async function isDead(path: string): Promise<boolean> {
  const holder = await holderOf(path);
  return (holder?.host === hostname() && !isAlive(holder.pid)) || isOld(path);
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host, since } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' && typeof since === 'string' ? { pid, host, since } : undefined;
  } catch {
    // Gone, or not yet written to its end.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isOld(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => undefined);
  return stat !== undefined && Date.now() - stat.mtimeMs > DEAD_AFTER;
}
