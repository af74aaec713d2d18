import { isData } from '../../project/file-kinds.js';
import { parseSource, UnparsableError } from '../../project/source.js';
import { ts } from '../../project/syntax.js';
import { applyEdits, normalise } from '../edits.js';
import { indentAt, styleOf } from '../style.js';
import type { TextEdit } from '../text-edit.js';
import { hasLongText, type Page, print, printBroken } from './print.js';
import { columnsOf, widthOf } from './width.js';

/** A stretch of a text. */
interface Stretch {
  start: number;
  end: number;
}

const MAX_PASSES = 4;

/**
 * Lays out what edits made of a file: code that moved out of deeper code takes the indent of its new place, and new code that
 * does not fit into the lines of the file goes over several. Code that no edit touches keeps every byte.
 */
export function formatEdits(file: string, before: string, edits: TextEdit[]): string {
  const after = applyEdits(before, edits);
  if (isData(file) || after === before) return after;
  let text = after;
  let changed = stretchesOf(edits);
  const width = widthOf(before);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const tree = parsed(file, text);
    if (!tree) return after;
    const page: Page = { tree, text, style: styleOf(tree), width, changed };
    const moves = pass === 0 ? movedBack(before, edits, page) : [];
    const next = moves.length > 0 ? moves : rootsOf(page, changed).map((root) => printed(root, page));
    const real = next.filter((edit) => edit.text !== text.slice(edit.start, edit.end));
    if (real.length === 0) break;
    changed = [...changed.map((stretch) => carried(stretch, real)), ...stretchesOf(real)];
    text = applyEdits(text, real);
  }
  return isSameCode(after, text) ? text : after;
}

function parsed(file: string, text: string): ts.SourceFile | undefined {
  try {
    const { tree, syntaxError } = parseSource(file, text);
    return syntaxError ? undefined : tree;
  } catch (error) {
    if (error instanceof UnparsableError) return undefined;
    throw error;
  }
}

/** Where the new texts of edits stand after all of them are applied. */
function stretchesOf(edits: readonly TextEdit[]): Stretch[] {
  let shift = 0;
  return normalise([...edits]).map(({ start, end, text }) => {
    const stretch = { start: start + shift, end: start + shift + text.length };
    shift += text.length - (end - start);
    return stretch;
  });
}

/** A stretch after edits around it. */
function carried({ start, end }: Stretch, edits: readonly TextEdit[]): Stretch {
  const at = (offset: number): number =>
    edits.reduce((sum, edit) => (edit.end <= offset ? sum + edit.text.length - (edit.end - edit.start) : sum), offset);
  return { start: at(start), end: at(end) };
}

/** White space and trailing commas aside, two texts say the same. */
function isSameCode(a: string, b: string): boolean {
  return tokensOf(a) === tokensOf(b);
}

function tokensOf(text: string): string {
  return text.replaceAll(/\s+/g, '').replaceAll(/,(?=[}\])])/g, '');
}

/** Code behind a removal that spans lines stands further out than it was written: its other lines follow. */
function movedBack(before: string, edits: readonly TextEdit[], { tree, text }: Page): TextEdit[] {
  const sorted = normalise([...edits]);
  const original = sorted.some((edit) => edit.text === '') ? parsed(tree.fileName, before) : undefined;
  return stretchesOf(sorted).flatMap((stretch, index): TextEdit[] => {
    const edit = sorted[index];
    if (!edit || edit.text !== '' || !before.slice(edit.start, edit.end).includes('\n')) return [];
    const from = indentAt(before, edit.end);
    const to = indentAt(text, stretch.start);
    const node = from.length > to.length && from.startsWith(to) ? outermostAt(stretch.start, tree) : undefined;
    if (!node || before.slice(0, edit.start).endsWith('\n') || hasLongText(node, { tree, text } as Page)) return [];
    const moved = original && outermostAt(edit.end, original);
    const end = moved ? carried({ start: edit.end, end: moved.getEnd() }, sorted).end : node.getEnd();
    return linesOf(text, { start: node.getStart(tree), end: Math.min(end, node.getEnd()) })
      .slice(1)
      .filter(({ start }) => text.startsWith(from, start))
      .map(({ start }) => ({ file: tree.fileName, start, end: start + from.length, text: to }));
  });
}

/** The outermost expression or statement that starts at an offset. */
function outermostAt(offset: number, tree: ts.SourceFile): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (node.pos > offset || node.end <= offset) return undefined;
    const isCode = ts.isExpression(node) || ts.isStatement(node);
    if (isCode && node.getStart(tree) === offset) return node;
    return ts.forEachChild(node, visit);
  };
  return ts.forEachChild(tree, visit);
}

function linesOf(text: string, { start, end }: Stretch): Stretch[] {
  const lines: Stretch[] = [];
  for (let at = text.lastIndexOf('\n', start - 1) + 1; at <= end;) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 ? text.length : next;
    lines.push({ start: at, end: stop });
    if (next === -1) break;
    at = stop + 1;
  }
  return lines;
}

/** A node that is to be printed anew. */
interface Root {
  node: ts.Node;
  /** An object holds another that spans lines: it does not stay on the line itself. */
  isForced: boolean;
}

