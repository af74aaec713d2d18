import { ExitCode } from './exit-code.js';
import { note } from './terminal.js';

/** Set while work is under way that must not be cut off in the middle. */
let running: AbortController | undefined;

/** Ctrl-C ends the process with the exit code of a failure; work that asked for it is told to stop first. */
export function handleInterrupts(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (running) {
        running.abort();
        return;
      }
      note('interrupted');
      // Nothing was written, and what was being computed is of no use to anyone.
      process.exit(ExitCode.failed);
    });
  }
}

/** Runs work that Ctrl-C asks to stop, through the signal, in place of ending the process. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  running = new AbortController();
  try {
    return await work(running.signal);
  } finally {
    running = undefined;
  }
}
