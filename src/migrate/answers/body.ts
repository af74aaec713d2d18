import type { Answer, Outcome, Path, Spot, Step, Use } from '../../calls/answer/index.js';
import type { ApiCall } from '../../calls/call.js';
import type { Evaluation } from '../../calls/evaluation.js';
import type { Operation } from '../../match/index.js';
import type { MovedPath } from '../../pack/lens/index.js';
import { ts } from '../../project/syntax.js';
import { isMoved, namesIn } from './adapt.js';
import { type Anchors, anchorsOf, depthOf } from './anchors.js';
import { placeOf } from './code.js';
import { changeTypes } from './declared.js';
import { createDraft, type Draft } from './draft.js';
import { putBack } from './escapes.js';
import { followRule } from './follow.js';
import { failureMoves, haveSameLens, haveSameRoot, isSame, type Moves, type Way } from './moves.js';
import { type Rebound, rebindPatterns } from './patterns.js';
import { changeSchemas } from './schemas.js';
import type { Sharing } from './sharing.js';
import { rewriteChain, rewriteStep } from './steps.js';
import { unwrapSource } from './unwrap.js';
import { rewriteValue } from './values.js';

/** Names of fields that only answers of failed requests have. */
const ERROR_FIELDS = new Set(['error', 'errors', 'detail', 'error_desc', 'error_code', 'validation_details']);

/** All that is needed to plan the body of one answer. */
export interface Body {
  call: ApiCall;
  evaluation: Evaluation;
  operation: Operation;
  answer: Answer;
  sharing: Sharing;
}

/** What was done to a body: edits, the rules behind them, and the facts that are open. */
export interface Reads {
  draft: Draft;
  /** Edits of declared types and schemas. */
  types: Draft;
  rules: Set<string>;
  open: string[];
}

/** Says why the reads of an answer cannot be rewritten. */
export class Obstacle extends Error {
  override name = 'Obstacle';
}

interface Work extends Body, Reads {
  success: Moves;
  failure: Moves;
  rebound: Rebound;
  anchors: Anchors | undefined;
  /** Where the outer level is put on at the reads: they read failed answers there too. */
  unanchored: Set<ts.Node>;
  /** Ways of the reads that were dealt with. */
  done: Map<ts.Node, string>;
}

/**
 * Makes every visible read of a body read the v2 answer: takes off an outer level where the body comes into view, and
 * rewrites the reads.
 * @throws Obstacle when a read cannot be rewritten
 */
export function rewriteReads(body: Body, success: Moves): Reads {
  const work: Work = {
    ...body,
    success,
    failure: failureMoves(body.operation),
    draft: createDraft(),
    types: createDraft(),
    rebound: new Map(),
    rules: new Set(),
    open: [],
    anchors: undefined,
    unanchored: new Set(),
    done: new Map(),
  };
  unwrap(work);
  for (const step of body.answer.steps) readStep(step, work);
  const problem = rebindPatterns(work.rebound, work.draft);
  if (problem !== undefined) throw new Obstacle(problem);
  for (const step of body.answer.steps) readValue(step, work);
  for (const use of body.answer.uses) readWhole(use, work);
  declareTypes(work);
  return work;
}

/** Makes declared types say what v2 answers. Types that other code needs stay, when no read depends on them. */
function declareTypes(work: Work): void {
  const { answer, success, types, evaluation, sharing, operation } = work;
  if (!success.matter) return;
  const schema = changeSchemas(answer.types, success, types, evaluation);
  if (schema !== undefined) throw new Obstacle(schema);
  const problem = changeTypes(answer.types, { moves: success, draft: types, evaluation, follows: sharing.follows });
  if (problem === undefined) {
    if (types.size() > 0) work.rules.add(followRule(operation, 'types'));
    return;
  }
  const isRead = [...work.done].some(([node, way]) => ts.isPropertyAccessExpression(node) && node.name.text !== way);
  if (isRead) throw new Obstacle(problem);
  work.types = createDraft();
  work.open.push(`${problem}: the type stays as it is`);
}

/** Takes off the outer level that v2 adds, at the narrowest places that all reads pass. */
function unwrap(work: Work): void {
  const { answer, call, operation, success, sharing } = work;
  const way = rootWay(work);
  if (way.length === 0) return;
  const anchors = anchorsOf(call, answer, sharing, (site) => haveSameRoot(operation, site.match.operation));
  const root = success.target([]);
  if ('path' in root) root.rules.forEach((rule) => work.rules.add(rule));
  if ('problem' in anchors) {
    // Wrappers in the way that others share: the level is taken off at each read.
    for (const { via, node } of answer.sources) if (via === 'client') work.unanchored.add(node);
    return;
  }
  work.anchors = anchors;
  for (const source of anchors.sources) {
    if (source.handed || isReadAsFailure(source, work)) {
      originsOf(source, work).forEach((origin) => work.unanchored.add(origin));
      continue;
    }
    const problem = unwrapSource(source, way, call, answer, work.rebound, work.draft);
    if (problem !== undefined) throw new Obstacle(problem);
  }
}

