import { Command } from 'commander';
import {
  configOption,
  formatOption,
  type GlobalOptions,
  noConfigOption,
  outputOption,
  type PackSelection,
  stageOption,
} from '../options.js';
import { FORMS } from '../explain-forms.js';
import type { DefineCommand } from './command.js';

export interface ExplainCommandOptions extends PackSelection, GlobalOptions {
  format?: (typeof FORMS)[number];
  output?: string;
  check?: boolean;
}

export const explainCommand: DefineCommand = (finish) =>
  new Command('explain')
    .description('print what a pack or a rule changes, and why')
    .argument('[rule|pack]', 'id of a rule or a pack, or the path of a pack; default: list all packs')
    .option('--check', 'run the examples of the rules as tests')
    .addOption(stageOption())
    .addOption(formatOption(FORMS))
    .addOption(outputOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const { runExplain } = await import('../run/explain.js');
      finish(await runExplain(name, command.optsWithGlobals<ExplainCommandOptions>()));
    });
