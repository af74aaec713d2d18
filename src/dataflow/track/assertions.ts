import { ts } from '../../project/syntax.js';
import type { TrackedValue } from './facts.js';
import { noteTest } from './status.js';
import type { Tracer } from './worklist.js';
import { used } from './sinks.js';

const EQUALS = new Set(['toBe', 'toEqual', 'toStrictEqual', 'equal', 'equals', 'eq', 'eql', 'strictEqual', 'deepEqual', 'is']);

/**
 * Assertions of test frameworks: `expect(status).toBe(200)`, `assert.equal(status, 200)`, and the same on a value of the
 * body. A list that includes the status (`[200, 204].includes(status)`) is read here too.
 */
export function assertStatus(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  if (includedIn(flow, call, tracer)) return true;
  const other = comparedWith(flow, call);
  if (!other) return false;
  if (flow.accessPath.kind === 'status') noteTest('assertion', flow, other.call, other.value, tracer);
  else if (flow.accessPath.kind === 'body' && !ts.isObjectLiteralExpression(other.value))
    used('compare', flow, 'asserted', tracer, other.value);
  else return false;
  return true;
}

function includedIn(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const { expression } = call;
  if (flow.accessPath.kind !== 'status' && flow.accessPath.kind !== 'body') return false;
  if (!ts.isPropertyAccessExpression(expression) || !['includes', 'indexOf'].includes(expression.name.text)) return false;
  const list = tracer.interpreter.valueOf(expression.expression, { bindings: new Map(), frames: [] });
  if (list.kind !== 'array') return false;
  if (flow.accessPath.kind === 'body') {
    used('compare', flow, `.${expression.name.text}()`, tracer, expression.expression);
    return true;
  }
  for (const element of list.node.elements) noteTest('list', flow, list.node, element, tracer);
  return true;
}

function comparedWith(flow: TrackedValue, call: ts.CallExpression): { call: ts.CallExpression; value: ts.Expression } | undefined {
  const { expression } = call;
  if (ts.isIdentifier(expression) && expression.text === 'expect') return expected(call);
  if (!ts.isPropertyAccessExpression(expression) || !EQUALS.has(expression.name.text)) return undefined;
  if (!ts.isIdentifier(expression.expression) || !/^(?:assert|t|chai)$/.test(expression.expression.text)) return undefined;
  const [actual, value] = call.arguments;
  if (!actual || !value) return undefined;
  return { call, value: actual === flow.node ? value : actual };
}

/** The value of the matcher that follows `expect(x)`: `.toBe(value)`, `.not.toBe(value)`, `.to.equal(value)`. */
function expected(call: ts.CallExpression): { call: ts.CallExpression; value: ts.Expression } | undefined {
  let at: ts.Node = call;
  while (ts.isPropertyAccessExpression(at.parent)) at = at.parent;
  if (!ts.isPropertyAccessExpression(at) || !EQUALS.has(at.name.text) || !ts.isCallExpression(at.parent)) return undefined;
  const [value] = at.parent.arguments;
  return value && { call: at.parent, value };
}
