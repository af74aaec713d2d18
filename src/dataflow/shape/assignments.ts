import { identifiersIn, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isAssignment } from '../../project/nodes.js';
import { wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { alternatives, EMPTY } from '../value.js';

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

/** Methods that only look at what they are given, though nothing is done with what they give. */
const LOOKERS = /^(?:log|info|warn|error|debug|trace|print|dump|(?:assert|validate|check|expect)\w*)$/;

/**
 * Names of the fields that are assigned to after the declaration, by aliases and by functions that are given the object, too;
 * undefined when not all of them are known.
 */
export function writtenFields(
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration,
  interpreter: Interpreter,
  seen: Set<ts.Node> = new Set(),
): Set<string> | undefined {
  const names = new Set<string>();
  if (seen.has(declaration)) return names;
  seen.add(declaration);
  for (const reference of referencesTo(declaration)) {
    const written = writtenBy(reference, interpreter, seen);
    if (!written) return undefined;
    for (const name of written) names.add(name);
  }
  return names;
}

/** Names of the fields that one use of an object assigns to. */
function writtenBy(reference: ts.Identifier, interpreter: Interpreter, seen: Set<ts.Node>): Iterable<string> | undefined {
  const whole = wrapperOf(reference);
  const { parent } = whole;
  if (ts.isVariableDeclaration(parent) && parent.initializer === whole && ts.isIdentifier(parent.name))
    return writtenFields(parent, interpreter, seen);
  if (ts.isCallExpression(parent) && parent.expression !== whole) return writtenByCall(parent, whole, interpreter, seen);
  const assignment = parent.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== parent || !isAssignment(assignment.operatorToken.kind)) return [];
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (!ts.isElementAccessExpression(parent) || parent.expression !== whole) return [];
  return ts.isStringLiteralLike(parent.argumentExpression) ? [parent.argumentExpression.text] : undefined;
}

/** Names of the fields that a function assigns to which is given an object; one that cannot be seen may assign to any. */
function writtenByCall(
  call: ts.CallExpression,
  given: ts.Node,
  interpreter: Interpreter,
  seen: Set<ts.Node>,
): Iterable<string> | undefined {
  const index = call.arguments.findIndex((argument) => argument === given);
  if (WRITERS.test(call.expression.getText())) return index === 0 ? mergedNames(call) : [];
  const names = new Set<string>();
  for (const option of alternatives(interpreter.valueOf(call.expression, EMPTY))) {
    const parameter = option.kind === 'function' ? option.node.parameters[index] : undefined;
    const written = parameter
      ? writtenFields(parameter, interpreter, seen)
      : option.kind === 'function' || !isForItsEffect(call)
        ? []
        : undefined;
    if (!written) return undefined;
    for (const name of written) names.add(name);
  }
  return names;
}

/** What the call gives is not used: it is made for what it does, perhaps to its arguments. */
function isForItsEffect(call: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  return ts.isExpressionStatement(call.parent) && !LOOKERS.test(name);
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
