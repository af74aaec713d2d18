import type { ApiCall } from '../../../http/call.js';
import { originOf } from '../../../dataflow/track/origin.js';
import { ts } from '../../../project/syntax.js';
import { walkBelow } from '../../../project/walk.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import { parameterRef, type Pair } from '../../../scan/pairs.js';
import type { Site } from '../../../scan/site.js';
import type { ChangeSet } from '../../plan/change-set.js';
import { planRequest } from '../../aspects/request/index.js';
import { planUrl } from '../../aspects/url/index.js';

/**
 * Updates of the first resource that stand between the two creations: what they set can be part of the one creation,
 * since nothing has started before it.
 */
export function foldsOf(pair: Pair, open: ChangeSet['sites']): ChangeSet['sites'] {
  const [second] = pair.seconds;
  if (!second?.direct || pair.seconds.length > 1) return [];
  return open.filter(({ site }) => isUpdate(site, pair) && stands(site, pair.first, second.site) && concerns(site, pair));
}

/**
 * A statement by which the code may leave between two calls of one function.
 * @param isGone true for what the migration takes out
 */
export function wayOutBetween(first: ts.Node, second: ts.Node, isGone: (node: ts.Node) => boolean): ts.Node | undefined {
  const home = ts.findAncestor(second, ts.isFunctionLike) ?? second.getSourceFile();
  let found: ts.Node | undefined;
  walkBelow(home, (node) => {
    if (found || ts.isFunctionLike(node) || node.end <= first.end || node.pos >= second.pos) return false;
    if (node.pos >= first.end && leaves(node, second) && !isGone(node)) found = node;
    return true;
  });
  return found;
}

/** `return`, `throw`, or a jump out of or on in a loop that the other node stands in. */
function leaves(node: ts.Node, other: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return !isInside(other, node);
  if (!ts.isBreakOrContinueStatement(node)) return false;
  const left = ts.findAncestor(node, (at) => ts.isIterationStatement(at, false) || ts.isSwitchStatement(at));
  return left !== undefined && isInside(other, left);
}

/** `PATCH /experiments/{id}` for the creation `POST /experiments`. */
function isUpdate({ match, call }: Site, { rule }: Pair): boolean {
  const creation = rule.steps[0].replace(/^\w+ /, '');
  const { method, source } = match.operation.v1;
  return (
    ['PATCH', 'PUT'].includes(method) &&
    ['PATCH', 'PUT'].includes(call.method ?? '') &&
    source.replace(/^\w+ /, '').replace(/\/\{\w+\}$/, '') === creation
  );
}

/** A statement of its own between the two, in the block of the first. */
function stands({ call }: Site, first: Site, second: Site): boolean {
  const wait = call.site.parent;
  const statement = ts.isAwaitExpression(wait) ? wait.parent : undefined;
  if (!statement || !ts.isExpressionStatement(statement)) return false;
  const home = ts.findAncestor(first.call.site, ts.isStatement)?.parent;
  return statement.parent === home && call.site.getStart() > first.call.site.getEnd() && call.site.getEnd() < second.call.site.getStart();
}

function concerns(site: Site, { first }: Pair): boolean {
  const parameter = Object.keys(site.match.parameters).find((name) => site.match.operation.v1.source.endsWith(`{${name}}`));
  const id = parameter === undefined ? undefined : parameterRef(site, parameter);
  return id !== undefined && originOf(id)?.call === first.call.site;
}

/** The other call in whose URL an id is used, when that call's own edit takes it out. */
export function droppedBy(use: ts.Expression, analysis: Analysis): ApiCall | undefined {
  const site = analysis.sites.find(({ call }) => isInside(use, call.site));
  if (!site) return undefined;
  const { v2, rule } = site.match.operation;
  const isInUrl = site.call.request.urlRef !== undefined && isInside(use, site.call.request.urlRef.node);
  if (rule.kind === 'expand') return isInUrl ? site.call : undefined;
  const request = v2 && planRequest(site.call, site.match, analysis);
  const plan = v2 && request && planUrl(site, v2, request.urlQuery, request.otherQueries);
  if (!plan || !('edits' in plan)) return undefined;
  const isTakenOut = plan.edits.some(
    (edit) => edit.file === use.getSourceFile().fileName && edit.start <= use.getStart() && use.getEnd() <= edit.end,
  );
  return isTakenOut && !plan.edits.some(({ text }) => text.includes(use.getText())) ? site.call : undefined;
}
