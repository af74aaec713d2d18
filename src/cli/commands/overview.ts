import { Command } from 'commander';
import { nearest } from '../../pack/nearest.js';
import { configOption, type GlobalOptions, noConfigOption, type PackSelection, packOption } from '../options.js';
import type { DefineCommand } from './command.js';

export interface OverviewCommandOptions extends PackSelection, GlobalOptions {}

/** Name of the command that runs when none is named. */
export const OVERVIEW = 'overview';

/** What runs when no command is named. */
export const overviewCommand: DefineCommand = (finish) =>
  new Command(OVERVIEW)
    .description('print which APIs this project calls, what blocks, and what to run next')
    .argument('[command...]', '')
    .addOption(packOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async ([name]: string[], _: unknown, command: Command) => {
      if (name !== undefined) {
        const known = (command.parent?.commands ?? []).map((other) => other.name());
        const near = nearest(name, known);
        const hint = near === undefined ? `; known: ${known.filter((other) => other !== OVERVIEW).join(', ')}` : ` (Did you mean ${near}?)`;
        command.error(`error: unknown command '${name}'${hint}`);
      }
      const { runOverview } = await import('../run/overview.js');
      finish(await runOverview(command.optsWithGlobals<OverviewCommandOptions>()));
    });
