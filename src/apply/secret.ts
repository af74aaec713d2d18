import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Stats } from 'node:fs';
import { link, lstat, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isWithin } from './targets.js';

/**
 * A secret of this user on this machine, made at the first use. What it signs was written by the user and not by somebody who
 * ships a directory. It never lies in the tree that is written to.
 * @param tree real path of that tree
 */
export async function userSecret(tree: string): Promise<Buffer> {
  const failures: unknown[] = [];
  for (const directory of candidates()) {
    try {
      return await secretIn(directory, tree);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** HMAC-SHA-256 as hexadecimal text. */
export function sign(secret: Buffer, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** True when the secret made this signature of the text. */
export function isSigned(secret: Buffer, text: string, signature: string): boolean {
  const [own, given] = [Buffer.from(sign(secret, text)), Buffer.from(signature)];
  return own.length === given.length && timingSafeEqual(own, given);
}

/** Directories for the secret: the user's state, else a private one among the temporary files (no home, or a read-only one). */
function candidates(): string[] {
  return [join(stateDirectory(), 'api-migrate'), join(tmpdir(), `api-migrate-${userInfo().uid}`)];
}

function stateDirectory(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  if (state !== undefined && isAbsolute(state)) return state;
  if (process.platform === 'win32' && local !== undefined && isAbsolute(local)) return local;
  return join(homedir(), '.local', 'state');
}

const LENGTH = 32;

async function secretIn(directory: string, tree: string): Promise<Buffer> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  assertPrivate(directory, await lstat(directory), 'directory');
  if (isWithin(await realpath(directory), tree)) throw new Error(`${directory} lies in the tree that is written to`);
  const path = join(directory, 'secret');
  await makeSecret(path);
  assertPrivate(path, await lstat(path), 'file');
  const secret = await readFile(path);
  if (secret.length !== LENGTH) throw new Error(`${path} is damaged; delete it (earlier runs can then no longer be undone)`);
  return secret;
}

/** Puts a whole secret in place in one step, unless there is one. */
async function makeSecret(path: string): Promise<void> {
  if (await lstat(path).catch(() => undefined)) return;
  const draft = `${path}-${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(LENGTH), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Others must not be able to read or replace it; Windows has no such bits. */
function assertPrivate(path: string, stat: Stats, kind: 'directory' | 'file'): void {
  if (kind === 'directory' ? !stat.isDirectory() : !stat.isFile()) throw new Error(`${path} is not a ${kind}`);
  if (process.platform === 'win32') return;
  if (stat.uid !== userInfo().uid) throw new Error(`${path} belongs to another user`);
  const open = kind === 'directory' ? 0o022 : 0o077;
  if ((stat.mode & open) !== 0) throw new Error(`other users can reach ${path}; run chmod go-rwx on it`);
}
