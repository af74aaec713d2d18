import { Command } from 'commander';
import {
  configOption,
  formatOption,
  type GlobalOptions,
  noConfigOption,
  type OutputOptions,
  outputOption,
  packOption,
  quietOption,
  type SelectionOptions,
  stageOption,
} from '../options.js';
import type { DefineCommand } from './command.js';

export interface ValidateCommandOptions extends SelectionOptions, OutputOptions, GlobalOptions {
  since: string;
}

export const validateCommand: DefineCommand = (finish) =>
  new Command('validate')
    .description('judge a migration that anybody made: does each call do on v2 what it did on v1')
    .argument('[paths...]', 'files, directories and globs', ['.'])
    .requiredOption('--since <ref>', 'the commit, branch or tag with the code before')
    .addOption(packOption())
    .addOption(stageOption())
    .addOption(formatOption())
    .addOption(outputOption())
    .addOption(quietOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (paths: string[], _: unknown, command: Command) => {
      const { runValidate } = await import('../run/validate.js');
      finish(await runValidate(paths, command.optsWithGlobals<ValidateCommandOptions>()));
    });
