import { callsBelow } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Ref } from '../../dataflow/value.js';
import { propertyRef } from '../clients/client.js';

/** Where an answer is written. */
export interface Reply {
  status?: Ref;
  body?: Ref;
}

/** Reads an answer that is given as an object, or is the body itself. */
export function objectReply(ref: Ref | undefined, names: { status: string[]; body: string[] }, interpreter: Interpreter): Reply {
  if (!ref) return {};
  const status = names.status.map((name) => propertyRef(ref, name, interpreter)).find((found) => found !== undefined);
  const body = names.body.map((name) => propertyRef(ref, name, interpreter)).find((found) => found !== undefined);
  if (!status && !body) return interpreter.valueOf(ref.node, ref.env).kind === 'function' ? {} : { body: ref };
  return { ...(status ? { status } : {}), ...(body ? { body } : {}) };
}

/** Reads the answer that a function makes by calls such as `HttpResponse.json(body, init)` or `res(ctx.status(200), ctx.json(body))`. */
export function resolverReply(ref: Ref | undefined, interpreter: Interpreter): Reply {
  const value = ref && interpreter.valueOf(ref.node, ref.env);
  if (value?.kind !== 'function' || !('body' in value.node) || !value.node.body) return {};
  const reply: Reply = {};
  for (const call of callsBelow(value.node.body)) {
    const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
    const [first, second] = call.arguments ?? [];
    if (!first) continue;
    if (name === 'json' || name === 'text') {
      reply.body ??= { node: first, env: value.env };
      const status = second && propertyRef({ node: second, env: value.env }, 'status', interpreter);
      if (status) reply.status ??= status;
    } else if (name === 'status') reply.status ??= { node: first, env: value.env };
  }
  return reply;
}

/** Reads an answer that is given as arguments: `reply(200, body)`. */
export function positionalReply(call: ts.CallExpression | undefined, env: Ref['env']): Reply {
  const [status, body] = call?.arguments ?? [];
  return { ...(status ? { status: { node: status, env } } : {}), ...(body ? { body: { node: body, env } } : {}) };
}
