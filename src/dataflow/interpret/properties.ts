import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { constantText, type Environment, type Ref, type AbstractValue } from '../value.js';

/** The last property of an object literal with this name, spreads followed. */
export type Property =
  | {
      kind: 'own';
      node: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>;
      /** Spreads behind it that may hold it, too. */ over: ts.SpreadAssignment[];
    }
  | { kind: 'spread'; value: AbstractValue; over: ts.SpreadAssignment[] }
  /** Neither written nor in a spread that is known. */
  | { kind: 'absent' }
  /** A spread may hold it. */
  | { kind: 'open' };

/** Finds a property of an object literal. */
export function findProperty(node: ts.ObjectLiteralExpression, name: string, env: Environment, interpreter: Interpreter): Property {
  const over: ts.SpreadAssignment[] = [];
  for (const property of node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const value = interpreter.valueOf(property.expression, env);
      const found = interpreter.member(value, name);
      if (found) return { kind: 'spread', value, over };
      if (!isClosed(value)) over.push(property);
    } else if (propertyName(property.name, env, interpreter) === name) return { kind: 'own', node: property, over };
  }
  return { kind: over.length > 0 ? 'open' : 'absent' };
}

/** True for a value whose members are all known. */
function isClosed(value: AbstractValue): boolean {
  if (value.kind === 'union') return value.options.every(isClosed);
  if (value.kind === 'object')
    return !value.node.properties.some((property) => ts.isSpreadAssignment(property) || ts.isComputedPropertyName(property.name));
  return value.kind === 'constant' || value.kind === 'record' || value.kind === 'text';
}

/** The expression of a property, when it is one. */
export function initializerOf(property: ts.ObjectLiteralElementLike, env: Environment): Ref | undefined {
  if (ts.isPropertyAssignment(property)) return { node: property.initializer, env };
  return ts.isShorthandPropertyAssignment(property) ? { node: property.name, env } : undefined;
}

/** Text of a property name; computed names are evaluated. */
export function propertyName(name: ts.PropertyName, env: Environment, interpreter: Interpreter): string | undefined {
  return ts.isComputedPropertyName(name) ? constantText(interpreter.valueOf(name.expression, env)) : name.text;
}
