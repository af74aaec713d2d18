import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { isRef } from '../interpret/environment.js';
import { returnsOf } from '../interpret/returns.js';
import { alternatives, constantText, EMPTY, type Ref } from '../value.js';
import { declarationNamed, declarationOf, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isChanged, isReassigned, membersNamed, propertyOf, writtenFields } from './assignments.js';
import { type ConstantData, either, MAX_DEPTH, maybe, scalar, type Shape, UNKNOWN } from './model.js';
import { typeShape } from './types.js';

const TEXT_METHODS = new Set([
  'toString',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'slice',
  'replace',
  'replaceAll',
  'padStart',
  'toISOString',
  'join',
  'toFixed',
]);

const LIST_METHODS = new Set(['map', 'filter', 'flatMap', 'split', 'toSorted', 'toReversed', 'flat']);

const GLOBALS: { [name: string]: Shape['kind'] } = {
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
  parseInt: 'number',
  encodeURIComponent: 'string',
  'JSON.stringify': 'string',
  'Object.keys': 'list',
  'Object.values': 'list',
  'Object.entries': 'list',
  'Array.from': 'list',
  'Array.of': 'list',
  'Date.now': 'number',
};

/** What is known of an expression: from literals, constants, and declared types of the project's own. */
export function shapeOf(ref: Ref, interpreter: Interpreter, depth = 0): Shape {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const { node } = ref;
  const next = (inner: ts.Expression): Shape => shapeOf({ node: inner, env: ref.env }, interpreter, depth + 1);
  if (ts.isAsExpression(node) && node.type.kind !== ts.SyntaxKind.UnknownKeyword) {
    const asserted = ts.isConstTypeReference(node.type) ? UNKNOWN : typeShape(node.type, interpreter, depth + 1);
    return asserted.kind === 'unknown' ? next(node.expression) : asserted;
  }
  if (ts.isNonNullExpression(node)) return { ...next(node.expression), optional: false, nullable: false };
  const inner = unwrap(node);
  if (inner !== node) return next(inner);
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return scalar('string');
  if (ts.isNumericLiteral(node)) return scalar('number');
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return scalar('boolean');
  if (ts.isArrayLiteralExpression(node)) return scalar('list');
  if (ts.isObjectLiteralExpression(node)) return literalShape(node, next);
  if (ts.isIdentifier(node)) return identifierShape(node, ref, interpreter, depth);
  if (ts.isPropertyAccessExpression(node)) return accessShape(node, next) ?? memberShape(node, ref, interpreter, depth);
  if (ts.isCallExpression(node)) return callShape(node, interpreter, next, depth);
  if (ts.isConditionalExpression(node)) return either(next(node.whenTrue), next(node.whenFalse));
  if (ts.isBinaryExpression(node)) return binaryShape(node, next);
  return UNKNOWN;
}

/** JSON that an expression always is; undefined when that is not known. */
export function constantOf(ref: Ref, interpreter: Interpreter): { value: ConstantData } | undefined {
  const node = unwrap(ref.node);
  if (ts.isArrayLiteralExpression(node)) return constantList(node, ref, interpreter);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) {
    return { value: -Number(node.operand.text) };
  }
  const values = alternatives(interpreter.valueOf(node, ref.env));
  const [value] = values;
  if (values.length !== 1 || !value) return undefined;
  if (value.kind === 'constant') return value.value === undefined ? undefined : { value: value.value };
  const text = value.kind === 'text' ? constantText(value) : undefined;
  return text === undefined ? undefined : { value: text };
}

function constantList(node: ts.ArrayLiteralExpression, ref: Ref, interpreter: Interpreter): { value: ConstantData } | undefined {
  const items: ConstantData[] = [];
  for (const element of node.elements) {
    const item = ts.isSpreadElement(element) ? undefined : constantOf({ node: element, env: ref.env }, interpreter);
    if (!item) return undefined;
    items.push(item.value);
  }
  return { value: items };
}

