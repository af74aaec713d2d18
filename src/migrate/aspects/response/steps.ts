import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Read } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { accesses, isOperand, type Optional, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';
import type { Rebound } from './patterns.js';

/** Makes one read go another way; gives the reason when it cannot. Elements of patterns are collected in `rebound`. */
export function rewriteRead(step: Read, way: Steps, optional: Optional, rebound: Rebound, draft: EditBuilder): Blocker | undefined {
  const { node } = step;
  if (ts.isBindingElement(node)) {
    rebound.set(node, { way, optional: optional.levels });
    return undefined;
  }
  if (ts.isPropertyAccessExpression(node)) rewriteAccess(node, way, optional, draft);
  else if (ts.isElementAccessExpression(node)) rewriteElement(node, way, optional, draft);
  else if (ts.isStringLiteralLike(node)) return rewriteKey(node, way, optional, draft);
  else return rewriteAssigned(node, way, optional, draft);
  return undefined;
}

/** Makes a read go on where the value that it is read of may be missing now: `body.items` becomes `body?.items`. */
export function readOptionally({ node }: Read, draft: EditBuilder): void {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) insertOptional(node, draft);
  else if (ts.isStringLiteralLike(node)) {
    const owner = ownerOf(node);
    if (owner) draft.wrap(owner, '(', ' ?? {})');
  } else if (ts.isBindingElement(node)) takeApartOptionally(node.parent, draft);
}

function rewriteAccess(node: ts.PropertyAccessExpression, way: Steps, optional: Optional, draft: EditBuilder): void {
  const { name } = node;
  const [first] = way;
  const isPlain = typeof first === 'string' && propertyKey(first, styleOf(node)) === first;
  if (way.length > 0 && isPlain) draft.replace(node, name.getStart(), name.getEnd(), accesses(way, node, optional).replace(/^\??\./, ''));
  else replaceAccess(node, way, optional, draft);
}

function rewriteElement(node: ts.ElementAccessExpression, way: Steps, optional: Optional, draft: EditBuilder): void {
  const { argumentExpression } = node;
  const [only] = way;
  if (way.length === 1 && typeof only === 'string' && ts.isStringLiteralLike(argumentExpression))
    draft.replace(node, argumentExpression.getStart() + 1, argumentExpression.getEnd() - 1, only);
  else replaceAccess(node, way, optional, draft);
}

/** Replaces all that follows the expression. A `?.` that goes away is one for what comes next: `body?.wrapper.name` becomes `body?.name`. */
function replaceAccess(node: Access, way: Steps, optional: Optional, draft: EditBuilder): void {
  const base = node.questionDotToken !== undefined;
  draft.replace(node, node.expression.getEnd(), node.getEnd(), accesses(way, node, { ...optional, base }));
  if (way.length > 0 || !base) return;
  const next = ts.isNonNullExpression(node.parent) ? node.parent : node;
  const { parent } = next;
  if ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === next)
    insertOptional(parent, draft);
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function insertOptional(access: Access, draft: EditBuilder): void {
  if (access.questionDotToken) return;
  const text = access.getSourceFile().text.slice(access.expression.getEnd(), access.getEnd());
  const at = access.expression.getEnd() + (text.length - text.trimStart().length);
  draft.replace(access, at, at, ts.isPropertyAccessExpression(access) ? '?' : '?.');
}

/** Takes nothing apart where there is nothing: `= body ?? {}`, and a parameter with the default `{}`. */
function takeApartOptionally(pattern: ts.BindingPattern, draft: EditBuilder): void {
  const { parent } = pattern;
  if (ts.isBindingElement(parent)) return;
  const { initializer } = parent;
  if (ts.isParameter(parent)) {
    if (!initializer) draft.wrap(parent, '', ' = {}');
    return;
  }
  if (!initializer || isDefaulted(initializer)) return;
  // With the level taken off, an awaited body is a member of it.
  const isMember = isOperand(initializer) || (ts.isAwaitExpression(initializer) && !draft.textOf(initializer).startsWith('await'));
  draft.wrap(initializer, isMember ? '' : '(', `${isMember ? '' : ')'} ?? {}`);
}

function isDefaulted(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) && /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText());
}

/** `'name' in x`, `x.hasOwnProperty('name')`, `Object.hasOwn(x, 'name')`. */
function rewriteKey(node: ts.StringLiteralLike, way: Steps, { levels }: Optional, draft: EditBuilder): Blocker | undefined {
  const last = way.at(-1);
  if (typeof last !== 'string') return blockers.asksForMissingName(node.parent.getText(), placeOf(node));
  const owner = ownerOf(node);
  const before = way.slice(0, -1);
  if (before.length > 0) {
    if (!owner) return blockers.notUnderstood(node.parent.getText(), placeOf(node));
    if (levels) draft.wrap(owner, '(', `${accesses(before, node, { levels })} ?? {})`);
    else draft.wrap(owner, '', accesses(before, node));
  }
  draft.replace(node, node.getStart() + 1, node.getEnd() - 1, last);
  return undefined;
}

/** The object that a name is looked for in. */
export function ownerOf(key: ts.StringLiteralLike): ts.Expression | undefined {
  const { parent } = key;
  if (ts.isBinaryExpression(parent)) return parent.right;
  if (!ts.isCallExpression(parent)) return undefined;
  if (parent.arguments[0] !== key) return parent.arguments[0];
  return ts.isPropertyAccessExpression(parent.expression) ? parent.expression.expression : undefined;
}

/** `({ name } = x)` and `({ name: target } = x)`. */
function rewriteAssigned(
  node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  way: Steps,
  { levels }: Optional,
  draft: EditBuilder,
): Blocker | undefined {
  const names = way.filter((step) => typeof step === 'string');
  if (names.length === 0 || names.length < way.length) return blockers.takesMissingName(node.parent.getText(), placeOf(node));
  const style = styleOf(node);
  const start = names.map((name) => propertyKey(name, style)).join(': { ');
  const end = (levels ? ' } = {}' : ' }').repeat(names.length - 1);
  if (ts.isPropertyAssignment(node)) {
    draft.replace(node, node.name.getStart(), node.name.getEnd(), start);
    if (end !== '') draft.wrap(node.initializer, '', end);
  } else {
    draft.replace(node, node.name.getStart(), node.name.getStart(), `${start}: `);
    if (end !== '') draft.wrap(node, '', end);
  }
  return undefined;
}

/**
 * Makes a chain of accesses such as `x.host.name` reach what is no longer inside of `host`: the accesses between are
 * replaced too. False when the read is no such chain.
 */
export function rewriteChain(
  step: Read,
  steps: readonly Read[],
  wayFrom: (from: Read['from']) => Steps | undefined,
  draft: EditBuilder,
): boolean {
  const end = step.node;
  if (!ts.isPropertyAccessExpression(end) && !ts.isElementAccessExpression(end)) return false;
  let at: ts.Expression = end.expression;
  for (;;) {
    const inner = steps.find(({ node }) => node === at);
    if (!inner || !(ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))) return false;
    const way = wayFrom(inner.from);
    const start = at.expression;
    if (way) {
      draft.replace(end, start.getEnd(), end.getEnd(), accesses(way, end, { base: ts.isOptionalChain(at) }));
      return true;
    }
    at = start;
  }
}