/** The outermost expressions that start on changed lines and go beyond the width, and the objects that hold one over several lines. */
function rootsOf(page: Page, changed: readonly Stretch[]): Root[] {
  const { tree, text, width } = page;
  const roots: Root[] = [];
  const isChanged = ({ start, end }: Stretch): boolean => changed.some((stretch) => stretch.start < end && start < stretch.end);
  const tooLong = new Set(
    changed
      .flatMap((stretch) => linesOf(text, stretch))
      .filter((line) => columnsOf(text.slice(line.start, line.end).trimEnd()) > width)
      .map(({ start }) => start),
  );
  const visit = (node: ts.Node): void => {
    const start = node.getStart(tree);
    if (isGuard(node) && tooLong.has(lineStartOf(guarded(node), page)) && isBehind(node, page)) {
      roots.push({ node, isForced: false });
      return;
    }
    const own = text.lastIndexOf('\n', start - 1) + 1;
    const stretch = { start, end: node.getEnd() };
    // A condition over several lines would run into what it guards.
    const isCondition = ts.isIfStatement(node.parent) && node.parent.expression === node;
    const isTooLong = !isCondition && tooLong.has(own) && isBeyond(node, own, page);
    const isForced = ts.isObjectLiteralExpression(node) && holdsLines(node, page, isChanged);
    if (ts.isExpression(node) && isChanged(stretch) && (isTooLong || isForced)) {
      const isOpen = !hasComments(node, page);
      if (isOpen) roots.push({ node, isForced: !isTooLong });
      if (isOpen || !text.slice(start, node.getEnd()).includes('\n')) return;
    }
    if (isCondition) return;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(tree, visit);
  return roots;
}

function lineStartOf(node: ts.Node, { tree, text }: Page): number {
  return text.lastIndexOf('\n', node.getStart(tree) - 1) + 1;
}

type Guard = ts.IfStatement | ts.ForOfStatement | ts.WhileStatement;

function isGuard(node: ts.Node): node is Guard {
  return ts.isIfStatement(node) || ts.isForOfStatement(node) || ts.isWhileStatement(node);
}

/** What stands behind the head of an `if` or a loop. */
function guarded(node: Guard): ts.Statement {
  return ts.isIfStatement(node) ? node.thenStatement : node.statement;
}

/** `if (x) y()` on one line. */
function isBehind(node: Guard, page: Page): boolean {
  return !ts.isBlock(guarded(node)) && lineStartOf(guarded(node), page) <= node.expression.getEnd();
}

/** What stands on the first line of an expression goes beyond the width. */
function isBeyond(node: ts.Node, lineStart: number, { text, width }: Page): boolean {
  const lineEnd = text.indexOf('\n', lineStart);
  const end = Math.min(node.getEnd(), lineEnd === -1 ? text.length : lineEnd);
  return columnsOf(text.slice(lineStart, end)) > width;
}

/** `{ json: {` and new lines inside; functions and texts may hold lines. */
function holdsLines(node: ts.ObjectLiteralExpression, { tree, text }: Page, isChanged: (stretch: Stretch) => boolean): boolean {
  const [first] = node.properties;
  if (!first || text.slice(node.getStart(tree), first.getStart(tree)).includes('\n')) return false;
  return node.properties.some((property) => {
    if (!ts.isPropertyAssignment(property) || ts.isFunctionLike(property.initializer) || ts.isTemplateLiteral(property.initializer))
      return false;
    const inner = { start: property.initializer.getStart(tree), end: property.initializer.getEnd() };
    return text.slice(inner.start, inner.end).includes('\n') && isChanged(firstLine(inner, text));
  });
}

function firstLine({ start, end }: Stretch, text: string): Stretch {
  return { start, end: Math.min(end, text.indexOf('\n', start) + 1) };
}

/** A comment between the parts of an expression: it stays as it is. */
function hasComments(node: ts.Node, page: Page): boolean {
  let at = node.getStart(page.tree);
  let found = false;
  let isLeaf = true;
  ts.forEachChild(node, (child) => {
    isLeaf = false;
    found ||= isComment(page.text.slice(at, child.getStart(page.tree))) || hasComments(child, page);
    at = child.getEnd();
  });
  return found || (!isLeaf && isComment(page.text.slice(at, node.getEnd())));
}

function isComment(text: string): boolean {
  return text.includes('//') || text.includes('/*');
}

function printed({ node, isForced }: Root, page: Page): TextEdit {
  const { tree, text, style } = page;
  if (isGuard(node)) {
    const at = guarded(node).getStart(tree);
    const gap = /\s*$/.exec(text.slice(0, at))?.[0].length ?? 0;
    return { file: tree.fileName, start: at - gap, end: at, text: style.eol + indentAt(text, node.getStart(tree)) + style.indent };
  }
  const start = node.getStart(tree);
  const end = node.getEnd();
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const spot = {
    indent: indentAt(text, start),
    column: columnsOf(text.slice(lineStart, start)),
    tail: columnsOf(text.slice(end, lineEnd === -1 ? text.length : lineEnd).trimEnd()),
  };
  return { file: tree.fileName, start, end, text: isForced ? printBroken(node, page, spot) : print(node, page, spot) };
}
