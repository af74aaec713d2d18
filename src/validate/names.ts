import { isReassigned } from '../dataflow/shape/index.js';
import { declarationOf, identifiersIn, isReference, referencesTo, typeNamed, type ValueDeclaration } from '../project/scopes.js';
import { ts } from '../project/syntax.js';
import { walk } from '../project/walk.js';

/** A name or a kind of value that does not hold in an edited file. */
export interface NameProblem {
  /**
   * - `undeclared`: nothing in scope declares the name;
   * - `early`: it is used before its declaration has run;
   * - `unused`: nothing uses what is declared;
   * - `kind`: a promise is expected where the syntax shows a value, or a value where it shows a promise.
   */
  kind: 'undeclared' | 'early' | 'unused' | 'kind';
  /** The name, or the text of the expression. */
  name: string;
  /** Offset in the edited text. */
  offset: number;
  message: string;
}

/** Names that every program has: those of the runtime, of a browser, and of the two module systems. */
const GLOBALS = new Set(
  Object.getOwnPropertyNames(globalThis).concat(
    'undefined arguments window self document location localStorage sessionStorage XMLHttpRequest navigator'.split(' '),
    'require module exports __dirname __filename'.split(' '),
  ),
);

/** Types of the standard library that new code may name. */
const GLOBAL_TYPES = new Set(
  [...GLOBALS].concat(
    'Record Partial Required Readonly Pick Omit Exclude Extract NonNullable Parameters ReturnType Awaited ReadonlyArray'.split(' '),
    'PromiseLike AsyncGenerator Iterable RequestInit RequestInfo BodyInit HeadersInit const'.split(' '),
  ),
);

/**
 * What does not hold of the names of a file after an edit and held before: every identifier resolves, in scope and after its
 * declaration; what is awaited or chained is a promise; nothing new is unused. Reads syntax alone, so that JavaScript and projects
 * without a tsconfig.json are held to it too.
 */
export function nameProblems(after: ts.SourceFile, before: ts.SourceFile | undefined): NameProblem[] {
  const known = before ? countBy(problemsIn(before)) : new Map<string, number>();
  return problemsIn(after).filter((problem) => {
    const key = keyOf(problem);
    const count = known.get(key) ?? 0;
    // A name that nothing declares was a global of the program before: it may be used again.
    if (problem.kind === 'undeclared') return count === 0;
    known.set(key, count - 1);
    return count <= 0;
  });
}

function keyOf({ kind, name }: NameProblem): string {
  return `${kind} ${name}`;
}

function countBy(problems: readonly NameProblem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const problem of problems) counts.set(keyOf(problem), (counts.get(keyOf(problem)) ?? 0) + 1);
  return counts;
}

function problemsIn(tree: ts.SourceFile): NameProblem[] {
  const problems: NameProblem[] = [];
  for (const identifiers of identifiersIn(tree).values()) {
    for (const identifier of identifiers) {
      const problem = identifierProblem(identifier);
      if (problem) problems.push(problem);
    }
  }
  walk(tree, (node) => {
    const problem = ts.isPropertyAccessExpression(node) ? kindProblem(node) : undefined;
    if (problem) problems.push(problem);
  });
  if (!/\.(vue|svelte)$/.test(tree.fileName)) problems.push(...unusedIn(tree));
  return problems.toSorted((a, b) => a.offset - b.offset);
}

function identifierProblem(identifier: ts.Identifier): NameProblem | undefined {
  if (identifier.text === '' || !isReference(identifier) || isDeclaredName(identifier)) return undefined;
  const offset = identifier.getStart();
  const name = identifier.text;
  if (isTypeName(identifier)) {
    if (GLOBAL_TYPES.has(name) || declarationOf(identifier) || typeNamed(name, identifier) || isTypeParameter(identifier)) return undefined;
    return { kind: 'undeclared', name, offset, message: `no type \`${name}\` is in scope` };
  }
  const declaration = declarationOf(identifier);
  if (declaration) {
    if (!isEarly(identifier, declaration)) return undefined;
    return { kind: 'early', name, offset, message: `\`${name}\` is used before its declaration` };
  }
  if (GLOBALS.has(name) || (ts.isExportSpecifier(identifier.parent) && typeNamed(name, identifier))) return undefined;
  return { kind: 'undeclared', name, offset, message: `nothing in scope declares \`${name}\`` };
}

