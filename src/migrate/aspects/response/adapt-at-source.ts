import { blockers, type Blocker } from '../../../scan/blockers.js';
import { rulesOf } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import { type Adapter, adapterOf, arrow, codeStyleOf } from './adapter-code.js';
import { type Anchors, anchorsOf, depthOf } from './anchors.js';
import { rewriteReads } from './body.js';
import { isReadApart, levelAnchors, settledAt } from './envelope.js';
import { levelNode, unwrapSource } from './unwrap.js';
import { type Body, type PlannedReads, type Refusal, type ResponsePlan, startPlan } from './context.js';
import { accesses, freshName, isOperand, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import { mapObservable } from './observables.js';
import { prunedLens } from './prune.js';
import { hasSuccessFlag, haveSameLens, successPathMap, UNMOVED, type Steps } from './path-map.js';

type Source = Anchors['sources'][number];

/**
 * Puts the v2 answer back into its v1 shape where it comes into view, so that no read changes. Gives the reason when the place
 * is shared, or the shape has no way back.
 */
export function adaptAtSource(body: Body, obstacle: Blocker): PlannedReads | Refusal {
  const { operation, call, answer, sharing, isPutBack } = body;
  const root = successPathMap(operation).target([]);
  if ('gone' in root) return { reason: obstacle };
  const reads = rewriteReads(body, UNMOVED);
  if ('reason' in reads) return reads;
  const work = startPlan(body, UNMOVED);
  const isApart = (source: Source, depth: number): boolean => root.path.length > 0 && isReadApart(source, depth, work);
  const agrees = (site: Site): boolean => haveSameLens(operation, site.match.operation) && (site.call === call || isPutBack(site.call));
  const anchors = anchorsOf(call, answer, sharing, agrees, (source, depth) => !source.handed && !isApart(source, depth));
  if ('problem' in anchors) return { reason: anchors.problem };
  const checked = checkedBefore(anchors, body);
  if (checked) return checked;
  const isLevelOff = takeOffDeeper(root.path, anchors, work, reads);
  if (typeof isLevelOff === 'object') return isLevelOff;
  const lens = prunedLens(root.inner, [], answer, body.interpreter);
  for (const source of anchors.sources) {
    if (source.handed) return { reason: blockers.responseToCallbacks(placeOf(source.node)) };
    if (isApart(source, anchors.depth)) return { reason: blockers.failuresInSameValue(placeOf(source.node)) };
    const adapter = adapterOf(lens, codeStyleOf(source.node));
    const isFlagged = hasSuccessFlag(root.inner) && !call.request.response.throws && source.outcome !== 'success';
    const put = isFlagged ? adaptSuccess : adapt;
    const problem = 'problem' in adapter ? adapter.problem : put(source, isLevelOff ? [] : root.path, adapter, reads.draft);
    if (problem !== undefined) return { reason: problem };
    if (!isLevelOff) reads.settled = settledAt(source.node, anchors.depth, reads.settled);
  }
  operation.response.flatMap((op) => rulesOf(op)).forEach((rule) => reads.rules.add(rule));
  reads.open.unshift(blockers.shapePutBack(obstacle.text));
  return reads;
}

/** A schema in a wrapper sees the answer before it has its v1 shape again. */
function checkedBefore({ depth }: Anchors, { call, answer }: Body): Refusal | undefined {
  const check = answer.types.find(
    (use) => use.schema && use.accessPath.kind === 'body' && !use.accessPath.failed && depthOf(use, call) > depth,
  );
  return check && { reason: blockers.checkedBySchema(placeOf(check.node)) };
}

/**
 * Takes the outer level off inside of a wrapper that calls of other shapes share: they take it off there too. True when that is
 * not where the response is put back into its v1 shape.
 */
function takeOffDeeper(way: Steps, { depth }: Anchors, work: ResponsePlan, reads: PlannedReads): boolean | Refusal {
  const level = way.length === 0 ? undefined : levelAnchors(way, work);
  if (!level || 'problem' in level || level.depth <= depth) return false;
  for (const source of level.sources) {
    const isOpen = !source.handed && !ts.isBindingElement(source.node) && !isReadApart(source, level.depth, work);
    const problem = isOpen
      ? unwrapSource(source, way, work.call, work.answer, work.rebound, reads.draft)
      : blockers.readInSeveralWays(placeOf(source.node));
    if (problem !== undefined) return { reason: problem };
    reads.settled = settledAt(levelNode(source), level.depth, reads.settled);
  }
  return true;
}

/** Puts the adapter around a place where the body comes into view; gives the reason when that cannot be. */
function adapt(source: Source, way: Steps, adapter: Adapter, draft: EditBuilder): Blocker | undefined {
  const { node } = source;
  if (ts.isBindingElement(node)) return adaptBinding(node, way, adapter, draft);
  const value = settled(node, source.promise);
  const at = value.node;
  const [open, close] = isOperand(at) ? ['', ''] : ['(', ')'];
  const after = accesses(way, node);
  const fn = adapter.body === adapter.parameter ? undefined : arrow(adapter, codeStyleOf(node));
  if (value.promise && source.observable) {
    if (way.length > 0) mapObservable(at, `(body) => body${after}`, draft);
    if (fn !== undefined) mapObservable(at, fn, draft);
  } else if (value.promise)
    draft.wrap(
      at,
      open,
      `${close}${way.length > 0 ? `.then((body${codeStyleOf(node).typed ? ': any' : ''}) => body${after})` : ''}${fn === undefined ? '' : `.then(${fn})`}`,
    );
  else if (fn === undefined) draft.wrap(at, open, `${close}${after}`);
  else if (way.length > 0) draft.wrap(at, `(${fn})(${open}`, `${close}${after})`);
  else draft.wrap(at, `(${fn})(`, ')');
  return undefined;
}

/** `res.json()` becomes `res.json().then((body) => (res.ok ? { status: 'success', data: body } : body))`. */
function adaptSuccess({ node }: Source, way: Steps, adapter: Adapter, draft: EditBuilder): Blocker | undefined {
  const response = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined;
  if (!response || !ts.isIdentifier(response) || way.length > 0) return blockers.failureTakenForSuccess(placeOf(node));
  const style = codeStyleOf(node);
  const value = adapter.parameter === 'body' ? adapter.body : `(${arrow(adapter, style)})(body)`;
  draft.wrap(node, '', `.then((body${style.typed ? ': any' : ''}) => (${response.text}.ok ? ${value} : body))`);
  return undefined;
}

function settled(node: ts.Expression, promise: boolean): { node: ts.Expression; promise: boolean } {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || (ts.isAsExpression(parent) && isOfAny(parent.type))) return settled(parent, promise);
  return promise && ts.isAwaitExpression(parent) ? settled(parent, false) : { node, promise };
}

/** A cast that opens a body of unknown type: without it, nothing of the body can be named. */
function isOfAny(type: ts.TypeNode): boolean {
  return /^(?:any|Promise<any>)$/.test(type.getText());
}

/** `const { data } = await get()` becomes `const { data: body } = await get(), data = adapter(body)`. */
function adaptBinding(element: ts.BindingElement, way: Steps, adapter: Adapter, draft: EditBuilder): Blocker | undefined {
  const declaration = element.parent.parent;
  const list = declaration.parent;
  const isDeclared = ts.isVariableDeclaration(declaration) && ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent);
  if (!isDeclared || element.initializer) return blockers.destructuredAtOnce(placeOf(element));
  const name = freshName('answer', element);
  const target = draft.textOf(element.name);
  const key = (element.propertyName ?? element.name).getText();
  draft.rewrite(element, `${key}: ${name}`);
  draft.wrap(declaration, '', `, ${target} = (${arrow(adapter, codeStyleOf(element))})(${name}${accesses(way, element)})`);
  return undefined;
}
