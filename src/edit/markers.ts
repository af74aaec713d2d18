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
  const head = `${isEnvironmentFile(tree.fileName) ? '#' : '//'} ${MARKER} ${rule}: `;
  const comment = head + shortened(oneLine(text), MAX_WIDTH - widthOf(indent) - head.length);
  // Code before the statement on its line: the comment goes between, on lines of its own.
  const at = before.trim() === '' ? aboveDirectives(source, lineStart) : start;
  return {
    file: tree.fileName,
    start: at,
    end: at,
    text: before.trim() === '' ? `${indent}${comment}${eol}` : `${eol}${indent}${comment}${eol}${indent}`,
    rank: -1,
  };
}

/** Columns of a marker. */
const MAX_WIDTH = 100;

/** Comments for tools that speak of the line below them. */
const DIRECTIVE =
  /^\s*(?:\/\/|\/\*|\{\/\*|#)[\s*]*(?:(?:eslint|oxlint|tslint|stylelint)-disable(?:-next)?-line|tslint:disable-next-line|@ts-(?:expect-error|ignore)|prettier-ignore|biome-ignore|oxfmt-ignore|dprint-ignore|deno-lint-ignore|istanbul ignore next|c8 ignore next|v8 ignore next|api-migrate-ignore-next-line|NOSONAR|@vite-ignore|webpack\w+:)/;

/** Start of the first of the lines above a line that are comments for a tool. */
function aboveDirectives(source: string, lineStart: number): number {
  let at = lineStart;
  while (at > 0) {
    const above = source.lastIndexOf('\n', at - 2) + 1;
    if (!DIRECTIVE.test(source.slice(above, at))) return at;
    at = above;
  }
  return at;
}

function widthOf(indent: string): number {
  return [...indent].reduce((width, character) => width + (character === '\t' ? 4 : 1), 0);
}

/** A fact in so many columns: its first clause, or as many words as there is room for. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const clauses = text.split(/(?<=[^.])(?:; |: |, (?=check|and then))/);
  let kept = '';
  for (const clause of clauses) {
    const longer = text.slice(0, kept.length === 0 ? clause.length : text.indexOf(clause, kept.length) + clause.length);
    if (longer.length > width) break;
    kept = longer;
  }
  if (kept !== '') return kept;
  const room = text.slice(0, Math.max(20, width - 1));
  return `${room.slice(0, Math.max(room.lastIndexOf(' '), 12))}…`;
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
