import { rulesOf } from '../../../pack/lens/index.js';
import { ts } from '../../../project/syntax.js';
import { type Adapter, adapterOf, arrow, codeStyleOf, type CodeStyle, NoAdapterError } from './adapter-code.js';
import { type Anchors, anchorsOf, depthOf } from './anchors.js';
import { rewriteReads } from './body.js';
import { isReadApart, levelAnchors, settledAt } from './envelope.js';
import { unwrapSource } from './unwrap.js';
import { type Body, ResponseBlocked, type PlannedReads, type ResponsePlan, startPlan } from './context.js';
import { accesses, freshName, isOperand, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import { mapObservable } from './observables.js';
import { haveSameLens, successPathMap, UNMOVED, type Steps } from './path-map.js';

type Source = Anchors['sources'][number];

/**
 * Puts the v2 answer back into its v1 shape where it comes into view, so that no read changes.
 * @throws Obstacle when the place is shared, or the shape has no way back
 */
export function adaptAtSource(body: Body, obstacle: string): PlannedReads {
  const { operation, call, answer, sharing } = body;
  const root = successPathMap(operation).target([]);
  if ('gone' in root) throw new ResponseBlocked(obstacle);
  const reads = rewriteReads(body, UNMOVED);
  const work = startPlan(body, UNMOVED);
  const isApart = (source: Source, depth: number): boolean => root.path.length > 0 && isReadApart(source, depth, work);
  const agrees = (site: { match: { operation: typeof operation } }): boolean => haveSameLens(operation, site.match.operation);
  const anchors = anchorsOf(call, answer, sharing, agrees, (source, depth) => !source.handed && !isApart(source, depth));
  if ('problem' in anchors) throw new ResponseBlocked(anchors.problem);
  refuseCheckedBefore(anchors, body);
  const isLevelOff = takeOffDeeper(root.path, anchors, work, reads);
  for (const source of anchors.sources) {
    if (source.handed) throw new ResponseBlocked(`the answer is handed to callbacks ${placeOf(source.node)}`);
    if (isApart(source, anchors.depth)) throw new ResponseBlocked(`failed answers are read of the same value ${placeOf(source.node)}`);
    adapt(source, isLevelOff ? [] : root.path, adapterFor(root.inner, codeStyleOf(source.node)), reads.draft);
    if (!isLevelOff) reads.settled = settledAt(source.node, anchors.depth, reads.settled);
  }
  operation.response.flatMap((op) => rulesOf(op)).forEach((rule) => reads.rules.add(rule));
  reads.open.unshift(`${obstacle}: the v2 answer is put back into its v1 shape, check that all that is read is in it`);
  return reads;
}

/** A schema in a wrapper sees the answer before it has its v1 shape again. */
function refuseCheckedBefore({ depth }: Anchors, { call, answer }: Body): void {
  const check = answer.types.find(
    (use) => use.schema && use.accessPath.kind === 'body' && !use.accessPath.failed && depthOf(use, call) > depth,
  );
  if (check)
    throw new ResponseBlocked(`the answer is checked with a schema ${placeOf(check.node)} before it can be put back into its v1 shape`);
}

/**
 * Takes the outer level off inside of a wrapper that calls of other shapes share: they take it off there too. True when that is
 * not where the answer is put back into its v1 shape.
 */
function takeOffDeeper(way: Steps, { depth }: Anchors, work: ResponsePlan, reads: PlannedReads): boolean {
  const level = way.length === 0 ? undefined : levelAnchors(way, work);
  if (!level || 'problem' in level || level.depth <= depth) return false;
  for (const source of level.sources) {
    const isOpen = !source.handed && !ts.isBindingElement(source.node) && !isReadApart(source, level.depth, work);
    const problem = isOpen
      ? unwrapSource(source, way, work.call, work.answer, work.rebound, reads.draft)
      : `the answer is read in more than one way ${placeOf(source.node)}`;
    if (problem !== undefined) throw new ResponseBlocked(problem);
    reads.settled = settledAt(source.node, level.depth, reads.settled);
  }
  return true;
}

function adapterFor(lens: Body['operation']['response'], style: CodeStyle): Adapter {
  try {
    return adapterOf(lens, style);
  } catch (error) {
    if (error instanceof NoAdapterError) throw new ResponseBlocked(error.message);
    throw error;
  }
}

function adapt(source: Source, way: Steps, adapter: Adapter, draft: EditBuilder): void {
  const { node } = source;
  if (ts.isBindingElement(node)) {
    adaptBinding(node, way, adapter, draft);
    return;
  }
  const value = settled(node, source.promise);
  const at = value.node;
  const [open, close] = isOperand(at) ? ['', ''] : ['(', ')'];
  const after = accesses(way, node);
  const fn = adapter.body === adapter.parameter ? undefined : arrow(adapter, codeStyleOf(node));
  if (value.promise && source.observable) {
    if (way.length > 0) mapObservable(at, `(body) => body${after}`, draft);
    if (fn !== undefined) mapObservable(at, fn, draft);
  } else if (value.promise)
    draft.wrap(at, open, `${close}${way.length > 0 ? `.then((body) => body${after})` : ''}${fn === undefined ? '' : `.then(${fn})`}`);
  else if (fn === undefined) draft.wrap(at, open, `${close}${after}`);
  else if (way.length > 0) draft.wrap(at, `(${fn})(${open}`, `${close}${after})`);
  else draft.wrap(at, `(${fn})(`, ')');
}

function settled(node: ts.Expression, promise: boolean): { node: ts.Expression; promise: boolean } {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return settled(parent, promise);
  return promise && ts.isAwaitExpression(parent) ? { node: parent, promise: false } : { node, promise };
}

/** `const { data } = await get()` becomes `const { data: body } = await get(), data = adapter(body)`. */
function adaptBinding(element: ts.BindingElement, way: Steps, adapter: Adapter, draft: EditBuilder): void {
  const declaration = element.parent.parent;
  const list = declaration.parent;
  const isDeclared = ts.isVariableDeclaration(declaration) && ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent);
  if (!isDeclared || element.initializer)
    throw new ResponseBlocked(`the answer is taken apart ${placeOf(element)} where it comes into view`);
  const name = freshName('answer', element);
  const target = draft.textOf(element.name);
  const key = (element.propertyName ?? element.name).getText();
  draft.rewrite(element, `${key}: ${name}`);
  draft.wrap(declaration, '', `, ${target} = (${arrow(adapter, codeStyleOf(element))})(${name}${accesses(way, element)})`);
}
