import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode, isData } from '../project/file-kinds.js';
import { commitFor, gitFor } from './git.js';

/**
 * The texts that changed files had at a commit, by absolute path; empty for files that were not there. Reads git objects, and leaves
 * the working tree alone.
 * @throws UsageError when git does not know the commit
 */
export async function textsAt(ref: string, cwd: string): Promise<Map<string, string>> {
  const option = `--since ${ref}`;
  const hash = await commitFor(option, cwd, ref);
  const root = await realpath((await gitFor(option, cwd, ['rev-parse', '--show-toplevel'])).trim());
  const changed = await gitFor(option, cwd, ['diff', '--name-status', '--no-renames', '-z', hash, '--']);
  const untracked = await gitFor(option, cwd, ['ls-files', '-z', '--others', '--exclude-standard', '--full-name']);
  const texts = new Map<string, string>();
  const fields = changed.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [status = '', name = ''] = [fields[index], fields[index + 1]];
    if (!isRead(name)) continue;
    texts.set(join(root, name), status === 'A' ? '' : await gitFor(option, root, ['cat-file', 'blob', `${hash}:${name}`]));
  }
  for (const name of untracked.split('\0')) if (name !== '' && isRead(name)) texts.set(join(root, name), '');
  return texts;
}

function isRead(name: string): boolean {
  return isCode(name) || isData(name) || /(^|\/)\.env/.test(name);
}
