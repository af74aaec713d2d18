import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { shippedPacks, loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { parseSource } from '../../src/project/source.js';
import type { Finding } from '../../src/scan/model.js';
import { nameProblems } from '../../src/validate/names.js';
import { originOf, type Program } from './grammar.js';
import { play, type Run } from './play.js';

/**
 * - `right`: it does the same on v2, and nothing is left to a person;
 * - `told`: something is left to a person, and what was changed does the same;
 * - `silent`: it does something else, and nothing says so;
 * - `wrong-marker`: it does something else, and what is said is only for review;
 * - `broken`: a site is left to a person, and what was changed does something else all the same;
 * - `names`, `unstable`: the result has names that do not hold; a second run changes it again;
 * - `invalid`: the program does not run on v1 either, and says nothing.
 */
export type Outcome = 'right' | 'told' | 'silent' | 'wrong-marker' | 'broken' | 'names' | 'unstable' | 'invalid';

/** What became of one program. */
export interface Verdict {
  program: Program;
  outcome: Outcome;
  /** What differs, on one line. */
  why: string;
  after: Program['files'];
  findings: Pick<Finding, 'file' | 'line' | 'state' | 'rule' | 'reason'>[];
}

/** Outcomes that the tool must never have. */
export const FAILURES: readonly Outcome[] = ['silent', 'wrong-marker', 'broken', 'names', 'unstable'];

/** Runs a program on v1, migrates it, and runs it again. */
export async function judge(program: Program): Promise<Verdict> {
  const verdict = (outcome: Outcome, why = '', after = program.files, findings: Finding[] = []): Verdict => ({
    program,
    outcome,
    why,
    after,
    findings: findings.map(({ file, line, state, rule, reason }) => ({
      file,
      line,
      state,
      rule,
      ...(reason === undefined ? {} : { reason }),
    })),
  });
  const origin = originOf(program.api);
  const before = await play(program, origin, 'v1');
  if (before.error !== undefined || before.lines.length === 0) return verdict('invalid', before.error);
  const { files, findings } = await migrated(program.files, program.api);
  const problem = Object.entries(files).flatMap(([name, text]) =>
    nameProblems(parseSource(name, text).tree, parseSource(name, program.files[name] ?? '').tree),
  );
  const bad = problem.find(({ kind }) => kind !== 'unused');
  if (bad) return verdict('names', bad.message, files, findings);
  const isLeft = findings.some(({ state }) => state === 'manual' || state === 'ignored');
  // What is left to a person still needs v1.
  const after = await play({ ...program, files }, origin, isLeft ? undefined : 'v2');
  const why = differenceOf(before, after);
  if (why !== undefined)
    return verdict(isLeft ? 'broken' : findings.some(({ state }) => state === 'review') ? 'wrong-marker' : 'silent', why, files, findings);
  if (files !== program.files) {
    const again = await migrated(files, program.api);
    const changed = Object.keys(files).find((name) => again.files[name] !== files[name]);
    if (changed !== undefined) return verdict('unstable', `a second run changes ${changed}`, files, findings);
  }
  return verdict(isLeft ? 'told' : 'right', '', files, findings);
}

function differenceOf(before: Run, after: Run): string | undefined {
  if (after.error !== undefined) return `throws ${after.error} (${after.requests.at(-1) ?? 'no request'})`;
  const index = before.lines.findIndex((line, at) => line !== after.lines[at]);
  if (index !== -1) return `prints ${JSON.stringify(after.lines[index])}, not ${JSON.stringify(before.lines[index])}`;
  if (after.lines.length > before.lines.length) return `prints ${after.lines.length} lines, not ${before.lines.length}`;
  const failed = (run: Run): number => run.requests.filter((request) => /[45]\d\d$/.test(request)).length;
  if (failed(after) > failed(before)) return `is refused: ${after.requests.find((request) => /[45]\d\d$/.test(request)) ?? ''}`;
  const deleted = (run: Run): number => run.requests.filter((request) => request.includes(' DELETE ')).length;
  return deleted(after) === deleted(before) ? undefined : 'does not delete the same';
}

const packs = Promise.all(shippedPacks.map((id) => loadShipped(id)));

/** The files of a program after `migrate`, and what it says. */
export async function migrated(files: Program['files'], api: string): Promise<{ files: Program['files']; findings: Finding[] }> {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'api-migrate-fuzz-')));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const plan = await migrate({
      cwd,
      paths: ['.'],
      packs: (await packs).filter(({ id }) => id === api),
      origins: { [api]: [originOf(api)] },
    });
    const changed = Object.fromEntries(plan.changes.map(({ file, after }) => [basename(file), after]));
    return { files: plan.changes.length === 0 ? files : { ...files, ...changed }, findings: plan.findings };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
