import { nodesOf } from '../../project/nodes.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { findProperty } from './properties.js';
import {
  type AbstractValue,
  concat,
  type Environment,
  isNothing,
  join,
  textOf,
  type TextPart,
  textValue,
  through,
  unknown,
} from '../value.js';
import { truthOfValue } from './conditions.js';

/**
 * True for a member of a parameter that its caller leaves out: `options.method` of `request({ path })`. False where any code
 * of the file may set it.
 */
function isAbsentMember(node: ts.Expression, env: Environment, interpreter: Interpreter): boolean {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const parameter = declarationOf(node.expression);
  if (!parameter || !ts.isParameter(parameter)) return false;
  const value = interpreter.valueOf(node.expression, env);
  if (value.kind !== 'object' || !isGivenInPlace(value.node)) return false;
  if (findProperty(value.node, node.name.text, value.env, interpreter).kind !== 'absent') return false;
  return !isSet(node.name.text, parameter);
}

/** Nobody but the function knows the object: it is written as an argument, or as the default of a parameter. */
function isGivenInPlace(object: ts.ObjectLiteralExpression): boolean {
  const { parent } = wrapperOf(object);
  return ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isParameter(parent);
}

function isSet(name: string, parameter: ts.ParameterDeclaration): boolean {
  const accesses = nodesOf(parameter.getSourceFile()).accesses.get(name) ?? [];
  if (accesses.some((access) => ts.isBinaryExpression(access.parent) && access.parent.left === access && isAssignment(access.parent)))
    return true;
  // `Object.assign(options, …)`, and any other function that may fill it.
  return referencesTo(parameter).some(({ parent }) => ts.isCallExpression(parent) && parent.expression.getText() === 'Object.assign');
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** A text that stands in the source as it is. */
export function literalText(node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral): AbstractValue {
  return chunk(node, 1);
}

type Chunk = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

/** Literal texts by their node: they are the same under all bindings. */
const chunks = new WeakMap<Chunk, AbstractValue>();

/** @param marks characters after the text that belong to the syntax */
function chunk(node: Chunk, marks: number): AbstractValue {
  const known = chunks.get(node);
  if (known) return known;
  const start = node.getStart() + 1;
  const { text } = node;
  const shown = node.getSourceFile().text.slice(start, node.getEnd() - marks);
  const part: TextPart = shown === text ? { text, node, start } : { text, node };
  const value: AbstractValue = { kind: 'text', parts: [part] };
  chunks.set(node, value);
  return value;
}

/** A template; its expressions become text or placeholders. */
export function templateValue(node: ts.TemplateExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const values: AbstractValue[] = [templatePiece(node.head)];
  for (const span of node.templateSpans) values.push(operand(span.expression, env, interpreter), templatePiece(span.literal));
  return concat(values, unknown(node, env));
}

function templatePiece(node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): AbstractValue {
  return chunk(node, node.kind === ts.SyntaxKind.TemplateTail ? 1 : 2);
}

/** A piece of a template or concatenation, its parts marked as having come through this expression. */
function operand(node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  const value = textOf(interpreter.valueOf(node, env), node, env);
  return ts.isStringLiteralLike(node) ? value : through(value, node);
}

/** The value of a binary expression: a concatenation, a fallback, a sequence. */
export function binaryValue(node: ts.BinaryExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const { left, right, operatorToken } = node;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return concat(
        operandsOf(node).map((part) => operand(part, env, interpreter)),
        unknown(node, env),
      );
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return fallbacks(operandsOf(node), env, interpreter);
    case ts.SyntaxKind.AmpersandAmpersandToken: {
      const first = interpreter.valueOf(left, env);
      return truthOfValue(first) === false ? first : interpreter.valueOf(right, env);
    }
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
      return interpreter.valueOf(right, env);
    default:
      return unknown(node, env);
  }
}

/** The operands of a chain of one operator, such as `+` or `||`, however long. */
function operandsOf(node: ts.BinaryExpression): ts.Expression[] {
  const operands: ts.Expression[] = [];
  let at: ts.Expression = node;
  while (ts.isBinaryExpression(at) && at.operatorToken.kind === node.operatorToken.kind) {
    operands.push(at.right);
    at = at.left;
  }
  operands.push(at);
  return operands.toReversed();
}

/** `a || b || c`, from left to right. */
function fallbacks([first, ...others]: ts.Expression[], env: Environment, interpreter: Interpreter): AbstractValue {
  const operandValue = (node: ts.Expression): AbstractValue =>
    isAbsentMember(node, env, interpreter) ? { kind: 'constant', value: undefined } : interpreter.valueOf(node, env);
  const start: AbstractValue = first ? operandValue(first) : textValue('');
  return others.reduce((value, other) => fallback(value, () => operandValue(other)), start);
}

/** `a || b`, `a ?? b`: both are possible unless it is known that there is a first, or that there is none. */
function fallback(first: AbstractValue, second: () => AbstractValue): AbstractValue {
  if (isNothing(first)) return second();
  if (first.kind === 'text') return truthOfValue(first) === true ? first : join([first, second()]);
  if (first.kind === 'unknown' || first.kind === 'external' || first.kind === 'constant' || first.kind === 'shape')
    return join([first, second()]);
  return first.kind === 'union' ? join([...first.options.filter((option) => !isNothing(option)), second()]) : first;
}
