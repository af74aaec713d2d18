import type { ApiCall, CallUrl } from '../../calls/call.js';
import type { Evaluation } from '../../calls/evaluation.js';
import { alternatives, EMPTY, partsOf, type TextPart } from '../../calls/value.js';
import { holeIndex } from '../../match/index.js';
import { declarationNamed, declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';
import { literalOf, type Piece, quoteOf } from './render.js';
import type { Replacement } from './replacements.js';

/**
 * Writes the changed URL out at the call itself, for URLs that come from a shared helper which must stay as it is.
 * Undefined when the call does not show enough of the URL, or cannot name one of its parts.
 */
export function inline(call: ApiCall, url: CallUrl, replacements: Replacement[], evaluation: Evaluation): TextEdit | undefined {
  const shown = shownAt(call, url, evaluation);
  if (!shown || replacements.some(({ start, end }) => start < shown.start || end > shown.end)) return undefined;
  const pieces = piecesOf(applyAll(url.text, shown, replacements), url, shown.node);
  if (!pieces) return undefined;
  return { file: shown.node.getSourceFile().fileName, start: shown.node.getStart(), end: shown.node.getEnd(), text: literalOf(pieces, quoteOf(shown.node)) };
}

interface Shown {
  node: ts.Expression;
  start: number;
  end: number;
}

/** The argument of the call that carries the path, and which stretch of the URL it is. */
function shownAt(call: ApiCall, url: CallUrl, evaluation: Evaluation): Shown | undefined {
  for (const node of textArguments(call.site)) {
    for (const option of alternatives(evaluation.evaluate(node, EMPTY))) {
      const parts = partsOf(option);
      const run = parts && runOf(parts, url);
      if (run) return { node, ...run };
    }
  }
  return undefined;
}

function textArguments(call: ApiCall['site']): ts.Expression[] {
  return (call.arguments ?? []).flatMap((argument) => {
    if (!ts.isObjectLiteralExpression(argument)) return ts.isSpreadElement(argument) ? [] : [argument];
    return argument.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? [property.initializer] : []));
  });
}

function runOf(parts: TextPart[], url: CallUrl): { start: number; end: number } | undefined {
  const shown = parts.filter((part) => !('text' in part) || part.text !== '');
  if (!shown.some((part) => 'text' in part)) return undefined;
  const all = url.parts.filter(({ part }) => !('text' in part) || part.text !== '');
  for (let from = 0; from + shown.length <= all.length; from += 1) {
    if (!shown.every((part, index) => same(part, all[from + index]?.part))) continue;
    const first = all[from];
    const last = all[from + shown.length - 1];
    if (first && last) return { start: first.at, end: last.at + ('text' in last.part ? last.part.text.length : 1) };
  }
  return undefined;
}

function same(a: TextPart, b: TextPart | undefined): boolean {
  if (!b) return false;
  if ('hole' in a) return 'hole' in b && a.hole.node === b.hole.node;
  return 'text' in b && a.node === b.node && a.text.replace(/^\/+/, '') === b.text.replace(/^\/+/, '');
}

function applyAll(text: string, { start, end }: Shown, replacements: Replacement[]): string {
  let result = '';
  let at = start;
  for (const replacement of replacements) {
    result += text.slice(at, replacement.start) + replacement.text;
    at = replacement.end;
  }
  return result + text.slice(at, end);
}

function piecesOf(text: string, url: CallUrl, from: ts.Node): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const char of text) {
    const index = holeIndex(char);
    const last = pieces.at(-1);
    if (index === undefined) {
      if (last && 'text' in last) last.text += char;
      else pieces.push({ text: char });
      continue;
    }
    const node = url.holes[index]?.node;
    if (!node || !isSayable(node, from)) return undefined;
    pieces.push({ code: node.getText() });
  }
  return pieces;
}

/** True when an expression means the same at another place of its file: every name in it is the same declaration there. */
export function isSayable(node: ts.Node, from: ts.Node): boolean {
  if (node.getSourceFile() !== from.getSourceFile()) return false;
  let sayable = true;
  const visit = (at: ts.Node): void => {
    if (!sayable || ts.isFunctionLike(at) || ts.isAwaitExpression(at)) {
      sayable = false;
      return;
    }
    if (ts.isIdentifier(at) && !(ts.isPropertyAccessExpression(at.parent) && at.parent.name === at)) {
      sayable = declarationOf(at) === declarationNamed(at.text, from);
    }
    if (at.kind === ts.SyntaxKind.ThisKeyword) sayable = ts.findAncestor(at, ts.isClassLike) === ts.findAncestor(from, ts.isClassLike);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return sayable;
}
