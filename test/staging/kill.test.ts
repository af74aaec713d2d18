import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

/** Starts the child, kills it `delay` milliseconds after it began (never, when undefined), and tells how long it lived. */
async function run(command: 'write' | 'undo', root: string, delay?: number): Promise<{ lived: number; killed: boolean }> {
  const writer = spawn(process.execPath, [child, command, root, String(FILES)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(writer, 'exit');
  await once(writer.stdout, 'data');
  const start = performance.now();
  const timer = delay === undefined ? undefined : setTimeout(() => writer.kill('SIGKILL'), delay);
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { lived: performance.now() - start, killed: signal === 'SIGKILL' };
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
async function killOnce(usual: number, alsoUndo: boolean): Promise<{ killed: boolean; fresh: number }> {
  const { root, start } = project();
  const { killed } = await run('write', root, Math.random() * usual);
  const fresh = countNew(root);
  if (alsoUndo && fresh > 0) {
    await run('undo', root, Math.random() * usual);
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
        const { killed, fresh } = await killOnce(1.5 * lived, kills % 3 === 0);
        if (killed) kills += 1;
        if (fresh > 0 && fresh < FILES) partial += 1;
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    // The kills must have hit while files were being written, else the test shows nothing.
    expect(partial).toBeGreaterThan(5);
  });
});
