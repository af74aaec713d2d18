import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { HistoryPoint } from '../report/model.js';
import type { ScanOptions } from '../scan/options.js';
import { quickScan } from '../scan/quick.js';
import { UsageError } from '../pack/error.js';
import { gitFor, isShallow, SHALLOW } from './git.js';

/**
 * Open findings of commits from the first to the last, read from the objects of git: neither the working tree nor the index is touched.
 * @param points how many commits are looked at, evenly spread over the line of first parents
 * @throws UsageError when git cannot be asked, or does not hold the first commits
 */
export async function historyOf(settings: ScanOptions, points: number, onProgress: (step: string) => void): Promise<HistoryPoint[]> {
  const { cwd } = settings;
  const option = '--history';
  const log = await gitFor(option, cwd, ['log', '--first-parent', '--reverse', '--format=%H %cI', 'HEAD']);
  if (await isShallow(cwd)) throw new UsageError(`${option}: ${SHALLOW}`);
  const commits = spread(
    log
      .trim()
      .split('\n')
      .filter((line) => line !== ''),
    points,
  );
  const root = (await gitFor(option, cwd, ['rev-parse', '--show-toplevel'])).trim();
  const inside = relative(root, cwd);
  const history: HistoryPoint[] = [];
  for (const [index, line] of commits.entries()) {
    const [commit = '', time = ''] = line.split(' ');
    onProgress(`reading commits ${index + 1}/${commits.length}`);
    history.push({ commit, time, open: await openAt(commit, root, inside, settings) });
  }
  return history;
}

/** The first and the last of a list, and as many between them as are wanted. */
export function spread<T>(items: readonly T[], wanted: number): T[] {
  if (items.length <= wanted) return [...items];
  const step = (items.length - 1) / Math.max(1, wanted - 1);
  return Array.from({ length: wanted }, (_, index) => items[Math.round(index * step)]).filter((item) => item !== undefined);
}

async function openAt(commit: string, root: string, inside: string, settings: ScanOptions): Promise<number> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'api-migrate-history-')));
  try {
    const env = { GIT_INDEX_FILE: join(directory, '.index') };
    const files = join(directory, 'files');
    await gitFor('--history', root, ['read-tree', commit], env);
    await gitFor('--history', root, ['checkout-index', '--all', '--force', `--prefix=${files}/`], env);
    const cwd = join(files, inside);
    const { summary } = await quickScan({ ...settings, cwd, paths: [cwd], onProgress: () => undefined }).catch(
      (error: NodeJS.ErrnoException) => {
        // The directory may not have been there yet.
        if (error.code === 'ENOENT') return { summary: { byState: { open: 0 } } };
        throw error;
      },
    );
    return summary.byState.open;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
