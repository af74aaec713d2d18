import { identifiersIn, isReference } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import type { Interpreter } from './interpreter.js';
import { type Cause, LIMITS, type Listing } from './limits.js';
import { unwrap } from '../project/unwrap.js';
import { alternatives, EMPTY, type AbstractValue } from './value.js';

/** A place where a function, class or object of the user is named. */
export interface FunctionUse {
  /** The expression that is it. */
  node: ts.Expression;
  /** The call of it, when it is called here. */
  call?: ts.CallExpression;
}

/** The uses of a function that are seen; they say whether these are all. */
export interface FunctionUses extends Listing<FunctionUse> {
  /** Members of the same name on receivers that are not known. */
  unresolved: readonly ts.Expression[];
  exported: boolean;
}

/** What is found so far. */
interface Found {
  items: FunctionUse[];
  unresolved: ts.Expression[];
  exported: boolean;
  incomplete?: Cause;
}

/** Method names that every program has on other things; an unknown receiver of these says nothing. */
const COMMON = new Set([
  'get',
  'set',
  'post',
  'put',
  'patch',
  'delete',
  'request',
  'send',
  'call',
  'run',
  'fetch',
  'load',
  'list',
  'create',
  'update',
  'query',
  'execute',
]);

const known = new WeakMap<Interpreter, Map<ts.Node, FunctionUses>>();

/** Uses of a function, class or object literal in its own file and in the files that import it, directly or through others. */
export function usesOf(fn: ts.Node, interpreter: Interpreter): FunctionUses {
  const memo = known.get(interpreter) ?? new Map<ts.Node, FunctionUses>();
  known.set(interpreter, memo);
  const before = memo.get(fn);
  if (before) return before;
  const found: Found = { items: [], unresolved: [], exported: false };
  memo.set(fn, found);
  const name = nameOf(fn, interpreter);
  if (!name) return found;
  const home = fn.getSourceFile();
  found.exported = name.exported;
  const { items, names, incomplete } = name.local ? { items: [home], names: new Set([name.text]) } : namedIn(home, name.text, interpreter);
  for (const tree of items) collectUses(tree, fn, names, interpreter, found);
  if (incomplete) found.incomplete = { ...incomplete, node: fn };
  return found;
}

/** Files that import a file, directly or through others; with a name, only those that can know what it stands for there. */
export function reachOf(file: string, interpreter: Interpreter, name?: string): Listing<ts.SourceFile> {
  const { project } = interpreter;
  const home = project.source(file)?.tree;
  if (home && name !== undefined && name !== 'default') {
    const { items, incomplete } = namedIn(home, name, interpreter);
    return { items: items.slice(1), ...(incomplete ? { incomplete } : {}) };
  }
  const all = importersThrough(file, interpreter);
  const { bound } = LIMITS.importers;
  const items = all.slice(0, bound).flatMap((path) => project.source(path)?.tree ?? []);
  return all.length > bound ? { items, incomplete: { limit: 'importers' } } : { items };
}

/** Files that hold a name or another one that is given to the same, the home file first. */
interface Named extends Listing<ts.SourceFile> {
  names: ReadonlySet<string>;
}

function namedIn(home: ts.SourceFile, name: string, interpreter: Interpreter): Named {
  const { project } = interpreter;
  const names = new Set([name]);
  const found = new Map([[home.fileName, home]]);
  const add = (path: string): boolean => {
    const tree = found.has(path) ? undefined : project.source(path)?.tree;
    if (tree) found.set(path, tree);
    return tree !== undefined;
  };
  const passed = importersThrough(home.fileName, interpreter);
  for (let grown = true; grown;) {
    grown = false;
    for (const tree of found.values()) {
      const before = names.size;
      for (const other of aliasesIn(tree, names)) names.add(other);
      // A default import has any name.
      if (exportsAsDefault(tree, names)) {
        for (const importer of project.importersOf(tree.fileName)) {
          if (found.size <= LIMITS.importers.bound) grown = add(importer) || grown;
          for (const local of defaultImports(found.get(importer), tree.fileName, interpreter)) names.add(local);
        }
      }
      grown ||= names.size > before;
    }
    for (const path of passed) {
      if (found.has(path) || !project.mentions(path, names)) continue;
      if (found.size > LIMITS.importers.bound) return { items: [...found.values()], names, incomplete: { limit: 'importers' } };
      grown = add(path) || grown;
    }
  }
  return { items: [...found.values()], names };
}

const closures = new WeakMap<Interpreter, Map<string, readonly string[]>>();

