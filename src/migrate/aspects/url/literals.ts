import type { CallUrl } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';

/** An expression that shows text: a string literal, a template, or a concatenation. */
export type Container = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression | ts.BinaryExpression;

type UrlPart = CallUrl['parts'][number];

/** How a piece of a URL stands in a container: written in it, or brought by one of its operands. */
export interface Standing {
  container: Container;
  operand?: ts.Expression;
}

/** The containers of a piece, innermost first. */
export function standingsOf({ part }: UrlPart): Standing[] {
  const chunk = 'text' in part ? part.node : part.literal;
  const own = chunk && containerOfChunk(chunk);
  const outer = (part.via ?? []).flatMap((operand): Standing[] => {
    const container = containerOfOperand(operand);
    return container ? [{ container, operand }] : [];
  });
  return own ? [{ container: own }, ...outer] : outer;
}

function containerOfChunk(node: ts.Node): Container | undefined {
  if (ts.isTemplateHead(node)) return ts.isTemplateExpression(node.parent) ? node.parent : undefined;
  if (ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return ts.isTemplateSpan(node.parent) ? node.parent.parent : undefined;
  if (!ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node)) return undefined;
  return chainOf(node) ?? node;
}

function containerOfOperand(node: ts.Expression): Container | undefined {
  if (ts.isTemplateSpan(node.parent)) return node.parent.parent;
  return chainOf(node);
}

/** The whole concatenation that an operand belongs to. */
function chainOf(node: ts.Expression): ts.BinaryExpression | undefined {
  let chain: ts.BinaryExpression | undefined;
  for (let at: ts.Node = node.parent; ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.PlusToken; at = at.parent)
    chain = at;
  return chain;
}

/**
 * True when the URL holds what an expression brings more than once, as it holds the separator of `join` and a constant that
 * is named twice: a change made there would be made at every place.
 */
export function isRepeated(url: CallUrl, brings: (part: UrlPart) => boolean): boolean {
  const brought = url.parts.flatMap((part, index) => (brings(part) && !isEmpty(part) ? [{ part, index }] : []));
  const [first] = brought;
  const last = brought.at(-1);
  if (!first || !last) return false;
  const isWhole = url.parts.slice(first.index, last.index).every((part) => isEmpty(part) || brings(part));
  return !isWhole || brought.every(({ part }) => brought.some((other) => other.part !== part && isSamePiece(other.part, part)));
}

function isEmpty({ part }: UrlPart): boolean {
  return 'text' in part && part.text === '';
}

function isSamePiece({ part: a }: UrlPart, { part: b }: UrlPart): boolean {
  if ('placeholder' in a) return 'placeholder' in b && a.placeholder.node === b.placeholder.node;
  return 'text' in b && a.node !== undefined && a.node === b.node && a.start === b.start;
}
