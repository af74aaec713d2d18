import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, assumed, type Ref, textValue, unknown, type AbstractValue } from '../../dataflow/value.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { methodOf } from './client.js';

/**
 * The method that options say, GET where they say none. Options that a function makes whose code is not seen may say any; of those
 * that a caller hands over, the callers are asked.
 * @param ref where the method is written
 */
export function methodIn(ref: Ref | undefined, options: readonly (Ref | undefined)[], interpreter: Interpreter): AbstractValue {
  if (ref) return methodOf(ref, interpreter, 'GET');
  const hidden = options.flatMap((option) => (option ? hiddenIn(option, interpreter, new Set()) : []));
  const made = hidden.find(({ by }) => by === 'made');
  if (made) return unknown(made.ref.node, made.ref.env);
  return hidden.length > 0 ? assumed(textValue('GET')) : textValue('GET');
}

/** A part of options that is not seen. */
interface Hidden {
  ref: Ref;
  /** By a function whose code is not seen, or by a caller. */
  by: 'made' | 'given';
}

function hiddenIn(options: Ref, interpreter: Interpreter, seen: Set<ts.Node>): Hidden[] {
  if (seen.has(options.node)) return [];
  seen.add(options.node);
  return alternatives(interpreter.valueOf(options.node, options.env)).flatMap((value): Hidden[] => {
    switch (value.kind) {
      case 'unknown':
        return [{ ref: value.ref, by: isMade(value.ref.node) ? 'made' : 'given' }];
      case 'external':
        return value.module === 'global' ? [] : [{ ref: options, by: 'made' }];
      case 'object':
        return value.node.properties.flatMap((property) =>
          ts.isSpreadAssignment(property) ? hiddenIn({ node: property.expression, env: value.env }, interpreter, seen) : [],
        );
      default:
        return [];
    }
  });
}

function isMade(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isAwaitExpression(inner) ? isMade(inner.expression) : ts.isCallExpression(inner);
}
