import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Read } from '../../../http/response/index.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import { type Optional, placeOf, shortText } from './code.js';
import { isAnchored, mayBeFailure, movesFor, type Refusal, type ResponsePlan } from './context.js';
import { isSame, type PathMap, type Steps } from './path-map.js';
import { isPresenceTest, toleranceOf } from './tolerance.js';

/** What becomes of one read: decided for all of them before the first edit is made. */
export interface ReadDecision {
  read: Read;
  to: string[];
  /** How values move that are read there: those of a success, of a failure, or none. */
  map: PathMap;
  target: MovedPath;
  /** Steps from the value that is read of to the one that the name read, in the edited code; undefined when v2 has it outside. */
  way: Steps | undefined;
  /** `chain`: the accesses before the read are replaced as well. */
  action: 'keep' | 'follow' | 'chain';
  /** Where the edited read may meet nothing, and v1 code went on. */
  optional: Optional;
}

/** Decides what becomes of the reads of a body, or says which of them has no counterpart in v2. */
export function decideReads(work: ResponsePlan): ReadDecision[] | Refusal {
  const decisions: ReadDecision[] = [];
  for (const read of work.answer.reads) {
    const decision = decide(read, work);
    if ('reason' in decision) return decision;
    const clash = decisions.find((other) => other.read.node === read.node && wayText(other) !== wayText(decision));
    if (clash) return { reason: blockers.responsesMixed(shortText(read.node), placeOf(read.node)) };
    decisions.push(decision);
  }
  return changedItem(work) ?? decisions;
}

/** Text that is equal for equal ways. */
export function wayText({ way }: Pick<ReadDecision, 'way'>): string {
  return way ? way.join('.') : '';
}

function decide(read: Read, work: ResponsePlan): ReadDecision | Refusal {
  const to = [...read.from, read.name];
  const map = movesFor(read.outcome, to, work);
  const target = map.target(to);
  if ('gone' in target) return goneRead(read, to, map, work);
  const way = wayOf(read, map, work);
  if (way?.length === 0 && mayBeFailure(read.outcome, work) && map === work.success && isPresenceTest(read)) return judgedByWrapper(read);
  const action = isSame(way, read.name) ? 'keep' : way ? 'follow' : 'chain';
  return { read, to, map, target, way, action, optional: optionalAt(read, way, map, work) };
}

function goneRead({ node, name }: Read, to: string[], { lens }: PathMap, { answer }: ResponsePlan): Refusal {
  const reason = blockers.fieldGone(to.join('.'), placeOf(node));
  const isWithWrapper = to.length === 1 && lens.some((op) => op.op === 'unnest' && op.beside?.includes(name) === true);
  // An answer that is put back has no such field: that is for code which asks whether it is there.
  const isAsked = answer.sinks.every(({ path, as }) => as === 'test' || path.join('.') !== name);
  return isWithWrapper && !isAsked ? { reason, final: true } : { reason };
}

/** v2 answers what was inside of the wrapper alone: a failed answer is an object like any other. */
function judgedByWrapper({ node, name }: Read): Refusal {
  const code = `\`${shortText(node)}\` ${placeOf(node)}`;
  return {
    reason: blockers.signOfSuccess(code, name),
    final: true,
  };
}

/** Steps from one value to the one that a name reads of it, as the edited code has them. */
function wayOf(read: Read, moves: PathMap, work: ResponsePlan): Steps | undefined {
  const to = [...read.from, read.name];
  if (read.from.length > 0 || moves !== work.success || isAnchored(read, work)) return moves.between(read.from, to);
  const target = moves.target(to);
  return 'path' in target ? target.path : undefined;
}

/** A new level is as optional as the read was: v1 code that met a failed answer, or a missing field, went on. */
function optionalAt(read: Read, way: Steps | undefined, map: PathMap, work: ResponsePlan): Optional {
  const tolerance = toleranceOf(read);
  const mayLack = mayBeFailure(read.outcome, work);
  const isRoot = read.from.length === 0 && map === work.success && isUnwrapped(read, work);
  const { okTests, statusTests } = work.answer;
  const isLookedAt = okTests.length + statusTests.length > 0;
  // What is read deeper inside is not reached in a failed answer, and a declared type says that the answer is none.
  const isSurvived = tolerance === 'silent' && mayLack && read.from.length === 0 && (isLookedAt || !isDeclared(work));
  const levels = (way?.length ?? 0) > 1 && (tolerance === 'asked' || isSurvived);
  if (levels && mayLack && isTypedPattern(read)) work.open.push(typedPattern(read));
  return {
    levels: levels && !isTypedPattern(read),
    base: isRoot && mayLack && (tolerance === 'asked' || (tolerance === 'silent' && isLookedAt)),
  };
}

/** The code states what the body is. */
function isDeclared({ answer }: ResponsePlan): boolean {
  return answer.types.some(({ type, accessPath: place }) => {
    const isBody = place.kind === 'body' && place.path.length === 0 && !place.failed;
    return isBody && type !== undefined && !/^(?:any|unknown|Promise<(?:any|unknown)>)$/.test(type.getText());
  });
}

/** A pattern with a type, which leaves no room for a default without the names. */
function isTypedPattern({ node }: Read): boolean {
  const declaration = ts.isBindingElement(node)
    ? ts.findAncestor(node, (at) => ts.isVariableDeclaration(at) || ts.isParameter(at))
    : undefined;
  return (
    declaration !== undefined && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) && declaration.type !== undefined
  );
}

function typedPattern({ node }: Read): Blocker {
  return blockers.failureLacksObject(shortText(node), placeOf(node));
}

/** The value has lost a level of v2 that a failed answer does not have. */
function isUnwrapped(read: Read, work: ResponsePlan): boolean {
  const root = work.success.target([]);
  return work.settled !== undefined && 'path' in root && root.path.length > 0 && isAnchored(read, work);
}

/** Items of a list that v2 answers inside of objects: only the list as a whole can be put back. */
function changedItem({ answer, success }: ResponsePlan): Refusal | undefined {
  const seen = [
    ...answer.sinks.map(({ path, node, outcome }) => ({ path, node, outcome })),
    ...answer.reads.map(({ from, node, outcome }) => ({ path: from, node, outcome })),
  ];
  const met = seen.find(({ path, outcome }) => outcome !== 'failure' && path.some((step, index) => step === '*' && isOther(path, index)));
  return met && { reason: blockers.itemShape(placeOf(met.node)) };

  function isOther(path: readonly string[], index: number): boolean {
    return !isSame(success.between(path.slice(0, index), path.slice(0, index + 1)), '*');
  }
}
