import { blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import { requestOf } from '../../../http/calls/explore-wrappers.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { VERBS } from '../../../http/clients/client.js';
import { alternatives, constantText, EMPTY, type AbstractValue } from '../../../dataflow/value.js';
import { ts } from '../../../project/syntax.js';
import { made, NOTHING, type Plan, blockedPlan } from '../../plan/result.js';
import { quoted, styleOf } from '../../../edit/style.js';
import type { Additions } from './additions.js';
import { jsonTemplate } from './draft/json.js';
import { editsOf } from '../../../edit/spliced-text.js';
import { formOf, insertionPointOf } from './slots.js';

/** Plans the change of a call's method. A slot that has to be made goes to `additions`. */
export function planMethod(call: ApiCall, to: string, interpreter: Interpreter, additions: Additions): Plan {
  if (call.method === to) return NOTHING;
  const verb = formOf(call)?.verb;
  if (verb && call.env.frames.length === 0) return made(editsOf([to.toLowerCase()], verb));
  const detached = verb || call.request.methodRef ? undefined : detachedMethod(call, interpreter);
  if (detached !== undefined) return blockedPlan(blockers.methodDetached(call.sink.expression.getText(), detached, to.toLowerCase()));
  const slot = verb ? undefined : insertionPointOf(call, 'method', interpreter);
  if (slot?.kind === 'filled') return planLiteral(slot.ref.node, to);
  if (slot) {
    additions.fill(slot, jsonTemplate(to, styleOf(call.site)), 'method');
    return NOTHING;
  }
  if (call.request.indirect) return blockedPlan(blockers.methodOfClient(call.sink.expression.getText(), call.method ?? 'one method', to));
  return planSibling(call, to, interpreter);
}

/** The method of a client that a name stands for: `const { get } = axios`. Its name decides, whatever the options say. */
function detachedMethod({ sink, env }: ApiCall, interpreter: Interpreter): string | undefined {
  return alternatives(interpreter.valueOf(sink.expression, env))
    .map((value) => (value.kind === 'client' || value.kind === 'external' ? value.path.at(-1) : undefined))
    .find((name) => name !== undefined && VERBS.includes(name));
}

function planLiteral(node: ts.Expression, to: string): Plan {
  if (ts.isPropertyAccessExpression(node) && node.name.text === node.name.text.toUpperCase())
    return made(editsOf([quoted(to, styleOf(node))], node));
  if (!ts.isStringLiteralLike(node)) return blockedPlan(blockers.methodNotAtCall(node.getText()));
  const text = node.text === node.text.toLowerCase() ? to.toLowerCase() : to;
  return made(editsOf([quoted(text, { ...styleOf(node), quote: node.getText().startsWith('"') ? '"' : "'" })], node));
}

/** `api.put(path, body)` of the user's own client becomes `api.patch(path, body)`, when there is such a member. */
function planSibling(call: ApiCall, to: string, interpreter: Interpreter): Plan {
  const callee = call.site.expression;
  const reason = blockers.methodInSharedCode(to);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text.toUpperCase() !== call.method) return blockedPlan(reason);
  const name = to.toLowerCase();
  const sibling = interpreter.member(interpreter.valueOf(callee.expression, EMPTY), name);
  if (sibling?.kind !== 'function') return blockedPlan(reason);
  const plan = made(editsOf([name], callee.name));
  if (methodsSent(sibling, call, interpreter).includes(to)) return plan;
  return {
    ...plan,
    level: 'review',
    reason: blockers.methodAssumed(`${callee.expression.getText()}.${name}`, to),
  };
}

/** Methods of the requests that a function makes when it is called as the call is. */
function methodsSent(
  { node, env }: Extract<AbstractValue, { kind: 'function' }>,
  call: ApiCall,
  interpreter: Interpreter,
): (string | undefined)[] {
  const inner = interpreter.enter(node, call.site, EMPTY, env);
  const found: (string | undefined)[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at)) {
      const request = requestOf(interpreter.valueOf(at.expression, inner), at, inner, interpreter);
      if (request) found.push(constantText(request.method));
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}