function literalShape(node: ts.ObjectLiteralExpression, next: (inner: ts.Expression) => Shape): Shape {
  return {
    kind: 'object',
    optional: false,
    nullable: false,
    field: (name) => fieldOfLiteral(name, node, next),
  };
}

/** The last property that gives a field counts; what is spread after it may take its place. */
function fieldOfLiteral(name: string, node: ts.ObjectLiteralExpression, next: (inner: ts.Expression) => Shape): Shape | null | undefined {
  let later: Shape | undefined;
  let open = false;
  const settled = (shape: Shape): Shape => {
    const known = later ? either(later, shape) : shape;
    return open ? { ...UNKNOWN, optional: known.optional } : known;
  };
  for (const property of node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = next(property.expression);
      const found = spread.field(name);
      if (found && !spread.optional && !found.optional) return settled(found);
      if (found) later = later ? either(later, found) : found;
      open ||= found === undefined;
    } else if (ts.isComputedPropertyName(property.name)) open = true;
    else if (property.name.text === name) {
      if (ts.isPropertyAssignment(property)) return settled(next(property.initializer));
      return settled(ts.isShorthandPropertyAssignment(property) ? next(property.name) : UNKNOWN);
    }
  }
  if (later) return open ? UNKNOWN : maybe(later);
  return open ? undefined : null;
}

function identifierShape(node: ts.Identifier, ref: Ref, interpreter: Interpreter, depth: number): Shape {
  if (node.text === 'undefined') return { kind: 'unknown', optional: true, nullable: false, field: () => null };
  const declaration = ts.isShorthandPropertyAssignment(node.parent) ? declarationNamed(node.text, node) : declarationOf(node);
  if (!declaration) return UNKNOWN;
  const bound = ref.env.bindings.get(declaration);
  const declared = declaredShape(declaration, ref, interpreter, depth + 1);
  if (declared.kind !== 'unknown' || !bound || !isRef(bound)) return declared;
  return shapeOf(bound, interpreter, depth + 1);
}

function declaredShape(declaration: ValueDeclaration, ref: Ref, interpreter: Interpreter, depth: number): Shape {
  if (ts.isVariableDeclaration(declaration)) return variableShape(declaration, ref, interpreter, depth);
  if (ts.isParameter(declaration)) return parameterShape(declaration, interpreter, depth);
  if (ts.isBindingElement(declaration)) return elementShape(declaration, ref, interpreter, depth);
  const initial = ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) ? importedShape(ref, interpreter, depth) : undefined;
  return initial ?? UNKNOWN;
}

/** A constant of another file. */
function importedShape({ node, env }: Ref, interpreter: Interpreter, depth: number): Shape | undefined {
  const initial = interpreter.initializer(node, env);
  if (!initial) return undefined;
  const { parent } = initial;
  return ts.isVariableDeclaration(parent) ? variableShape(parent, { node: initial, env: EMPTY }, interpreter, depth) : undefined;
}

function variableShape(declaration: ts.VariableDeclaration, ref: Ref, interpreter: Interpreter, depth: number): Shape {
  const typed = declaration.type ? typeShape(declaration.type, interpreter, depth) : UNKNOWN;
  return typed.kind === 'unknown'
    ? heldShape(declaration, ref, interpreter, depth)
    : refined(typed, () => heldShape(declaration, ref, interpreter, depth));
}

/** What a declared type leaves open, such as which names a `Record` has, the value itself may tell. */
function refined(typed: Shape, actual: () => Shape): Shape {
  return {
    ...typed,
    field(name) {
      const field = typed.field(name);
      return field === undefined ? actual().field(name) : field;
    },
  };
}

/** What a variable holds, as far as what is assigned to it tells. */
function heldShape(declaration: ts.VariableDeclaration, ref: Ref, interpreter: Interpreter, depth: number): Shape {
  if (!declaration.initializer || isReassigned(declaration)) return UNKNOWN;
  const initial = shapeOf({ node: declaration.initializer, env: ref.env }, interpreter, depth);
  const written = writtenFields(declaration, interpreter);
  if (!written) return { ...initial, field: (name) => initial.field(name) ?? undefined };
  if (written.size === 0) return initial;
  return { ...initial, field: (name) => (written.has(name) ? UNKNOWN : initial.field(name)) };
}

