import { ts } from '../project/syntax.js';
import { unwrap } from '../project/unwrap.js';
import { type HttpRequest, propertyRef } from './clients/client.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import type { Ref } from '../dataflow/value.js';

/** The expression of a field of a request body, also where the body is `JSON.stringify(object)`. */
export function bodyField({ body }: HttpRequest, name: string, interpreter: Interpreter): Ref | undefined {
  return body && propertyRef(objectOf(body.ref, interpreter), name, interpreter);
}

/** The object that a body is made from. */
function objectOf({ node, env }: Ref, interpreter: Interpreter): Ref {
  const written = unwrap(interpreter.initializer(node, env) ?? node);
  if (!ts.isCallExpression(written) || written.expression.getText() !== 'JSON.stringify') return { node, env };
  const [object] = written.arguments;
  return object ? { node: object, env } : { node, env };
}
