import type { ApiCall } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { ts } from '../../../project/syntax.js';
import { bodyOrigin } from '../../aspects/request/origin.js';

/** The object that a call sends, where the code that belongs to the call makes it. */
export function bodyOf(call: ApiCall, interpreter: Interpreter): ts.Expression | undefined {
  const { body } = call.request;
  const origin = body && bodyOrigin(body.ref, body.encoding, interpreter);
  return origin && 'ref' in origin ? origin.ref.node : undefined;
}