/** Files that import a file, through others too. */
function importersThrough(file: string, interpreter: Interpreter): readonly string[] {
  const memo = closures.get(interpreter) ?? new Map<string, readonly string[]>();
  closures.set(interpreter, memo);
  const before = memo.get(file);
  if (before) return before;
  const seen = new Set([file]);
  for (const at of seen) for (const importer of interpreter.project.importersOf(at)) seen.add(importer);
  const found = [...seen].slice(1);
  memo.set(file, found);
  return found;
}

/** Other names that a file gives to what it knows under these: `import { a as b }`, `export { a as b }`, `{ b: a }`, `const b = a`. */
function aliasesIn(tree: ts.SourceFile, names: ReadonlySet<string>): string[] {
  return [...names].flatMap((name) =>
    (identifiersIn(tree).get(name) ?? []).flatMap((identifier): string[] => {
      const { parent } = identifier;
      const isTaken =
        (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isBindingElement(parent)) && parent.propertyName === identifier;
      const isGiven = (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) && parent.initializer === identifier;
      return (isTaken || isGiven) && ts.isIdentifier(parent.name) && parent.name.text !== 'default' ? [parent.name.text] : [];
    }),
  );
}

/** `export default load`, `export { load as default }`, `export default function load() {}`, `module.exports = load`. */
function exportsAsDefault(tree: ts.SourceFile, names: ReadonlySet<string>): boolean {
  return [...names].some((name) =>
    (identifiersIn(tree).get(name) ?? []).some((identifier) => {
      const { parent } = identifier;
      if (ts.isExportAssignment(parent)) return true;
      if (ts.isExportSpecifier(parent)) return parent.name.text === 'default';
      if (ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) return parent.name === identifier && isDefault(parent);
      return ts.isBinaryExpression(parent) && parent.right === identifier && parent.left.getText() === 'module.exports';
    }),
  );
}

function isDefault(node: ts.FunctionDeclaration | ts.ClassDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}

/** The local name of the default import of a file. */
function defaultImports(tree: ts.SourceFile | undefined, from: string, { project }: Interpreter): string[] {
  return (tree?.statements ?? []).flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !statement.importClause?.name || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const target = project.resolver.resolve(statement.moduleSpecifier.text, statement.getSourceFile().fileName);
    return 'file' in target && target.file === from ? [statement.importClause.name.text] : [];
  });
}

function collectUses(tree: ts.SourceFile, fn: ts.Node, names: ReadonlySet<string>, interpreter: Interpreter, found: Found): void {
  for (const local of localNames(tree, names, interpreter, fn)) {
    for (const identifier of identifiersIn(tree).get(local) ?? []) {
      const expression = namedBy(identifier);
      if (!expression || isWithinOwnName(identifier, fn)) continue;
      const value = interpreter.valueOf(expression, EMPTY);
      const options = alternatives(value);
      if (options.some((option) => isNamed(option, fn))) {
        found.items.push(useOf(expression));
      } else if (value.kind === 'unknown' && isMemberCall(expression, fn) && !COMMON.has(local)) {
        found.unresolved.push(expression);
      }
    }
  }
}

function isNamed(value: AbstractValue, node: ts.Node): boolean {
  return (value.kind === 'function' || value.kind === 'class' || value.kind === 'object') && value.node === node;
}

function isMemberCall(expression: ts.Expression, fn: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false;
  return ts.isGetAccessor(fn) || (ts.isCallExpression(expression.parent) && expression.parent.expression === expression);
}

/** Names under which a file may know the function: its own, import aliases, and the local name of a default import. */
function localNames(tree: ts.SourceFile, given: ReadonlySet<string>, interpreter: Interpreter, fn: ts.Node): Set<string> {
  const names = new Set([...given, ...aliasesIn(tree, given)]);
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause?.name) continue;
    const value = interpreter.declared(statement.importClause, EMPTY);
    if (isNamed(value, fn)) names.add(statement.importClause.name.text);
  }
  return names;
}

/** The expression that an identifier names: itself, or the member access that it ends. */
function namedBy(identifier: ts.Identifier): ts.Expression | undefined {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent) && parent.name === identifier) return parent;
  if (ts.isExportSpecifier(parent) || ts.isExportAssignment(parent)) return undefined;
  if (ts.isTypeQueryNode(parent) || ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) return undefined;
  return isReference(identifier) ? identifier : undefined;
}

function isWithinOwnName(identifier: ts.Identifier, fn: ts.Node): boolean {
  const { parent } = identifier;
  if (parent === fn || parent === fn.parent) return !(ts.isCallExpression(parent) || ts.isPropertyAccessExpression(parent));
  // `exports.name = function …`
  return ts.isPropertyAccessExpression(parent) && ts.isBinaryExpression(parent.parent) && unwrap(parent.parent.right) === fn;
}

function useOf(node: ts.Expression): FunctionUse {
  let at: ts.Expression = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent)) at = at.parent;
  const { parent } = at;
  return ts.isCallExpression(parent) && parent.expression === at ? { node, call: parent } : { node };
}

