import { Argument, Command } from 'commander';
import { oneOf, valuesOf } from '../options.js';
import { SHELLS, type Shell } from '../shells.js';
import type { DefineCommand } from './command.js';
import { OVERVIEW } from './overview.js';

export const completionCommand: DefineCommand = (finish) =>
  new Command('completion')
    .description('print a script that completes commands, options and their values in a shell')
    .addArgument(new Argument('<shell>', `one of ${SHELLS.join(', ')}`).argParser(oneOf('shell', SHELLS)))
    .action(async (shell: Shell, _: unknown, command: Command) => {
      const { runCompletion } = await import('../run/completion.js');
      const commands = (command.parent?.commands ?? []).filter((other) => other.name() !== OVERVIEW);
      finish(await runCompletion(shell, commands, command.parent?.options ?? [], valuesOf));
    });
