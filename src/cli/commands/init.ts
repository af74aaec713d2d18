import { Command } from 'commander';
import type { GlobalOptions } from '../options.js';
import type { DefineCommand } from './command.js';

export const initCommand: DefineCommand = (finish) =>
  new Command('init')
    .description('write a small configuration with comments for the APIs that this project calls; never replaces one')
    .action(async (_: unknown, command: Command) => {
      const { runInit } = await import('../run/init.js');
      finish(await runInit(command.optsWithGlobals<GlobalOptions>()));
    });
