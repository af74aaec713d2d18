import { nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY, type TextPart, join, type AbstractValue } from '../../dataflow/value.js';
import { propertyRef } from './client.js';

/** The base that interceptors put before the URL: `request.clone({ url: BASE + request.url })`. */
export function interceptedBase(interpreter: Interpreter): AbstractValue | undefined {
  const bases = clonesIn(interpreter.project).flatMap((call) => {
    const [changes] = call.arguments;
    const url = changes && propertyRef({ node: changes, env: EMPTY }, 'url', interpreter);
    const base = url && prefixOf(interpreter.valueOf(url.node, url.env));
    return base ? [base] : [];
  });
  return bases.length === 0 ? undefined : join(bases);
}

const clonesIn = createSourceIndex(({ tree }) =>
  (nodesOf(tree).accesses.get('clone') ?? []).flatMap((access) => (isIntercepting(access.parent) ? [access.parent] : [])),
);

/** A call in a function whose parameters are a request and the next handler. */
function isIntercepting(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  const handler = ts.findAncestor(node, (at) => ts.isFunctionLike(at) && at.parameters.length >= 2);
  const [request] = handler && ts.isFunctionLike(handler) ? handler.parameters : [];
  return request?.type?.getText().includes('HttpRequest') ?? false;
}

/** What stands before the URL of the request itself. */
function prefixOf(value: AbstractValue): AbstractValue | undefined {
  if (value.kind !== 'text') return undefined;
  const parts: TextPart[] = [];
  for (const part of value.parts) {
    if ('placeholder' in part && /\.url$|\.urlWithParams$/.test(part.placeholder.node.getText()))
      return parts.length === 0 ? undefined : { kind: 'text', parts };
    parts.push(part);
  }
  return undefined;
}
