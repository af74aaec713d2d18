import { identifiersIn } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { ApiCall } from '../call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY, type CallFrame, type AbstractValue } from '../../dataflow/value.js';

/** The calls `instance.interceptors.response.use(…)` for the axios instance that a call goes through. */
export function interceptorsOf(call: ApiCall, interpreter: Interpreter): ts.CallExpression[] {
  const instances = instancesOf(interpreter.valueOf(call.sink.expression, call.env));
  if (instances.length === 0) return [];
  return allInterceptors(interpreter).filter(({ expression }) => {
    const owner = ownerOf(expression);
    return owner !== undefined && instancesOf(interpreter.valueOf(owner, EMPTY)).some((instance) => instances.includes(instance));
  });
}

/** True for a frame in which an interceptor was entered: code that every call of an instance passes. */
export function isInterceptorFrame({ call }: CallFrame): boolean {
  return ts.isCallExpression(call) && ownerOf(call.expression) !== undefined;
}

/** What identifies the instances that a value may be: the calls that made them, or the package itself. */
function instancesOf(value: AbstractValue): (ts.Node | 'axios')[] {
  return alternatives(value).flatMap((option): (ts.Node | 'axios')[] => {
    if (option.kind === 'client' && option.client === 'axios') return option.made ? [option.made] : [];
    return option.kind === 'external' && option.module === 'axios' ? ['axios'] : [];
  });
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
