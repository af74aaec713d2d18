/** Says on a terminal what is being done; silent everywhere else. */
export interface Progress {
  step(text: string): void;
  /** Makes room for a line of the report on the same terminal. */
  clear(): void;
  /** Clears the line. */
  stop(): void;
}

const silent: Progress = { step: () => undefined, clear: () => undefined, stop: () => undefined };

/** Starts a spinner on stderr when a person watches it. */
export async function startProgress(): Promise<Progress> {
  // A terminal without a width (some pseudo terminals) cannot clear a line.
  if (!process.stderr.isTTY || !process.stderr.columns || process.env['CI'] !== undefined) return silent;
  const { default: ora } = await import('ora');
  // Ctrl-C must reach the handlers of the command.
  const spinner = ora({ stream: process.stderr, discardStdin: false, hideCursor: false });
  return {
    step(text) {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    clear: () => spinner.clear(),
    stop: () => spinner.stop(),
  };
}
