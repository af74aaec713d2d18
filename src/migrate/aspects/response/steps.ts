import type { Read } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { accesses, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';
import type { Rebound } from './patterns.js';

/** Makes one read go another way; gives the reason when it cannot. Elements of patterns are collected in `rebound`. */
export function rewriteRead(step: Read, way: Steps, rebound: Rebound, draft: EditBuilder): string | undefined {
  const { node } = step;
  if (ts.isBindingElement(node)) {
    rebound.set(node, { way });
    return undefined;
  }
  if (ts.isPropertyAccessExpression(node)) return rewriteAccess(node, way, draft);
  if (ts.isElementAccessExpression(node)) return rewriteElement(node, way, draft);
  if (ts.isStringLiteralLike(node)) return rewriteKey(node, way, draft);
  return rewriteAssigned(node, way, draft);
}

function rewriteAccess(node: ts.PropertyAccessExpression, way: Steps, draft: EditBuilder): string | undefined {
  const { name } = node;
  const [first] = way;
  const isPlain = typeof first === 'string' && propertyKey(first, styleOf(node)) === first;
  if (way.length > 0 && isPlain) draft.replace(node, name.getStart(), name.getEnd(), accesses(way, node).slice(1));
  else
    draft.replace(
      node,
      node.expression.getEnd(),
      node.getEnd(),
      accesses(way, node, way.length > 0 && node.questionDotToken !== undefined),
    );
  return undefined;
}

function rewriteElement(node: ts.ElementAccessExpression, way: Steps, draft: EditBuilder): string | undefined {
  const { argumentExpression } = node;
  const [only] = way;
  if (way.length === 1 && typeof only === 'string' && ts.isStringLiteralLike(argumentExpression)) {
    draft.replace(node, argumentExpression.getStart() + 1, argumentExpression.getEnd() - 1, only);
  } else {
    draft.replace(
      node,
      node.expression.getEnd(),
      node.getEnd(),
      accesses(way, node, way.length > 0 && node.questionDotToken !== undefined),
    );
  }
  return undefined;
}

/** `'name' in x`, `x.hasOwnProperty('name')`, `Object.hasOwn(x, 'name')`. */
function rewriteKey(node: ts.StringLiteralLike, way: Steps, draft: EditBuilder): string | undefined {
  const last = way.at(-1);
  if (typeof last !== 'string') return `\`${node.parent.getText()}\` ${placeOf(node)} asks for a name that v2 does not have`;
  const owner = ownerOf(node);
  const before = way.slice(0, -1);
  if (before.length > 0) {
    if (!owner) return `\`${node.parent.getText()}\` ${placeOf(node)} is not understood`;
    draft.wrap(owner, '', accesses(before, node));
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
function rewriteAssigned(node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment, way: Steps, draft: EditBuilder): string | undefined {
  const names = way.filter((step) => typeof step === 'string');
  if (names.length === 0 || names.length < way.length)
    return `\`${node.parent.getText()}\` ${placeOf(node)} takes a name that v2 does not have`;
  const style = styleOf(node);
  const start = names.map((name) => propertyKey(name, style)).join(': { ');
  const end = ' }'.repeat(names.length - 1);
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
      draft.replace(end, start.getEnd(), end.getEnd(), accesses(way, end, ts.isOptionalChain(at)));
      return true;
    }
    at = start;
  }
}
