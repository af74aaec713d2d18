import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a directory with its mode and bytes, the journal left out: two equal snapshots are equal trees. */
export function snapshot(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/^(\.api-migrate|\.git)(\/|$)/.test(entry)) continue;
    const path = join(root, entry);
    const stat = lstatSync(path);
    if (stat.isDirectory()) found[`${entry}/`] = '';
    else if (stat.isSymbolicLink()) found[entry] = `-> ${readlinkSync(path)}`;
    else found[entry] = `${(stat.mode & 0o777).toString(8)} ${readFileSync(path).toString('base64')}`;
  }
  return found;
}

/** Runs git in a directory, with a fixed identity. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a repository of a directory and commits all of it. */
export function commitAll(root: string): void {
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'Start');
}
