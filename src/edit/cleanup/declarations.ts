import type { Interpreter } from '../../dataflow/interpreter.js';
import { identifiersIn, isReference, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { walkBelow } from '../../project/walk.js';
import type { EditIndex } from '../edits.js';
import type { TextEdit } from '../text-edit.js';
import { removeStatements } from '../removal.js';
import { hasNoEffect } from './effects.js';
import { isGone, isInside, mentions } from './uses.js';

/** A statement that does nothing but give something a name. */
interface Candidate {
  statement: ts.Statement;
  name: ts.Identifier;
  /** What the name stands for; a call in it must have no effect of its own. */
  value?: ts.Expression;
  uses: () => ts.Identifier[];
}

/** Takes out the statements that declare what only edited text used: constants, functions and types of the file itself. */
export function unusedDeclarations(tree: ts.SourceFile, edits: EditIndex, interpreter: Interpreter): TextEdit[] {
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
