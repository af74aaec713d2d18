import { isData } from '../../project/file-kinds.js';
import { type Export, exportsOf } from '../../project/exports.js';
import { declarationOf, type TypeDeclaration, typeNamed, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { isRef } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { EMPTY, type Environment, type AbstractValue } from '../value.js';

/** What an import binding stands for. */
export function importedValue(declaration: ValueDeclaration, interpreter: Interpreter): AbstractValue | undefined {
  const from = declaration.getSourceFile().fileName;
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference } = declaration;
    if (!ts.isExternalModuleReference(moduleReference) || !ts.isStringLiteral(moduleReference.expression)) return undefined;
    return moduleValue(moduleReference.expression.text, '*', from, interpreter);
  }
  const specifier = specifierOf(declaration);
  if (specifier === undefined) return undefined;
  if (ts.isImportClause(declaration)) return moduleValue(specifier, 'default', from, interpreter);
  if (ts.isNamespaceImport(declaration)) return moduleValue(specifier, '*', from, interpreter);
  if (ts.isImportSpecifier(declaration))
    return moduleValue(specifier, (declaration.propertyName ?? declaration.name).text, from, interpreter);
  return undefined;
}

/** Module specifier of an import declaration that a binding belongs to. */
export function specifierOf(declaration: ts.Node): string | undefined {
  for (let at: ts.Node | undefined = declaration; at; at = at.parent) {
    if (ts.isImportDeclaration(at)) return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
  }
  return undefined;
}

/** A name of a module, given as a specifier: a member of a package, or an export of the user's own file. */
export function moduleValue(specifier: string, name: string, from: string, interpreter: Interpreter): AbstractValue | undefined {
  const target = interpreter.project.resolver.resolve(specifier, from);
  if ('external' in target) return { kind: 'external', module: target.external, path: name === '*' || name === 'default' ? [] : [name] };
  return interpreter.exported(target.file, name);
}

/** What a file of the user exports under a name. */
export function exportedValue(file: string, name: string, interpreter: Interpreter, seen = new Set<string>()): AbstractValue | undefined {
  const key = `${file}\0${name}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  if (isData(file)) return jsonValue(file, name, interpreter);
  const source = interpreter.project.source(file);
  if (!source) return undefined;
  const { named, stars } = exportsOf(source);
  const whole = named.get('export=');
  if (name === '*') return whole ? valueOf(whole, file, interpreter, seen) : { kind: 'module', file };
  const own = named.get(name);
  if (own) return valueOf(own, file, interpreter, seen);
  if (whole) {
    const value = valueOf(whole, file, interpreter, seen);
    return name === 'default' ? value : value && interpreter.member(value, name);
  }
  if (name === 'default' && isCommonJs(named)) return { kind: 'module', file };
  for (const star of stars) {
    const target = interpreter.project.resolver.resolve(star, file);
    const found = 'file' in target ? exportedValue(target.file, name, interpreter, seen) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A CommonJS module has expressions under its names and no default: importing it gives the module object. */
function isCommonJs(named: Map<string, Export>): boolean {
  return named.size > 0 && [...named.values()].every((entry) => entry.kind === 'expression');
}

function valueOf(entry: Export, file: string, interpreter: Interpreter, seen: Set<string>): AbstractValue | undefined {
  if (entry.kind === 'declaration') return interpreter.declared(entry.node, EMPTY);
  if (entry.kind === 'expression') return interpreter.valueOf(entry.node, EMPTY);
  const target = interpreter.project.resolver.resolve(entry.specifier, file);
  if ('external' in target)
    return { kind: 'external', module: target.external, path: entry.name === '*' || entry.name === 'default' ? [] : [entry.name] };
  return exportedValue(target.file, entry.name, interpreter, seen);
}

function jsonValue(file: string, name: string, interpreter: Interpreter): AbstractValue | undefined {
  const statement = interpreter.project.source(file)?.tree.statements[0];
  if (!statement || !ts.isExpressionStatement(statement)) return undefined;
  const value = interpreter.valueOf(statement.expression, EMPTY);
  return name === '*' || name === 'default' ? value : interpreter.member(value, name);
}

/** The interface or type alias that an import binding stands for. */
export function importedType(declaration: ValueDeclaration, interpreter: Interpreter): TypeDeclaration | undefined {
  const specifier = specifierOf(declaration);
  if (specifier === undefined) return undefined;
  const name = ts.isImportSpecifier(declaration)
    ? (declaration.propertyName ?? declaration.name).text
    : ts.isImportClause(declaration)
      ? 'default'
      : undefined;
  return name === undefined ? undefined : exportedType(specifier, name, declaration.getSourceFile().fileName, interpreter, new Set());
}

function exportedType(
  specifier: string,
  name: string,
  from: string,
  interpreter: Interpreter,
  seen: Set<string>,
): TypeDeclaration | undefined {
  const target = interpreter.project.resolver.resolve(specifier, from);
  if (!('file' in target) || seen.has(target.file)) return undefined;
  seen.add(target.file);
  const source = interpreter.project.source(target.file);
  if (!source) return undefined;
  const { named, stars } = exportsOf(source);
  const entry = named.get(name);
  if (entry?.kind === 're-export') return exportedType(entry.specifier, entry.name, target.file, interpreter, seen);
  if (entry?.kind === 'declaration' && ts.isImportSpecifier(entry.node)) return importedType(entry.node, interpreter);
  const own = typeNamed(name, source.tree);
  if (own) return own;
  for (const star of stars) {
    const found = exportedType(star, name, target.file, interpreter, seen);
    if (found) return found;
  }
  return undefined;
}

/** The expression that a name is initialised with, in this file or the one it is imported from. */
export function initializerOf(node: ts.Expression, env: Environment, interpreter: Interpreter): ts.Expression | undefined {
  if (!ts.isIdentifier(node)) return node;
  const declaration = declarationOf(node);
  if (!declaration) return undefined;
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer;
  const bound = env.bindings.get(declaration);
  if (bound) return isRef(bound) ? initializerOf(bound.node, bound.env, interpreter) : undefined;
  if (!ts.isImportSpecifier(declaration) && !ts.isImportClause(declaration)) return undefined;
  const specifier = specifierOf(declaration);
  const target =
    specifier === undefined ? undefined : interpreter.project.resolver.resolve(specifier, declaration.getSourceFile().fileName);
  const source = target && 'file' in target ? interpreter.project.source(target.file) : undefined;
  if (!source) return undefined;
  const name = ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : 'default';
  const entry = exportsOf(source).named.get(name);
  if (entry?.kind === 'expression') return initializerOf(entry.node, EMPTY, interpreter);
  return entry?.kind === 'declaration' && ts.isVariableDeclaration(entry.node) ? entry.node.initializer : undefined;
}
