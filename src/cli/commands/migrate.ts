import { Command } from 'commander';
import {
  configOption,
  explainOption,
  formatOption,
  type GlobalOptions,
  levelOption,
  noConfigOption,
  noFormatOption,
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
} from '../options.js';
import type { DefineCommand } from './command.js';

export interface MigrateCommandOptions extends SelectionOptions, OutputOptions, GlobalOptions {
  write?: boolean;
  interactive?: boolean;
  patch?: string;
  undo?: boolean;
  allowDirty?: boolean;
  markers: boolean;
  /** False: new lines stay as they were made. */
  formatter?: false;
}

export const migrateCommand: DefineCommand = (finish) =>
  new Command('migrate')
    .description('rewrite v1 calls to v2; prints the diff and writes nothing without --write')
    .argument('[paths...]', 'files, directories and globs', ['.'])
    .option('--write', 'write the files')
    .option('--interactive', 'ask change by change, then write what was accepted')
    .option('--patch <file>', 'write the changes to a patch file for git apply instead')
    .option('--undo', 'take back the last --write, byte for byte')
    .option('--allow-dirty', 'also write files with uncommitted changes')
    .option('--no-markers', 'leave no TODO(api-migrate) comments')
    .addOption(noFormatOption())
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
    .addOption(configOption())
    .addOption(noConfigOption())
    .addOption(printConfigOption())
    .action(async (paths: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<MigrateCommandOptions>();
      if (options.undo === true) {
        const { runUndo } = await import('../run/undo.js');
        finish(await runUndo(options));
        return;
      }
      const { runMigrate } = await import('../run/migrate.js');
      finish(await runMigrate(paths, options));
    });
