import type { MigrateOptions, MigratePlan } from '../migrate/index.js';
import { type Answer, type Ask, type Choice, choose, groupChoices } from '../apply/index.js';
import { count } from '../pack/count.js';
import { printableLine } from '../report/escape.js';
import { changeOf, placeOf } from '../report/findings.js';
import { colouredDiff } from '../report/pretty.js';
import type { Style } from '../report/model.js';
import { blockers } from '../scan/blockers.js';
import { wrap } from '../report/wrap.js';
import type { Pack } from '../pack/model.js';
import { type ColorOption, note, styleFor } from './terminal.js';

/** What Ctrl-C, Ctrl-D and Escape send to a terminal that hands on every key. */
export const INTERRUPTS = new Set(['\u0003', '\u0004']);

/** Waits for one key of the person at the terminal, who need not press Enter. */
export async function readKey(stdin: NodeJS.ReadStream): Promise<string> {
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await new Promise<string>((resolve) => {
      stdin.once('data', (data: Buffer) => resolve(data.toString()));
      stdin.once('end', () => resolve('\u0004'));
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** Shows each change and asks; returns the plan of what was accepted. */
export async function askForGroups(
  plan: MigratePlan,
  settings: MigrateOptions,
  replan: (settings: MigrateOptions) => Promise<MigratePlan>,
  color: ColorOption,
): Promise<MigratePlan> {
  const choices = groupChoices(plan, settings.cwd);
  if (choices.length === 0) return plan;
  const accepted = await choose(choices, promptWith(await styleFor(process.stdout, color), settings.packs));
  note(`${accepted.size} of ${count(choices.length, 'change')} accepted`);
  if (accepted.size === choices.length) return plan;
  const wanted = new Set(plan.groups.filter(({ id }) => accepted.has(id)).flatMap(({ findings }) => findings));
  const next = await replan({
    ...settings,
    veto: (group) => (group.findings.every((id) => wanted.has(id)) ? settings.veto?.(group) : blockers.declined()),
  });
  for (const finding of next.findings) {
    if (wanted.has(finding.id) && finding.state === 'manual')
      note(`accepted, but not written: ${placeOf(finding)}: ${printableLine(finding.reason ?? finding.message)}`);
  }
  return next;
}

const KEYS: Record<string, Answer> = { y: 'yes', n: 'no', a: 'all', b: 'back', q: 'quit' };

function wrapped(text: string, next = ''): string[] {
  return wrap(printableLine(text), process.stdout.columns, '', next);
}

function promptWith(style: Style, packs: readonly Pack[]): Ask {
  return async (choice: Choice, position: number, total: number): Promise<Answer> => {
    const { finding, diff, shared } = choice;
    const { rule, reason, level } = finding;
    const lines = [
      '',
      ...wrapped(`${placeOf(finding)}  ${level}  ${rule}  ${changeOf(finding, packs)}`, '  ').map((line) => style.bold(line)),
      ...(reason === undefined ? [] : wrapped(`To check: ${reason}`).map((line) => style.yellow(line))),
      ...(shared === undefined
        ? []
        : wrapped(`Together with the change of ${shared.join(', ')}, shown before.`).map((line) => style.dim(line))),
      ...(diff === '' ? [] : [colouredDiff(diff, style)]),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    for (;;) {
      process.stdout.write(`${style.cyan(`Change ${position} of ${total}: write it?`)} [y,n,a,b,q,e,?] `);
      const key = await readKey(process.stdin);
      const answer = INTERRUPTS.has(key) ? 'quit' : KEYS[key.toLowerCase()];
      process.stdout.write(`${answer ?? ''}\n`);
      if (answer !== undefined) return answer;
      process.stdout.write(`${(key.toLowerCase() === 'e' ? evidenceLines(choice) : helpLines(choice)).join('\n')}\n`);
    }
  };
}

function evidenceLines({ finding: { evidence = [], rule } }: Choice): string[] {
  const steps = evidence.map((step) => `  ${printableLine(placeOf(step))}  ${printableLine(step.what)}`);
  return [...steps, `  npx api-migrate explain ${rule} prints the whole rule`];
}

function helpLines({ rule }: Choice): string[] {
  return [
    '  y  write this change',
    '  n  leave it',
    `  a  write it and all later changes of ${rule}`,
    '  b  go back to the change before',
    '  q  stop: write what was accepted, leave the rest (Ctrl-C does the same)',
    '  e  show the evidence',
  ];
}
