import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../apply/files.js';
import { apiMigrate, BIN, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const KILLS = Number(process.env['KILLS'] ?? 40);
const AT_ONCE = 4;
const FILES = 60;
const WRITE = ['migrate', '--write', '--format', 'json'];
const UNDO = ['migrate', '--undo'];
const NOTHING_TO_UNDO = 'error: there is no run to undo\n';

/** A project with its bytes at the start and those that the migration gives it. */
interface Project {
  root: string;
  before: Record<string, string>;
  after: Record<string, string>;
  /** How long it takes to write all files, and to restore them, in milliseconds. */
  writing: number;
  restoring: number;
}

const sourceText = (index: number): string =>
  `// ${index}${' of many'.repeat(40 * index)}\r\nexport const f${index} = () => fetch('https://acme.example.com/acme/v1/users/${index}');\r\n`;

async function projectToMigrate(): Promise<Project> {
  const root = workspace({
    ...PROJECT,
    ...Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`src/f${index}.ts`, sourceText(index)])),
  });
  chmodSync(join(root, 'src/f1.ts'), 0o755);
  const before = snapshot(root);
  const writing = await timeOf(root, WRITE);
  const after = snapshot(root);
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toHaveLength(FILES + 1);
  const restoring = await timeOf(root, UNDO);
  expect(snapshot(root)).toEqual(before);
  return { root, before, after, writing, restoring };
}

function start(root: string, args: string[]): { child: ChildProcess; ended: Promise<NodeJS.Signals | null> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: root, stdio: 'ignore' });
  return { child, ended: once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null) };
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Temporary files show that a command puts files in place. */
const isAtWork = (root: string): boolean => readdirSync(join(root, 'src')).some((name) => name.endsWith('.tmp'));

/** Runs a command to its end; how long it put files in place. */
async function timeOf(root: string, args: string[]): Promise<number> {
  const { child, ended } = start(root, args);
  let [first, last] = [0, 0];
  while (!isOver(child)) {
    if (isAtWork(root)) {
      last = performance.now();
      first ||= last;
    }
    await sleep(1);
  }
  await ended;
  return last - first + 1;
}

/** What a command has done when the time until it is killed begins to run. */
type Since = 'journal' | 'files' | 'first file';

const SINCE: Since[] = ['journal', 'files', 'first file', 'files', 'first file'];

/** Starts a command and kills it some milliseconds after it has begun. */
async function kill(root: string, args: string[], since: Since, delay: number): Promise<{ wasKilled: boolean }> {
  const first = join(root, 'src/f0.ts');
  const { ino } = statSync(first);
  const begun: Record<Since, () => boolean> = {
    journal: () => existsSync(join(root, '.api-migrate/journal')),
    files: () => isAtWork(root),
    // A file that was replaced is another one on disk.
    'first file': () => statSync(first).ino !== ino,
  };
  const hasBegun = begun[since];
  const { child, ended } = start(root, args);
  while (!isOver(child) && !hasBegun()) await sleep(1);
  await Promise.race([sleep(delay), ended]);
  child.kill('SIGKILL');
  return { wasKilled: (await ended) === 'SIGKILL' };
}

/** Files with new bytes; fails on one that has neither the old bytes nor the new. */
function countNew({ root, before, after }: Project): number {
  const now = snapshot(root);
  const neither = Object.keys(before).filter((name) => now[name] !== before[name] && now[name] !== after[name]);
  expect(neither).toEqual([]);
  return Object.keys(before).filter((name) => now[name] !== before[name]).length;
}

/** What became of the runs that were killed. */
class Tally {
  kills = 0;
  /** Runs that were killed between their first file and their last. */
  partlyWritten = 0;
  partlyUndone = 0;

  count({ wasKilled }: { wasKilled: boolean }): void {
    if (wasKilled) this.kills += 1;
  }
}

/** Kills one run, sometimes also its undo, and takes everything back by a last undo that may end. */
async function killOnce(project: Project, tally: Tally): Promise<void> {
  const { root, before, writing, restoring } = project;
  const since = SINCE[tally.kills % SINCE.length] ?? 'files';
  tally.count(await kill(root, WRITE, since, since === 'first file' ? 0 : Math.random() * 1.2 * writing));
  const fresh = countNew(project);
  if (fresh > 0 && fresh < FILES + 1) tally.partlyWritten += 1;
  if (fresh > 0 && tally.kills % 2 === 0) {
    tally.count(await kill(root, UNDO, 'files', Math.random() * 1.2 * restoring));
    const left = countNew(project);
    if (left > 0 && left < fresh) tally.partlyUndone += 1;
  }
  const run = await apiMigrate(root, UNDO);
  if (run.code !== 0) expect(run).toMatchObject({ code: 2, stderr: NOTHING_TO_UNDO });
  expect(snapshot(root)).toEqual(before);
  rmSync(join(root, '.api-migrate'), { recursive: true, force: true });
}

describe('killing the command at random moments', () => {
  it(`never leaves a half-written file, and --undo restores every byte (${KILLS} kills)`, { timeout: 1_200_000 }, async () => {
    const tally = new Tally();
    const worker = async (): Promise<void> => {
      const project = await projectToMigrate();
      while (tally.kills < KILLS) await killOnce(project, tally);
      rmSync(project.root, { recursive: true });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (process.env['KILLS'] !== undefined) process.stdout.write(`${JSON.stringify(tally)}\n`);
    // The kills must have hit while files were being written, else the test shows nothing.
    expect(tally.partlyWritten).toBeGreaterThan(KILLS / 20);
  });

  it('goes on after a run that was cut off, says so, and each --undo takes one run back', { timeout: 120_000 }, async () => {
    const project = await projectToMigrate();
    const { root, before, after } = project;
    let partial = before;
    while (countNew(project) === 0 || countNew(project) === FILES + 1) {
      await apiMigrate(root, UNDO);
      rmSync(join(root, '.api-migrate'), { recursive: true, force: true });
      await kill(root, WRITE, 'first file', 0);
      partial = snapshot(root);
    }
    const run = await apiMigrate(root, WRITE);
    expect(run.stderr).toBe(
      'an earlier run had been cut off: the first --undo takes this run back, the second what that one had written\n',
    );
    expect(snapshot(root)).toEqual(after);
    const written = Object.keys(partial).filter((name) => !name.endsWith('.tmp'));
    await apiMigrate(root, UNDO);
    expect(snapshot(root)).toEqual(Object.fromEntries(written.map((name) => [name, partial[name]])));
    await apiMigrate(root, UNDO);
    expect(snapshot(root)).toEqual(before);
    expect(await apiMigrate(root, UNDO)).toMatchObject({ code: 2, stderr: NOTHING_TO_UNDO });
  });
});
