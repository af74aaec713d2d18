import { count } from '../pack/count.js';
import type { Finding } from '../scan/model.js';
import { fullMessage, groupBy, isLeft, placeOf } from './findings.js';

/** Findings that are left for the same reason. */
export interface Task {
  /** What is to be done, or why nothing was. */
  text: string;
  /** Where, the first place first. */
  places: string[];
  /** Findings that wait for this one: their reason names its place. */
  waiting: number;
  /** True when the reason names the place of another one. */
  waits: boolean;
  /** False where no place is code, such as in documentation, which holds nothing up. */
  isCode: boolean;
}

/** What is left to a person, what sets most of the rest free first. */
export function tasksOf(findings: readonly Finding[]): Task[] {
  const left = findings.filter((finding) => isLeft(finding) && finding.level !== 'auto' && finding.reasonCode !== 'declined');
  const groups = [...groupBy(left, (finding) => fullMessage(finding)).entries()];
  const namedBy = new Map(left.map((finding) => [finding, namedIn(finding)]));
  const known = new Set(left.flatMap(namesOf));
  return groups
    .map(([text, members]) => {
      const own = new Set(members.flatMap(namesOf));
      const ours = new Set(members);
      const others = left.filter((finding) => !ours.has(finding));
      return {
        text,
        places: members.map(placeOf),
        waiting: others.filter((finding) => namedBy.get(finding)?.some((name) => own.has(name))).length,
        waits: members.some((finding) => namedBy.get(finding)?.some((name) => known.has(name) && !own.has(name))),
        isCode: members.some(isInCode),
      };
    })
    .toSorted(
      (a, b) =>
        b.waiting - a.waiting ||
        Number(b.isCode) - Number(a.isCode) ||
        Number(a.waits) - Number(b.waits) ||
        b.places.length - a.places.length,
    );
}

function isInCode({ client }: Finding): boolean {
  return client !== 'text';
}

/** Places that reasons may name a finding by: its path, or the name of the file alone. */
function namesOf({ file, line }: Finding): string[] {
  return [file, file.split('/').at(-1) ?? file].map((path) => `${path}:${line}`);
}

/** Places that a reason names: `a.ts:9`, also in parentheses. */
function namedIn({ reason = '' }: Finding): string[] {
  return reason.split(/\s+/).flatMap((word) => {
    const [, path = '', line] = /^(.+?):(\d+)(?::\d+)?\W*$/.exec(word) ?? [];
    return line === undefined ? [] : [path, path.replace(/^\(/, '')].map((name) => `${name}:${line}`);
  });
}

/** `src/a.ts:3:4 (and 2 more places; 4 calls wait for it)`. */
export function taskPlaces({ places, waiting }: Task): string {
  const [first = '', ...rest] = places;
  const notes = [
    ...(rest.length > 0 ? [`and ${count(rest.length, 'more place')}`.replace('1 more places', '1 more place')] : []),
    ...(waiting > 0 ? [`${count(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'} for it`] : []),
  ];
  return notes.length > 0 ? `${first} (${notes.join('; ')})` : first;
}
