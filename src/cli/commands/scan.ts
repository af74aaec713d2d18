import { Command, Option } from 'commander';
import {
  configOption,
  explainOption,
  formatOption,
  type GlobalOptions,
  levelOption,
  noConfigOption,
  type OutputOptions,
  outputOption,
  packOption,
  phaseOption,
  printConfigOption,
  quietOption,
  ruleOption,
  type SelectionOptions,
  stageOption,
  suppressedOption,
  timingOption,
  verboseOption,
  wholeNumber,
} from '../options.js';
import type { DefineCommand } from './command.js';

export interface ScanCommandOptions extends SelectionOptions, OutputOptions, GlobalOptions {
  max?: number;
  baseline?: string;
  updateBaseline?: boolean;
  since?: string;
  /** Number of commits; `true` without one. */
  history?: number | true;
}

export const scanCommand: DefineCommand = (finish) =>
  new Command('scan')
    .description('find the calls that still use v1, and what migrate can do about each')
    .argument('[paths...]', 'files, directories and globs', ['.'])
    .addOption(packOption())
    .addOption(stageOption())
    .addOption(ruleOption())
    .addOption(phaseOption())
    .addOption(levelOption())
    .addOption(explainOption())
    .addOption(formatOption())
    .addOption(outputOption())
    .addOption(suppressedOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .addOption(timingOption())
    .option('--max <n>', 'tolerate this many open findings', wholeNumber('--max'))
    .option('--baseline <file>', 'tolerate the findings listed in this file')
    .option('--update-baseline', 'write the open findings to the baseline file')
    .option('--since <ref>', 'keep only findings open that touch what changed since this commit or branch')
    .addOption(
      new Option('--history [n]', 'count the open findings of n commits, from the first to the last (default: 12)').argParser(
        wholeNumber('--history'),
      ),
    )
    // Accepted because scripts pass it; scan keeps nothing between runs, so there is nothing to turn off.
    .addOption(new Option('--no-cache').hideHelp())
    .addOption(configOption())
    .addOption(noConfigOption())
    .addOption(printConfigOption())
    .action(async (paths: string[], _: unknown, command: Command) => {
      const { runScan } = await import('../run/scan.js');
      finish(await runScan(paths, command.optsWithGlobals<ScanCommandOptions>()));
    });
