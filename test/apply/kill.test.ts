import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { undo } from '../../src/apply/index.js';
import { snapshot } from './files.js';
import { workspace } from '../workspace.js';

const KILLS = 220;
const FILES = 40;
const oldText = (index: number): string => `// ${index}\n${"fetch('/api/v1/jobs');\n".repeat(200 + index)}`;
const newText = (index: number): string => oldText(index).replaceAll('/api/v1', '/api/v2');
const child = join(workspace(), 'child.mjs');

/** When a child is killed: some milliseconds after it began, or as soon as it has put a file in place. */
type Moment = { delay: number } | { replaced: string };

/** Starts the child, kills it (never, without a moment), and tells how long it lived. */
async function run(command: 'write' | 'undo', root: string, moment?: Moment): Promise<{ lived: number; killed: boolean }> {
  const writer = spawn(process.execPath, [child, command, root, String(FILES)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(writer, 'exit');
  await once(writer.stdout, 'data');
  const start = performance.now();
  const stop = new AbortController();
  if (moment) void killAt(moment, root, writer, stop.signal);
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  stop.abort();
  return { lived: performance.now() - start, killed: signal === 'SIGKILL' };
}

async function killAt(moment: Moment, root: string, writer: ChildProcess, signal: AbortSignal): Promise<void> {
  if ('delay' in moment) await sleep(moment.delay);
  else await isReplaced(join(root, moment.replaced), writer);
  if (!signal.aborted) writer.kill('SIGKILL');
}

/** A file that was replaced is another one on disk. */
async function isReplaced(path: string, writer: ChildProcess): Promise<void> {
  const { ino } = statSync(path);
  while (writer.exitCode === null && writer.signalCode === null && statSync(path).ino === ino) await turn();
}

function project(): { root: string; start: Record<string, string> } {
  const root = workspace(Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`f${index}.ts`, oldText(index)])));
  chmodSync(join(root, 'f0.ts'), 0o755);
  return { root, start: snapshot(root) };
}

/** Files with new bytes; fails on one that is neither wholly old nor wholly new. */
function countNew(root: string): number {
  let fresh = 0;
  for (let index = 0; index < FILES; index += 1) {
    const text = readFileSync(join(root, `f${index}.ts`), 'utf8');
    if (text === newText(index)) fresh += 1;
    else if (text !== oldText(index)) throw new Error(`f${index}.ts is half written: ${text.length} characters`);
  }
  return fresh;
}

/** Undoes; a run killed before its journal was complete has nothing to undo. */
async function undoIfBegun(root: string): Promise<void> {
  await undo(root).catch((error: Error) => {
    if (error.message !== 'there is no run to undo') throw error;
  });
}

/** Kills one run, and sometimes also its undo; returns whether the kill came in time and how many files were written by then. */
async function killOnce(usual: number, turns: number): Promise<{ killed: boolean; fresh: number }> {
  const { root, start } = project();
  const moment = (): Moment =>
    turns % 2 === 0 ? { delay: Math.random() * usual } : { replaced: `f${Math.floor((Math.random() * FILES) / 2)}.ts` };
  const { killed } = await run('write', root, moment());
  const fresh = countNew(root);
  if (turns % 3 === 0 && fresh > 0) {
    await run('undo', root, moment());
    countNew(root);
  }
  await undoIfBegun(root);
  expect(snapshot(root)).toEqual(start);
  rmSync(root, { recursive: true });
  return { killed, fresh };
}

describe('killing the process at random moments', () => {
  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, 'kill.child.ts')],
      outfile: child,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });

  it(`never leaves a half-written file, and undo restores every byte (${KILLS} kills)`, { timeout: 300_000 }, async () => {
    const { root } = project();
    const { lived } = await run('write', root);
    expect(countNew(root)).toBe(FILES);
    let kills = 0;
    let partial = 0;
    const worker = async (): Promise<void> => {
      while (kills < KILLS) {
        const { killed, fresh } = await killOnce(1.5 * lived, kills);
        if (killed) kills += 1;
        if (fresh > 0 && fresh < FILES) partial += 1;
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    // The kills must have hit while files were being written, else the test shows nothing.
    expect(partial).toBeGreaterThan(5);
  });
});
