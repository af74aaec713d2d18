import { ts } from '../../project/syntax.js';
import { declarationOf, referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { unwrap } from '../../project/unwrap.js';
import { isRef } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { alternatives, constantText, type Environment, isNothing, type AbstractValue } from '../value.js';

/** Whether a condition holds; undefined when that is only known at run time. */
export function truthOf(condition: ts.Expression, env: Environment, interpreter: Interpreter): boolean | undefined {
  const node = unwrap(condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const inner = truthOf(node.operand, env, interpreter);
    return inner === undefined ? undefined : !inner;
  }
  if (ts.isBinaryExpression(node)) return truthOfBinary(node, env, interpreter);
  return truthOfValue(interpreter.valueOf(node, env)) ?? (isGiven(node, env) ? true : undefined);
}

function truthOfBinary(node: ts.BinaryExpression, env: Environment, interpreter: Interpreter): boolean | undefined {
  const { left, right } = node;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken: {
      const [a, b] = [truthOf(left, env, interpreter), truthOf(right, env, interpreter)];
      if (a === false || b === false) return false;
      return a === true && b === true ? true : undefined;
    }
    case ts.SyntaxKind.BarBarToken: {
      const [a, b] = [truthOf(left, env, interpreter), truthOf(right, env, interpreter)];
      if (a === true || b === true) return true;
      return a === false && b === false ? false : undefined;
    }
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return equal(left, right, env, interpreter);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken: {
      const same = equal(left, right, env, interpreter);
      return same === undefined ? undefined : !same;
    }
    default:
      return truthOfValue(interpreter.valueOf(node, env));
  }
}

/** The truth of a value in a condition. */
export function truthOfValue(value: AbstractValue): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'text':
      if (value.parts.some((part) => 'text' in part && part.text !== '')) return true;
      return value.parts.length === 0 && (value.query?.length ?? 0) === 0 ? false : undefined;
    case 'union': {
      const [first, ...rest] = value.options.map(truthOfValue);
      return rest.every((truth) => truth === first) ? first : undefined;
    }
    case 'external':
    case 'unknown':
      return undefined;
    default:
      return true;
  }
}

function equal(left: ts.Expression, right: ts.Expression, env: Environment, interpreter: Interpreter): boolean | undefined {
  const type = comparedType(left, env, interpreter);
  const a = type === undefined ? interpreter.valueOf(left, env) : undefined;
  const b = interpreter.valueOf(right, env);
  if (a === undefined) return constantText(b) === undefined ? undefined : type === constantText(b);
  return equalValues(a, b);
}

/** Whether two values are equal; undefined when that is only known at run time. */
export function equalValues(a: AbstractValue, b: AbstractValue): boolean | undefined {
  const [first, second] = [alternatives(a), alternatives(b)];
  if (first.length !== 1 || second.length !== 1) return undefined;
  const [x, y] = [first[0], second[0]];
  if (!x || !y) return undefined;
  if (x.kind === 'constant' && y.kind === 'constant') return x.value === y.value;
  if (isNothing(x) || isNothing(y)) return x.kind === 'unknown' || y.kind === 'unknown' ? undefined : false;
  const [s, t] = [constantText(x), constantText(y)];
  if (s !== undefined && t !== undefined) return s === t;
  if (x.kind === 'text' && t === '') return truthOfValue(x) === true ? false : undefined;
  if (y.kind === 'text' && s === '') return truthOfValue(y) === true ? false : undefined;
  return undefined;
}

/** `typeof x` where the type of `x` is known. */
function comparedType(node: ts.Expression, env: Environment, interpreter: Interpreter): string | undefined {
  const inner = unwrap(node);
  if (!ts.isTypeOfExpression(inner)) return undefined;
  const value = interpreter.valueOf(inner.expression, env);
  switch (value.kind) {
    case 'text':
      return 'string';
    case 'constant':
      return value.value === null ? 'object' : typeof value.value;
    case 'function':
    case 'class':
      return 'function';
    case 'object':
    case 'array':
    case 'instance':
    case 'record':
    case 'list':
      return 'object';
    default:
      return undefined;
  }
}

/**
 * A parameter for which the caller writes an argument that is not itself optional: the condition asks whether there is one.
 * A parameter that the function only tests is a flag, of which either value may be given.
 */
function isGiven(node: ts.Expression, env: Environment): boolean {
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  const binding = declaration && env.bindings.get(declaration);
  if (!declaration || !binding || isFlag(declaration)) return false;
  const given = isRef(binding) ? binding.node : binding.value.kind === 'unknown' ? binding.value.ref.node : undefined;
  return given !== undefined && given !== declaration.name && !isOptional(given);
}

function isFlag(declaration: ValueDeclaration): boolean {
  if (ts.isParameter(declaration) && declaration.type?.kind === ts.SyntaxKind.BooleanKeyword) return true;
  return referencesTo(declaration).every(isTested);
}

/** Only the truth of the node matters. */
function isTested(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isPrefixUnaryExpression(parent)) return isTested(parent);
  if (ts.isIfStatement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return (
    (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) && (parent.left === node || isTested(parent))
  );
}

function isOptional(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) return inner.questionDotToken !== undefined;
  const declaration = ts.isIdentifier(inner) ? declarationOf(inner) : undefined;
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return declaration.questionToken !== undefined || declaration.initializer !== undefined;
  return ts.isBindingElement(declaration);
}
