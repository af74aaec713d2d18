import { lowerBoundBy, nodesOf } from './nodes.js';
import { ts } from './syntax.js';
import { walkBelow } from './walk.js';

/** A node that introduces a name for a value. */
export type ValueDeclaration =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ClassDeclaration
  | ts.ClassExpression
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ImportEqualsDeclaration;

/** A node that introduces a name for a type. */
export type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

interface Names {
  values: Map<string, ValueDeclaration>;
  types: Map<string, TypeDeclaration>;
}

const namesOf = new WeakMap<ts.Node, Names>();

const declarations = new WeakMap<ts.Identifier, { found: ValueDeclaration | undefined }>();

/** The declaration that an identifier in value position refers to, or undefined for globals. */
export function declarationOf(identifier: ts.Identifier): ValueDeclaration | undefined {
  const known = declarations.get(identifier);
  if (known) return known.found;
  const found = lookUp(identifier, identifier.text, (names) => names.values);
  declarations.set(identifier, { found });
  return found;
}

/** The value declaration that `name` refers to at `from`. */
export function declarationNamed(name: string, from: ts.Node): ValueDeclaration | undefined {
  return lookUp(from, name, (names) => names.values);
}

/** The interface or type alias that `name` refers to at `from`. */
export function typeNamed(name: string, from: ts.Node): TypeDeclaration | undefined {
  return lookUp(from, name, (names) => names.types);
}

/** Every name that can be seen at `from`; used to avoid collisions of new names. */
export function visibleNames(from: ts.Node): Set<string> {
  const seen = new Set<string>();
  for (let node: ts.Node | undefined = from; node; node = node.parent) {
    if (isScope(node)) for (const name of scopeNames(node).values.keys()) seen.add(name);
  }
  return seen;
}

function lookUp<T>(from: ts.Node, name: string, pick: (names: Names) => Map<string, T>): T | undefined {
  for (let node: ts.Node | undefined = from; node; node = node.parent) {
    if (!isScope(node)) continue;
    const found = pick(scopeNames(node)).get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const SCOPES = new Set([
  ts.SyntaxKind.SourceFile,
  ts.SyntaxKind.Block,
  ts.SyntaxKind.ModuleBlock,
  ts.SyntaxKind.CaseBlock,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.ClassExpression,
]);

function isScope(node: ts.Node): boolean {
  return SCOPES.has(node.kind) || ts.isFunctionLike(node);
}

function scopeNames(scope: ts.Node): Names {
  const known = namesOf.get(scope);
  if (known) return known;
  const names: Names = { values: new Map(), types: new Map() };
  namesOf.set(scope, names);
  collect(scope, names);
  return names;
}

function collect(scope: ts.Node, names: Names): void {
  if (ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isModuleBlock(scope)) {
    scope.statements.forEach((statement) => collectStatement(statement, names));
    if (ts.isSourceFile(scope)) collectVars(scope, names);
  } else if (ts.isCaseBlock(scope)) {
    scope.clauses.flatMap((clause) => [...clause.statements]).forEach((statement) => collectStatement(statement, names));
  } else if (ts.isFunctionLike(scope)) {
    scope.parameters.forEach((parameter) => collectBinding(parameter, names));
    if (ts.isFunctionExpression(scope) && scope.name) names.values.set(scope.name.text, scope);
    if ('body' in scope && scope.body && ts.isBlock(scope.body)) collectVars(scope.body, names);
  } else if (ts.isForStatement(scope)) {
    if (scope.initializer && ts.isVariableDeclarationList(scope.initializer)) collectList(scope.initializer, names);
  } else if (ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (ts.isVariableDeclarationList(scope.initializer)) collectList(scope.initializer, names);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration) collectBinding(scope.variableDeclaration, names);
  } else if (ts.isClassExpression(scope) && scope.name) {
    names.values.set(scope.name.text, scope);
  }
}

function collectStatement(statement: ts.Statement, names: Names): void {
  if (ts.isVariableStatement(statement)) collectList(statement.declarationList, names);
  else if (ts.isImportDeclaration(statement)) collectImport(statement, names);
  else if (ts.isImportEqualsDeclaration(statement)) names.values.set(statement.name.text, statement);
  else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) names.types.set(statement.name.text, statement);
  else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
    // An overload has no body; the implementation that follows replaces it.
    if (statement.name) names.values.set(statement.name.text, statement);
  } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) names.values.set(statement.name.text, statement);
  else if (ts.isLabeledStatement(statement)) collectStatement(statement.statement, names);
}

function collectImport(statement: ts.ImportDeclaration, names: Names): void {
  const clause = statement.importClause;
  if (!clause) return;
  if (clause.name) names.values.set(clause.name.text, clause);
  const bindings = clause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) names.values.set(bindings.name.text, bindings);
  else bindings.elements.forEach((element) => names.values.set(element.name.text, element));
}

function collectList(list: ts.VariableDeclarationList, names: Names): void {
  list.declarations.forEach((declaration) => collectBinding(declaration, names));
}

function collectBinding(declaration: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement, names: Names): void {
  const { name } = declaration;
  if (ts.isIdentifier(name)) {
    names.values.set(name.text, declaration);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) collectBinding(element, names);
  }
}

/** `var` declarations belong to the function, wherever they stand in it. */
function collectVars(root: ts.Node, names: Names): void {
  walkBelow(root, (node) => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) collectList(node, names);
    return true;
  });
}

/** All identifiers of a file by text, in source order. */
export function identifiersIn(tree: ts.SourceFile): Map<string, ts.Identifier[]> {
  return nodesOf(tree).identifiers;
}

/** Uses of a declared name in its own file, without the declaration itself. */
export function referencesTo(declaration: ValueDeclaration): ts.Identifier[] {
  const { name } = declaration;
  return namesakesOf(declaration).filter(
    (identifier) => identifier !== name && isReference(identifier) && declarationOf(identifier) === declaration,
  );
}

/** Identifiers with the name of a declaration, itself included, in the function that it stands in: no other can mean it. */
export function namesakesOf(declaration: ValueDeclaration): ts.Identifier[] {
  const { name } = declaration;
  if (!name || !ts.isIdentifier(name)) return [];
  const all = identifiersIn(declaration.getSourceFile()).get(name.text) ?? [];
  const home = ts.findAncestor(declaration.parent, ts.isFunctionLike);
  const from = (offset: number): number => lowerBoundBy(all, ({ end }) => end > offset);
  return home ? all.slice(from(home.pos), from(home.end)) : all;
}

/** False for identifiers that only name a member, a property or a label. */
export function isReference(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  if (ts.isQualifiedName(parent)) return parent.left === identifier;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === identifier;
  if (ts.isBindingElement(parent)) return parent.initializer === identifier;
  if (ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent)) return parent.initializer === identifier;
  if (ts.isMethodDeclaration(parent) || ts.isAccessor(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent))
    return false;
  if (ts.isJsxAttribute(parent) || ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isImportSpecifier(parent)) return false;
  // `export { name } from 'elsewhere'` names what is there.
  if (ts.isExportSpecifier(parent))
    return (parent.propertyName ?? parent.name) === identifier && parent.parent.parent.moduleSpecifier === undefined;
  return !(ts.isVariableDeclaration(parent) && parent.name === identifier) && !(ts.isParameter(parent) && parent.name === identifier);
}
