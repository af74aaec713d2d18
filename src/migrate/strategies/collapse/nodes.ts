import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { ts } from '../../../project/syntax.js';
import { bodyOrigin } from '../../aspects/request/origin.js';
import type { Pair } from '../../../scan/pairs.js';
import { formOf } from '../../aspects/request/slots.js';

/** The object that a call sends, where the code that belongs to the call makes it. */
export function bodyOf(call: ApiCall, interpreter: Interpreter): ts.Expression | undefined {
  const { body } = call.request;
  const origin = body && bodyOrigin(body.ref, body.encoding, interpreter);
  return origin && 'ref' in origin ? origin.ref.node : undefined;
}

/** `experiment` for the parameter `experiment_id`. */
export function resourceName({ rule }: Pair): string {
  const [parameter] = Object.keys(rule.link);
  return (parameter ?? 'resource').replace(/_?id$/i, '').replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Name of a constant that keeps what the first call sends. */
export function metadataName(pair: Pair): string {
  return `${resourceName(pair)}Metadata`;
}

/** Members of a chained request that hand on its answer. */
const ANSWERING = new Set(['then', 'catch', 'finally', 'end']);

/** A call with the calls that are chained to it before it is sent: `request.post(url).set(…).send(body)`. */
export function wholeCall(call: ApiCall): ts.CallExpression | ts.NewExpression {
  if (call.site !== call.sink || formOf(call)?.form.chained !== true) return call.site;
  let at = call.site;
  for (;;) {
    const access = at.parent;
    if (!ts.isPropertyAccessExpression(access) || ANSWERING.has(access.name.text)) return at;
    if (!ts.isCallExpression(access.parent) || access.parent.expression !== access) return at;
    at = access.parent;
  }
}

/** The callback in the style of Node that a request is ended with, and its parameter for the answer. */
export function responseParameter(
  call: ApiCall,
): { callback: Callback; end: ts.CallExpression; parameter: ts.ParameterDeclaration } | undefined {
  const access = wholeCall(call).parent;
  if (!ts.isPropertyAccessExpression(access) || access.name.text !== 'end' || !ts.isCallExpression(access.parent)) return undefined;
  const end = access.parent;
  const [callback, ...more] = end.arguments;
  if (!callback || more.length > 0 || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined;
  const parameter = callback.parameters[1];
  return parameter && { callback, end, parameter };
}

export type Callback = ts.ArrowFunction | ts.FunctionExpression;
