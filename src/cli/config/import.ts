import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UsageError } from '../../pack/error.js';

/** What the worker is to load: a file, or a package as seen from a directory. */
export type ModuleSource = { path: string } | { package: string; directory: string };

/** How the worker ended: with the default export, or with the reason why there is none. */
export type ModuleOutcome = { value: unknown } | { problem: string };

/** A configuration is data; what works or waits longer than this does something else. */
const SECONDS = 10;
/** Not even on a busy machine. */
const LONGEST = 60;

/**
 * The default export of a TypeScript or JavaScript module of the user's, which must be plain data. `api-migrate` in it means this
 * very installation, so that a configuration also works under `npx` with nothing installed.
 * @throws UsageError in one line
 */
export async function importModule(path: string): Promise<unknown> {
  return loaded({ path }, basename(path));
}

/**
 * The default export of an installed package, as seen from a directory.
 * @throws UsageError in one line
 */
export async function importPackage(name: string, directory: string): Promise<unknown> {
  return loaded({ package: name, directory }, name);
}

async function loaded(source: ModuleSource, name: string): Promise<unknown> {
  const outcome = await inWorker(source);
  if ('problem' in outcome) throw new UsageError(`${name}: ${outcome.problem}`);
  return outcome.value;
}

/** Loads in a thread of its own, which can be ended whatever the module does, and whose prints stay out of the report. */
async function inWorker(source: ModuleSource): Promise<ModuleOutcome> {
  const worker = new Worker(new URL('./load-module.js', import.meta.url), { workerData: source, stdout: true });
  worker.stdout.pipe(process.stderr, { end: false });
  const began: Began = { at: performance.now(), cpu: process.cpuUsage() };
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ModuleOutcome>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (error: unknown) => resolve({ problem: `cannot be loaded: ${firstLine(error)}` }));
      worker.once('exit', () => resolve({ problem: 'ended while it was loaded, without an export' }));
      timer = setInterval(() => {
        if (isOverdue(worker, began)) resolve({ problem: `was not loaded within ${SECONDS} s; it must not wait for anything` });
      }, 100);
    });
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}

/** A busy machine lets a module take long: what counts is how long its thread had nothing to do, or had the processor. */
function isOverdue(worker: Worker, began: Began): boolean {
  const { user, system } = process.cpuUsage(began.cpu);
  const { idle } = worker.performance.eventLoopUtilization();
  return Math.max(idle, (user + system) / 1000) > SECONDS * 1000 || performance.now() - began.at > LONGEST * 1000;
}

interface Began {
  at: number;
  cpu: NodeJS.CpuUsage;
}

/** The first line of what was thrown. */
export function firstLine(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first.trim() === '' ? 'unknown error' : first.trim();
}
