import type { Ref } from '../../../../dataflow/value.js';
import type { Json, Lens, LensOp } from '../../../../pack/model.js';
import { ts } from '../../../../project/syntax.js';
import type { SplicedText } from '../../../../edit/spliced-text.js';
import { spanOf } from '../../../../edit/spliced-text.js';
import type { Shape } from '../../../../dataflow/shape/index.js';
import { UNKNOWN } from '../../../../dataflow/shape/index.js';

/** A piece of the URL text that fills a parameter: plain text, decoded, or an expression, with the names that the code gives it on the way. */
export type ParameterPiece = { text: string } | { ref: Ref; names?: ts.Identifier[] };

/**
 * A value as the code makes it, open to change. A lens runs over drafts; what has changed afterwards is written back as
 * edits of the source (see `render.ts`). Drafts are made for one plan and changed in place.
 */
export type ValueTemplate = ObjectTemplate | ListTemplate | ChoiceTemplate | LinkTemplate | CallersTemplate | CodeTemplate;

/** An object literal; without a node, one that is new. */
export interface ObjectTemplate {
  kind: 'object';
  node?: ts.ObjectLiteralExpression;
  /** `Object.assign({}, …)`: the entries are its arguments, spread. */
  merged?: ts.CallExpression;
  entries: Entry[];
}

export type Entry = Field | Spread;

/** A property. */
export interface Field {
  kind: 'field';
  /** Undefined for a computed name that is not known. */
  name: string | undefined;
  /** Where it stands in the source. */
  element?: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>;
  value: ValueTemplate;
  /** Conditions of which any makes the field present; absent: always there. */
  when?: string[];
  /** Put in front of what the code says. */
  added?: true;
}

/** `...value`. */
export interface Spread {
  kind: 'spread';
  element?: ts.SpreadAssignment;
  of: ValueTemplate;
}

/** An array literal; without a node, one that is new. */
export interface ListTemplate {
  kind: 'list';
  node?: ts.ArrayLiteralExpression;
  items: ValueTemplate[];
}

/** An expression that gives one of several values: `a ? b : c`, `a ?? b`, `a && b`, or one in a cast or parentheses. */
export interface ChoiceTemplate {
  kind: 'choice';
  node: ts.Expression;
  options: ValueTemplate[];
  /** Operations that were done to the options. */
  done: Lens;
}

/** A name whose value is made elsewhere, for this use only: changes go there. */
export interface LinkTemplate {
  kind: 'link';
  node: ts.Expression;
  target: ValueTemplate;
  /** Fields that are assigned after the value was made. */
  writes: Write[];
  /** Declared type of the name. */
  type?: ts.TypeNode;
  /** Operations that were done to the target. */
  done: Lens;
}

/** A parameter whose function is called in places that are all visible: fields are changed there, new ones are added here. */
export interface CallersTemplate {
  kind: 'callers';
  node: ts.Identifier;
  /** What the callers give, with the argument that it is. */
  targets: { argument: ts.Expression; draft: ValueTemplate }[];
  added: Field[];
  shape: Shape;
  type?: ts.TypeNode;
  done: Lens;
}

/** `name.field = value`. */
export interface Write {
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression;
  field: Field;
  /** Name that stands in the source. */
  written: string;
}

/** Any other expression. */
export interface CodeTemplate {
  kind: 'code';
  /** The expression as it stands in the source, if it does. */
  ref?: Ref;
  rope: SplicedText;
  /** What is known of the value after the pending operations. */
  shape: Shape;
  /** What is known of the value as it is written, when operations are pending. */
  written?: Shape;
  /** The value, when it is known. */
  json?: { value: Json };
  /** Operations still to be done, by an inline expression around it. */
  pending: Lens;
  /** What a parameter of the v1 path is made of, when the value is one. */
  pieces?: ParameterPiece[];
  /** The value of a field, which may be null, rather than a whole body. */
  inside?: true;
}

/** New code. */
export function codeTemplate(text: string, shape: Shape = UNKNOWN, json?: { value: Json }): CodeTemplate {
  return { kind: 'code', rope: [text], shape, pending: [], ...(json ? { json } : {}) };
}

/** An expression as it is written. */
export function writtenTemplate(ref: Ref, shape: Shape, json?: { value: Json }): CodeTemplate {
  return { kind: 'code', ref, rope: [spanOf(ref.node)], shape, pending: [], ...(json ? { json } : {}) };
}

/** The expression that a draft was made from; undefined for new code. */
export function nodeOf(draft: ValueTemplate): ts.Expression | undefined {
  return draft.kind === 'code' ? draft.ref?.node : draft.kind === 'object' ? (draft.node ?? draft.merged) : draft.node;
}

/** Leaves an operation to an inline expression around the code. */
export function postponeOn(code: CodeTemplate, op: LensOp): void {
  code.written ??= code.shape;
  code.shape = shapeAfter(op, code.shape);
  code.pending.push(op);
}

/** What is known of an object after an operation on it. */
export function shapeAfter(op: LensOp, shape: Shape): Shape {
  const changed = (fields: { [name: string]: Shape | null | undefined }): Shape => ({
    ...shape,
    field: (name) => (Object.hasOwn(fields, name) ? fields[name] : shape.field(name)),
  });
  switch (op.op) {
    case 'rename':
      // Where both names are there, both stay.
      return changed({ [op.to]: shape.field(op.from) ?? UNKNOWN, [op.from]: shape.field(op.to) === null ? null : undefined });
    case 'hoist':
      return changed({ [op.name]: UNKNOWN });
    case 'plunge':
      return changed({ [op.host]: UNKNOWN, [op.name]: shape.field(op.host) === null ? null : undefined });
    case 'remove':
      return changed({ [op.name]: null });
    case 'add':
    case 'default':
    case 'wrap':
    case 'head':
    case 'convert':
    case 'in':
      return changed({ [op.name]: UNKNOWN });
    default:
      return UNKNOWN;
  }
}

/** A field with its condition, if it has one. */
export function fieldTemplate(name: string, value: ValueTemplate, when?: string[]): Field {
  return { kind: 'field', name, value, ...(when ? { when } : {}) };
}

/** True for an expression that has no effect and gives the same wherever it is written. */
export function isPure(node: ts.Expression): boolean {
  if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword)
    return true;
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) return isPure(node.expression);
  if (ts.isPropertyAccessExpression(node)) return isPure(node.expression);
  if (ts.isElementAccessExpression(node)) return isPure(node.expression) && isPure(node.argumentExpression);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => isPure(span.expression));
  if (ts.isConditionalExpression(node)) return isPure(node.condition) && isPure(node.whenTrue) && isPure(node.whenFalse);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken && isPure(node.operand);
  if (ts.isBinaryExpression(node)) return PURE_OPERATORS.has(node.operatorToken.kind) && isPure(node.left) && isPure(node.right);
  return ts.isCallExpression(node) && isPureCall(node);
}

const PURE_OPERATORS = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const PURE_CALLS = new Set(['String', 'Number', 'encodeURIComponent', 'encodeURI', 'decodeURIComponent']);
const PURE_METHODS = new Set(['toString', 'trim', 'toLowerCase', 'toUpperCase']);

function isPureCall(node: ts.CallExpression): boolean {
  const { expression } = node;
  if (ts.isIdentifier(expression)) return PURE_CALLS.has(expression.text) && node.arguments.every((argument) => isPure(argument));
  return (
    ts.isPropertyAccessExpression(expression) &&
    PURE_METHODS.has(expression.name.text) &&
    node.arguments.length === 0 &&
    isPure(expression.expression)
  );
}
