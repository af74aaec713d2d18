import type { ts } from '../project/syntax.js';
import type { TextEdit } from './model.js';

/** Takes a statement out with its line and one of the blank lines around it. */
export function removeStatement(statement: ts.Statement): TextEdit {
  const tree = statement.getSourceFile();
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', statement.getStart() - 1) + 1;
  const alone = text.slice(lineStart, statement.getStart()).trim() === '';
  const lineEnd = text.indexOf('\n', statement.getEnd());
  const rest = text.slice(statement.getEnd(), lineEnd === -1 ? text.length : lineEnd);
  if (!alone || rest.trim() !== '') return { file: tree.fileName, start: statement.getStart(), end: statement.getEnd(), text: '' };
  let end = lineEnd === -1 ? text.length : lineEnd + 1;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  const before = text.slice(0, lineStart);
  if (blank !== undefined && (/\n[ \t]*\r?\n$/.test(before) || /[{(]\s*\r?\n$/.test(before))) end += blank.length;
  return { file: tree.fileName, start: lineStart, end, text: '' };
}
