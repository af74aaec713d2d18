import { callsBelow, type CallNode } from '../../project/nodes.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';

/** A method call on the result of another call. */
export interface FollowUp {
  name: string;
  call: ts.CallExpression;
}

/** Method calls on what a call gives: chained to it, or on the variable that holds it. */
export function followUps(call: ts.Expression): FollowUp[] {
  const chained: FollowUp[] = [];
  let at: ts.Node = wrapperOf(call);
  for (;;) {
    const access = at.parent;
    if (!ts.isPropertyAccessExpression(access) || access.expression !== at) break;
    const next = wrapperOf(access).parent;
    if (!ts.isCallExpression(next) || wrapperOf(access) !== next.expression) break;
    chained.push({ name: access.name.text, call: next });
    at = wrapperOf(next);
  }
  const holder = ts.isAwaitExpression(at.parent) ? undefined : holderOf(at);
  return holder ? [...chained, ...callsOn(holder, at)] : chained;
}

/** The name or member that an expression is stored under. */
function holderOf(node: ts.Node): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name;
  if (ts.isBinaryExpression(parent) && parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return parent.left;
  return undefined;
}

/** Method calls on a name or member, in the function or class around it. */
export function callsOn(receiver: ts.Expression, from: ts.Node): FollowUp[] {
  const target = unwrap(receiver);
  const declaration = ts.isIdentifier(target) ? (declarationOf(target) ?? target.parent) : undefined;
  const text = target.getText();
  return callsBelow(homeOf(target, from)).flatMap((call): FollowUp[] => {
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return [];
    const on = unwrap(call.expression.expression);
    const isSame = ts.isIdentifier(on) ? declaration !== undefined && declarationOf(on) === declaration : on.getText() === text;
    return isSame ? [{ name: call.expression.name.text, call }] : [];
  });
}

function homeOf(target: ts.Expression, from: ts.Node): ts.Node {
  if (!ts.isIdentifier(target)) {
    const owner = ts.findAncestor(from, (node) => ts.isClassLike(node) || ts.isObjectLiteralExpression(node));
    if (owner) return owner;
  }
  const declaration = ts.isIdentifier(target) ? (declarationOf(target) ?? target.parent) : from;
  return ts.findAncestor(declaration, (node) => ts.isFunctionLike(node) || ts.isSourceFile(node)) ?? from.getSourceFile();
}

/** The object that a method is called on. */
export function receiverOf(call: CallNode): ts.Expression | undefined {
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
}
