import type { MigrateOptions, MigratePlan } from '../migrate/index.js';
import { type Answer, type Ask, choose, type Choice, groupChoices } from '../apply/index.js';
import { colouredDiff } from '../report/pretty.js';
import type { Style } from '../report/model.js';
import { type ColorOption, styleFor } from './terminal.js';

/** Shows each change and asks; returns the plan of what was accepted. */
export async function askForGroups(
  plan: MigratePlan,
  settings: MigrateOptions,
  replan: (settings: MigrateOptions) => Promise<MigratePlan>,
  color: ColorOption,
): Promise<MigratePlan> {
  const choices = groupChoices(plan, settings.cwd);
  if (choices.length === 0) return plan;
  const accepted = await choose(choices, promptWith(await styleFor(process.stdout, color)));
  if (accepted.size === choices.length) return plan;
  return replan({ ...settings, veto: (group) => (accepted.has(group.id) ? settings.veto?.(group) : 'declined') });
}

function promptWith(style: Style): Ask {
  return async (choice: Choice, position: number, total: number): Promise<Answer> => {
    const { isCancel, select } = await import('@clack/prompts');
    process.stdout.write(`\n${style.bold(choice.title)}\n${colouredDiff(choice.diff, style)}\n`);
    const answer = await select<Answer>({
      message: `Change ${position} of ${total}`,
      options: [
        { value: 'yes', label: 'yes' },
        { value: 'no', label: 'no' },
        { value: 'all', label: `all of ${choice.rule}` },
        { value: 'quit', label: 'quit', hint: 'keep what was accepted, leave the rest' },
      ],
    });
    return isCancel(answer) ? 'quit' : answer;
  };
}
