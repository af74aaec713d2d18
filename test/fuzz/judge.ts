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
import { typeErrors } from './types.js';

/**
 * - `right`: it does the same on v2, and nothing is left to a person;
 * - `told`: something is left to a person, and what was changed does the same;
 * - `silent`: it does something else, and nothing says so;
 * - `wrong-marker`: it does something else, and what is said is only for review;
 * - `broken`: a site is left to a person, and what was changed does something else all the same;
 * - `names`, `types`, `unstable`: the result has names that do not hold, or new type errors; a second run changes it again;
 * - `invalid`: the program does not run on v1 either, says nothing, or is refused where it does not expect it.
 */
export type Outcome = 'right' | 'told' | 'silent' | 'wrong-marker' | 'broken' | 'names' | 'types' | 'unstable' | 'invalid';

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
export const FAILURES: readonly Outcome[] = ['silent', 'wrong-marker', 'broken', 'names', 'types', 'unstable'];

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
  const refused = program.traits.some((trait) => trait.startsWith('failure-')) ? [] : before.requests.filter(isRefused);
  if (before.error !== undefined || before.lines.length === 0 || refused.length > 0) return verdict('invalid', before.error ?? refused[0]);
  const { files, findings } = await migrated(program.files, program.api);
  const problem = Object.entries(files).flatMap(([name, text]) =>
    nameProblems(parseSource(name, text).tree, parseSource(name, program.files[name] ?? '').tree),
  );
  const bad = problem.find(({ kind }) => kind !== 'unused');
  if (bad) return verdict('names', bad.message, files, findings);
  const mistyped = program.entry.endsWith('.ts') && files !== program.files ? newErrors(program.files, files) : undefined;
  if (mistyped !== undefined) return verdict('types', mistyped, files, findings);
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
  const refused = after.requests.filter(isRefused);
  if (refused.length > before.requests.filter(isRefused).length) return `is refused: ${refused[0]}`;
  const deleted = (run: Run): number => run.requests.filter((request) => request.includes(' DELETE ')).length;
  if (deleted(after) !== deleted(before)) return 'does not delete the same';
  // Ids differ between the versions of the servers.
  const lost = [...before.sent].find((value) => !after.sent.has(value) && !/[0-9a-f]{8}-/.test(value) && !/^page=|^limit=/.test(value));
  return lost === undefined ? undefined : `does not send ${lost}`;
}

function isRefused(request: string): boolean {
  return /[45]\d\d$/.test(request);
}

function newErrors(before: Program['files'], after: Program['files']): string | undefined {
  const known = typeErrors(before);
  return typeErrors(after).find((error) => {
    const index = known.indexOf(error);
    if (index !== -1) known.splice(index, 1);
    return index === -1;
  });
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