interface FunctionName {
  text: string;
  exported: boolean;
  /** Cannot be named in another file. */
  local: boolean;
}

/** The name by which a function, class or object is known. */
function nameOf(fn: ts.Node, interpreter: Interpreter): FunctionName | undefined {
  if (ts.isFunctionDeclaration(fn) || ts.isClassDeclaration(fn)) {
    const exported = isExported(fn) || isHandedOut(fn, fn.name?.text);
    return { text: fn.name?.text ?? 'default', exported, local: !exported };
  }
  if (ts.isMethodDeclaration(fn) || ts.isAccessor(fn)) return memberName(fn.name, fn);
  const isHeld = ts.isArrowFunction(fn) || ts.isFunctionExpression(fn) || ts.isClassExpression(fn) || ts.isObjectLiteralExpression(fn);
  if (!isHeld) return undefined;
  return holderName(outermost(fn, interpreter));
}

/** A function or object in parentheses, or wrapped by a call that gives it back (`useCallback(fn)`). */
function outermost(fn: ts.Expression, interpreter: Interpreter): ts.Expression {
  const { parent } = fn;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent))
    return outermost(parent, interpreter);
  if (ts.isCallExpression(parent) && parent.arguments[0] === fn) {
    const value = interpreter.valueOf(parent, EMPTY);
    if (isNamed(value, unwrap(fn))) return outermost(parent, interpreter);
  }
  return fn;
}

function holderName(expression: ts.Expression): FunctionName | undefined {
  const { parent } = expression;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const statement = parent.parent.parent;
    const exported = (ts.isVariableStatement(statement) && isExported(statement)) || isHandedOut(statement, parent.name.text);
    return { text: parent.name.text, exported, local: !exported };
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return memberName(parent.name, parent);
  if (ts.isExportAssignment(parent)) return { text: 'default', exported: true, local: false };
  if (!ts.isBinaryExpression(parent) || parent.right !== expression) return undefined;
  if (ts.isIdentifier(parent.left)) return { text: parent.left.text, exported: false, local: true };
  if (ts.isPropertyAccessExpression(parent.left)) return { text: parent.left.name.text, exported: true, local: false };
  return undefined;
}

function memberName(name: ts.PropertyName, owner: ts.Node): FunctionName | undefined {
  if (ts.isComputedPropertyName(name)) return undefined;
  const isPrivate =
    ts.isPrivateIdentifier(name) ||
    (ts.canHaveModifiers(owner) && (ts.getModifiers(owner)?.some((modifier) => modifier.kind === ts.SyntaxKind.PrivateKeyword) ?? false));
  const isHidden = isPrivate || (ts.isClassDeclaration(owner.parent) && !isExposed(owner.parent));
  return { text: name.text, exported: !isHidden, local: isPrivate };
}

/** A class, or an instance of it, may be known outside of its file: it is not only made and asked for members here. */
function isExposed(made: ts.ClassDeclaration): boolean {
  if (!made.name || isExported(made)) return true;
  return (identifiersIn(made.getSourceFile()).get(made.name.text) ?? []).some((identifier) => {
    const { parent } = identifier;
    if (identifier === made.name || ts.isTypeReferenceNode(parent)) return false;
    const child = ts.isExpressionWithTypeArguments(parent) ? parent.parent.parent : undefined;
    if (child) return !ts.isClassDeclaration(child) || isExposed(child);
    return !ts.isNewExpression(parent) || parent.expression !== identifier || !isAskedForMembers(parent);
  });
}

/** `new Service().list()`, or `service.list()` with a variable of the file that holds the instance. */
function isAskedForMembers(instance: ts.NewExpression): boolean {
  const { parent } = instance;
  if (ts.isParenthesizedExpression(parent) || ts.isPropertyAccessExpression(parent)) return true;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name) || holderName(instance)?.exported !== false) return false;
  return (identifiersIn(instance.getSourceFile()).get(parent.name.text) ?? []).every(
    (identifier) =>
      identifier === parent.name || (ts.isPropertyAccessExpression(identifier.parent) && identifier.parent.expression === identifier),
  );
}

function isExported(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false);
}

/** Named in an export, or put into an object that may be known elsewhere. */
function isHandedOut(node: ts.Node, name: string | undefined): boolean {
  if (name === undefined) return true;
  return (identifiersIn(node.getSourceFile()).get(name) ?? []).some((identifier) => {
    const { parent } = identifier;
    if (ts.isExportSpecifier(parent) || ts.isExportAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) return true;
    if (ts.isPropertyAssignment(parent)) return parent.initializer === identifier;
    return ts.isBinaryExpression(parent) && parent.right === identifier && ts.isPropertyAccessExpression(parent.left);
  });
}
