import { wrapperOf } from '../../project/unwrap.js';
import { nodesOf } from '../../project/nodes.js';
import { declarationOf, referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { ExportName } from './model.js';

/** One import of a package in a file, and the names that come through it. */
export interface Entry {
  site: ts.Node;
  names: ExportName[];
  /** `export … from`: others import the names from here. */
  reexport: boolean;
  /** `export * from`: what comes through it is not named here. */
  star: boolean;
}

/** The imports of a package in a file: static, `require`, `import()` and re-exports. */
export function entriesOf(tree: ts.SourceFile, module: string): Entry[] {
  const statements = tree.statements.flatMap((statement) => statementEntry(statement, module) ?? []);
  const calls = nodesOf(tree).calls.flatMap((call): Entry[] => {
    if (!ts.isCallExpression(call) || !isModuleCall(call) || !isText(call.arguments[0], module)) return [];
    return [{ site: call, names: namesOfValue(call), reexport: false, star: false }];
  });
  return [...statements, ...calls];
}

function statementEntry(statement: ts.Statement, module: string): Entry | undefined {
  if (ts.isImportDeclaration(statement)) {
    if (!isText(statement.moduleSpecifier, module)) return undefined;
    return { site: statement, names: namesOfClause(statement.importClause), reexport: false, star: false };
  }
  if (ts.isExportDeclaration(statement)) {
    if (!isText(statement.moduleSpecifier, module)) return undefined;
    const clause = statement.exportClause;
    const elements = clause && ts.isNamedExports(clause) ? [...clause.elements] : [];
    const names = elements.map((node) => ({ symbol: (node.propertyName ?? node.name).text, node }));
    return { site: statement, names, reexport: true, star: !clause || ts.isNamespaceExport(clause) };
  }
  if (!ts.isImportEqualsDeclaration(statement) || !ts.isExternalModuleReference(statement.moduleReference)) return undefined;
  if (!isText(statement.moduleReference.expression, module)) return undefined;
  return { site: statement, names: membersOf(statement), reexport: false, star: false };
}

function namesOfClause(clause: ts.ImportClause | undefined): ExportName[] {
  if (!clause) return [];
  const bindings = clause.namedBindings;
  const whole = clause.name ? membersOf(clause) : [];
  if (!bindings) return whole;
  if (ts.isNamespaceImport(bindings)) return [...whole, ...membersOf(bindings)];
  return [...whole, ...bindings.elements.map((node) => ({ symbol: (node.propertyName ?? node.name).text, node }))];
}

/** Names that are read of a declared module object. */
function membersOf(declaration: ValueDeclaration): ExportName[] {
  return referencesTo(declaration).flatMap((reference) => namesOfValue(reference));
}

/** Names that are read of an expression which is the module object, or promises it. */
function namesOfValue(value: ts.Expression): ExportName[] {
  let at: ts.Node = wrapperOf(value);
  while (ts.isAwaitExpression(at.parent)) at = wrapperOf(at.parent);
  const { parent } = at;
  if (ts.isQualifiedName(parent) && parent.left === at) return [{ symbol: parent.right.text, node: parent }];
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
    if (parent.name.text === 'default') return namesOfValue(parent);
    return parent.name.text === 'then' ? namesOfCallback(parent) : [{ symbol: parent.name.text, node: parent }];
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === at) return namesOfBinding(parent);
  return [];
}

/** `import('module').then(({ name }) => …)`. */
function namesOfCallback({ parent }: ts.PropertyAccessExpression): ExportName[] {
  const [callback] = ts.isCallExpression(parent) ? parent.arguments : [];
  const [parameter] = callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? callback.parameters : [];
  return parameter ? namesOfBinding(parameter) : [];
}

function namesOfBinding(declaration: ts.VariableDeclaration | ts.ParameterDeclaration): ExportName[] {
  const { name } = declaration;
  if (ts.isIdentifier(name)) return membersOf(declaration);
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((node): ExportName[] => {
    const symbol = node.propertyName ?? node.name;
    return ts.isIdentifier(symbol) ? [{ symbol: symbol.text, node }] : [];
  });
}

function isModuleCall(call: ts.CallExpression): boolean {
  if (call.expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(call.expression) && call.expression.text === 'require' && declarationOf(call.expression) === undefined;
}

function isText(node: ts.Node | undefined, text: string): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && node.text === text;
}

/** Uses of the class that a name brings into a file; of a member of the module object, the member itself. */
export function usesOfName({ node }: ExportName): ts.Node[] {
  if (ts.isImportSpecifier(node) || ts.isBindingElement(node)) return referencesTo(node);
  return ts.isExportSpecifier(node) ? [] : [node];
}

/** True for a use of a class that needs nothing: its construction is dealt with by itself, the others only name it. */
export function isPlainUse(use: ts.Node): boolean {
  const at = wrapperOf(use);
  const { parent } = at;
  if (ts.isNewExpression(parent)) return parent.expression === at;
  if (isParentClass(parent)) return false;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isExportSpecifier(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && parent.right === at;
}

/** True for the class in `class Own extends Client`. */
export function isParentClass(node: ts.Node): boolean {
  if (!ts.isExpressionWithTypeArguments(node) || !ts.isHeritageClause(node.parent)) return false;
  return node.parent.token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(node.parent.parent);
}
