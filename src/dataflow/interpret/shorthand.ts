import { declarationNamed } from '../../project/scopes.js';
import type { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import type { Environment, AbstractValue } from '../value.js';

/** The value of a shorthand property: the variable of the same name. */
export function shorthandValue(node: ts.ShorthandPropertyAssignment, env: Environment, interpreter: Interpreter): AbstractValue {
  const declaration = declarationNamed(node.name.text, node);
  return declaration ? interpreter.declared(declaration, env, node.name) : { kind: 'external', module: 'global', path: [node.name.text] };
}
