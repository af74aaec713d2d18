import type { Evaluation } from '../../calls/evaluation.js';
import { specifierOf } from '../../calls/imports.js';
import { declarationNamed, type TypeDeclaration, typeNamed } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';

/** A declaration that gives a type its members. */
export type NamedType = TypeDeclaration | ts.ClassLikeDeclaration;

/** The project's own declaration behind a type name, imports and re-exports followed; undefined for types of packages. */
export function namedType(name: string, from: ts.Node, evaluation: Evaluation): NamedType | undefined {
  const own = typeNamed(name, from);
  if (own) return own;
  const declaration = declarationNamed(name, from);
  if (!declaration) return undefined;
  if (ts.isClassLike(declaration)) return declaration;
  const specifier = specifierOf(declaration);
  if (specifier === undefined || !(ts.isImportSpecifier(declaration) || ts.isImportClause(declaration))) return undefined;
  const imported = ts.isImportClause(declaration) ? 'default' : (declaration.propertyName ?? declaration.name).text;
  return exportedType(specifier, imported, from.getSourceFile().fileName, evaluation, new Set());
}

function exportedType(specifier: string, name: string, from: string, evaluation: Evaluation, seen: Set<string>): NamedType | undefined {
  const target = evaluation.project.resolver.resolve(specifier, from);
  if (!('file' in target) || seen.has(target.file)) return undefined;
  seen.add(target.file);
  const tree = evaluation.project.source(target.file)?.tree;
  if (!tree) return undefined;
  const own = typeNamed(name, tree) ?? declarationNamed(name, tree);
  if (own && (ts.isInterfaceDeclaration(own) || ts.isTypeAliasDeclaration(own) || ts.isClassLike(own))) return own;
  for (const statement of tree.statements) {
    const next = reExport(statement, name, own);
    const found = next && exportedType(next.specifier, next.name, target.file, evaluation, seen);
    if (found) return found;
  }
  return undefined;
}

/** Where a statement says that a name comes from. */
function reExport(statement: ts.Statement, name: string, own: ts.Node | undefined): { specifier: string; name: string } | undefined {
  if (ts.isImportDeclaration(statement) && own && ts.isImportSpecifier(own) && specifierOf(own) === textOf(statement.moduleSpecifier)) {
    return { specifier: textOf(statement.moduleSpecifier), name: (own.propertyName ?? own.name).text };
  }
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) return undefined;
  const specifier = textOf(statement.moduleSpecifier);
  if (!statement.exportClause) return { specifier, name };
  if (!ts.isNamedExports(statement.exportClause)) return undefined;
  const element = statement.exportClause.elements.find((candidate) => candidate.name.text === name);
  return element && { specifier, name: (element.propertyName ?? element.name).text };
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteral(node) ? node.text : '';
}
