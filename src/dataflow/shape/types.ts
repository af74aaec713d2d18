import type { Interpreter } from '../interpreter.js';
import { EMPTY } from '../value.js';
import { declarationNamed, type TypeDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { resolveTypeName } from '../../project/type-names.js';
import { either, MAX_DEPTH, maybe, scalar, type Shape, UNKNOWN } from './model.js';

const KEYWORDS = new Map<ts.SyntaxKind, Shape['kind']>([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.ArrayType, 'list'],
  [ts.SyntaxKind.TupleType, 'list'],
  [ts.SyntaxKind.TemplateLiteralType, 'string'],
]);

/** What is known of a value of a declared type. */
export function typeShape(type: ts.TypeNode, interpreter: Interpreter, depth = 0): Shape {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const keyword = KEYWORDS.get(type.kind);
  if (keyword) return scalar(keyword);
  if (ts.isParenthesizedTypeNode(type)) return typeShape(type.type, interpreter, depth + 1);
  if (ts.isTypeOperatorNode(type))
    return type.operator === ts.SyntaxKind.ReadonlyKeyword ? typeShape(type.type, interpreter, depth + 1) : UNKNOWN;
  if (ts.isLiteralTypeNode(type)) return literalTypeShape(type);
  if (ts.isUnionTypeNode(type)) return unionShape(type, interpreter, depth);
  if (ts.isIntersectionTypeNode(type)) return allOf(type.types.map((part) => typeShape(part, interpreter, depth + 1)));
  if (ts.isTypeLiteralNode(type)) return membersShape(type.members, [], interpreter, depth);
  return ts.isTypeReferenceNode(type) ? referenceShape(type, interpreter, depth) : UNKNOWN;
}

function literalTypeShape({ literal }: ts.LiteralTypeNode): Shape {
  if (ts.isStringLiteral(literal)) return scalar('string');
  if (ts.isNumericLiteral(literal)) return scalar('number');
  return literal.kind === ts.SyntaxKind.NullKeyword ? UNKNOWN : scalar('boolean');
}

function unionShape(type: ts.UnionTypeNode, interpreter: Interpreter, depth: number): Shape {
  const given = type.types.filter((part) => !isNothing(part));
  const shapes = given.map((part) => typeShape(part, interpreter, depth + 1));
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
  interpreter: Interpreter,
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
        const typed = member.type ? typeShape(member.type, interpreter, depth + 1) : UNKNOWN;
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

function referenceShape(type: ts.TypeReferenceNode, interpreter: Interpreter, depth: number): Shape {
  if (!ts.isIdentifier(type.typeName)) return UNKNOWN;
  const name = type.typeName.text;
  const [first, second] = type.typeArguments ?? [];
  const own = declaredType(type.typeName, interpreter);
  if (own) return declarationShape(own, interpreter, depth + 1);
  if (name === 'Array' || name === 'ReadonlyArray' || name === 'Set') return scalar('list');
  if (!first) return UNKNOWN;
  const inner = (): Shape => typeShape(first, interpreter, depth + 1);
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
function declaredType(name: ts.Identifier, interpreter: Interpreter): DeclaredType | undefined {
  const declared = resolveTypeName(name, interpreter.project);
  if (declared) return declared;
  const value = declarationNamed(name.text, name);
  const known = value && interpreter.declared(value, EMPTY);
  return known?.kind === 'class' ? known.node : undefined;
}

function declarationShape(declaration: DeclaredType, interpreter: Interpreter, depth: number): Shape {
  if (ts.isTypeAliasDeclaration(declaration)) return declaration.typeParameters ? UNKNOWN : typeShape(declaration.type, interpreter, depth);
  const bases = (declaration.heritageClauses ?? [])
    .filter((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap((clause) => [...clause.types])
    .map(({ expression }) => (ts.isIdentifier(expression) ? declaredType(expression, interpreter) : undefined))
    .map((base) => (base ? declarationShape(base, interpreter, depth + 1) : UNKNOWN));
  return membersShape([...declaration.members], bases, interpreter, depth);
}
