import { applyEdits, byFile } from '../edit/edits.js';
import type { MigratePlan } from '../migrate/index.js';
import type { EditGroup } from '../migrate/model.js';
import { shownDiff } from './diff.js';

/** One change that a person is asked about. */
export interface Choice {
  id: string;
  /** Leading rule; `all` accepts the rest of the same rule. */
  rule: string;
  /** Where it is and what it does, in one line. */
  title: string;
  diff: string;
}

/** `yes` and `no` concern one change, `all` also the later ones of the same rule, `quit` refuses this and all later ones. */
export type Answer = 'yes' | 'no' | 'all' | 'quit';

/** Asks a person; `position` counts from 1. */
export type Ask = (choice: Choice, position: number, total: number) => Promise<Answer>;

/** Goes through the changes one by one and returns the ids of those accepted. */
export async function choose(choices: readonly Choice[], ask: Ask): Promise<Set<string>> {
  const accepted = new Set<string>();
  const wholeRules = new Set<string>();
  for (const [index, choice] of choices.entries()) {
    const answer = wholeRules.has(choice.rule) ? 'yes' : await ask(choice, index + 1, choices.length);
    if (answer === 'quit') break;
    if (answer === 'no') continue;
    accepted.add(choice.id);
    if (answer === 'all') wholeRules.add(choice.rule);
  }
  return accepted;
}

/** The edit groups of a plan as choices, each with the diff that it alone makes. */
export function groupChoices({ groups, findings, changes }: MigratePlan, cwd: string): Choice[] {
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  const texts = new Map(changes.map(({ file, before }) => [file, before ?? '']));
  return groups.flatMap((group): Choice[] => {
    const first = group.findings.map((id) => known.get(id)).find((finding) => finding !== undefined);
    if (!first) return [];
    const { file, line, rule, method = '', v1, v2 = 'gone' } = first;
    return [{ id: group.id, rule, title: `${file}:${line}  ${rule}  ${method} ${v1} -> ${v2}`, diff: diffOf(group, texts, cwd) }];
  });
}

function diffOf({ edits }: EditGroup, texts: ReadonlyMap<string, string>, cwd: string): string {
  return [...byFile(edits)]
    .map(([file, own]) => {
      const before = texts.get(file) ?? '';
      return shownDiff({ file, before, after: applyEdits(before, own) }, cwd);
    })
    .join('');
}
