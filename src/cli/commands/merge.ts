import { Command } from 'commander';
import {
  configOption,
  formatOption,
  type GlobalOptions,
  noConfigOption,
  type OutputOptions,
  outputOption,
  quietOption,
} from '../options.js';
import type { DefineCommand } from './command.js';

export interface MergeCommandOptions extends OutputOptions, GlobalOptions {
  config?: string | false;
}

export const mergeCommand: DefineCommand = (finish) =>
  new Command('merge')
    .description('merge the JSON reports of scan and migrate of many repositories, or of the shards of one, into one report')
    .argument('<reports...>', 'JSON reports; name=report.json puts name/ before its files; a directory names each report after its file')
    .addOption(formatOption())
    .addOption(outputOption())
    .addOption(quietOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (reports: string[], _: unknown, command: Command) => {
      const { runMerge } = await import('../run/merge.js');
      finish(await runMerge(reports, command.optsWithGlobals<MergeCommandOptions>()));
    });