function parameterShape(declaration: ts.ParameterDeclaration, interpreter: Interpreter, depth: number): Shape {
  if (!declaration.type)
    return declaration.initializer ? shapeOf({ node: declaration.initializer, env: EMPTY }, interpreter, depth) : UNKNOWN;
  const typed = typeShape(declaration.type, interpreter, depth);
  return declaration.questionToken ? maybe(typed) : typed;
}

function elementShape(declaration: ts.BindingElement, ref: Ref, interpreter: Interpreter, depth: number): Shape {
  if (!ts.isObjectBindingPattern(declaration.parent) || declaration.dotDotDotToken) return UNKNOWN;
  const key = declaration.propertyName ?? declaration.name;
  if (!ts.isIdentifier(key) && !ts.isStringLiteral(key)) return UNKNOWN;
  const holder = declaration.parent.parent;
  const whole = declaredShape(holder, ref, interpreter, depth);
  const field = whole.field(key.text);
  if (!field) return UNKNOWN;
  return declaration.initializer ? { ...field, optional: false } : field;
}

function accessShape(node: ts.PropertyAccessExpression, next: (inner: ts.Expression) => Shape): Shape | undefined {
  const owner = next(node.expression);
  const field = owner.field(node.name.text);
  if (!field) return undefined;
  return node.questionDotToken && owner.optional ? maybe(field) : field;
}

/** `this.name`: what the class declares it to be, as long as its fields are not assigned to. */
function memberShape(node: ts.PropertyAccessExpression, { env }: Ref, interpreter: Interpreter, depth: number): Shape {
  const property = propertyOf(node);
  if (!property) return UNKNOWN;
  if (property.type) return typeShape(property.type, interpreter, depth + 1);
  const isFixed = property.initializer && membersNamed(node.name.text, node).every((member) => member === node || !isChanged(member));
  return isFixed && property.initializer ? shapeOf({ node: property.initializer, env }, interpreter, depth + 1) : UNKNOWN;
}

function callShape(node: ts.CallExpression, interpreter: Interpreter, next: (inner: ts.Expression) => Shape, depth: number): Shape {
  const name = node.expression.getText();
  const known = Object.hasOwn(GLOBALS, name) ? GLOBALS[name] : undefined;
  if (known) return scalar(known);
  const [argument] = node.arguments;
  if ((name === 'Object.freeze' || name === 'structuredClone') && argument) return next(argument);
  if (ts.isPropertyAccessExpression(node.expression) && !node.expression.questionDotToken) {
    const method = node.expression.name.text;
    if (LIST_METHODS.has(method)) return scalar('list');
    if (TEXT_METHODS.has(method) && (method !== 'slice' || next(node.expression.expression).kind === 'string')) return scalar('string');
  }
  const callee = interpreter.valueOf(node.expression, EMPTY);
  if (callee.kind !== 'function') return UNKNOWN;
  const given = onlyReturn(callee.node);
  const returned = (): Shape => (given ? shapeOf({ node: given, env: EMPTY }, interpreter, depth + 1) : UNKNOWN);
  return callee.node.type ? refined(typeShape(callee.node.type, interpreter, depth + 1), returned) : returned();
}

/** The one expression that a function returns. */
export function onlyReturn(node: ts.FunctionLikeDeclaration): ts.Expression | undefined {
  const { body } = node;
  if (!body || !ts.isBlock(body)) return body;
  const found = returnsOf(body);
  return found.length === 1 ? found[0] : undefined;
}

function binaryShape(node: ts.BinaryExpression, next: (inner: ts.Expression) => Shape): Shape {
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken: {
      const right = next(node.right);
      return either({ ...next(node.left), optional: false, nullable: false }, right);
    }
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return maybe(next(node.right));
    case ts.SyntaxKind.PlusToken:
      return [next(node.left), next(node.right)].some(({ kind }) => kind === 'string') ? scalar('string') : UNKNOWN;
    default:
      return UNKNOWN;
  }
}
