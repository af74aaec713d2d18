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
}

/** What is left to a person, what sets most of the rest free first. */
export function tasksOf(findings: readonly Finding[]): Task[] {
  const left = findings.filter((finding) => isLeft(finding) && finding.level !== 'auto');
  const groups = [...groupBy(left, (finding) => fullMessage(finding)).entries()];
  return groups
    .map(([text, members]) => ({ text, places: members.map(placeOf), waiting: waitingFor(members, left) }))
    .toSorted((a, b) => b.waiting - a.waiting || b.places.length - a.places.length);
}

function waitingFor(members: readonly Finding[], left: readonly Finding[]): number {
  const places = members.map(({ file, line }) => new RegExp(`(?:^|[\\s(/])${escaped(`${file}:${line}`)}(?!\\d)`));
  return left.filter((other) => !members.includes(other) && places.some((place) => place.test(other.reason ?? ''))).length;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
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
