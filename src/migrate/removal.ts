import type { ts } from '../project/syntax.js';
import type { TextEdit } from './model.js';

/** Takes statements out with their lines and one of the blank lines around them. */
export function removeStatements(statements: readonly ts.Statement[]): TextEdit[] {
  const removals: TextEdit[] = [];
  let run: { start: number; end: number } | undefined;
  for (const statement of statements.toSorted((a, b) => a.getStart() - b.getStart())) {
    const removal = removeStatement(statement, run);
    run = { start: run?.end === removal.start ? run.start : removal.start, end: removal.end };
    removals.push(removal);
  }
  return removals;
}

/**
 * Takes a statement out with its line and one of the blank lines around it.
 * @param gone what else is taken out nearest before it
 */
export function removeStatement(statement: ts.Statement, gone?: { start: number; end: number }): TextEdit {
  const tree = statement.getSourceFile();
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', statement.getStart() - 1) + 1;
  const alone = text.slice(lineStart, statement.getStart()).trim() === '';
  const lineEnd = text.indexOf('\n', statement.getEnd());
  const rest = text.slice(statement.getEnd(), lineEnd === -1 ? text.length : lineEnd);
  if (!alone || rest.trim() !== '') return { file: tree.fileName, start: statement.getStart(), end: statement.getEnd(), text: '' };
  let end = lineEnd === -1 ? text.length : lineEnd + 1;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  const before = text.slice(0, gone?.end === lineStart ? gone.start : lineStart);
  if (blank !== undefined && (/\n[ \t]*\r?\n$/.test(before) || /[{(]\s*\r?\n$/.test(before))) end += blank.length;
  return { file: tree.fileName, start: lineStart, end, text: '' };
}
