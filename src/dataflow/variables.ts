import { exportsOf } from '../project/exports.js';
import { declarationOf, identifiersIn, isReference, type ValueDeclaration } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { elementName } from './interpret/environment.js';
import { specifierOf } from './interpret/imports.js';
import { reachOf } from './call-graph.js';
import type { Interpreter } from './interpreter.js';
import type { Listing } from './limits.js';
import { alternatives, EMPTY } from './value.js';

/** Where other files name an exported variable; they say whether these are all places. */
export interface VariableUses extends Listing<ts.Expression> {
  /** Names of it whose meaning is not known. */
  unresolved: readonly ts.Expression[];
}

/** Uses of an exported variable in the files that import its own, directly or through others. */
export function usesElsewhere(declaration: ts.VariableDeclaration, interpreter: Interpreter): VariableUses {
  if (!ts.isIdentifier(declaration.name)) return { items: [], unresolved: [] };
  const { text } = declaration.name;
  const { items: trees, incomplete } = reachOf(declaration.getSourceFile().fileName, interpreter, text);
  const items: ts.Expression[] = [];
  const unresolved: ts.Expression[] = [];
  for (const tree of trees) {
    for (const name of namesFor(declaration, tree, interpreter)) {
      for (const identifier of identifiersIn(tree).get(name) ?? []) {
        const { parent } = identifier;
        const isMember = ts.isPropertyAccessExpression(parent) && parent.name === identifier;
        if (!isMember && !isReference(identifier)) continue;
        const use = isMember ? parent : identifier;
        const named = variableOf(use, interpreter);
        if (named === declaration) items.push(use);
        else if (named === undefined) unresolved.push(use);
      }
    }
  }
  return { items, unresolved, ...(incomplete ? { incomplete } : {}) };
}

/** Names under which a file may know the variable. */
function namesFor(declaration: ts.VariableDeclaration, tree: ts.SourceFile, interpreter: Interpreter): Set<string> {
  const names = new Set(ts.isIdentifier(declaration.name) ? [declaration.name.text] : []);
  for (const statement of tree.statements) {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!clause) continue;
    const bindings = clause.namedBindings;
    const imported = [clause, ...(bindings && ts.isNamedImports(bindings) ? bindings.elements : [])];
    for (const binding of imported) if (binding.name && variableBehind(binding, interpreter) === declaration) names.add(binding.name.text);
  }
  return names;
}

/** The variable that an expression names, in this file or the one that exports it; null for something else, undefined where it is not known. */
export function variableOf(expression: ts.Expression, interpreter: Interpreter): ts.VariableDeclaration | null | undefined {
  if (ts.isPropertyAccessExpression(expression)) return memberOf(expression.expression, expression.name.text, interpreter);
  const declaration = ts.isIdentifier(expression) ? declarationOf(expression) : undefined;
  return declaration && variableBehind(declaration, interpreter);
}

function variableBehind(declaration: ValueDeclaration, interpreter: Interpreter): ts.VariableDeclaration | null | undefined {
  if (ts.isVariableDeclaration(declaration)) return declaration;
  const from = declaration.getSourceFile().fileName;
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration)) {
    const name = ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : 'default';
    return exportedVariable(specifierOf(declaration) ?? '', name, from, interpreter);
  }
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return null;
  const { initializer } = declaration.parent.parent;
  const name = elementName(declaration);
  return initializer && name !== undefined ? memberOf(initializer, name, interpreter) : null;
}

/** The variable that a module has under a name. */
function memberOf(owner: ts.Expression, name: string, interpreter: Interpreter): ts.VariableDeclaration | null | undefined {
  const options = alternatives(interpreter.valueOf(owner, EMPTY));
  if (options.some(({ kind }) => kind === 'unknown')) return undefined;
  const module = options.find((option) => option.kind === 'module');
  return module ? exportedFrom(module.file, name, interpreter, new Set()) : null;
}

function exportedVariable(
  specifier: string,
  name: string,
  from: string,
  interpreter: Interpreter,
  seen = new Set<string>(),
): ts.VariableDeclaration | null {
  const target = interpreter.project.resolver.resolve(specifier, from);
  return 'file' in target ? exportedFrom(target.file, name, interpreter, seen) : null;
}

function exportedFrom(file: string, name: string, interpreter: Interpreter, seen: Set<string>): ts.VariableDeclaration | null {
  const source = seen.has(file) ? undefined : interpreter.project.source(file);
  if (!source) return null;
  seen.add(file);
  const { named, stars } = exportsOf(source);
  const entry = named.get(name);
  if (entry?.kind === 're-export') return exportedVariable(entry.specifier, entry.name, file, interpreter, seen);
  if (entry) return (entry.kind === 'declaration' ? variableBehind(entry.node, interpreter) : variableOf(entry.node, interpreter)) ?? null;
  for (const star of stars) {
    const found = exportedVariable(star, name, file, interpreter, seen);
    if (found) return found;
  }
  return null;
}
