import type { Matcher } from '../match/index.js';
import { exportsOf } from '../project/exports.js';
import { nodesOf } from '../project/nodes.js';
import type { Project } from '../project/project.js';
import type { Source } from '../project/source.js';
import { ts } from '../project/syntax.js';
import { createEvaluation } from './evaluate.js';
import { createExplorer } from './explore.js';
import { createExposure } from './exposure.js';
import { clientKnowledge } from './knowledge.js';

/**
 * The files to look at: those with a base of a known API, and those that use what such files export as far as it carries
 * the base on. Grows with what is used, not with the project.
 */
export function widen(project: Project, matcher: Matcher): string[] {
  const evaluation = createEvaluation(project, clientKnowledge);
  const exposure = createExposure(project, evaluation, createExplorer(evaluation, matcher));
  const files = new Set<string>();
  const queue: string[] = [];
  const told = new Map<string, Set<string>>();

  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    queue.push(file);
  };

  /** Names of a file that carry a base; those that were told before left out. */
  const newNames = (file: string): Set<string> => {
    const before = told.get(file) ?? new Set<string>();
    told.set(file, before);
    const source = project.source(file);
    if (!source) return new Set();
    const { named, stars } = exportsOf(source);
    const fresh = [...named.keys()]
      .filter((name) => !before.has(name))
      .filter((name) => {
        const value = evaluation.exported(file, name);
        return value !== undefined && exposure.carries(value);
      });
    // What a star passes on is judged where it is used.
    if (stars.length > 0 && !before.has('*')) fresh.push('*');
    for (const name of fresh) before.add(name);
    return new Set(fresh);
  };

  for (const file of project.candidates) visit(file);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const names = newNames(file);
    if (names.size === 0) continue;
    for (const importer of project.importersOf(file)) {
      const source = files.has(importer) ? undefined : project.source(importer);
      if (source && usesAny(source, file, names, project)) visit(importer);
    }
  }
  return [...files].toSorted();
}

/** True when a file imports one of the names of another file, or all of it. */
function usesAny(source: Source, from: string, names: Set<string>, project: Project): boolean {
  const leads = (specifier: ts.Expression | undefined): boolean => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return false;
    const target = project.resolver.resolve(specifier.text, source.path);
    return 'file' in target && target.file === from;
  };
  const has = (name: string): boolean => names.has(name) || names.has('*') || names.has('export=');
  const isUsed = (statement: ts.Statement): boolean => {
    if (ts.isImportDeclaration(statement)) return leads(statement.moduleSpecifier) && importsAny(statement.importClause, has);
    if (ts.isExportDeclaration(statement)) return leads(statement.moduleSpecifier) && reExportsAny(statement, has);
    if (!ts.isImportEqualsDeclaration(statement) || !ts.isExternalModuleReference(statement.moduleReference)) return false;
    return leads(statement.moduleReference.expression);
  };
  return source.tree.statements.some(isUsed) || nodesOf(source.tree).calls.some((call) => isRequire(call) && leads(call.arguments?.[0]));
}

function importsAny(clause: ts.ImportClause | undefined, has: (name: string) => boolean): boolean {
  if (!clause) return false;
  if (clause.name && has('default')) return true;
  const { namedBindings } = clause;
  if (!namedBindings) return false;
  return ts.isNamespaceImport(namedBindings) || namedBindings.elements.some((element) => has((element.propertyName ?? element.name).text));
}

function reExportsAny({ exportClause }: ts.ExportDeclaration, has: (name: string) => boolean): boolean {
  if (!exportClause || ts.isNamespaceExport(exportClause)) return true;
  return exportClause.elements.some((element) => has((element.propertyName ?? element.name).text));
}

function isRequire(call: ts.CallExpression | ts.NewExpression): boolean {
  if (!ts.isCallExpression(call)) return false;
  return call.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(call.expression) && call.expression.text === 'require');
}
