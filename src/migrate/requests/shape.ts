import { bare } from '../../calls/bare.js';
import { returnsOf } from '../../calls/returns.js';
import type { Evaluation } from '../../calls/evaluation.js';
import { isRef } from '../../calls/environment.js';
import { alternatives, constantText, EMPTY, type Ref } from '../../calls/value.js';
import type { Json } from '../../pack/model.js';
import {
  declarationNamed,
  declarationOf,
  identifiersIn,
  referencesTo,
  type TypeDeclaration,
  type ValueDeclaration,
} from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { resolveTypeName } from '../answers/type-names.js';

/** What is known of a value without running the program. */
export interface Shape {
  kind: 'object' | 'list' | 'string' | 'number' | 'boolean' | 'unknown';
  /** It may be null or undefined; always true when nothing is known. */
  optional: boolean;
  /** It may be null; always true when nothing is known. */
  nullable: boolean;
  /** What is known of a field: its shape, `null` when there is no such field, undefined when that is not known. */
  field(name: string): Shape | null | undefined;
}

const unknownField = (): undefined => undefined;

/** Nothing is known. */
export const UNKNOWN: Shape = { kind: 'unknown', optional: true, nullable: true, field: unknownField };

function scalar(kind: Shape['kind']): Shape {
  return { kind, optional: false, nullable: false, field: unknownField };
}

function maybe(shape: Shape): Shape {
  return shape.optional ? shape : { ...shape, optional: true };
}

const MAX_DEPTH = 12;

/** What is known of an expression: from literals, constants, and declared types of the project's own. */
export function shapeOf(ref: Ref, evaluation: Evaluation, depth = 0): Shape {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const { node } = ref;
  const next = (inner: ts.Expression): Shape => shapeOf({ node: inner, env: ref.env }, evaluation, depth + 1);
  if (ts.isAsExpression(node) && node.type.kind !== ts.SyntaxKind.UnknownKeyword) {
    const asserted = ts.isConstTypeReference(node.type) ? UNKNOWN : typeShape(node.type, evaluation, depth + 1);
    return asserted.kind === 'unknown' ? next(node.expression) : asserted;
  }
  if (ts.isNonNullExpression(node)) return { ...next(node.expression), optional: false, nullable: false };
  const inner = bare(node);
  if (inner !== node) return next(inner);
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return scalar('string');
  if (ts.isNumericLiteral(node)) return scalar('number');
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return scalar('boolean');
  if (ts.isArrayLiteralExpression(node)) return scalar('list');
  if (ts.isObjectLiteralExpression(node)) return literalShape(node, next);
  if (ts.isIdentifier(node)) return identifierShape(node, ref, evaluation, depth);
  if (ts.isPropertyAccessExpression(node)) return accessShape(node, next) ?? memberShape(node, ref, evaluation, depth);
  if (ts.isCallExpression(node)) return callShape(node, evaluation, next, depth);
  if (ts.isConditionalExpression(node)) return either(next(node.whenTrue), next(node.whenFalse));
  if (ts.isBinaryExpression(node)) return binaryShape(node, next);
  return UNKNOWN;
}

/** JSON that an expression always is; undefined when that is not known. */
export function constantOf(ref: Ref, evaluation: Evaluation): { value: Json } | undefined {
  const node = bare(ref.node);
  if (ts.isArrayLiteralExpression(node)) return constantList(node, ref, evaluation);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) {
    return { value: -Number(node.operand.text) };
  }
  const values = alternatives(evaluation.evaluate(node, ref.env));
  const [value] = values;
  if (values.length !== 1 || !value) return undefined;
  if (value.kind === 'constant') return value.value === undefined ? undefined : { value: value.value };
  const text = value.kind === 'text' ? constantText(value) : undefined;
  return text === undefined ? undefined : { value: text };
}

function constantList(node: ts.ArrayLiteralExpression, ref: Ref, evaluation: Evaluation): { value: Json } | undefined {
  const items: Json[] = [];
  for (const element of node.elements) {
    const item = ts.isSpreadElement(element) ? undefined : constantOf({ node: element, env: ref.env }, evaluation);
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
    field(name) {
      let open = false;
      for (const property of node.properties.toReversed()) {
        if (ts.isSpreadAssignment(property)) {
          const found = next(property.expression).field(name);
          if (found) return open ? maybe(found) : found;
          open ||= found === undefined;
        } else if (ts.isComputedPropertyName(property.name)) open = true;
        else if (property.name.text === name) {
          if (ts.isPropertyAssignment(property)) return next(property.initializer);
          return ts.isShorthandPropertyAssignment(property) ? next(property.name) : UNKNOWN;
        }
      }
      return open ? undefined : null;
    },
  };
}

