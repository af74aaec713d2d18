import { declarationNamed, typeNamed } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import type { Evaluation } from './evaluation.js';
import { EMPTY, type Value } from './value.js';

/**
 * What a value of a declared type is: an instance of a class of the user, or of a type of a package
 * (module `axios`, path `['AxiosInstance']`, marked as an instance by the leading `#`).
 */
export function typedValue(type: ts.TypeNode, evaluation: Evaluation): Value | undefined {
  if (ts.isUnionTypeNode(type)) {
    return type.types.map((option) => typedValue(option, evaluation)).find((value) => value !== undefined);
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const name = type.typeName;
  const [argument] = type.typeArguments ?? [];
  if (ts.isIdentifier(name) && ['Promise', 'Readonly', 'Required', 'Partial', 'Awaited'].includes(name.text) && argument)
    return typedValue(argument, evaluation);
  const value = ts.isIdentifier(name) ? named(name.text, type, evaluation) : qualified(name, type, evaluation);
  if (value?.kind === 'class') return { kind: 'instance', of: value.node, env: EMPTY };
  if (value?.kind === 'external' && value.module !== 'global')
    return { ...value, path: value.path.map((part, index) => (index === value.path.length - 1 ? `#${part}` : part)) };
  return undefined;
}

function named(name: string, from: ts.Node, evaluation: Evaluation): Value | undefined {
  if (name === 'typeof') return undefined;
  const declaration = declarationNamed(name, from);
  if (declaration) return evaluation.declared(declaration, EMPTY);
  const alias = typeNamed(name, from);
  return alias && ts.isInterfaceDeclaration(alias) ? implementation(alias, evaluation) : undefined;
}

function qualified(name: ts.QualifiedName, from: ts.Node, evaluation: Evaluation): Value | undefined {
  const left = ts.isIdentifier(name.left) ? named(name.left.text, from, evaluation) : qualified(name.left, from, evaluation);
  return left && evaluation.member(left, name.right.text);
}

/** The only class in the parsed files that says it implements an interface. */
function implementation(declaration: ts.InterfaceDeclaration, evaluation: Evaluation): Value | undefined {
  const found: ts.ClassDeclaration[] = [];
  for (const source of evaluation.project.parsed()) {
    for (const statement of source.tree.statements) {
      if (!ts.isClassDeclaration(statement)) continue;
      const names =
        statement.heritageClauses
          ?.filter((clause) => clause.token === ts.SyntaxKind.ImplementsKeyword)
          .flatMap((clause) => [...clause.types]) ?? [];
      if (names.some((type) => ts.isIdentifier(type.expression) && type.expression.text === declaration.name.text)) found.push(statement);
    }
  }
  const [only] = found;
  return found.length === 1 && only ? { kind: 'class', node: only, env: EMPTY } : undefined;
}
