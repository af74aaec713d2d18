import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../pack/error.js';

const execute = promisify(execFile);

/** How a git command ended: what it printed, or its first words of complaint. */
export type GitOutcome = { out: string } | { problem: string };

/** Runs git in a directory. */
export async function git(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<GitOutcome> {
  try {
    const { stdout } = await execute('git', ['-c', 'core.quotePath=off', ...args], {
      cwd,
      maxBuffer: 1 << 30,
      env: { ...process.env, ...env },
    });
    return { out: stdout };
  } catch (error) {
    const { code, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string };
    const [line = ''] = (stderr.trim() === '' ? message : stderr.trim()).split('\n');
    return { problem: code === 'ENOENT' ? 'git is not installed' : line.replace(/^fatal: /, '') };
  }
}

/**
 * The output of a git command that an option needs.
 * @throws UsageError in one line that names the option
 */
export async function gitFor(option: string, cwd: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const outcome = await git(cwd, args, env);
  if ('problem' in outcome) throw new UsageError(`${option}: git: ${outcome.problem}`);
  return outcome.out;
}

/**
 * The hash of a commit that an option names.
 * @throws UsageError when git does not know it; says so where the clone is shallow
 */
export async function commitFor(option: string, cwd: string, ref: string): Promise<string> {
  const commit = await git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if ('out' in commit) return commit.out.trim();
  await gitFor(option, cwd, ['rev-parse', '--git-dir']);
  throw new UsageError(`${option}: git knows no such commit${(await isShallow(cwd)) ? `; ${SHALLOW}` : ''}`);
}

/** What to do about a clone without its whole history. */
export const SHALLOW = 'this clone is shallow: fetch the rest first (git fetch --unshallow)';

/** True for a clone without its whole history. */
export async function isShallow(cwd: string): Promise<boolean> {
  const outcome = await git(cwd, ['rev-parse', '--is-shallow-repository']);
  return 'out' in outcome && outcome.out.trim() === 'true';
}
