import { declarationNamed, type ValueDeclaration } from './scopes.js';
import type { Source } from './source.js';
import { ts } from './syntax.js';

/** What a module gives under one name. */
export type Export =
  | { kind: 'declaration'; node: ValueDeclaration }
  | { kind: 'expression'; node: ts.Expression }
  /** `export { name } from 'specifier'`; name `*` is the whole module. */
  | { kind: 're-export'; specifier: string; name: string };

/** The exports of one module, ESM or CommonJS. */
export interface ModuleExports {
  named: Map<string, Export>;
  /** Specifiers of `export * from`. */
  stars: string[];
}

const cache = new WeakMap<ts.SourceFile, ModuleExports>();

/** Collects the exports of a file. `default` is an ordinary name; `module.exports = x` is `export=`. */
export function exportsOf(source: Source): ModuleExports {
  const known = cache.get(source.tree);
  if (known) return known;
  const exports: ModuleExports = { named: new Map(), stars: [] };
  cache.set(source.tree, exports);
  for (const statement of source.tree.statements) collect(statement, exports);
  return exports;
}

function collect(statement: ts.Statement, exports: ModuleExports): void {
  if (ts.isExportDeclaration(statement)) collectExportDeclaration(statement, exports);
  else if (ts.isExportAssignment(statement)) {
    exports.named.set(statement.isExportEquals === true ? 'export=' : 'default', { kind: 'expression', node: statement.expression });
  } else if (ts.isExpressionStatement(statement)) {
    if (ts.isCallExpression(statement.expression)) collectCall(statement.expression, exports);
    else collectCommonJs(statement.expression, exports);
  } else if (
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
  ) {
    collectExported(statement, exports);
  }
}

function collectExportDeclaration(statement: ts.ExportDeclaration, exports: ModuleExports): void {
  const specifier = statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
  if (!statement.exportClause) {
    if (specifier !== undefined) exports.stars.push(specifier);
    return;
  }
  if (ts.isNamespaceExport(statement.exportClause)) {
    if (specifier !== undefined) exports.named.set(statement.exportClause.name.text, { kind: 're-export', specifier, name: '*' });
    return;
  }
  for (const element of statement.exportClause.elements) {
    const local = (element.propertyName ?? element.name).text;
    if (specifier !== undefined) exports.named.set(element.name.text, { kind: 're-export', specifier, name: local });
    else {
      const node = declarationNamed(local, statement);
      if (node) exports.named.set(element.name.text, { kind: 'declaration', node });
    }
  }
}

function collectExported(statement: ts.Statement, exports: ModuleExports): void {
  const isDefault =
    ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) collectNames(declaration, exports);
  } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
    const name = isDefault === true ? 'default' : statement.name?.text;
    if (name !== undefined) exports.named.set(name, { kind: 'declaration', node: statement });
  } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    exports.named.set(statement.name.text, { kind: 'declaration', node: statement });
  }
}

function collectNames(declaration: ts.VariableDeclaration | ts.BindingElement, exports: ModuleExports): void {
  if (ts.isIdentifier(declaration.name)) {
    exports.named.set(declaration.name.text, { kind: 'declaration', node: declaration });
    return;
  }
  for (const element of declaration.name.elements) if (ts.isBindingElement(element)) collectNames(element, exports);
}

/** `module.exports = x`, `module.exports.name = x` and `exports.name = x`. */
function collectCommonJs(expression: ts.Expression, exports: ModuleExports): void {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left, right } = expression;
  if (!ts.isPropertyAccessExpression(left)) return;
  if (isModuleExports(left)) {
    exports.named.set('export=', { kind: 'expression', node: right });
    return;
  }
  if (isExports(left.expression)) {
    exports.named.set(left.name.text, { kind: 'expression', node: right });
    if (ts.isBinaryExpression(right)) collectCommonJs(right, exports);
  }
}

/** `Object.assign(exports, x)`, `Object.defineProperty(exports, 'name', { get })` and `__exportStar(require('x'))`. */
function collectCall(call: ts.CallExpression, exports: ModuleExports): void {
  const [target, second, third] = call.arguments;
  if (!target) return;
  const name = call.expression.getText();
  if (/(?:^|\.)__exportStar$/.test(name)) collectStar(target, exports);
  if (!isExports(target) || !second) return;
  if (name === 'Object.assign') call.arguments.slice(1).forEach((given) => collectStar(given, exports));
  if (name !== 'Object.defineProperty' || !ts.isStringLiteral(second) || !third || !ts.isObjectLiteralExpression(third)) return;
  const given = third.properties.map(describedValue).find((value) => value !== undefined);
  if (given) exports.named.set(second.text, { kind: 'expression', node: given });
}

/** All that `require('x')` gives, or the properties of an object. */
function collectStar(node: ts.Expression, exports: ModuleExports): void {
  if (ts.isCallExpression(node)) {
    const [specifier] = node.expression.getText() === 'require' ? node.arguments : [];
    if (specifier && ts.isStringLiteral(specifier)) exports.stars.push(specifier.text);
  } else if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) {
        exports.named.set(property.name.text, { kind: 'expression', node: property.initializer });
      } else if (ts.isShorthandPropertyAssignment(property)) {
        exports.named.set(property.name.text, { kind: 'expression', node: property.name });
      }
    }
  }
}

/** The value that a property descriptor gives. */
function describedValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  const name = property.name && ts.isIdentifier(property.name) ? property.name.text : undefined;
  if (ts.isPropertyAssignment(property) && name === 'value') return property.initializer;
  if (name !== 'get') return undefined;
  const getter = ts.isMethodDeclaration(property) ? property : ts.isPropertyAssignment(property) ? property.initializer : undefined;
  if (!getter || !ts.isFunctionLike(getter) || !('body' in getter) || !getter.body) return undefined;
  const { body } = getter;
  if (!ts.isBlock(body)) return body as ts.Expression;
  const [only] = body.statements;
  return only && ts.isReturnStatement(only) ? only.expression : undefined;
}

function isExports(node: ts.Expression): boolean {
  return isModuleExports(node) || (ts.isIdentifier(node) && node.text === 'exports');
}

function isModuleExports(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  );
}
