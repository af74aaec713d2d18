import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { walk } from '../../project/walk.js';
import { type AbstractValue, type Environment, join, type Ref } from '../value.js';
import { isRef } from './environment.js';

/**
 * All values that something may have. One that is not known stays among them, but for what only a caller decides: as long as no
 * caller in view gives something else, the others are all there is.
 */
export function joinKnown(values: readonly (AbstractValue | undefined)[]): AbstractValue | undefined {
  const found = values.filter((value) => value !== undefined);
  const known = found.filter((value) => value.kind !== 'unknown');
  return known.length === 0 ? undefined : join(found.filter((value) => value.kind !== 'unknown' || !isParameter(value.ref)));
}

/** True when the expression reads a parameter of a function around it, or `this`: a caller may say what it is. */
export function isParameter({ node, env }: Ref): boolean {
  let found = false;
  walk(node, (at) => {
    if (found) return false;
    found = at.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(at) && isParameterName(at) && !isSettled(at, env));
    return !found;
  });
  return found;
}

/** True for a parameter for which a call in view gives something that no further caller decides. */
function isSettled(identifier: ts.Identifier, { bindings }: Environment): boolean {
  const declaration = declarationOf(identifier);
  const bound = declaration && bindings.get(declaration);
  return bound !== undefined && (!isRef(bound) || !isParameter(bound));
}

/** True for a name that a parameter, or a pattern in one, gives. */
export function isParameterName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent) && parent.name === identifier) return false;
  const declaration = ts.isParameter(parent) && parent.name === identifier ? parent : declarationOf(identifier);
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return true;
  return ts.isBindingElement(declaration) && isTakenFromParameter(declaration);
}

/** A name in the pattern of a parameter, or in that of a variable that is taken from one: `const { url } = options`. */
function isTakenFromParameter(element: ts.BindingElement): boolean {
  const holder = ts.findAncestor(element, (at) => ts.isParameter(at) || ts.isVariableDeclaration(at));
  if (!holder || ts.isParameter(holder)) return holder !== undefined;
  let root = ts.isVariableDeclaration(holder) && holder.initializer ? unwrap(holder.initializer) : undefined;
  while (root && ts.isPropertyAccessExpression(root)) root = unwrap(root.expression);
  return root !== undefined && ts.isIdentifier(root) && isParameterName(root);
}
