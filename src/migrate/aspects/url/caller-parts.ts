import type { CallUrl } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';

type UrlPart = CallUrl['parts'][number];

/** True for text that a caller gives to the function that a node stands in: what it says there is not for the function to say. */
export function isGiven({ part }: UrlPart, node: ts.Expression): boolean {
  const home = 'text' in part ? ts.findAncestor(node, ts.isFunctionLike) : undefined;
  if (!home || !('text' in part)) return false;
  const via = part.via ?? [];
  const inner: readonly ts.Node[] = via.slice(
    0,
    Math.max(
      0,
      via.findIndex((step) => isInside(step, node)),
    ),
  );
  return [...(part.node ? [part.node] : []), ...inner].some((step) => isArgumentOf(home, step) && !isInside(step, home));
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
