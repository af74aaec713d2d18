import type { Json } from '../../pack/model.js';
import { isPerAnswer, type IdKind } from '../ids/kind.js';
import { isDistinctive } from '../ids/map.js';
import type { Difference } from '../model.js';
import type { Clocks, CompareContext } from './context.js';
import type { Learning } from './learning.js';
import { isMoved } from './times.js';
import { isOpaque, isPlaceholder, timeOf } from './shape.js';

/** Two scalars of one type that are not equal, and where they stand. */
export interface ScalarPair {
  expected: Json;
  actual: Json;
  /** Name of the field, or of the list that holds the values. */
  name: string;
  /** Kind of identifier that the place holds. */
  kind: IdKind | undefined;
  /** The place belongs to a thing that this run created. */
  isFresh: boolean;
  /** Without list positions. */
  genericPath: () => string;
}

/** What a difference of two scalars is; undefined when they are the same thing after all. */
export type ScalarJudgement = Pick<Difference, 'kind' | 'message'> | undefined;

const UNEXPLAINED: ScalarJudgement = { kind: 'unexplained' };
const VOLATILE: ScalarJudgement = { kind: 'volatile' };
const TOLERANCE = 5 * 60_000;
const SET_BY_SERVER =
  /^(created|updated|modified|changed|started|finished|ended|completed|queued|expires?|timestamp|time|last_?[a-z]+)$|(_at|_on|At|On|_time|Time|timestamp|Timestamp)$/;
const FOR_PEOPLE = /^(message|messages|msg|detail|details|description|title|reason|hint|error|error_?desc(ription)?|error_?message)$/i;

/** Judges two scalars that differ. */
export function judgeScalars(pair: ScalarPair, context: CompareContext, learning: Learning): ScalarJudgement {
  const { expected, actual, name } = pair;
  if (typeof expected === 'string' && isPlaceholder(expected)) return VOLATILE;
  const asId = typeof expected === 'boolean' ? 'none' : judgeIds(pair, context, learning);
  if (asId !== 'none') return asId;
  const recordedTime = timeOf(expected, name);
  const liveTime = recordedTime && timeOf(actual, name);
  if (recordedTime && liveTime) {
    if (recordedTime.format !== liveTime.format) return { kind: 'unexplained', message: 'another date format' };
    if (recordedTime.at === liveTime.at || isMoved(recordedTime, liveTime, context.age)) return undefined;
    if (isSetByServer(pair, context) || movedWithClock(recordedTime.at, liveTime.at, context.clocks)) return VOLATILE;
    if (isLeftOver(recordedTime.at, liveTime.at, context)) {
      return { kind: 'unexplained', message: 'the time is of before this run; the thing may be left over from an earlier one' };
    }
  }
  if (typeof expected === 'string' && typeof actual === 'string') {
    const link = context.linkToV2(expected);
    if (link !== undefined) return link === pathOf(actual) ? undefined : UNEXPLAINED;
    if (context.isError && FOR_PEOPLE.test(name)) return { kind: 'volatile', message: 'text for people' };
  }
  if (context.noise?.has(pair.genericPath()) === true) return VOLATILE;
  return context.stale === undefined ? UNEXPLAINED : { kind: 'volatile', message: context.stale };
}

function judgeIds({ expected, actual, kind }: ScalarPair, context: CompareContext, learning: Learning): ScalarJudgement | 'none' {
  const v1 = String(expected);
  const v2 = String(actual);
  if (kind !== undefined && isPerAnswer(kind)) return VOLATILE;
  const mapped = context.ids.toV2(v1, kind);
  if (mapped !== undefined)
    return mapped === v2 ? undefined : { kind: 'unexplained', message: `another identifier than before (${mapped})` };
  const looksMade = typeof expected === 'string' && isDistinctive(v1) && isOpaque(v1) && isOpaque(v2) && v1.length === v2.length;
  const place = kind ?? (looksMade ? 'value' : undefined);
  if (place === undefined) return 'none';
  if (timeOf(expected, '') !== undefined) return 'none';
  if (context.sent.has(v1)) return { kind: 'unexplained', message: 'another identifier than the request asked for' };
  const learned = learning.learn(place, v1, v2);
  return learned === 'conflict' ? { kind: 'unexplained', message: 'this identifier belongs to something else' } : VOLATILE;
}

/** When the server made or changed something that this run created; a time that the client sent is none. */
function isSetByServer({ expected, name, isFresh }: ScalarPair, context: CompareContext): boolean {
  return isFresh && SET_BY_SERVER.test(name) && !context.given.includes(String(expected));
}

/** The times are of their run, or lie equally far ahead: creation, last change, expiry. */
function movedWithClock(recorded: number, live: number, clocks: Clocks): boolean {
  if (clocks.recorded === null) return true;
  const ofRecording = recorded >= clocks.recorded.from - TOLERANCE && recorded <= clocks.recorded.at + TOLERANCE;
  const ofRun = live >= clocks.live.from - TOLERANCE && live <= clocks.live.at + TOLERANCE;
  if (ofRecording && ofRun) return true;
  return Math.abs(recorded - clocks.recorded.at - (live - clocks.live.at)) <= TOLERANCE;
}

/** The recording made the thing, and the live server had it before the run began. */
function isLeftOver(recorded: number, live: number, { clocks, stale, noise }: CompareContext): boolean {
  if (clocks.recorded === null || stale !== undefined || noise !== undefined) return false;
  return recorded >= clocks.recorded.from - TOLERANCE && recorded <= clocks.recorded.at + TOLERANCE && live < clocks.live.from - TOLERANCE;
}

function pathOf(link: string): string {
  return link.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
}