function identifierShape(node: ts.Identifier, ref: Ref, evaluation: Evaluation, depth: number): Shape {
  if (node.text === 'undefined') return { kind: 'unknown', optional: true, nullable: false, field: () => null };
  const declaration = ts.isShorthandPropertyAssignment(node.parent) ? declarationNamed(node.text, node) : declarationOf(node);
  if (!declaration) return UNKNOWN;
  const bound = ref.env.bindings.get(declaration);
  const declared = declaredShape(declaration, ref, evaluation, depth + 1);
  if (declared.kind !== 'unknown' || !bound || !isRef(bound)) return declared;
  return shapeOf(bound, evaluation, depth + 1);
}

function declaredShape(declaration: ValueDeclaration, ref: Ref, evaluation: Evaluation, depth: number): Shape {
  if (ts.isVariableDeclaration(declaration)) return variableShape(declaration, ref, evaluation, depth);
  if (ts.isParameter(declaration)) return parameterShape(declaration, evaluation, depth);
  if (ts.isBindingElement(declaration)) return elementShape(declaration, ref, evaluation, depth);
  const initial = ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) ? importedShape(ref, evaluation, depth) : undefined;
  return initial ?? UNKNOWN;
}

/** A constant of another file. */
function importedShape({ node, env }: Ref, evaluation: Evaluation, depth: number): Shape | undefined {
  const initial = evaluation.initializer(node, env);
  if (!initial) return undefined;
  const { parent } = initial;
  return ts.isVariableDeclaration(parent) ? variableShape(parent, { node: initial, env: EMPTY }, evaluation, depth) : undefined;
}

function variableShape(declaration: ts.VariableDeclaration, ref: Ref, evaluation: Evaluation, depth: number): Shape {
  if (declaration.type) {
    const typed = typeShape(declaration.type, evaluation, depth);
    if (typed.kind !== 'unknown') return typed;
  }
  if (!declaration.initializer || isReassigned(declaration)) return UNKNOWN;
  const initial = shapeOf({ node: declaration.initializer, env: ref.env }, evaluation, depth);
  const written = writtenFields(declaration);
  if (!written) return { ...initial, field: (name) => initial.field(name) ?? undefined };
  if (written.size === 0) return initial;
  return { ...initial, field: (name) => (written.has(name) ? UNKNOWN : initial.field(name)) };
}

/** True for a variable that is assigned to again. */
export function isReassigned(declaration: ts.VariableDeclaration | ts.ParameterDeclaration): boolean {
  return referencesTo(declaration).some((reference) => {
    const { parent } = reference;
    return (
      (ts.isBinaryExpression(parent) && parent.left === reference && isAssignment(parent.operatorToken.kind)) ||
      ts.isPostfixUnaryExpression(parent) ||
      (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken)
    );
  });
}

/** True for `=` and its kin. */
export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Names of the fields that are assigned to after the declaration; undefined when a name is computed. */
function writtenFields(declaration: ts.VariableDeclaration): Set<string> | undefined {
  const names = new Set<string>();
  for (const reference of referencesTo(declaration)) {
    const access = reference.parent;
    const assignment = access.parent;
    if (!ts.isBinaryExpression(assignment) || assignment.left !== access || !isAssignment(assignment.operatorToken.kind)) continue;
    if (ts.isPropertyAccessExpression(access)) names.add(access.name.text);
    else if (ts.isElementAccessExpression(access)) {
      if (!ts.isStringLiteralLike(access.argumentExpression)) return undefined;
      names.add(access.argumentExpression.text);
    }
  }
  return names;
}

function parameterShape(declaration: ts.ParameterDeclaration, evaluation: Evaluation, depth: number): Shape {
  if (!declaration.type)
    return declaration.initializer ? shapeOf({ node: declaration.initializer, env: EMPTY }, evaluation, depth) : UNKNOWN;
  const typed = typeShape(declaration.type, evaluation, depth);
  return declaration.questionToken ? maybe(typed) : typed;
}

