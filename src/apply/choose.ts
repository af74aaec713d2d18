import { isUtf8 } from 'node:buffer';
import { accessSync, constants, readFileSync, realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { EditGroup } from '../migrate/model.js';
import { type Bounds, reasonOf, type WritingBounds, writingBounds } from './targets.js';
import { applyEdits, byFile } from '../edit/edits.js';
import type { TextEdit } from '../edit/text-edit.js';
import type { MigratePlan } from '../migrate/index.js';
import type { Finding } from '../scan/model.js';
import { lineAt, lineStarts } from '../scan/suppressions.js';
import { shownDiff } from './diff.js';

/** Refuses groups with an edit in a file that must not or cannot be written, so that the others go on without them. */
export function writableOnly({ cwd, roots = [] }: Bounds): (group: EditGroup) => string | undefined {
  const allows = writingBounds({ cwd, roots });
  const problems = new Map<string, string | undefined>();
  const problemOf = (file: string): string | undefined => {
    if (!problems.has(file)) problems.set(file, writeProblem(file, allows));
    return problems.get(file);
  };
  return ({ edits }) => {
    for (const { file } of edits) {
      const problem = problemOf(file);
      if (problem !== undefined) return `${relative(cwd, file).split(sep).join('/')} ${problem}`;
    }
    return undefined;
  };
}

function writeProblem(file: string, allows: WritingBounds): string | undefined {
  try {
    const path = realpathSync(file);
    const stray = allows(file, path);
    if (stray !== undefined) return stray;
    accessSync(path, constants.W_OK);
    return isUtf8(readFileSync(path)) ? undefined : 'is not valid UTF-8';
  } catch (error) {
    return `cannot be written: ${reasonOf(error)}`;
  }
}

/** One change that a person is asked about. */
export interface Choice {
  id: string;
  /** Leading rule; `all` accepts the rest of the same rule. */
  rule: string;
  /** The first finding that it settles. */
  finding: Finding;
  /** What the change makes, without the edits that an earlier choice has shown. */
  diff: string;
  /** Places of edits that it shares with earlier choices. */
  shared?: string[];
}

/**
 * `yes` and `no` concern one change, `all` also the later ones of the same rule, `back` asks the one before again, `quit` refuses this and
 * all later ones.
 */
export type Answer = 'yes' | 'no' | 'all' | 'back' | 'quit';

/** Asks a person; `position` counts from 1. */
export type Ask = (choice: Choice, position: number, total: number) => Promise<Answer>;

/** Goes through the changes one by one and returns the ids of those accepted. */
export async function choose(choices: readonly Choice[], ask: Ask): Promise<Set<string>> {
  const answers: ('yes' | 'no' | 'all')[] = [];
  const asked: number[] = [];
  for (let index = 0; index < choices.length;) {
    const choice = choices[index];
    if (!choice) break;
    if (choices.slice(0, index).some(({ rule }, at) => rule === choice.rule && answers[at] === 'all')) {
      answers[index++] = 'yes';
      continue;
    }
    const answer = await ask(choice, index + 1, choices.length);
    if (answer === 'quit') break;
    if (answer === 'back') {
      index = asked.pop() ?? index;
      answers.length = index;
      continue;
    }
    asked.push(index);
    answers[index++] = answer;
  }
  return new Set(choices.filter((_, index) => answers[index] === 'yes' || answers[index] === 'all').map(({ id }) => id));
}

/** The edit groups of a plan as choices, each with the diff that it alone makes. */
export function groupChoices({ groups, findings, changes }: MigratePlan, cwd: string): Choice[] {
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  const texts = new Map(changes.map(({ file, before }) => [file, before ?? '']));
  const shown = new Set<string>();
  return groups.flatMap((group): Choice[] => {
    const first = group.findings.map((id) => known.get(id)).find((finding) => finding !== undefined);
    if (!first) return [];
    const [again, fresh] = [group.edits.filter((edit) => shown.has(keyOf(edit))), group.edits.filter((edit) => !shown.has(keyOf(edit)))];
    for (const edit of fresh) shown.add(keyOf(edit));
    const shared = [...new Set(again.map((edit) => placeOf(edit, texts, cwd)))];
    return [
      {
        id: group.id,
        rule: first.rule,
        finding: first,
        diff: diffOf({ ...group, edits: fresh }, texts, cwd),
        ...(shared.length === 0 ? {} : { shared }),
      },
    ];
  });
}

function keyOf({ file, start, end, text }: TextEdit): string {
  return `${file}\0${start}\0${end}\0${text}`;
}

function placeOf({ file, start }: TextEdit, texts: ReadonlyMap<string, string>, cwd: string): string {
  return `${relative(cwd, file).split(sep).join('/')}:${lineAt(lineStarts(texts.get(file) ?? ''), start)}`;
}

function diffOf({ edits }: EditGroup, texts: ReadonlyMap<string, string>, cwd: string): string {
  return [...byFile(edits)]
    .map(([file, own]) => {
      const before = texts.get(file) ?? '';
      return shownDiff({ file, before, after: applyEdits(before, own) }, cwd);
    })
    .join('');
}
