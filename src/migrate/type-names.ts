import { reachOf, usesOf } from '../dataflow/call-graph.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { allOf, type Listing } from '../dataflow/limits.js';
import { identifiersIn, type TypeDeclaration } from '../project/scopes.js';
import { resolveTypeName } from '../project/type-names.js';
import { ts } from '../project/syntax.js';

/** Every use of a declared type, in its own file and in those that can import it. */
export function typeReferences(declaration: TypeDeclaration, interpreter: Interpreter): Listing<ts.Identifier> {
  const home = declaration.getSourceFile();
  const { items, incomplete } = reachOf(home.fileName, interpreter, declaration.name.text);
  const found = [home, ...items].flatMap((tree) =>
    (identifiersIn(tree).get(declaration.name.text) ?? []).filter(
      (identifier) =>
        identifier !== declaration.name && isTypeUse(identifier) && resolveTypeName(identifier, interpreter.project) === declaration,
    ),
  );
  return incomplete ? { items: found, incomplete } : { items: found };
}

function isTypeUse({ parent }: ts.Identifier): boolean {
  return ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent);
}

/** The type that a type parameter of a class stands for, where all that extends or makes the class gives it the same one. */
export function typeGivenFor(name: ts.EntityName, interpreter: Interpreter): ts.TypeNode | undefined {
  if (!ts.isIdentifier(name)) return undefined;
  const owner = ts.findAncestor(name, (node) => ts.isClassDeclaration(node) && indexOfParameter(node, name.text) >= 0);
  if (!owner || !ts.isClassDeclaration(owner) || !owner.name) return undefined;
  const index = indexOfParameter(owner, name.text);
  const given = allOf(usesOf(owner, interpreter))?.map(({ node: { parent } }) =>
    ts.isNewExpression(parent) || ts.isExpressionWithTypeArguments(parent) ? parent.typeArguments?.[index] : undefined,
  );
  const first = given?.[0];
  return first && given?.every((type) => type?.getText() === first.getText()) ? first : undefined;
}

function indexOfParameter({ typeParameters }: ts.ClassDeclaration, name: string): number {
  return typeParameters?.findIndex((parameter) => parameter.name.text === name) ?? -1;
}
