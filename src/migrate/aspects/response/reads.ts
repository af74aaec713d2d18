import type { ResponseTrace, ProgramPoint, Read } from '../../../http/response/index.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import { placeOf, shortText } from './code.js';
import { changeOf, isSame, type PathMap, rulesOfMove, successPathMap, UNMOVED, type Steps } from './path-map.js';
import { readAsMissing } from './missing.js';
import { rewriteChain, rewriteRead } from './steps.js';
import { rewriteValue } from './values.js';
import { isAnchored, isFailure, movesFor, ResponseBlocked, type ResponsePlan } from './context.js';

/** Makes one read find its value in the v2 answer. */
export function readCode(step: Read, work: ResponsePlan): void {
  const to = [...step.from, step.name];
  const moves = movesFor(step.outcome, to, work);
  const target = moves.target(to);
  if ('gone' in target) throw new ResponseBlocked(`v2 does not answer \`${to.join('.')}\`, which is read ${placeOf(step.node)}`);
  const way = wayOf(step, moves, work);
  if (isDone(step, way, work) || isSame(way, step.name)) return;
  noteJudgement(step, work);
  if (!way) {
    if (!rewriteChain(step, work.answer.reads, (from) => moves.between(from, to), work.draft)) throw new ResponseBlocked(movedAway(step));
  } else {
    keepRest(step, way, moves);
    const problem = rewriteRead(step, way, work.rebound, work.draft);
    if (problem !== undefined) throw new ResponseBlocked(problem);
  }
  agreeOnStep(step, moves, work);
  rulesOfMove(target).forEach((rule) => work.rules.add(rule));
}

/** Makes one read see as missing what v2 answers as null. */
export function readMissing(step: Read, work: ResponsePlan): void {
  const to = [...step.from, step.name];
  const moves = movesFor(step.outcome, to, work);
  const moved = moves.target(to);
  if ('gone' in moved || moved.unset !== null) return;
  const before = work.draft.size();
  const problem = readAsMissing(step, wayOf(step, moves, work) ?? [step.name], work.rebound, work.draft);
  if (problem !== undefined) throw new ResponseBlocked(problem);
  if (work.draft.size() === before && !hasDefault(step, work)) return;
  agreeOnStep(step, moves, work);
  rulesOfMove(moved).forEach((rule) => work.rules.add(rule));
}

/** Steps from one value to the one that a name reads of it, as the edited code has them. */
function wayOf(step: Read, moves: PathMap, work: ResponsePlan): Steps | undefined {
  const to = [...step.from, step.name];
  if (step.from.length > 0 || moves !== work.success || isAnchored(step, work)) return moves.between(step.from, to);
  const target = moves.target(to);
  return 'path' in target ? target.path : undefined;
}

/** A place in the code that reads two different values has to be read in one way. */
function isDone(step: Read, way: Steps | undefined, { done }: ResponsePlan): boolean {
  const text = way ? way.join('.') : '';
  const before = done.get(step.node);
  if (before === undefined) {
    done.set(step.node, text);
    return false;
  }
  if (before !== text)
    throw new ResponseBlocked(`\`${shortText(step.node)}\` ${placeOf(step.node)} reads answers that do not change in the same way`);
  return true;
}

function noteJudgement(step: Read, work: ResponsePlan): void {
  if (step.outcome === 'open' && isFailure('open', [...step.from, step.name], work))
    work.open.push(`\`${shortText(step.node)}\` ${placeOf(step.node)} is taken to read a failed answer: check that it does`);
}

function movedAway(step: Read): string {
  return `v2 has \`${step.name}\`, which is read ${placeOf(step.node)}, outside of \`${step.from.join('.')}\``;
}

/** A rest or a copy still has what the read needs, unless a name beside it takes that away. */
function keepRest({ hidden, from, node }: Read, way: Steps, moves: PathMap): void {
  const [head] = way;
  for (const name of hidden ?? []) {
    const taken = moves.between(from, [...from, name]);
    if (taken?.[0] === head && head !== undefined)
      throw new ResponseBlocked(`\`${shortText(node)}\` ${placeOf(node)} reads a rest that v2 leaves without it`);
  }
}

/** Makes what is done with a value that is another in v2 see the v1 value. */
export function readValue(step: Read, work: ResponsePlan): void {
  const to = [...step.from, step.name];
  const moves = movesFor(step.outcome, to, work);
  const target = moves.target(to);
  if ('gone' in target || step.form === 'key') return;
  const moved = hasDefault(step, work) ? withoutUnset(target) : target;
  if (moved.back.length === 0 && moved.list === undefined && moved.unset === undefined) return;
  const before = work.draft.size();
  const uses = work.answer.sinks.filter(({ path }) => path.join('.') === to.join('.'));
  const outcome = rewriteValue({ step, moved, uses }, work.draft);
  if ('problem' in outcome) throw new ResponseBlocked(outcome.problem);
  if (outcome.open !== undefined) work.open.push(outcome.open);
  if (work.draft.size() === before) return;
  rulesOfMove(moved).forEach((rule) => work.rules.add(rule));
  agreeOnStep(step, moves, work);
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
function agreeOnStep(step: Read, moves: PathMap, work: ResponsePlan): void {
  const change = changeOf(moves, step.from, step.name);
  agree(step.node, step, work, (site, answer) => {
    const other = moves === work.failure || moves === UNMOVED ? moves : successPathMap(site.match.operation);
    const steps = answer.reads.filter(({ node, name }) => node === step.node && name === step.name);
    return steps.every(({ from, name }) => changeOf(other, from, name) === change);
  });
}

/** @throws Obstacle when values pass a place that do not change in the same way */
export function agree(node: ts.Node, spot: ProgramPoint, work: ResponsePlan, alike: (site: Site, answer: ResponseTrace) => boolean): void {
  if (work.sharing.agreed(node, spot, alike)) return;
  throw new ResponseBlocked(`\`${shortText(node)}\` ${placeOf(node)} also reads values that do not change in the same way`);
}

/** A read of what only v2 answers: the code understands both versions already. */
export function readOfV2(answer: ResponseTrace, moves: PathMap): Read | undefined {
  return answer.reads.find((step) => step.outcome !== 'failure' && isNewName(step, moves));
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
