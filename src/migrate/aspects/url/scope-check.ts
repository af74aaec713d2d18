import type { CallUrl } from '../../../http/call.js';
import { declarationNamed, declarationOf } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';

type UrlPart = CallUrl['parts'][number];

/** Code for a placeholder that means the same at `from`. */
export function resolvableAt(url: CallUrl, part: UrlPart, from: ts.Node): string | undefined {
  if (!('placeholder' in part.part)) return undefined;
  const { within, code: own } = part.part;
  if (within) return isInside(from, within) ? own : undefined;
  const candidates = [...(part.part.via ?? []).toReversed().filter((node) => bringsOnly(url, part, node)), part.part.placeholder.node];
  const code = candidates.find((node) => isResolvableAt(node, from))?.getText();
  return code === undefined ? undefined : (part.part.code ?? code);
}

function bringsOnly(url: CallUrl, part: UrlPart, node: ts.Expression): boolean {
  return url.parts.every((other) => other === part || !other.part.via?.includes(node));
}

/** True when an expression means the same at another place of its file: every name in it is the same declaration there. */
export function isResolvableAt(node: ts.Node, from: ts.Node): boolean {
  if (node.getSourceFile() !== from.getSourceFile()) return false;
  let isSame = true;
  const visit = (at: ts.Node): void => {
    if (!isSame || ts.isFunctionLike(at) || ts.isAwaitExpression(at)) {
      isSame = false;
      return;
    }
    if (ts.isIdentifier(at) && !(ts.isPropertyAccessExpression(at.parent) && at.parent.name === at)) {
      isSame = declarationOf(at) === declarationNamed(at.text, from);
    }
    if (at.kind === ts.SyntaxKind.ThisKeyword) isSame = ts.findAncestor(at, ts.isClassLike) === ts.findAncestor(from, ts.isClassLike);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return isSame;
}
