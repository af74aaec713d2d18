import { nodesOf } from '../../project/nodes.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { findProperty } from './properties.js';
import type { Environment } from '../value.js';

/**
 * True for a member of a parameter that its caller leaves out: `options.method` of `request({ path })`. False where any code
 * of the file may set it.
 */
export function isAbsentMember(node: ts.Expression, env: Environment, interpreter: Interpreter): boolean {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const parameter = declarationOf(node.expression);
  if (!parameter || !ts.isParameter(parameter)) return false;
  const value = interpreter.valueOf(node.expression, env);
  if (value.kind !== 'object' || !isGivenInPlace(value.node)) return false;
  if (findProperty(value.node, node.name.text, value.env, interpreter).kind !== 'absent') return false;
  return !isSet(node.name.text, parameter);
}

/** Nobody but the function knows the object: it is written as an argument, or as the default of a parameter. */
function isGivenInPlace(object: ts.ObjectLiteralExpression): boolean {
  const { parent } = wrapperOf(object);
  return ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isParameter(parent);
}

function isSet(name: string, parameter: ts.ParameterDeclaration): boolean {
  const accesses = nodesOf(parameter.getSourceFile()).accesses.get(name) ?? [];
  if (accesses.some((access) => ts.isBinaryExpression(access.parent) && access.parent.left === access && isAssignment(access.parent)))
    return true;
  // `Object.assign(options, …)`, and any other function that may fill it.
  return referencesTo(parameter).some(({ parent }) => ts.isCallExpression(parent) && parent.expression.getText() === 'Object.assign');
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