/** Steps from the v2 body to the value that v1 answered as a whole. */
function rootWay({ success, answer }: Work): Way {
  const root = success.target([]);
  if ('gone' in root) return [];
  if (root.when?.type === 'string' && isUsedAsText(answer)) return root.when.path;
  return root.path;
}

/** The code takes the whole answer for a text, and for nothing else. */
function isUsedAsText({ uses, steps, types }: Answer): boolean {
  if (steps.some((step) => step.from.length === 0)) return false;
  const asText = uses.some(({ as, path }) => path.length === 0 && ['text', 'method'].includes(as));
  return asText || types.some(({ type, place }) => place.kind === 'body' && place.path.length === 0 && isStringType(type));
}

function isStringType(type: ts.TypeNode | undefined): boolean {
  if (!type) return false;
  if (type.kind === ts.SyntaxKind.StringKeyword) return true;
  return ts.isTypeReferenceNode(type) && type.typeArguments?.length === 1 && isStringType(type.typeArguments[0]);
}

/** Client sources whose value arrives at a source. */
function originsOf(source: Anchors['sources'][number], { answer }: Work): ts.Node[] {
  if (source.via === 'client') return [source.node];
  return answer.sources.filter(({ via, outcome }) => via === 'client' && outcome !== 'failure').map(({ node }) => node);
}

/** Some read of the same value is of a failed answer, which has no such level. */
function isReadAsFailure(source: Anchors['sources'][number], work: Work): boolean {
  const origins = new Set(originsOf(source, work));
  const isOfFailure = (spot: Spot, outcome: Outcome, path: Path): boolean =>
    spot.origin !== undefined && origins.has(spot.origin) && isInside(spot, work) && isFailure(outcome, path, work);
  return (
    work.answer.steps.some((step) => isOfFailure(step, step.outcome, [...step.from, step.name])) ||
    work.answer.uses.some((use) => use.path.length > 0 && isOfFailure(use, use.outcome, use.path))
  );
}

/** The spot is on the near side of the place where the level is taken off. */
function isInside(spot: Spot, { anchors, call }: Work): boolean {
  return anchors === undefined || depthOf(spot, call) <= anchors.depth;
}

function isFailure(outcome: Outcome, path: Path, { failure, success }: Work): boolean {
  if (outcome !== 'open') return outcome === 'failure';
  const [first] = path;
  if (first === undefined) return false;
  const wanted = success.target([first]);
  const isNamed = 'path' in wanted && isSame(success.between([], [first]), first);
  if (failure.matter && !isSame(failure.between([], [first]), first) && isNamed) return true;
  return ERROR_FIELDS.has(first) && success.matter;
}

function movesFor(outcome: Outcome, path: Path, work: Work): Moves {
  return isFailure(outcome, path, work) ? work.failure : work.success;
}

/** Steps from one value to the one that a name reads of it, as the edited code has them. */
function wayOf(step: Step, moves: Moves, work: Work): Way | undefined {
  const to = [...step.from, step.name];
  if (step.from.length > 0 || moves === work.failure) return moves.between(step.from, to);
  const isOff = isInside(step, work) && !(step.origin && work.unanchored.has(step.origin));
  if (isOff) return moves.between([], to);
  const target = moves.target(to);
  return 'path' in target ? target.path : undefined;
}

function readStep(step: Step, work: Work): void {
  const to = [...step.from, step.name];
  const moves = movesFor(step.outcome, to, work);
  const target = moves.target(to);
  if ('gone' in target) throw new Obstacle(`v2 does not answer \`${to.join('.')}\`, which is read ${placeOf(step.node)}`);
  const way = wayOf(step, moves, work);
  if (isDone(step, way, work)) return;
  if (isSame(way, step.name)) return;
  noteJudgement(step, work);
  if (!way) {
    if (!rewriteChain(step, work.answer.steps, (from) => moves.between(from, to), work.draft)) throw new Obstacle(movedAway(step));
  } else {
    keepRest(step, way, moves);
    const problem = rewriteStep(step, way, work.rebound, work.draft);
    if (problem !== undefined) throw new Obstacle(problem);
  }
  agree(step.node, step, work, (other) => readsAlike(step, other));
  target.rules.forEach((rule) => work.rules.add(rule));
}

/** A place in the code that reads two different values has to be read in one way. */
function isDone(step: Step, way: Way | undefined, { done }: Work): boolean {
  const text = way ? way.join('.') : '';
  const before = done.get(step.node);
  if (before === undefined) {
    done.set(step.node, text);
    return false;
  }
  if (before !== text)
    throw new Obstacle(`\`${step.node.getText()}\` ${placeOf(step.node)} reads answers that do not change in the same way`);
  return true;
}

