import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { ProgramPoint, Read, ResponseTrace } from '../../../http/response/index.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import { placeOf, shortText } from './code.js';
import { isFailure, type Refusal, type ResponsePlan } from './context.js';
import { type ReadDecision, wayText } from './decide.js';
import { readAsMissing } from './missing.js';
import { changeOf, type PathMap, rulesOfMove, successPathMap, UNMOVED, type Steps } from './path-map.js';
import { readOptionally, rewriteChain, rewriteRead } from './steps.js';
import { rewriteValue } from './values.js';

/** Makes one read find its value in the v2 answer. */
export function moveRead(decision: ReadDecision, work: ResponsePlan): Refusal | undefined {
  const { read, map, target, way, action } = decision;
  if (work.done.has(read.node)) return undefined;
  work.done.set(read.node, wayText(decision));
  if (action === 'keep') return undefined;
  noteJudgement(read, work);
  const problem = action === 'chain' ? moveChain(decision, work) : followWay(decision, way ?? [], work);
  if (problem) return problem;
  rulesOfMove(target).forEach((rule) => work.rules.add(rule));
  return agreeOnRead(read, map, work);
}

function moveChain({ read, to, map }: ReadDecision, work: ResponsePlan): Refusal | undefined {
  if (rewriteChain(read, work.answer.reads, (from) => map.between(from, to), work.draft)) return undefined;
  return { reason: blockers.readOutsideOfHost(read.name, placeOf(read.node), read.from.join('.')) };
}

function followWay({ read, map, optional }: ReadDecision, way: Steps, work: ResponsePlan): Refusal | undefined {
  const problem = lostToRest(read, way, map) ?? rewriteRead(read, way, optional, work.rebound, work.draft);
  return problem === undefined ? undefined : { reason: problem };
}

/** Lets a read go on where the level that was taken off may be missing. */
export function keepTolerance({ read, optional }: ReadDecision, work: ResponsePlan): void {
  if (optional.base) readOptionally(read, work.draft);
}

/** Makes one read see as missing what v2 answers as null. */
export function readMissing({ read, map, target, way, optional }: ReadDecision, work: ResponsePlan): Refusal | undefined {
  if (target.unset !== null) return undefined;
  const before = work.draft.size();
  const problem = readAsMissing(read, way ?? [read.name], optional, work.rebound, work.draft);
  if (problem !== undefined) return { reason: problem };
  if (work.draft.size() === before && !hasDefault(read, work)) return undefined;
  rulesOfMove(target).forEach((rule) => work.rules.add(rule));
  return agreeOnRead(read, map, work);
}

function noteJudgement(read: Read, work: ResponsePlan): void {
  if (read.outcome === 'open' && isFailure('open', [...read.from, read.name], work))
    work.open.push(blockers.takenForFailure(shortText(read.node), placeOf(read.node)));
}

/** A rest or a copy still has what the read needs, unless a name beside it takes that away. */
function lostToRest({ hidden, from, node }: Read, way: Steps, moves: PathMap): Blocker | undefined {
  const [head] = way;
  const isLost = (hidden ?? []).some((name) => head !== undefined && moves.between(from, [...from, name])?.[0] === head);
  return isLost ? blockers.restLacksField(shortText(node), placeOf(node)) : undefined;
}

/** Makes what is done with a value that is another in v2 see the v1 value. */
export function readValue({ read, to, map, target }: ReadDecision, work: ResponsePlan): Refusal | undefined {
  if (read.form === 'key') return undefined;
  const moved = hasDefault(read, work) ? withoutUnset(target) : target;
  if (moved.back.length === 0 && moved.list === undefined && moved.unset === undefined) return undefined;
  const before = work.draft.size();
  const uses = work.answer.sinks.filter(({ path }) => path.join('.') === to.join('.'));
  const outcome = rewriteValue({ step: read, moved, uses }, work.draft);
  if ('problem' in outcome) return { reason: outcome.problem };
  if (outcome.open !== undefined) work.open.push(outcome.open);
  if (work.draft.size() === before) return undefined;
  rulesOfMove(moved).forEach((rule) => work.rules.add(rule));
  return agreeOnRead(read, map, work);
}

/** The default of a pattern stands in for null already. */
function hasDefault({ node }: Read, { rebound }: ResponsePlan): boolean {
  const { local, alone } = (ts.isBindingElement(node) && rebound.get(node)) || {};
  return local !== undefined || alone !== undefined;
}

function withoutUnset({ unset, ...moved }: MovedPath): MovedPath {
  return unset === undefined ? moved : { ...moved };
}

/** Every call that passes a read, and is to be migrated, needs the same change there. */
function agreeOnRead(read: Read, moves: PathMap, work: ResponsePlan): Refusal | undefined {
  const change = changeOf(moves, read.from, read.name);
  return disagreement(read.node, read, work, (site, answer) => {
    const isOfSuccess = moves !== work.failure && moves !== UNMOVED;
    if (isOfSuccess && site.call !== work.call && work.isPutBack(site.call)) return false;
    const other = isOfSuccess ? successPathMap(site.match.operation) : moves;
    const reads = answer.reads.filter(({ node, name }) => node === read.node && name === read.name);
    return reads.every(({ from, name }) => changeOf(other, from, name) === change);
  });
}

/** Values pass a place that do not change in the same way. */
export function disagreement(
  node: ts.Node,
  spot: ProgramPoint,
  work: ResponsePlan,
  alike: (site: Site, answer: ResponseTrace) => boolean,
): Refusal | undefined {
  if (work.sharing.agreed(node, spot, alike)) return undefined;
  return { reason: blockers.readOfOthers(shortText(node), placeOf(node)) };
}

/** A read of what only v2 answers: the code understands both versions already. */
export function readOfV2(answer: ResponseTrace, moves: PathMap): Read | undefined {
  return answer.reads.find((read) => read.outcome !== 'failure' && isNewName(read, moves));
}

function isNewName({ from, name }: Read, moves: PathMap): boolean {
  const here = moves.target(from);
  if ('gone' in here) return false;
  if (from.length === 0 && here.path[0] === name) return true;
  return here.inner.some((op) => (op.op === 'rename' && op.to === name) || (op.op === 'plunge' && op.host === name));
}

/** True when a read of the answer was changed. */
export function isAnyChanged({ done }: ResponsePlan): boolean {
  return [...done].some(([node, way]) => ts.isPropertyAccessExpression(node) && node.name.text !== way);
}
