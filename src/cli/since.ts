import { UsageError } from '../pack/error.js';
import type { Finding, ScanResult } from '../scan/model.js';
import { statesOf } from './baseline.js';
import { commitFor, git, gitFor, isShallow, SHALLOW } from './git.js';

/** Lines that were added or changed: `[first, last]` by file, relative to the working directory. Files without lines are new as a whole. */
type Changes = ReadonlyMap<string, readonly (readonly [number, number])[] | 'all'>;

/**
 * Leaves only the findings open that touch what changed since a commit; the others are ignored, as those of a baseline are.
 * @throws UsageError when git does not know the commit, or this clone does not hold it
 */
export async function sinceOnly(result: ScanResult, ref: string, cwd: string): Promise<ScanResult> {
  const changes = await changesSince(ref, cwd);
  const findings = result.findings.map((finding): Finding =>
    finding.state !== 'open' || touches(finding, changes) ? finding : { ...finding, state: 'ignored', reason: `not changed since ${ref}` },
  );
  return { ...result, findings, summary: { ...result.summary, byState: statesOf(findings, result) } };
}

/** True when the call, or a step that leads to it, such as a base in another file, was changed. */
function touches({ file, line, endLine, evidence = [] }: Finding, changes: Changes): boolean {
  const spans = [{ file, from: line, to: endLine }, ...evidence.map((step) => ({ file: step.file, from: step.line, to: step.line }))];
  return spans.some(({ file: name, from, to }) => {
    const lines = changes.get(name);
    return lines === 'all' || lines?.some(([first, last]) => first <= to && from <= last) === true;
  });
}

async function changesSince(ref: string, cwd: string): Promise<Changes> {
  const option = `--since ${ref}`;
  const base = await git(cwd, ['merge-base', await commitFor(option, cwd, ref), 'HEAD']);
  if ('problem' in base)
    throw new UsageError(`${option}: no commit is common to ${ref} and HEAD${(await isShallow(cwd)) ? `; ${SHALLOW}` : ''}`);
  const diff = await gitFor(option, cwd, [
    'diff',
    '-U0',
    '--no-color',
    '--no-ext-diff',
    '--find-renames',
    '--relative',
    base.out.trim(),
    '--',
    '.',
  ]);
  const untracked = await gitFor(option, cwd, ['ls-files', '-z', '--others', '--exclude-standard']);
  const changes = new Map<string, [number, number][] | 'all'>(changedLines(diff));
  for (const file of untracked.split('\0')) changes.set(file, 'all');
  return changes;
}

/** The lines that a diff without context adds; what was only removed counts for the line before. */
function changedLines(diff: string): Map<string, [number, number][]> {
  const changes = new Map<string, [number, number][]>();
  let file: string | undefined;
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) file = undefined;
    const named = file === undefined ? /^\+\+\+ "?b\/(.*?)"?\t?$/.exec(line)?.[1] : undefined;
    if (named !== undefined) file = named;
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk || file === undefined) continue;
    const first = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    changes.set(file, [...(changes.get(file) ?? []), [first, Math.max(first, first + count - 1)]]);
  }
  return changes;
}
