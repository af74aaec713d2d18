import { ts } from '../../../../project/syntax.js';
import { type Style, styleOf } from '../../../../edit/style.js';
import type { ObjectTemplate } from './model.js';
import { between, type SplicedText, spanOf } from '../../../../edit/spliced-text.js';

/** An element of an object literal with what belongs to it: the comments before it, its comma, a comment on its line. */
interface Unit {
  element: ts.ObjectLiteralElementLike;
  /** End of the unit before. */
  lead: number;
  /** Start of the element or of the comments right before it. */
  first: number;
  /** Start and end of the comma. */
  comma?: { start: number; end: number };
  end: number;
}

/** How the elements of a literal are laid out. */
export interface Layout {
  lines: boolean;
  /** Indentation of the elements. */
  indent: string;
  trailingComma: boolean;
  /** Space inside the braces of one line. */
  padding: string;
  quotedKeys: boolean;
}

const unitsOf = new WeakMap<ts.ObjectLiteralExpression, Unit[]>();

function units(node: ts.ObjectLiteralExpression): Unit[] {
  const known = unitsOf.get(node);
  if (known) return known;
  const { text } = node.getSourceFile();
  const found: Unit[] = [];
  let lead = node.getStart() + 1;
  for (const element of node.properties) {
    const comment = ts.getLeadingCommentRanges(text, lead)?.[0];
    const start = element.getStart();
    const first = comment && comment.pos < start ? comment.pos : start;
    const comma = commaAfter(text, element.getEnd(), node.getEnd());
    const end = endOfLineComment(text, comma?.end ?? element.getEnd());
    found.push({ element, lead, first, end, ...(comma ? { comma } : {}) });
    lead = end;
  }
  unitsOf.set(node, found);
  return found;
}

function commaAfter(text: string, from: number, limit: number): Unit['comma'] {
  let at = from;
  while (at < limit) {
    const comments = [...(ts.getTrailingCommentRanges(text, at) ?? []), ...(ts.getLeadingCommentRanges(text, at) ?? [])];
    at = Math.max(at, ...comments.map(({ end }) => end));
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (text[at] === ',') return { start: at, end: at + 1 };
    if (!text.startsWith('/', at)) return undefined;
  }
  return undefined;
}

function endOfLineComment(text: string, from: number): number {
  const comments = ts.getTrailingCommentRanges(text, from) ?? [];
  const last = comments.at(-1);
  // A comment followed by more code on its line belongs to that code.
  return last && /^[ \t]*(?:\r?\n|$)/.test(text.slice(last.end)) ? last.end : from;
}

/** The layout of a literal; that of its file when it has no elements to tell. */
export function layoutOf(node: ts.ObjectLiteralExpression): Layout {
  const { text } = node.getSourceFile();
  const style = styleOf(node);
  const all = units(node);
  const onOwnLine = all.find((unit) => text.slice(unit.lead, unit.first).includes('\n'));
  const firstLine = text.slice(node.getStart() + 1, all[0]?.first ?? node.getEnd() - 1);
  return {
    lines: onOwnLine !== undefined,
    indent: onOwnLine ? (/[ \t]*$/.exec(text.slice(onOwnLine.lead, onOwnLine.first))?.[0] ?? '') : '',
    trailingComma: all.length > 0 ? node.properties.hasTrailingComma : style.trailingCommas,
    padding: all.length > 0 ? (/\s/.test(firstLine) ? ' ' : '') : style.padding ? ' ' : '',
    quotedKeys: node.properties.length > 0 && node.properties.every(({ name }) => name !== undefined && ts.isStringLiteral(name)),
  };
}

/** An element that moves, with its comments. */
export function movedText(element: ts.ObjectLiteralElementLike, text: string): { text: string; comments: boolean } {
  const owner = element.parent;
  const unit = ts.isObjectLiteralExpression(owner) ? units(owner).find((candidate) => candidate.element === element) : undefined;
  if (!unit) return { text, comments: false };
  const source = element.getSourceFile().text;
  const before = source.slice(unit.first, element.getStart());
  const after = source.slice(unit.comma?.end ?? element.getEnd(), unit.end).trim();
  return { text: `${before}${text}${after === '' ? '' : ` ${after}`}`, comments: before + after !== '' };
}