/** True for the name that a declaration gives, and for words that are not looked up: tags, `new.target`, names of tuples. */
function isDeclaredName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isMetaProperty(parent) || ts.isImportAttribute(parent) || ts.isJsxAttribute(parent)) return true;
  if (ts.isTypePredicateNode(parent) || ts.isNamespaceExport(parent) || ts.isJsxNamespacedName(parent)) return true;
  if (isTag(parent, identifier)) return /^[a-z]/.test(identifier.text);
  return 'name' in parent && parent.name === identifier;
}

function isTag(parent: ts.Node, identifier: ts.Identifier): boolean {
  return (
    (ts.isJsxOpeningElement(parent) || ts.isJsxSelfClosingElement(parent) || ts.isJsxClosingElement(parent)) &&
    parent.tagName === identifier
  );
}

/** True for a name that stands for a type and is not `typeof` a value. */
function isTypeName(identifier: ts.Identifier): boolean {
  for (let at: ts.Node = identifier; at.parent; at = at.parent) {
    if (ts.isTypeQueryNode(at)) return false;
    if (ts.isHeritageClause(at.parent))
      return at.parent.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(at.parent.parent);
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return true;
    if (!ts.isQualifiedName(at) && !ts.isIdentifier(at) && !ts.isExpressionWithTypeArguments(at) && !ts.isPropertyAccessExpression(at))
      return false;
  }
  return false;
}

function isTypeParameter(identifier: ts.Identifier): boolean {
  return (
    ts.findAncestor(identifier, (node) => {
      if (ts.isMappedTypeNode(node) && node.typeParameter.name.text === identifier.text) return true;
      if (ts.isConditionalTypeNode(node) && infers(node.extendsType, identifier.text)) return true;
      const parameters =
        'typeParameters' in node ? (node as { typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> }).typeParameters : undefined;
      return parameters?.some(({ name }) => name.text === identifier.text) === true;
    }) !== undefined
  );
}

function infers(type: ts.TypeNode, name: string): boolean {
  let found = false;
  walk(type, (node) => {
    found ||= ts.isInferTypeNode(node) && node.typeParameter.name.text === name;
  });
  return found;
}

/** Callbacks that run before the call that they are given to returns. */
const RUN_AT_ONCE = new Set(['map', 'forEach', 'filter', 'flatMap', 'find', 'some', 'every', 'reduce', 'sort', 'toSorted']);

/** True for a use that runs before its declaration: both in one function, the use first or in the declaration itself. */
function isEarly(use: ts.Identifier, declaration: ValueDeclaration): boolean {
  const home = scopedHome(declaration);
  if (!home) return false;
  const statement = ts.findAncestor(declaration, (node) => ts.isVariableDeclaration(node) || ts.isClassDeclaration(node));
  if (!statement) return false;
  const isBefore = use.getStart() < statement.getStart() || (ts.isVariableDeclaration(statement) && isIn(use, statement.initializer));
  return isBefore && runsAtOnce(use, home);
}

/** What a `let`, `const` or class of a block belongs to; undefined for what is hoisted. */
function scopedHome(declaration: ValueDeclaration): ts.Node | undefined {
  if (ts.isClassDeclaration(declaration)) return declaration.parent;
  const list = ts.findAncestor(
    declaration,
    (node) => ts.isVariableDeclarationList(node) || ts.isFunctionLike(node) || ts.isCatchClause(node),
  );
  if (!list || !ts.isVariableDeclarationList(list) || (list.flags & ts.NodeFlags.BlockScoped) === 0) return undefined;
  return ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent) ? undefined : list.parent.parent;
}

function isIn(node: ts.Node, outer: ts.Node | undefined): boolean {
  return outer !== undefined && node.pos >= outer.pos && node.end <= outer.end;
}

/** No function that runs later stands between a use and the block around it. */
function runsAtOnce(use: ts.Node, home: ts.Node): boolean {
  for (let at: ts.Node = use; at !== home && at.parent; at = at.parent) {
    if (ts.isTypeNode(at)) return false;
    if (!ts.isFunctionLike(at) && !ts.isPropertyDeclaration(at)) continue;
    if (ts.isPropertyDeclaration(at)) return false;
    const { parent } = at;
    const isCallback = ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression);
    if (!isCallback || !RUN_AT_ONCE.has(parent.expression.name.text)) return false;
  }
  return true;
}

