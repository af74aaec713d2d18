import { ts } from '../../project/syntax.js';
import { argumentsIn, elementsOf } from './arguments.js';
import type { Interpreter } from '../interpreter.js';
import { MUTATING_METHODS } from '../models/methods.js';
import { type Environment, mapValue, unknown, type AbstractValue } from '../value.js';

/** The call by which an expression's list is changed in place: `parts.push(id)`. */
export function mutatingCall({ parent }: ts.Expression): ts.CallExpression | undefined {
  if (!ts.isPropertyAccessExpression(parent) || !MUTATING_METHODS.has(parent.name.text)) return undefined;
  const call = parent.parent;
  return ts.isCallExpression(call) && call.expression === parent ? call : undefined;
}

/** A list after a call that changes it in place; unknown where that cannot be said. */
export function mutated(list: AbstractValue, call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
  const given = argumentsIn(call.arguments, env, interpreter);
  return mapValue(list, (option) => {
    const elements = elementsOf(option, interpreter);
    if (!elements || elements.open || given.open) return unknown(call, env);
    if (name === 'push') return { kind: 'list', items: [...elements.items, ...given.items] };
    return name === 'unshift' ? { kind: 'list', items: [...given.items, ...elements.items] } : unknown(call, env);
  });
}
