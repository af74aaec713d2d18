import { ts } from '../project/syntax.js';
import { EditIndex } from './edits.js';
import type { TextEdit } from './text-edit.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, EMPTY } from '../dataflow/value.js';
import { isAssignment } from '../project/nodes.js';
import { identifiersIn, isReference, referencesTo } from '../project/scopes.js';
import { walkBelow } from '../project/walk.js';
import { removeStatement, removeStatements } from './removal.js';

/** True for an identifier that edits take out. */
function isGone(identifier: ts.Identifier, edits: EditIndex): boolean {
  const [start, end] = [identifier.getStart(), identifier.getEnd()];
  return edits.within(start, end).some((edit) => edit.start <= start && end <= edit.end && !mentions([edit], identifier.text));
}

/** True when the text of an edit has the name in it. */
function mentions(edits: readonly TextEdit[], name: string): boolean {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`);
  return edits.some(({ text }) => text.includes(name) && word.test(text));
}

/** True for an edit that another one takes out. */
function isInside(edit: TextEdit, removal: TextEdit): boolean {
  return removal.start <= edit.start && edit.end <= removal.end;
}

/** Kinds of expressions that do something when they are evaluated, or may. */
const EFFECTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.NewExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.PostfixUnaryExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.SpreadElement,
]);

/** Methods of texts and lists that only make a new value. */
const PLAIN_METHODS = new Set(['concat', 'join', 'replace', 'slice', 'toLowerCase', 'toString', 'toUpperCase', 'trim']);

const PLAIN_FUNCTIONS = new Set(['String', 'Number', 'Boolean', 'encodeURIComponent', 'encodeURI', 'require']);

/** True for an expression that can be left out when nobody needs its value. */
function hasNoEffect(node: ts.Node, interpreter: Interpreter, entered: ReadonlySet<ts.Node> = new Set()): boolean {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return true;
  if (EFFECTS.has(node.kind)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  if (ts.isPrefixUnaryExpression(node) && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator))
    return false;
  if (ts.isCallExpression(node) && !isPlainCall(node, interpreter, entered)) return false;
  return ts.forEachChild(node, (child) => !hasNoEffect(child, interpreter, entered)) !== true;
}

function isPlainCall({ expression }: ts.CallExpression, interpreter: Interpreter, entered: ReadonlySet<ts.Node>): boolean {
  if (ts.isIdentifier(expression) && PLAIN_FUNCTIONS.has(expression.text)) return true;
  const callees = alternatives(interpreter.valueOf(expression, EMPTY));
  if (callees.every(({ kind }) => kind === 'function'))
    return callees.every((callee) => callee.kind === 'function' && returnsPlainly(callee.node, interpreter, entered));
  return ts.isPropertyAccessExpression(expression) && PLAIN_METHODS.has(expression.name.text);
}

/** A function of one expression, such as the text of a URL. */
function returnsPlainly(callee: ts.FunctionLikeDeclaration, interpreter: Interpreter, entered: ReadonlySet<ts.Node>): boolean {
  const { body } = callee;
  if (!body || entered.has(callee)) return false;
  const [only, ...others] = ts.isBlock(body) ? body.statements : [];
  const result = ts.isBlock(body) ? (only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined) : body;
  return result !== undefined && hasNoEffect(result, interpreter, new Set([...entered, callee]));
}

/** A statement that does nothing but give something a name. */
interface Candidate {
  statement: ts.Statement;
  name: ts.Identifier;
  /** What the name stands for; a call in it must have no effect of its own. */
  value?: ts.Expression;
  uses: () => ts.Identifier[];
}

/** Takes out the statements that declare what only edited text used: constants, functions and types of the file itself. */
function unusedDeclarations(tree: ts.SourceFile, edits: EditIndex, interpreter: Interpreter): TextEdit[] {
  const names = edits.all().length > 0 && /\.[cm]?[jt]sx?$/.test(tree.fileName) ? namesIn(tree, edits) : new Set<string>();
  if (names.size === 0) return [];
  const unused: ts.Statement[] = [];
  const isModule = ts.isExternalModule(tree) || ['require', 'module', 'exports'].some((name) => identifiersIn(tree).has(name));
  walkBelow(tree, (node) => {
    const candidate = ts.isStatement(node) ? candidateOf(node) : undefined;
    if (!candidate || !names.has(candidate.name.text) || (node.parent === tree && !isModule)) return true;
    if (!isUnused(candidate, edits) || (candidate.value && !hasNoEffect(candidate.value, interpreter))) return true;
    unused.push(candidate.statement);
    return false;
  });
  return removeStatements(unused).filter((removal) => edits.within(removal.start, removal.end).every((edit) => isInside(edit, removal)));
}

/** Names in the text that edits replace. */
function namesIn({ text }: ts.SourceFile, edits: EditIndex): Set<string> {
  return new Set(edits.all().flatMap(({ start, end }) => text.slice(start, end).match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []));
}

function candidateOf(statement: ts.Statement): Candidate | undefined {
  if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)) return asyncFunction(statement);
  if (ts.isFunctionDeclaration(statement)) return functionOf(statement);
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    const { name } = statement;
    return { statement, name, uses: () => namesakes(name) };
  }
  const [declaration, ...others] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  if (!declaration?.initializer || others.length > 0 || !ts.isIdentifier(declaration.name)) return undefined;
  return { statement, name: declaration.name, value: declaration.initializer, uses: () => referencesTo(declaration) };
}

function asyncFunction(statement: ts.Statement): Candidate | undefined {
  const isOnlyAsync =
    ts.isFunctionDeclaration(statement) && statement.modifiers?.every(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  return isOnlyAsync ? functionOf(statement) : undefined;
}

/** Overloads stay: their names are one declaration in several statements. */
function functionOf(statement: ts.FunctionDeclaration): Candidate | undefined {
  const { name, body } = statement;
  return name && body ? { statement, name, uses: () => [...referencesTo(statement), ...overloadsOf(name)] } : undefined;
}

function overloadsOf(name: ts.Identifier): ts.Identifier[] {
  return namesakes(name).filter(({ parent }) => ts.isFunctionDeclaration(parent) && parent.name !== name);
}

/** Everything in the file that may mean the name. */
function namesakes(name: ts.Identifier): ts.Identifier[] {
  return (identifiersIn(name.getSourceFile()).get(name.text) ?? []).filter(
    (other) => other !== name && (isReference(other) || ts.isFunctionDeclaration(other.parent)),
  );
}

/** True when the name was used, and no use is left outside of the statement itself. */
function isUnused({ statement, name, uses }: Candidate, edits: EditIndex): boolean {
  if (isTouched(statement, edits)) return false;
  const outside = uses().filter((use) => use.getStart() < statement.getStart() || use.getEnd() > statement.getEnd());
  if (outside.length === 0 || !outside.every((use) => isGone(use, edits))) return false;
  const { pos, end } = statement.parent;
  const elsewhere = edits.within(pos, end).filter((edit) => edit.start < statement.getStart() || edit.end > statement.getEnd());
  return !mentions(elsewhere, name.text);
}

/** Taken out already, or with something new beside it. */
function isTouched(statement: ts.Statement, edits: EditIndex): boolean {
  const [start, end] = [statement.getStart(), statement.getEnd()];
  return edits.within(statement.getFullStart(), end + 1).some((edit) => edit.start <= start || edit.end >= end);
}

/** Takes out the imports of a file that only edited text used. */
function unusedImports(tree: ts.SourceFile, edits: EditIndex): TextEdit[] {
  const unused = specifiersIn(tree).filter((specifier) => {
    const uses = referencesTo(specifier);
    return uses.length > 0 && uses.every((use) => isGone(use, edits)) && !mentions(edits.all(), specifier.name.text);
  });
  return importEdits(unused).filter((edit) => edits.within(edit.start, edit.end).length === 0);
}

function specifiersIn({ statements }: ts.SourceFile): ts.ImportSpecifier[] {
  return statements.flatMap((statement) => {
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    return named && ts.isNamedImports(named) ? [...named.elements] : [];
  });
}

function importEdits(specifiers: ts.ImportSpecifier[]): TextEdit[] {
  const byImport = new Map<ts.NamedImports, ts.ImportSpecifier[]>();
  for (const specifier of specifiers) byImport.set(specifier.parent, [...(byImport.get(specifier.parent) ?? []), specifier]);
  return [...byImport].flatMap(([named, gone]) => {
    const declaration = ts.findAncestor(named, ts.isImportDeclaration);
    if (declaration && gone.length === named.elements.length && !declaration.importClause?.name) return [removeStatement(declaration)];
    return runsOf(named.elements, gone);
  });
}

/** Takes elements out of a list with the commas beside them. */
function runsOf(list: ts.NodeArray<ts.ImportSpecifier>, gone: ts.ImportSpecifier[]): TextEdit[] {
  const file = list[0]?.getSourceFile().fileName ?? '';
  const edits: TextEdit[] = [];
  list.forEach((element, index) => {
    if (!gone.includes(element)) return;
    const next = list[index + 1];
    const keptBefore = list.slice(0, index).findLast((other) => !gone.includes(other));
    const keptAfter = list.slice(index + 1).some((other) => !gone.includes(other));
    if (next && (keptAfter || !keptBefore)) edits.push({ file, start: element.getStart(), end: next.getStart(), text: '' });
    else edits.push({ file, start: list[index - 1]?.getEnd() ?? element.getStart(), end: element.getEnd(), text: '' });
  });
  return edits;
}

/** Edits of a file, with the removal of the imports and declarations that only edited text used. What was unused before stays. */
export function withoutLeftovers(tree: ts.SourceFile, own: readonly TextEdit[], interpreter: Interpreter): TextEdit[] {
  let edits = [...own];
  for (;;) {
    const removals = unusedDeclarations(tree, new EditIndex(edits), interpreter);
    if (removals.length === 0) break;
    edits = [...edits.filter((edit) => !removals.some((removal) => isInside(edit, removal))), ...removals];
  }
  return [...edits, ...unusedImports(tree, new EditIndex(edits))];
}