/** `x.then(…)` where `x` was awaited already, and `f().then(…).length` where a promise has no such member. */
function kindProblem(access: ts.PropertyAccessExpression): NameProblem | undefined {
  const isChain = ['then', 'catch', 'finally'].includes(access.name.text);
  const receiver = withoutParentheses(access.expression);
  if (isChain && ts.isCallExpression(access.parent) && access.parent.expression === access && isAwaited(receiver))
    return kindOf(access, `\`${shortText(receiver)}\` is a value, not a promise: it has no \`${access.name.text}\``);
  return !isChain && (isPromiseChain(receiver) || isUnsettled(receiver))
    ? kindOf(access, `\`${shortText(receiver)}\` is a promise: it has no \`${access.name.text}\``)
    : undefined;
}

function kindOf(access: ts.PropertyAccessExpression, message: string): NameProblem {
  return { kind: 'kind', name: access.getText().replaceAll(/\s+/g, ' '), offset: access.name.getStart(), message };
}

/** True for an expression whose syntax shows a settled value. */
function isAwaited(node: ts.Expression): boolean {
  if (ts.isAwaitExpression(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return true;
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (!ts.isIdentifier(node)) return false;
  const declaration = declarationOf(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isReassigned(declaration)) return false;
  return ts.isAwaitExpression(withoutParentheses(declaration.initializer));
}

/** The call of an async function, or of `fetch`, that is not awaited: written in place, or held by a constant. */
function isUnsettled(node: ts.Expression): boolean {
  if (ts.isCallExpression(node)) return isAsyncCall(node);
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.type || isReassigned(declaration)) return false;
  const made = declaration.initializer && withoutParentheses(declaration.initializer);
  return made !== undefined && ts.isCallExpression(made) && isAsyncCall(made);
}

function isAsyncCall({ expression }: ts.CallExpression): boolean {
  if (!ts.isIdentifier(expression)) return false;
  if (expression.text === 'fetch') return !isDeclaredHere(expression);
  const declaration = declarationOf(expression);
  const fn = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  if (!fn || (!ts.isFunctionDeclaration(fn) && !ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn))) return false;
  return fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true && fn.asteriskToken === undefined;
}

/** `….then(…)` that is not awaited; observables and command chains of test tools have no `then` with a callback of their own. */
function isPromiseChain(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'then') return false;
  const root = rootOf(node);
  return !(ts.isIdentifier(root) && root.text === 'cy') && isFetch(root);
}

function isFetch(root: ts.Expression): boolean {
  return ts.isIdentifier(root) && (root.text === 'fetch' || root.text === 'axios') && !isDeclaredHere(root);
}

function isDeclaredHere(root: ts.Identifier): boolean {
  const declaration = declarationOf(root);
  return declaration !== undefined && ts.isVariableDeclaration(declaration);
}

function rootOf(node: ts.Expression): ts.Expression {
  let at: ts.Expression = node;
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  return at;
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at) || ts.isAsExpression(at)) at = at.expression;
  return at;
}

function shortText(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/**
 * Variables that were made of something and that nothing uses: what they hold, such as query parameters, may be missing from where it
 * went. Exports, parts of patterns and imports say nothing of that kind.
 */
function unusedIn(tree: ts.SourceFile): NameProblem[] {
  const unused: NameProblem[] = [];
  walk(tree, (node) => {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer || isExported(node)) return;
    const { text } = node.name;
    if (text.startsWith('_') || referencesTo(node).length > 0 || isMentioned(node.name, tree)) return;
    unused.push({ kind: 'unused', name: text, offset: node.name.getStart(), message: `nothing uses \`${text}\` any more` });
  });
  return unused;
}

function isExported(node: ts.Node): boolean {
  const statement = ts.findAncestor(node, ts.isStatement);
  const modifiers = statement && ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DeclareKeyword) === true;
}

/** A name that stands for a type somewhere, or that a shorthand or an export repeats. */
function isMentioned(name: ts.Identifier, tree: ts.SourceFile): boolean {
  return (identifiersIn(tree).get(name.text) ?? []).some(
    (other) =>
      other !== name && (isTypeName(other) || ts.isShorthandPropertyAssignment(other.parent) || ts.isExportSpecifier(other.parent)),
  );
}
