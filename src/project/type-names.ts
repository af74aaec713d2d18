import { exportsOf } from './exports.js';
import type { Project } from './project.js';
import { declarationNamed, typeNamed, type TypeDeclaration } from './scopes.js';
import { ts } from './syntax.js';

const MAX_HOPS = 6;

/** The interface or type alias of the project that a type name refers to, imports followed. */
export function resolveTypeName(name: ts.EntityName, project: Project): TypeDeclaration | undefined {
  if (!ts.isIdentifier(name)) return undefined;
  return resolve(name.text, name, project, MAX_HOPS);
}

function resolve(name: string, from: ts.Node, project: Project, hops: number): TypeDeclaration | undefined {
  const own = typeNamed(name, from);
  if (own || hops === 0) return own;
  const imported = declarationNamed(name, from);
  if (!imported || !(ts.isImportSpecifier(imported) || ts.isImportClause(imported))) return undefined;
  const statement = ts.findAncestor(imported, ts.isImportDeclaration);
  if (!statement || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
  const exported = ts.isImportSpecifier(imported) ? (imported.propertyName ?? imported.name).text : 'default';
  return fromModule(statement.moduleSpecifier.text, exported, from.getSourceFile().fileName, project, hops - 1);
}

function fromModule(specifier: string, name: string, from: string, project: Project, hops: number): TypeDeclaration | undefined {
  const target = project.resolver.resolve(specifier, from);
  const source = 'file' in target ? project.source(target.file) : undefined;
  if (!source || hops === 0) return undefined;
  for (const statement of source.tree.statements) {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if (isType && (statement.name.text === name || (name === 'default' && isDefault(statement)))) return statement;
  }
  for (const statement of source.tree.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
    const element = statement.exportClause.elements.find((candidate) => candidate.name.text === name);
    if (!element) continue;
    const local = (element.propertyName ?? element.name).text;
    const { moduleSpecifier } = statement;
    return moduleSpecifier && ts.isStringLiteral(moduleSpecifier)
      ? fromModule(moduleSpecifier.text, local, source.path, project, hops - 1)
      : resolve(local, statement, project, hops - 1);
  }
  for (const star of exportsOf(source).stars) {
    const found = fromModule(star, name, source.path, project, hops - 1);
    if (found) return found;
  }
  return undefined;
}

function isDefault(statement: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): boolean {
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
