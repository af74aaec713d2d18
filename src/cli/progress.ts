import { performance } from 'node:perf_hooks';
import { note } from './terminal.js';

/** Says on a terminal what is being done; silent everywhere else. */
export interface Progress {
  step(text: string): void;
  /** Makes room for a line of the report on the same terminal. */
  clear(): void;
  /** Clears the line. */
  stop(): void;
}

/** How much a run says while it works. */
export interface ProgressOptions {
  quiet?: boolean;
  timing?: boolean;
}

/** Starts a spinner on stderr when a person watches it. */
export async function startProgress({ quiet = false, timing = false }: ProgressOptions = {}): Promise<Progress> {
  const shown = quiet ? silent : await spinner();
  return timing ? timed(shown) : shown;
}

const silent: Progress = { step: () => undefined, clear: () => undefined, stop: () => undefined };

/** Milliseconds between two pictures of the line: synchronous work draws it itself, because no timer fires meanwhile. */
const FRAME = 80;

async function spinner(): Promise<Progress> {
  // A terminal without a width (some pseudo terminals) cannot clear a line.
  if (!process.stderr.isTTY || !process.stderr.columns || process.env['CI'] !== undefined) return silent;
  const { default: ora } = await import('ora');
  // Ctrl-C must reach the handlers of the command.
  const line = ora({ stream: process.stderr, discardStdin: false, hideCursor: false });
  let drawn = 0;
  return {
    step(text) {
      line.text = text;
      if (!line.isSpinning) line.start();
      const now = performance.now();
      if (now - drawn < FRAME) return;
      drawn = now;
      line.render();
    },
    clear: () => line.clear(),
    stop: () => line.stop(),
  };
}

/** Notes how long each step took; a counter at its end, as in `reading 10/20`, makes no step of its own. */
function timed(shown: Progress): Progress {
  const took = new Map<string, number>();
  let current: { name: string; since: number } | undefined;
  let isDone = false;
  const close = (): void => {
    if (current) took.set(current.name, (took.get(current.name) ?? 0) + performance.now() - current.since);
    current = undefined;
  };
  return {
    step(text) {
      const name = text.replace(/\s[\d,./]+$/, '');
      if (current?.name !== name) {
        close();
        current = { name, since: performance.now() };
      }
      shown.step(text);
    },
    clear: shown.clear,
    stop() {
      close();
      shown.stop();
      if (isDone) return;
      isDone = true;
      for (const [name, milliseconds] of took) note(`${`${milliseconds.toFixed(0)} ms`.padStart(9)}  ${name}`);
      note(`${`${performance.now().toFixed(0)} ms`.padStart(9)}  since the process started`);
    },
  };
}