function elementShape(declaration: ts.BindingElement, ref: Ref, evaluation: Evaluation, depth: number): Shape {
  if (!ts.isObjectBindingPattern(declaration.parent) || declaration.dotDotDotToken) return UNKNOWN;
  const key = declaration.propertyName ?? declaration.name;
  if (!ts.isIdentifier(key) && !ts.isStringLiteral(key)) return UNKNOWN;
  const holder = declaration.parent.parent;
  const whole = declaredShape(holder, ref, evaluation, depth);
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
function memberShape(node: ts.PropertyAccessExpression, { env }: Ref, evaluation: Evaluation, depth: number): Shape {
  const property = propertyOf(node);
  if (!property) return UNKNOWN;
  if (property.type) return typeShape(property.type, evaluation, depth + 1);
  const isFixed = property.initializer && membersNamed(node.name.text, node).every((member) => member === node || !isChanged(member));
  return isFixed && property.initializer ? shapeOf({ node: property.initializer, env }, evaluation, depth + 1) : UNKNOWN;
}

/** The property of the class around a node that `this.name` reads. */
export function propertyOf(node: ts.Expression): ts.PropertyDeclaration | undefined {
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const owner = ts.findAncestor(node, ts.isClassLike);
  return owner?.members.find(
    (member): member is ts.PropertyDeclaration => ts.isPropertyDeclaration(member) && member.name.getText() === node.name.text,
  );
}

/** Member accesses of a name in the file of a node. */
export function membersNamed(name: string, from: ts.Node): ts.PropertyAccessExpression[] {
  return (identifiersIn(from.getSourceFile()).get(name) ?? []).flatMap(({ parent }) =>
    ts.isPropertyAccessExpression(parent) && parent.name.text === name ? [parent] : [],
  );
}

function isChanged(member: ts.PropertyAccessExpression): boolean {
  const target = ts.isPropertyAccessExpression(member.parent) || ts.isElementAccessExpression(member.parent) ? member.parent : member;
  return ts.isBinaryExpression(target.parent) && target.parent.left === target && isAssignment(target.parent.operatorToken.kind);
}

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

function callShape(node: ts.CallExpression, evaluation: Evaluation, next: (inner: ts.Expression) => Shape, depth: number): Shape {
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
  const callee = evaluation.evaluate(node.expression, EMPTY);
  if (callee.kind !== 'function') return UNKNOWN;
  if (callee.node.type) return typeShape(callee.node.type, evaluation, depth + 1);
  const given = onlyReturn(callee.node);
  return given ? shapeOf({ node: given, env: EMPTY }, evaluation, depth + 1) : UNKNOWN;
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

function either(a: Shape, b: Shape): Shape {
  return {
    kind: a.kind === b.kind ? a.kind : 'unknown',
    optional: a.optional || b.optional,
    nullable: a.nullable || b.nullable,
    field(name) {
      const fields = [a.field(name), b.field(name)];
      const known = fields.filter((field) => field !== undefined && field !== null);
      const [first, second] = known;
      if (first && second) return either(first, second);
      if (first) return maybe(first);
      return fields.every((field) => field === null) ? null : undefined;
    },
  };
}

const KEYWORDS = new Map<ts.SyntaxKind, Shape['kind']>([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.ArrayType, 'list'],
  [ts.SyntaxKind.TupleType, 'list'],
  [ts.SyntaxKind.TemplateLiteralType, 'string'],
]);

/** What is known of a value of a declared type. */
export function typeShape(type: ts.TypeNode, evaluation: Evaluation, depth = 0): Shape {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const keyword = KEYWORDS.get(type.kind);
  if (keyword) return scalar(keyword);
  if (ts.isParenthesizedTypeNode(type)) return typeShape(type.type, evaluation, depth + 1);
  if (ts.isTypeOperatorNode(type))
    return type.operator === ts.SyntaxKind.ReadonlyKeyword ? typeShape(type.type, evaluation, depth + 1) : UNKNOWN;
  if (ts.isLiteralTypeNode(type)) return literalTypeShape(type);
  if (ts.isUnionTypeNode(type)) return unionShape(type, evaluation, depth);
  if (ts.isIntersectionTypeNode(type)) return allOf(type.types.map((part) => typeShape(part, evaluation, depth + 1)));
  if (ts.isTypeLiteralNode(type)) return membersShape(type.members, [], evaluation, depth);
  return ts.isTypeReferenceNode(type) ? referenceShape(type, evaluation, depth) : UNKNOWN;
}

function literalTypeShape({ literal }: ts.LiteralTypeNode): Shape {
  if (ts.isStringLiteral(literal)) return scalar('string');
  if (ts.isNumericLiteral(literal)) return scalar('number');
  return literal.kind === ts.SyntaxKind.NullKeyword ? UNKNOWN : scalar('boolean');
}

function unionShape(type: ts.UnionTypeNode, evaluation: Evaluation, depth: number): Shape {
  const given = type.types.filter((part) => !isNothing(part));
  const shapes = given.map((part) => typeShape(part, evaluation, depth + 1));
  const [first = UNKNOWN, ...rest] = shapes;
  const joined = rest.reduce((sum, shape) => either(sum, shape), first);
  if (given.length === type.types.length) return joined;
  const isNullable = type.types.some((part) => isNothing(part) && ts.isLiteralTypeNode(part));
  return { ...joined, optional: true, nullable: joined.nullable || isNullable };
}

function isNothing(type: ts.TypeNode): boolean {
  if (ts.isLiteralTypeNode(type)) return type.literal.kind === ts.SyntaxKind.NullKeyword;
  return type.kind === ts.SyntaxKind.UndefinedKeyword;
}

function allOf(shapes: Shape[]): Shape {
  return {
    kind: shapes.some(({ kind }) => kind === 'object') ? 'object' : 'unknown',
    optional: false,
    nullable: false,
    field(name) {
      const fields = shapes.map((shape) => shape.field(name));
      const found = fields.find((field) => field !== undefined && field !== null);
      if (found) return found;
      return fields.every((field) => field === null) ? null : undefined;
    },
  };
}

function membersShape(
  members: readonly (ts.TypeElement | ts.ClassElement)[],
  bases: Shape[],
  evaluation: Evaluation,
  depth: number,
): Shape {
  const isOpen = members.some((member) => ts.isIndexSignatureDeclaration(member));
  return {
    kind: 'object',
    optional: false,
    nullable: false,
    field(name) {
      const member = members.find(
        (candidate) => candidate.name && !ts.isComputedPropertyName(candidate.name) && candidate.name.text === name,
      );
      if (member && (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))) {
        const typed = member.type ? typeShape(member.type, evaluation, depth + 1) : UNKNOWN;
        return member.questionToken ? maybe(typed) : typed;
      }
      if (member) return UNKNOWN;
      for (const base of bases) {
        const found = base.field(name);
        if (found !== null) return found;
      }
      return isOpen ? undefined : null;
    },
  };
}

