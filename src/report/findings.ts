import type { Level, Pack } from '../pack/model.js';
import { count } from '../pack/count.js';
import type { FileProblem, Finding } from '../scan/model.js';
import type { CodeResult } from './model.js';

/** How much a finding should worry a reader, in the words of the formats. */
export type Severity = 'error' | 'warning' | 'note';

/** `error`: no safe edit exists; `warning`: an edit is proposed or wants a look; `note`: nothing is left to do. */
export function severityOf({ state, level }: Finding): Severity {
  if (state === 'ignored' || state === 'migrated') return 'note';
  return state === 'manual' || (state === 'open' && level === 'manual') ? 'error' : 'warning';
}

/** True when a person has something to do. */
export function isLeft({ state }: Finding): boolean {
  return state !== 'ignored' && state !== 'migrated';
}

/** The call as it was: method and endpoint, or the text that was found. */
function v1Of({ method, v1 }: Finding): string {
  return method === undefined ? v1 : `${method} ${v1}`;
}

/**
 * What became of it: `GET /a -> GET /b`. Where only the base changes, the paths are written with it.
 * @param packs packs of the run, which know the bases
 */
export function changeOf(finding: Finding, packs: readonly Pack[]): string {
  const before = v1Of(finding);
  const { v2: after, pack: id } = finding;
  if (after === undefined) return before;
  if (after !== before) return `${before} -> ${after}`;
  const base = packs.find((pack) => pack.id === id)?.base;
  const [v1] = base ? [base.v1].flat() : [];
  return base && v1 !== undefined ? `${withBase(before, v1)} -> ${withBase(after, base.v2)}` : `${before} -> ${after}`;
}

/** `GET /a` with a base before the path. */
function withBase(endpoint: string, base: string): string {
  return endpoint.replace(/(?=\/)/, base);
}

/** Message and reason in one sentence each. */
export function fullMessage({ message, reason }: Finding): string {
  return reason === undefined || reason === message ? message : `${message}: ${reason}`;
}

/** `file:line:column`, as far as known. */
export function placeOf({ file, line, column }: { file: string; line?: number; column?: number }): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** `path: what is wrong`. */
export function problemText(problem: FileProblem): string {
  return `${placeOf(problem)}: ${problem.message}`;
}

/** `17 findings hidden by --level auto`; undefined where nothing is hidden. */
export function hiddenText({ summary: { hidden } }: CodeResult, filters: readonly string[] = []): string | undefined {
  if (hidden === 0) return undefined;
  return `${count(hidden, 'open finding')} hidden by ${filters.length > 0 ? filters.join(' ') : 'the selection'}`;
}

/** What a reader should know of files that were not read. */
export function ignoredText({ files: { ignoredEnvironment = [] } }: CodeResult): string | undefined {
  if (ignoredEnvironment.length === 0) return undefined;
  return `git ignores ${ignoredEnvironment.join(', ')}: not read, and may still name v1`;
}

/** What a reader should know of v1 URLs that nothing shows to be of these APIs. */
export function unprovenText(result: CodeResult): string | undefined {
  const left = result.command === 'scan' ? (result.accounts?.byAccount.unproven ?? 0) : 0;
  if (left === 0) return undefined;
  return `${count(left, 'URL')} with a v1 base left out, since nothing shows whose ${left === 1 ? 'it is' : 'they are'}: --explain lists them, --pack reports them`;
}

/** Groups by a key, in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

export const LEVELS: readonly Level[] = ['auto', 'review', 'manual'];
