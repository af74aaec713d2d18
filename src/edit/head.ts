import { ts } from '../project/syntax.js';
import type { TextEdit } from './text-edit.js';
import { styleOf } from './style.js';

/** The last of the imports, `require`s and directives at the head of a file, behind which new declarations go. */
export function lastOfHead(tree: ts.SourceFile): ts.Statement | undefined {
  const first = tree.statements.findIndex((statement) => !isImport(statement) && !isDirective(statement));
  const head = first === -1 ? tree.statements : tree.statements.slice(0, first);
  return tree.statements.findLast((statement) => ts.isImportDeclaration(statement)) ?? head.at(-1);
}

function isImport(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return true;
  if (ts.isExpressionStatement(statement)) return isRequire(statement.expression);
  return ts.isVariableStatement(statement) && statement.declarationList.declarations.every(({ initializer }) => isRequire(initializer));
}

/** `require('x')`, also with members and calls behind it. */
function isRequire(node: ts.Expression | undefined): boolean {
  if (!node) return false;
  if (ts.isPropertyAccessExpression(node)) return isRequire(node.expression);
  return (
    ts.isCallExpression(node) && (isRequire(node.expression) || (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
  );
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** New code behind the imports of a file. */
export function headEdit(tree: ts.SourceFile, code: string): TextEdit {
  const last = lastOfHead(tree);
  const { eol } = styleOf(tree);
  if (last) return { file: tree.fileName, start: last.getEnd(), end: last.getEnd(), text: `${eol}${eol}${code}` };
  const at = headEnd(tree);
  return { file: tree.fileName, start: at, end: at, text: `${code}${eol}${eol}`, rank: -2 };
}

/** Where the code of a file without imports begins: behind a shebang and the comments that speak of the file. */
export function headEnd(tree: ts.SourceFile): number {
  const [first] = tree.statements;
  if (!first) return tree.text.length;
  let at = /^#!.*\r?\n?/.exec(tree.text)?.[0].length ?? 0;
  for (const { pos, end } of ts.getLeadingCommentRanges(tree.text, first.getFullStart()) ?? []) {
    const gap = /^[ \t]*\r?\n[ \t]*\r?\n/.exec(tree.text.slice(end))?.[0];
    if (gap !== undefined && tree.text.slice(at, pos).trim() === '') at = end + gap.length;
  }
  return at;
}
