import type { Level } from '../pack/model.js';
import type { FileProblem, Finding } from '../scan/model.js';

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

/** What became of it: `GET /a -> GET /b`. */
export function changeOf(finding: Finding): string {
  return finding.v2 === undefined ? v1Of(finding) : `${v1Of(finding)} -> ${finding.v2}`;
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
