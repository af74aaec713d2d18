import { joinKnown } from './parameters.js';
import { callsBelow } from '../../project/nodes.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import { eachOf } from './arguments.js';
import type { Interpreter } from '../interpreter.js';
import { alternatives, type Environment, type AbstractValue } from '../value.js';

const EACH = new Set(['map', 'forEach', 'filter', 'find', 'some', 'every', 'flatMap', 'findIndex', 'findLast']);

/** What is passed for a parameter of a function that is itself an argument, as far as the called function shows it. */
export function callbackArgument(
  parameter: ts.ParameterDeclaration,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const callback = parameter.parent;
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  const argument = wrapperOf(callback);
  const call = argument.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const position = call.arguments.findIndex((node) => node === argument);
  if (position === -1) return undefined;
  const index = callback.parameters.indexOf(parameter);
  const callee = unwrap(call.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    const passed = passedByMethod(callee, position, index, env, interpreter);
    if (passed) return passed;
  }
  return passedByFunction(call, position, index, env, interpreter);
}

/** `promise.then(value => …)` and `list.map(element => …)`. */
function passedByMethod(
  callee: ts.PropertyAccessExpression,
  position: number,
  index: number,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if (position !== 0 || index !== 0) return undefined;
  const name = callee.name.text;
  if (name === 'then') {
    const value = interpreter.valueOf(callee.expression, env);
    return value.kind === 'unknown' ? undefined : value;
  }
  if (!EACH.has(name)) return undefined;
  return eachOf(interpreter.valueOf(callee.expression, env), interpreter);
}

/** What a function of the user passes to the callback that it is given. */
function passedByFunction(
  call: ts.CallExpression,
  position: number,
  index: number,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const found: AbstractValue[] = [];
  for (const callee of alternatives(interpreter.valueOf(call.expression, env))) {
    if (callee.kind === 'external') {
      const given = interpreter.passed(callee, position, index);
      if (given) found.push(given);
    }
    if (callee.kind !== 'function') continue;
    const taken = callee.node.parameters[position];
    const body = 'body' in callee.node ? callee.node.body : undefined;
    if (!taken || !body) continue;
    const inner = interpreter.enter(callee.node, call, env, callee.env);
    for (const use of callsBelow(body)) {
      if (!ts.isIdentifier(use.expression) || declarationOf(use.expression) !== taken) continue;
      const arg = use.arguments?.[index];
      if (arg && !ts.isSpreadElement(arg)) found.push(interpreter.valueOf(arg, inner));
    }
  }
  return joinKnown(found);
}
