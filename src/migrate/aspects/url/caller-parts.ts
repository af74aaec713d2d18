import type { CallUrl } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';

type UrlPart = CallUrl['parts'][number];

/** True for text that a caller gives to a function around a node: what it says there is not for the function to say. */
export function isGiven({ part }: UrlPart, node: ts.Expression): boolean {
  if (!('text' in part)) return false;
  const via = part.via ?? [];
  const inner: readonly ts.Node[] = via.slice(
    0,
    Math.max(
      0,
      via.findIndex((step) => isInside(step, node)),
    ),
  );
  const steps = [...(part.node ? [part.node] : []), ...inner];
  for (let home = functionAround(node); home; home = functionAround(home)) {
    const callee = home;
    if (steps.some((step) => isArgumentOf(callee, step) && !isInside(step, callee))) return true;
  }
  return false;
}

function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** True for an argument of a call that names the function. */
function isArgumentOf(callee: ts.SignatureDeclaration, node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !parent.arguments.some((argument) => argument === node)) return false;
  const { expression } = parent;
  const called = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const name = callee.name ?? ('name' in callee.parent ? (callee.parent.name as ts.Node | undefined) : undefined);
  return name?.getText() === called.getText();
}
