import { identifiersIn, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isAssignment } from '../../project/nodes.js';

/** True for a variable that is assigned to again. */
export function isReassigned(declaration: ts.VariableDeclaration | ts.ParameterDeclaration): boolean {
  return referencesTo(declaration).some((reference) => {
    const { parent } = reference;
    return (
      (ts.isBinaryExpression(parent) && parent.left === reference && isAssignment(parent.operatorToken.kind)) ||
      ts.isPostfixUnaryExpression(parent) ||
      (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken)
    );
  });
}

/** Functions that write to the object that they are given first. */
const WRITERS =
  /^(?:Object|Reflect|_|lodash)\.(?:assign|assignIn|extend|merge|mergeWith|defaults|defaultsDeep|set|defineProperty|defineProperties)$/;

/** Names of the fields that are assigned to after the declaration; undefined when not all of them are known. */
export function writtenFields(declaration: ts.VariableDeclaration): Set<string> | undefined {
  const names = new Set<string>();
  for (const reference of referencesTo(declaration)) {
    const access = reference.parent;
    const assignment = access.parent;
    if (ts.isCallExpression(access) && access.arguments[0] === reference && WRITERS.test(access.expression.getText())) {
      const merged = mergedNames(access);
      if (!merged) return undefined;
      merged.forEach((name) => names.add(name));
    }
    if (!ts.isBinaryExpression(assignment) || assignment.left !== access || !isAssignment(assignment.operatorToken.kind)) continue;
    if (ts.isPropertyAccessExpression(access)) names.add(access.name.text);
    else if (ts.isElementAccessExpression(access)) {
      if (!ts.isStringLiteralLike(access.argumentExpression)) return undefined;
      names.add(access.argumentExpression.text);
    }
  }
  return names;
}

/** Names that `Object.assign(target, { … })` writes; undefined for all that is not written out. */
function mergedNames({ expression, arguments: [, ...given] }: ts.CallExpression): string[] | undefined {
  const names: string[] = [];
  if (expression.getText() !== 'Object.assign') return undefined;
  for (const source of given) {
    if (!ts.isObjectLiteralExpression(source)) return undefined;
    for (const { name } of source.properties) {
      if (!name || ts.isComputedPropertyName(name)) return undefined;
      names.push(name.text);
    }
  }
  return names;
}

/** The property of the class around a node that `this.name` reads. */
export function propertyOf(node: ts.Expression): ts.PropertyDeclaration | undefined {
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const owner = ts.findAncestor(node, ts.isClassLike);
  return owner?.members.find(
    (member): member is ts.PropertyDeclaration => ts.isPropertyDeclaration(member) && member.name.getText() === node.name.text,
  );
}

/** Member accesses of a name in the file of a node. */
export function membersNamed(name: string, from: ts.Node): ts.PropertyAccessExpression[] {
  return (identifiersIn(from.getSourceFile()).get(name) ?? []).flatMap(({ parent }) =>
    ts.isPropertyAccessExpression(parent) && parent.name.text === name ? [parent] : [],
  );
}

export function isChanged(member: ts.PropertyAccessExpression): boolean {
  const target = ts.isPropertyAccessExpression(member.parent) || ts.isElementAccessExpression(member.parent) ? member.parent : member;
  return ts.isBinaryExpression(target.parent) && target.parent.left === target && isAssignment(target.parent.operatorToken.kind);
}
