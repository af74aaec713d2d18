import { ts } from '../project/syntax.js';
import type { TextEdit } from './text-edit.js';

/** A stretch of a file that is taken out. */
interface Stretch {
  start: number;
  end: number;
}

/** Takes statements out with their lines, the comments that speak of them alone, and one of the blank lines around them. */
export function removeStatements(statements: readonly ts.Statement[]): TextEdit[] {
  const removals: TextEdit[] = [];
  let run: Stretch | undefined;
  for (const statement of statements.toSorted((a, b) => a.getStart() - b.getStart())) {
    const removal = removeStatement(statement, run, statements);
    run = { start: run?.end === removal.start ? run.start : removal.start, end: removal.end };
    removals.push(removal);
  }
  return removals;
}

/**
 * Takes a statement out with its line, the comments that speak of it alone, and one of the blank lines around it.
 * @param gone what else is taken out nearest before it
 * @param others statements that are taken out as well
 */
export function removeStatement(statement: ts.Statement, gone?: Stretch, others: readonly ts.Statement[] = []): TextEdit {
  const tree = statement.getSourceFile();
  const { text } = tree;
  const lineStart = text.lastIndexOf('\n', statement.getStart() - 1) + 1;
  const alone = text.slice(lineStart, statement.getStart()).trim() === '';
  const lineEnd = text.indexOf('\n', statement.getEnd());
  const rest = text.slice(statement.getEnd(), lineEnd === -1 ? text.length : lineEnd);
  if (!alone || !/^\s*(?:\/\/(?!.*(?:TODO|FIXME)).*)?$/.test(rest))
    return { file: tree.fileName, start: statement.getStart(), end: statement.getEnd(), text: '' };
  const start = commentStart(statement, lineStart, others);
  let end = lineEnd === -1 ? text.length : lineEnd + 1;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end, end + 200))?.[0];
  const before = text.slice(0, gone?.end === start ? gone.start : start);
  if (blank !== undefined && (/\n[ \t]*\r?\n$/.test(before) || /[{(]\s*\r?\n$/.test(before))) end += blank.length;
  return { file: tree.fileName, start, end, text: '' };
}

/** Notes of people, licences and switches of tools speak of more than the statement below them. */
const STAYING = /TODO|FIXME|HACK|XXX|@license|copyright|^#!|(?:eslint|oxlint|biome|prettier|ts|api-migrate)-/i;

/**
 * Start of the line of the comments right above a statement, if they speak of it alone: they document it, or nothing else follows
 * in their paragraph.
 */
function commentStart(statement: ts.Statement, lineStart: number, others: readonly ts.Statement[]): number {
  const { text } = statement.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  const endsParagraph = isLastOfParagraph(statement, others);
  let start = lineStart;
  for (const { pos, end } of comments.toReversed()) {
    const comment = text.slice(pos, end);
    const ownLine = text.lastIndexOf('\n', pos - 1) + 1;
    const isAbove = /^[ \t]*\r?\n$/.test(text.slice(end, start)) && text.slice(ownLine, pos).trim() === '';
    if (!isAbove || STAYING.test(comment) || !(endsParagraph || comment.startsWith('/**'))) break;
    start = ownLine;
  }
  return start;
}

function isLastOfParagraph(statement: ts.Statement, others: readonly ts.Statement[]): boolean {
  const siblings: readonly ts.Node[] = 'statements' in statement.parent ? (statement.parent.statements as ts.NodeArray<ts.Statement>) : [];
  const next = siblings[siblings.indexOf(statement) + 1];
  if (!next || /\n[ \t]*\r?\n/.test(statement.getSourceFile().text.slice(statement.getEnd(), next.getStart()))) return true;
  const removed = others.find((other) => other === next);
  return removed !== undefined && isLastOfParagraph(removed, others);
}
