import type { ResponseTrace, Path, Sink } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';
import type { Operation } from '../../../match/index.js';
import { isAdditive, type MovedPath, movePath, rulesOf } from '../../../pack/lens/index.js';
import type { Lens, LensOp } from '../../../pack/model.js';

/** Steps of code from one value to another; a number is an index. */
export type Steps = (string | number)[];

/** What the lens of an answer does to the paths of its body. */
export interface PathMap {
  lens: Lens;
  /** True when a reader of v1 could notice anything. */
  matter: boolean;
  /** Where the value at a v1 path is in the v2 body, or the rule that took it away. */
  target(path: Path): MovedPath | { gone: string };
  /** The steps that lead from one v1 path to one below it in v2; undefined when v2 has it elsewhere or not at all. */
  between(from: Path, to: Path): Steps | undefined;
}

/** The moves of the answer of a successful request. */
export function successPathMap(operation: Operation): PathMap {
  return movesOf(operation.response);
}

/**
 * An operation as the code knows it. One that reads the value inside of a wrapper shows that v1 has the wrapper, where the lens
 * leaves it open; one that compares a field beside the value with a text shows what a successful answer of v1 holds there.
 */
export function operationAsRead(operation: Operation, answer: ResponseTrace): Operation {
  if (!operation.response.some((op) => op.op === 'unnest' && (op.optional === true || op.beside !== undefined))) return operation;
  return { ...operation, response: operation.response.flatMap((op) => (op.op === 'unnest' ? wrapperAsRead(op, answer) : [op])) };
}

type Wrapper = Extract<LensOp, { op: 'unnest' }>;

function wrapperAsRead(op: Wrapper, { reads, sinks }: ResponseTrace): Lens {
  const isRead = (name: string): boolean =>
    reads.some((read) => read.from.length === 0 && read.name === name && read.outcome !== 'failure');
  const { optional, beside = [], ...rest } = op;
  const isOpen = optional === true && !isRead(op.name);
  const flags = beside.flatMap((name) => {
    const value = isRead(name) ? comparedText(sinks.filter(({ path }) => path.join('.') === name)) : undefined;
    return value === undefined ? [] : [{ op: 'remove' as const, name, value, ...(op.rule === undefined ? {} : { rule: op.rule }) }];
  });
  const left = beside.filter((name) => !flags.some((flag) => flag.name === name));
  return [...flags, { ...rest, ...(left.length > 0 ? { beside: left } : {}), ...(isOpen ? { optional } : {}) }];
}

/** The only text that a value is compared with, where nothing else is done with it. */
function comparedText(sinks: readonly Sink[]): string | undefined {
  const texts = new Set(
    sinks.map(({ as, other }) => (as === 'compare' && other && ts.isStringLiteralLike(other) ? other.text : undefined)),
  );
  const [text] = texts;
  return texts.size === 1 ? text : undefined;
}

/** The v1 shape holds a field that only tells success, which v2 leaves to the status. */
export function hasSuccessFlag(lens: Lens): boolean {
  const flag = lens.findIndex((op) => op.op === 'remove' && op.value !== undefined);
  return flag !== -1 && lens.slice(flag).some((op) => op.op === 'unnest');
}

/** The moves of the answer of a failed request. */
export function failurePathMap(operation: Operation): PathMap {
  return movesOf(operation.error);
}

function movesOf(lens: Lens): PathMap {
  const target: PathMap['target'] = (path) => movePath(lens, [...path]);
  return {
    lens,
    // A bare answer is looked at by itself: whether it is one, only the code tells.
    matter: !isAdditive(lens.filter((op) => op.op !== 'nest-when')),
    target,
    between(from, to) {
      const [start, end] = [target(from), target(to)];
      if ('gone' in start || 'gone' in end) return undefined;
      return start.path.every((name, index) => end.path[index] === name) ? end.path.slice(start.path.length) : undefined;
    },
  };
}

/** The moves of a body that is put back into its v1 shape where it comes into view. */
export const UNMOVED: PathMap = movesOf([]);

/** True when two values differ from those of v1 in the same way. */
export function haveSameContent(a: MovedPath | { gone: string }, b: MovedPath | { gone: string }): boolean {
  if ('gone' in a || 'gone' in b) return false;
  return (
    textOf(a.inner) === textOf(b.inner) && a.split === b.split && a.list === b.list && JSON.stringify(a.back) === JSON.stringify(b.back)
  );
}

/** True when two operations change the answer in the same way. */
export function haveSameLens(a: Operation, b: Operation): boolean {
  return a === b || textOf(a.response) === textOf(b.response);
}

function textOf(lens: Lens): string {
  return JSON.stringify(lens, (key: string, value: unknown) => (key === 'rule' ? undefined : value));
}

/** Text that is equal for names that change in the same way, seen from the values that they are read of. */
export function changeOf(moves: PathMap, from: Path, name: string): string {
  const target = moves.target([...from, name]);
  if ('gone' in target) return 'gone';
  return JSON.stringify([moves.between(from, [...from, name]), target.back, target.list]);
}

/** Rules that moved a value or changed it, without those that only changed something inside of it. */
export function rulesOfMove({ rules, inner }: MovedPath): string[] {
  const within = new Set(inner.flatMap((op) => rulesOf(op)));
  return rules.filter((rule) => !within.has(rule));
}

/** True when a value is at the same place with the same content in both versions, seen from the value around it. */
export function isSame(way: Steps | undefined, name: string): boolean {
  return way?.length === 1 && way[0] === name;
}
