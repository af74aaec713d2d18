import { isEnvironmentFile } from '../project/file-kinds.js';
import { ts } from '../project/syntax.js';
import type { TextEdit } from './text-edit.js';

/** Every marker starts with this; `grep` finds them, and a second run never adds one. */
export const MARKER = 'TODO(api-migrate):';

/**
 * A marker comment on its own line above the statement that holds `node`, in the file's own indent and line ends; above
 * the one around it when other code stands before the statement on its line.
 */
export function markerEdit(node: ts.Node, rule: string, text: string): TextEdit {
  const tree = node.getSourceFile();
  const source = tree.text;
  const statement = ts.findAncestor(node, (at) => isMarkable(at) && startsLine(at)) ?? ts.findAncestor(node, isMarkable) ?? node;
  const start = statement.getStart();
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const before = source.slice(lineStart, start);
  const indent = /^\s*/.exec(before)?.[0] ?? '';
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const comment = `${isEnvironmentFile(tree.fileName) ? '#' : '//'} ${MARKER} ${rule} ${oneLine(text)}`;
  // Code before the statement on its line: the comment goes between, on lines of its own.
  const at = before.trim() === '' ? lineStart : start;
  return {
    file: tree.fileName,
    start: at,
    end: at,
    text: before.trim() === '' ? `${indent}${comment}${eol}` : `${eol}${indent}${comment}${eol}${indent}`,
  };
}

function startsLine(node: ts.Node): boolean {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
}

function isMarkable(node: ts.Node): boolean {
  if (ts.isStatement(node) && !ts.isBlock(node)) return true;
  return ts.isClassElement(node) || (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.parent));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