function noteJudgement(step: Step, work: Work): void {
  if (step.outcome === 'open' && isFailure('open', [...step.from, step.name], work))
    work.open.push(`\`${step.node.getText()}\` ${placeOf(step.node)} is taken to read a failed answer`);
}

function movedAway(step: Step): string {
  return `v2 has \`${step.name}\`, which is read ${placeOf(step.node)}, outside of \`${step.from.join('.')}\``;
}

/** A rest or a copy still has what the read needs, unless a name beside it takes that away. */
function keepRest({ hidden, from, node }: Step, way: Way, moves: Moves): void {
  const [head] = way;
  for (const name of hidden ?? []) {
    const taken = moves.between(from, [...from, name]);
    if (taken?.[0] === head && head !== undefined)
      throw new Obstacle(`\`${node.getText()}\` ${placeOf(node)} reads a rest that v2 leaves without it`);
  }
}

/** Every read of the other call at the node goes the same way. */
function readsAlike(step: Step, answer: Answer): boolean {
  const path = step.from.join('.');
  return answer.steps.filter(({ node }) => node === step.node).every(({ from }) => from.join('.') === path);
}

function agree(node: ts.Node, spot: Spot, work: Work, alike: (answer: Answer) => boolean): void {
  const { operation, sharing } = work;
  const isAgreed = sharing.agreed(
    node,
    spot,
    (site, answer) => site.match.operation === operation || (haveSameLens(operation, site.match.operation) && alike(answer)),
  );
  if (!isAgreed) throw new Obstacle(`\`${shortText(node)}\` ${placeOf(node)} also reads values that do not change in the same way`);
}

function shortText(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Makes what is done with a value that is another in v2 see the v1 value. */
function readValue(step: Step, work: Work): void {
  const to = [...step.from, step.name];
  const moves = movesFor(step.outcome, to, work);
  const moved = moves.target(to);
  if ('gone' in moved || step.form === 'key') return;
  if (moved.back.length === 0 && moved.list === undefined && moved.unset === undefined) return;
  const before = work.draft.size();
  const uses = work.answer.uses.filter(({ path }) => path.join('.') === to.join('.'));
  const outcome = rewriteValue({ step, moved, uses }, work.draft);
  if ('problem' in outcome) throw new Obstacle(outcome.problem);
  if (outcome.open !== undefined) work.open.push(outcome.open);
  if (work.draft.size() === before) return;
  moved.rules.forEach((rule) => work.rules.add(rule));
  agree(step.node, step, work, () => true);
}

/** Makes what is done with a value as a whole see the v1 shape, where it matters. */
function readWhole(use: Use, work: Work): void {
  const moves = movesFor(use.outcome, use.path, work);
  const moved = moves.target(use.path);
  if ('gone' in moved || !seesShape(use, moved)) return;
  const way = missingLevel(use, moved, moves, work);
  const shape = shapeOf(use, moved);
  if (way.length === 0 && shape === 'same') return;
  if (shape === 'lost') throw new Obstacle(`the answer is ${use.by} ${placeOf(use.node)}`);
  const problem = putBack(use, way, moved.inner, work.draft);
  if (problem !== undefined) throw new Obstacle(problem);
  agree(use.node, use, work, () => true);
  moved.rules.forEach((rule) => work.rules.add(rule));
  if (shape === 'changed') work.open.push(`the answer is ${use.by} ${placeOf(use.node)}, where its v1 shape is made of it`);
}

/** The use can tell shapes apart. */
function seesShape({ as }: Use, { inner, split }: MovedPath): boolean {
  if (as === 'dynamic') return split === true || inner.some((op) => op.op !== 'map');
  return as === 'escape' || as === 'keys';
}

/** The outer level, where it was not taken off before the use. */
function missingLevel(use: Use, moved: MovedPath, moves: Moves, work: Work): Way {
  if (use.path.length > 0 || moves === work.failure) return [];
  const isOff = isInside(use, work) && !(use.origin && work.unanchored.has(use.origin));
  return isOff ? [] : moved.path;
}

function shapeOf(use: Use, { inner, split }: MovedPath): 'same' | 'changed' | 'lost' {
  const names = namesIn(inner).filter((name) => !use.hidden?.includes(name) && isMoved(inner, name));
  const isChanged =
    split === true || names.length > 0 || inner.some((op) => ['map', 'unnest', 'nest', 'remove'].includes(op.op) && !isHiddenOp(op, use));
  if (!isChanged) return 'same';
  return use.continues || use.under || use.hidden ? 'lost' : 'changed';
}

function isHiddenOp(op: MovedPath['inner'][number], { hidden }: Use): boolean {
  return op.op === 'remove' && (hidden?.includes(op.name) ?? false);
}
