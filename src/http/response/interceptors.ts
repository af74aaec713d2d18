import { identifiersIn } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { ApiCall } from '../call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY, type CallFrame, type AbstractValue } from '../../dataflow/value.js';

/** The calls `instance.interceptors.response.use(…)` for the axios instance that a call goes through. */
export function interceptorsOf(call: ApiCall, interpreter: Interpreter): ts.CallExpression[] {
  const instance = instanceOf(interpreter.valueOf(call.sink.expression, call.env));
  if (instance === undefined) return [];
  return allInterceptors(interpreter).filter(({ expression }) => {
    const owner = ownerOf(expression);
    return owner !== undefined && instanceOf(interpreter.valueOf(owner, EMPTY)) === instance;
  });
}

/** True for a frame in which an interceptor was entered: code that every call of an instance passes. */
export function isInterceptorFrame({ call }: CallFrame): boolean {
  return ts.isCallExpression(call) && ownerOf(call.expression) !== undefined;
}

/** What identifies an instance: the call that made it, or the package itself. */
function instanceOf(value: AbstractValue): ts.Node | 'axios' | undefined {
  if (value.kind === 'client' && value.client === 'axios') return value.made;
  return value.kind === 'external' && value.module === 'axios' ? 'axios' : undefined;
}

function ownerOf(callee: ts.Expression): ts.Expression | undefined {
  let at: ts.Expression = callee;
  for (const name of ['use', 'response', 'interceptors']) {
    if (!ts.isPropertyAccessExpression(at) || at.name.text !== name) return undefined;
    at = at.expression;
  }
  return at;
}

const found = new WeakMap<Interpreter, { count: number; calls: ts.CallExpression[] }>();

function allInterceptors(interpreter: Interpreter): ts.CallExpression[] {
  const sources = interpreter.project.parsed();
  const known = found.get(interpreter);
  if (known?.count === sources.length) return known.calls;
  const calls = sources.flatMap(({ tree }) =>
    (identifiersIn(tree).get('interceptors') ?? []).flatMap((identifier): ts.CallExpression[] => {
      const call = identifier.parent.parent?.parent?.parent;
      return call && ts.isCallExpression(call) && ownerOf(call.expression) ? [call] : [];
    }),
  );
  found.set(interpreter, { count: sources.length, calls });
  return calls;
}