function referenceShape(type: ts.TypeReferenceNode, evaluation: Evaluation, depth: number): Shape {
  if (!ts.isIdentifier(type.typeName)) return UNKNOWN;
  const name = type.typeName.text;
  const [first, second] = type.typeArguments ?? [];
  const own = declaredType(type.typeName, evaluation);
  if (own) return declarationShape(own, evaluation, depth + 1);
  if (name === 'Array' || name === 'ReadonlyArray' || name === 'Set') return scalar('list');
  if (!first) return UNKNOWN;
  const inner = (): Shape => typeShape(first, evaluation, depth + 1);
  switch (name) {
    case 'Promise':
    case 'Awaited':
    case 'Readonly':
      return inner();
    case 'Required': {
      const whole = inner();
      return { ...whole, field: (field) => solid(whole.field(field)) };
    }
    case 'Partial': {
      const whole = inner();
      return { ...whole, field: (field) => loose(whole.field(field)) };
    }
    case 'Omit':
    case 'Pick': {
      const names = second && literalNames(second);
      if (!names) return UNKNOWN;
      const whole = inner();
      return { ...whole, field: (field) => (names.has(field) === (name === 'Pick') ? whole.field(field) : null) };
    }
    default:
      return UNKNOWN;
  }
}

function solid(shape: Shape | null | undefined): Shape | null | undefined {
  return shape && { ...shape, optional: shape.nullable };
}

function loose(shape: Shape | null | undefined): Shape | null | undefined {
  return shape && maybe(shape);
}

function literalNames(type: ts.TypeNode): Set<string> | undefined {
  const parts = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  const names = parts.map((part) => (ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? part.literal.text : undefined));
  return names.includes(undefined) ? undefined : new Set(names.filter((name) => name !== undefined));
}

type DeclaredType = TypeDeclaration | ts.ClassLikeDeclaration;

/** The project's own declaration behind a type name. */
function declaredType(name: ts.Identifier, evaluation: Evaluation): DeclaredType | undefined {
  const declared = resolveTypeName(name, evaluation.project);
  if (declared) return declared;
  const value = declarationNamed(name.text, name);
  const known = value && evaluation.declared(value, EMPTY);
  return known?.kind === 'class' ? known.node : undefined;
}

function declarationShape(declaration: DeclaredType, evaluation: Evaluation, depth: number): Shape {
  if (ts.isTypeAliasDeclaration(declaration)) return declaration.typeParameters ? UNKNOWN : typeShape(declaration.type, evaluation, depth);
  const bases = (declaration.heritageClauses ?? [])
    .filter((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap((clause) => [...clause.types])
    .map(({ expression }) => (ts.isIdentifier(expression) ? declaredType(expression, evaluation) : undefined))
    .map((base) => (base ? declarationShape(base, evaluation, depth + 1) : UNKNOWN));
  return membersShape([...declaration.members], bases, evaluation, depth);
}
