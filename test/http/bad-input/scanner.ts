import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ScanResult } from '../../../src/scan/index.js';

/** Runs scans in a process of its own, so that one without end or with a crash is a failed test and no more. */
export interface Scanner {
  /** @throws Error when the scan throws, crashes or takes longer than the limit */
  scan(root: string, limitMs: number): Promise<ScanResult>;
  close(): void;
}

type Answer = { result: ScanResult } | { error: string };

/** Bundles the child beside the packages that it needs. */
export async function startScanner(): Promise<Scanner> {
  const directory = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.bad-input-'));
  const outfile = join(directory, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  let child: ChildProcess | undefined;
  const running = (): ChildProcess => {
    if (child?.connected !== true) child = fork(outfile, { serialization: 'advanced' });
    return child;
  };
  return {
    async scan(root, limitMs) {
      const answer = await ask(running(), root, limitMs);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    },
    close() {
      child?.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function ask(child: ChildProcess, root: string, limitMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const onExit = (code: number | null): void => {
      clearTimeout(timer);
      reject(new Error(code === null ? `the scan did not end within ${limitMs} ms` : `the scan ended its process with code ${code}`));
    };
    child.once('exit', onExit);
    child.once('message', (answer: Answer) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(answer);
    });
    child.send(root);
  });
}
