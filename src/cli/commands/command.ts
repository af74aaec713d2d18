import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.js';

/** Told by a command how it ended. */
export type Finish = (code: ExitCode) => void;

/** Defines one subcommand. Definitions load nothing but commander; the work is imported when the command runs. */
export type DefineCommand = (finish: Finish) => Command;
