import { ts } from '../../project/syntax.js';
import { handTo } from './enter.js';
import { MAPPING_OPERATORS, PASSING_OPERATORS } from '../models/methods.js';
import type { TrackedValue } from './facts.js';
import type { Tracer } from './worklist.js';
import { calleeText, escaped } from './sinks.js';

/** True for a call such as `map(callback)` that is an operator in a `.pipe(…)`. */
export function isPipeOperator(call: ts.CallExpression): boolean {
  return pipeOf(call) !== undefined;
}

function pipeOf(operator: ts.CallExpression): ts.CallExpression | undefined {
  const { parent } = operator;
  if (!ts.isCallExpression(parent) || parent.expression === operator || !ts.isPropertyAccessExpression(parent.expression)) return undefined;
  return parent.expression.name.text === 'pipe' ? parent : undefined;
}

/** Follows a value that the callback of an operator gives to the next operator. */
export function continuePipe(operator: ts.CallExpression, flow: TrackedValue, tracer: Tracer): void {
  const pipe = pipeOf(operator);
  if (pipe && ts.isIdentifier(operator.expression) && MAPPING_OPERATORS.has(operator.expression.text))
    followPipe(pipe, flow, tracer, pipe.arguments.indexOf(operator) + 1);
}

/** Follows a value through the operators of a `.pipe(…)`. */
export function followPipe(pipe: ts.CallExpression, flow: TrackedValue, tracer: Tracer, from = 0): void {
  for (const operator of pipe.arguments.slice(from)) {
    const name = ts.isCallExpression(operator) && ts.isIdentifier(operator.expression) ? operator.expression.text : '';
    const callback = ts.isCallExpression(operator) ? operator.arguments[0] : undefined;
    if (!ts.isCallExpression(operator) || !(PASSING_OPERATORS.has(name) || MAPPING_OPERATORS.has(name) || name === 'tap')) {
      escaped(flow, `passed to ${ts.isCallExpression(operator) ? calleeText(operator) : operator.getText()}`, tracer);
      return;
    }
    if (
      callback &&
      name !== 'catchError' &&
      handTo(callback, 0, { ...flow, promise: false }, operator, tracer) &&
      MAPPING_OPERATORS.has(name)
    )
      return;
  }
  tracer.follow({ ...flow, node: pipe, promise: true, observable: true });
}
