import type { Interpreter } from '../../dataflow/interpreter.js';
import {
  alternatives,
  assumed,
  isNothing,
  join,
  mapValue,
  type Ref,
  textValue,
  unknown,
  type AbstractValue,
} from '../../dataflow/value.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { methodOf, upperCase } from './client.js';

/**
 * The method that options say, GET where they say none; options with several values may say several. Options that a function makes
 * whose code is not seen may say any; of those that a caller hands over, the callers are asked.
 * @param ref where the method is written
 */
export function methodIn(ref: Ref | undefined, options: readonly (Ref | undefined)[], interpreter: Interpreter): AbstractValue {
  const [said] = options.flatMap((option) => (option ? (methodsIn(option, interpreter) ?? []) : []));
  if (said) return said;
  if (ref) return methodOf(ref, interpreter, 'GET');
  const hidden = options.flatMap((option) => (option ? hiddenIn(option, interpreter, new Set()) : []));
  const made = hidden.find(({ by }) => by === 'made');
  if (made) return unknown(made.ref.node, made.ref.env);
  return hidden.length > 0 ? assumed(textValue('GET')) : textValue('GET');
}

/** What the alternatives of options say, GET for those that say nothing; undefined where none of them says anything. */
function methodsIn({ node, env }: Ref, interpreter: Interpreter): AbstractValue | undefined {
  const value = interpreter.valueOf(node, env);
  const members = alternatives(value).map((option) =>
    option.kind === 'object' || option.kind === 'record' ? interpreter.member(option, 'method') : undefined,
  );
  const said = members.filter((member) => member !== undefined).filter((member) => !isNothing(member));
  if (said.length === 0) return undefined;
  const isWhole = said.length === members.length || (value.kind === 'union' && value.merged === true);
  return mapValue(join(isWhole ? said : [...said, textValue('GET')]), (option) => upperCase(option));
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
