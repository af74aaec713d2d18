import { ts } from '../project/syntax.js';
import type { EditIndex } from './edits.js';
import type { TextEdit } from './text-edit.js';
import { styleOf } from './style.js';

/** Templates that lose their last expression become plain strings, as their author would have written them. */
export function plainStrings(tree: ts.SourceFile, edits: EditIndex): TextEdit[] {
  const found: TextEdit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) && !ts.isTaggedTemplateExpression(node.parent)) found.push(...plainString(node, edits));
    else ts.forEachChild(node, visit);
  };
  if (edits.all().length > 0) visit(tree);
  return found;
}

function plainString(node: ts.TemplateExpression, edits: EditIndex): TextEdit[] {
  const own = edits.within(node.getStart(), node.getEnd());
  const [first, last] = [node.getStart(), node.getEnd() - 1];
  if (own.length === 0 || own.some(({ start, end, text }) => start <= first || end > last || text.includes('${'))) return [];
  const isGone = (span: ts.TemplateSpan): boolean =>
    own.some(({ start, end }) => start <= span.expression.getFullStart() - 2 && span.literal.getStart() < end);
  if (!node.templateSpans.every(isGone)) return [];
  const { quote } = styleOf(node);
  const kept = node.getText() + own.map(({ text }) => text).join('');
  if (kept.includes(quote) || kept.includes('\n') || kept.includes('\\')) return [];
  const file = node.getSourceFile().fileName;
  return [first, last].map((start) => ({ file, start, end: start + 1, text: quote }));
}