/** How each entry of a literal is to be written: what is kept, as a rope over its element; what is new, as text. */
export type Written = { kept: ts.ObjectLiteralElementLike; rope: SplicedText } | { text: string };

/** A literal with its entries written anew; all that does not change keeps its bytes. */
export function literalText(draft: ObjectTemplate & { node: ts.ObjectLiteralExpression }, entries: Written[]): SplicedText {
  const { node } = draft;
  const all = units(node);
  const layout = layoutOf(node);
  const style = styleOf(node);
  if (entries.length === 0) return all.length === 0 ? [spanOf(node)] : ['{}'];
  const rope: SplicedText = [between(node, node.getStart(), node.getStart() + 1)];
  const separator = layout.lines ? style.eol + layout.indent : ' ';
  const isLast = (index: number): boolean => index === entries.length - 1;
  entries.forEach((entry, index) => {
    if ('text' in entry) {
      const lead = layout.lines || index > 0 ? separator : layout.padding;
      rope.push(lead, withComma(entry.text, isLast(index) && !(layout.lines && layout.trailingComma) ? '' : ','));
      return;
    }
    const unit = all.find((candidate) => candidate.element === entry.kept);
    if (unit) rope.push(...keptRope(unit, entry.rope, index, isLast(index), layout, node));
  });
  rope.push(...tailOf(node, all, entries, layout));
  return rope;
}

function keptRope(
  unit: Unit,
  rope: SplicedText,
  index: number,
  last: boolean,
  layout: Layout,
  node: ts.ObjectLiteralExpression,
): SplicedText {
  const { text } = node.getSourceFile();
  const start = unit.element.getStart();
  const end = unit.element.getEnd();
  const isBlank = text.slice(unit.lead, start).trim() === '';
  const written = text.slice(unit.lead, start);
  const wanted = layout.lines ? written : index === 0 ? layout.padding : ' ';
  const lead: SplicedText = isBlank && wanted !== written ? [wanted] : [between(node, unit.lead, start)];
  if (!last) return [...lead, ...rope, ...(unit.comma ? [] : [',']), between(node, end, unit.end)];
  const keepsComma = unit.end === units(node).at(-1)?.end || (layout.lines && layout.trailingComma);
  if (!unit.comma || keepsComma) return [...lead, ...rope, between(node, end, unit.end)];
  return [...lead, ...rope, between(node, end, unit.comma.start), between(node, unit.comma.end, unit.end)];
}

function tailOf(node: ts.ObjectLiteralExpression, all: Unit[], entries: Written[], layout: Layout): SplicedText {
  const last = all.at(-1);
  const close = node.getEnd() - 1;
  const { text } = node.getSourceFile();
  const inside = last?.end ?? node.getStart() + 1;
  if (!last && text.slice(inside, close).trim() === '') return [layout.padding, between(node, close, node.getEnd())];
  const keepsLast = entries.some((entry) => 'kept' in entry && entry.kept === last?.element);
  const isOneLine = !text.slice(inside, close).includes('\n');
  if (last && !keepsLast && isOneLine) return [layout.padding, between(node, close, node.getEnd())];
  return [between(node, inside, node.getEnd())];
}

/** Width up to which a new literal stays on one line. */
const MAX_WIDTH = 88;

/** A new object literal. */
export function newLiteral(entries: { text: string; comments: boolean }[], indent: string, style: Style): string {
  if (entries.length === 0) return '{}';
  const pad = style.padding ? ' ' : '';
  const line = `{${pad}${entries.map(({ text }) => text).join(', ')}${pad}}`;
  const breaks =
    entries.some(({ text, comments }) => comments || text.includes('\n')) ||
    (style.oneLine !== true && indent.length + line.length > MAX_WIDTH);
  if (!breaks) return line;
  const inner = indent + style.indent;
  const comma = style.trailingCommas ? ',' : '';
  const lines = entries.map(({ text }, index) => `${inner}${withComma(text, index === entries.length - 1 ? comma : ',')}`);
  return ['{', ...lines, `${indent}}`].join(style.eol);
}

/** A comma goes before a comment that ends the line. */
function withComma(text: string, comma: string): string {
  const comment = /\s\/\/[^\n]*$/.exec(text);
  return comment ? `${text.slice(0, comment.index)}${comma}${comment[0]}` : `${text}${comma}`;
}
