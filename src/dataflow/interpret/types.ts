import { declarationNamed, type TypeDeclaration, typeNamed } from '../../project/scopes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../interpreter.js';
import { importedType } from './imports.js';
import { EMPTY, type AbstractValue } from '../value.js';

/** Types that say nothing of their own about the value in them. */
const TRANSPARENT = new Set(['Promise', 'Readonly', 'Required', 'Partial', 'Awaited', 'NonNullable', 'Ref', 'MaybeRef', 'Observable']);

/** Names under which code keeps the type of a class of its argument, for mixins and factories. */
const CONSTRUCTORS = new Set(['Constructor', 'AbstractConstructor', 'Ctor', 'Newable', 'ClassType', 'Class', 'Type']);

/**
 * What a value of a declared type is: an instance of a class of the user, an object whose members have types, or of a
 * type of a package (module `axios`, path `['#AxiosInstance']`).
 */
export function typedValue(type: ts.TypeNode, interpreter: Interpreter): AbstractValue | undefined {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    return type.types.map((option) => interpreter.typed(option)).find((value) => value !== undefined);
  }
  if (ts.isParenthesizedTypeNode(type)) return interpreter.typed(type.type);
  if (ts.isTypeLiteralNode(type)) return { kind: 'shape', node: type };
  if (ts.isTypeQueryNode(type)) return queried(type.exprName, type, interpreter);
  // `new (...args: any[]) => Base` is a class of that kind.
  if (ts.isConstructorTypeNode(type)) return classOf(interpreter.typed(type.type));
  return ts.isTypeReferenceNode(type) ? referenced(type, interpreter) : undefined;
}

function classOf(value: AbstractValue | undefined): AbstractValue | undefined {
  return value?.kind === 'instance' ? { kind: 'class', node: value.of, env: value.env } : undefined;
}

function referenced(type: ts.TypeReferenceNode, interpreter: Interpreter): AbstractValue | undefined {
  const { typeName } = type;
  const [argument] = type.typeArguments ?? [];
  if (ts.isIdentifier(typeName)) {
    if (argument && TRANSPARENT.has(typeName.text)) return interpreter.typed(argument);
    if (argument && typeName.text === 'ReturnType') return returnedBy(argument, interpreter);
    if (argument && CONSTRUCTORS.has(typeName.text)) return classOf(interpreter.typed(argument));
    if (argument && typeName.text === 'InstanceType') {
      const of = interpreter.typed(argument);
      return of && interpreter.instanceOf(of);
    }
  }
  return ts.isIdentifier(typeName) ? namedType(typeName.text, type, interpreter) : qualified(typeName, type, interpreter);
}

/** `ReturnType<typeof create>`. */
function returnedBy(type: ts.TypeNode, interpreter: Interpreter): AbstractValue | undefined {
  const value = interpreter.typed(type);
  return value?.kind === 'function' ? interpreter.returned(value.node, value.env) : undefined;
}

function namedType(name: string, from: ts.Node, interpreter: Interpreter): AbstractValue | undefined {
  const constraint = constraintOf(name, from);
  if (constraint) return interpreter.typed(constraint);
  const type = findType(name, from, interpreter);
  if (type) return declaredType(type, interpreter);
  const declaration = declarationNamed(name, from);
  return declaration && interpreter.instanceOf(interpreter.declared(declaration, EMPTY));
}

/** What a type parameter extends. */
function constraintOf(name: string, from: ts.Node): ts.TypeNode | undefined {
  for (let at: ts.Node | undefined = from; at; at = at.parent) {
    const parameters = ts.isFunctionLike(at) || ts.isClassLike(at) ? at.typeParameters : undefined;
    const parameter = parameters?.find((candidate) => candidate.name.text === name);
    if (parameter) return parameter.constraint;
  }
  return undefined;
}

/** The interface or type alias that a name stands for, in this file or the one it is imported from. */
export function findType(name: string, from: ts.Node, interpreter: Interpreter): TypeDeclaration | undefined {
  const own = typeNamed(name, from);
  if (own) return own;
  const declaration = declarationNamed(name, from);
  return declaration && importedType(declaration, interpreter);
}

function declaredType(type: TypeDeclaration, interpreter: Interpreter): AbstractValue | undefined {
  if (ts.isTypeAliasDeclaration(type)) return interpreter.typed(type.type);
  return implementation(type, interpreter) ?? extended(type, interpreter) ?? { kind: 'shape', node: type };
}

/** `interface Client extends AxiosInstance {}`. */
function extended(type: ts.InterfaceDeclaration, interpreter: Interpreter): AbstractValue | undefined {
  for (const { expression } of type.heritageClauses?.flatMap((clause) => [...clause.types]) ?? []) {
    if (!ts.isIdentifier(expression)) continue;
    const value = namedType(expression.text, type, interpreter);
    if (value && value.kind !== 'shape') return value;
  }
  return undefined;
}

function queried(name: ts.EntityName, from: ts.Node, interpreter: Interpreter): AbstractValue | undefined {
  if (!ts.isIdentifier(name)) {
    const left = queried(name.left, from, interpreter);
    return left && interpreter.member(left, name.right.text);
  }
  const declaration = declarationNamed(name.text, from);
  return declaration ? interpreter.declared(declaration, EMPTY) : { kind: 'external', module: 'global', path: [name.text] };
}

function qualified(name: ts.QualifiedName, from: ts.Node, interpreter: Interpreter): AbstractValue | undefined {
  const left = queried(name.left, from, interpreter);
  const value = left && interpreter.member(left, name.right.text);
  return value && interpreter.instanceOf(value);
}

/** A member of an object of which only the type is known. */
export function shapeMember(
  node: ts.TypeLiteralNode | ts.InterfaceDeclaration,
  name: string,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const member = node.members.find(
    (candidate): candidate is ts.PropertySignature =>
      ts.isPropertySignature(candidate) && !ts.isComputedPropertyName(candidate.name) && candidate.name.text === name,
  );
  return member?.type && interpreter.typed(member.type);
}

/** Classes that say they implement something, with the names they give it. */
const implementing = createSourceIndex(({ tree }) =>
  tree.statements.flatMap((statement) => {
    if (!ts.isClassDeclaration(statement)) return [];
    const clause = statement.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ImplementsKeyword);
    const names = clause?.types.flatMap(({ expression }) => (ts.isIdentifier(expression) ? [expression.text] : [])) ?? [];
    return names.length === 0 ? [] : [{ node: statement, names }];
  }),
);

/** The only class in the parsed files that says it implements an interface. */
function implementation(declaration: ts.InterfaceDeclaration, interpreter: Interpreter): AbstractValue | undefined {
  const found = implementing(interpreter.project).filter(({ names }) => names.includes(declaration.name.text));
  const [only] = found;
  return found.length === 1 && only ? { kind: 'instance', of: only.node, env: EMPTY } : undefined;
}
