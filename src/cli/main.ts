import { CommanderError } from 'commander';
import { describeError } from './error.js';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { handleOutputErrors, note } from './terminal.js';

/** Runs the command line of this process. Sets the exit code and lets the process end by itself, so that no output is lost. */
async function main(): Promise<void> {
  let isUnwritten = false;
  handleOutputErrors((message) => {
    isUnwritten = true;
    process.exitCode = ExitCode.failed;
    note(`error: ${message}`);
  });
  try {
    await createProgram((code) => (process.exitCode = isUnwritten ? ExitCode.failed : code)).parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOfError(error);
  }
}

/** Prints the error; commander has printed its own. */
function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.failed;
  if (process.env['API_MIGRATE_DEBUG'] === '1' && error instanceof Error) note(error.stack ?? '');
  note(`error: ${describeError(error)}`);
  return ExitCode.failed;
}

await main();
