import { nodesOf } from '../../project/nodes.js';
import { declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { type Binding, type Environment, textValue, type AbstractValue } from '../value.js';

/**
 * A member that a loop over the keys of another object gives: `for (const key in table) api[key] = …`.
 * @param holder variable that holds the object
 */
export function keyedMember(holder: ValueDeclaration, name: string, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  for (const access of nodesOf(holder.getSourceFile()).keyed) {
    const { parent } = access;
    if (!ts.isBinaryExpression(parent) || !ts.isIdentifier(access.expression) || declarationOf(access.expression) !== holder) continue;
    const key = unwrap(access.argumentExpression);
    const declaration = ts.isIdentifier(key) ? declarationOf(key) : undefined;
    const bindings = declaration && keyBindings(declaration, name, env, interpreter);
    if (bindings) return interpreter.valueOf(parent.right, { ...env, bindings: new Map([...env.bindings, ...bindings]) });
  }
  return undefined;
}

/** Bindings of the loop variables when the loop is at a key; undefined when the looped object has no such key. */
function keyBindings(
  declaration: ValueDeclaration,
  name: string,
  env: Environment,
  interpreter: Interpreter,
): [ts.Node, Binding][] | undefined {
  const loop = loopOf(declaration);
  const table = loop && interpreter.valueOf(loop.table, env);
  const member = table && interpreter.member(table, name);
  if (!loop || !member) return undefined;
  const key: [ts.Node, Binding] = [declaration, { value: textValue(name) }];
  return loop.value ? [key, [loop.value, { value: member }]] : [key];
}

interface Loop {
  /** The object whose keys are gone through. */
  table: ts.Expression;
  /** Variable that holds the value of the key. */
  value?: ts.Node;
}

function loopOf(declaration: ValueDeclaration): Loop | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const statement = declaration.parent.parent;
    if (ts.isForInStatement(statement)) return { table: statement.expression };
    return ts.isForOfStatement(statement) ? listOf(statement.expression) : undefined;
  }
  if (ts.isParameter(declaration)) return callbackLoop(declaration);
  if (!ts.isBindingElement(declaration) || declaration.parent.elements[0] !== declaration) return undefined;
  const [, second] = declaration.parent.elements;
  const holder = declaration.parent.parent;
  const loop = ts.isBindingElement(holder) ? undefined : loopOf(holder);
  return loop && { ...loop, ...(second && ts.isBindingElement(second) ? { value: second } : {}) };
}

/** `Object.keys(table).forEach((key) => …)`. */
function callbackLoop(parameter: ts.ParameterDeclaration): Loop | undefined {
  const call = parameter.parent.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || parameter.parent.parameters[0] !== parameter)
    return undefined;
  return call.expression.name.text === 'forEach' ? listOf(call.expression.expression) : undefined;
}

/** `Object.keys(table)` and `Object.entries(table)`. */
function listOf(node: ts.Expression): Loop | undefined {
  const call = unwrap(node);
  if (!ts.isCallExpression(call) || !/^Object\.(?:keys|entries)$/.test(call.expression.getText())) return undefined;
  const [table] = call.arguments;
  return table && { table };
}
