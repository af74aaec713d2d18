import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY, type Ref } from '../../dataflow/value.js';

/** A function of the user's that is given the body of a good response, and makes of it what the call gives. */
export interface BodyTransform {
  fn: ts.SignatureDeclaration;
  /** The expression in the options that is the function, or its method. */
  at: ts.Node;
  /** The type arguments of the call say what the function gives, and not what the body is. */
  typesResult?: true;
}

/**
 * The function that an option of this one call is. Undefined unless it is certain that the call uses it: the options are a
 * literal of the call, nothing is spread into them, and none of the `other` options treats the body after or before it.
 */
export function transformOf(
  options: Ref | undefined,
  name: string,
  others: readonly string[],
  call: CallNode,
  interpreter: Interpreter,
): BodyTransform | undefined {
  const literal = options && unwrap(options.node);
  if (!literal || !ts.isObjectLiteralExpression(literal) || wrapperOf(literal).parent !== call) return undefined;
  const named = literal.properties.filter((property) => property.name?.getText() === name);
  const isPlain = literal.properties.every(({ name: key }) => key && ts.isIdentifier(key) && !others.includes(key.text));
  const [property] = named;
  if (!isPlain || named.length !== 1 || !property) return undefined;
  const at = ts.isPropertyAssignment(property)
    ? property.initializer
    : ts.isShorthandPropertyAssignment(property)
      ? property.name
      : property;
  const fn = ts.isMethodDeclaration(at) ? at : ts.isExpression(at) ? functionOf(at, interpreter) : undefined;
  return fn && fn.parameters.length > 0 ? { fn, at } : undefined;
}

function functionOf(node: ts.Expression, interpreter: Interpreter): ts.SignatureDeclaration | undefined {
  const value = interpreter.valueOf(node, EMPTY);
  return value.kind === 'function' ? value.node : undefined;
}
