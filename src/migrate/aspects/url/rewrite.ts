import type { BaseRange } from '../../plan/url-plan.js';
import type { CallUrl } from '../../../http/call.js';
import { placeholderChar, placeholderIndex } from '../../../match/index.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import { type Container, isRepeated, standingsOf } from './literals.js';
import { isGiven } from './caller-parts.js';
import type { PlacedEdit } from '../../plan/url-plan.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { literalOf, type Piece, quoteOf, templateOf } from './render.js';
import type { Replacement } from '../../plan/url-plan.js';
import { isResolvableAt, resolvableAt } from './scope-check.js';

type UrlPart = CallUrl['parts'][number];

/** An expression through which a whole stretch of the URL comes. */
export interface Carrier {
  node: ts.Expression;
  start: number;
  end: number;
}

type Writable = (start: number, end: number) => boolean;

/** Expressions that carry a stretch of the URL: literals, operands, arguments, the URL argument itself; smallest first. */
export function carriersOf(url: CallUrl): Carrier[] {
  const runs = new Map<ts.Expression, Carrier>();
  for (const part of url.parts) {
    if (endOf(part) === part.at) continue;
    for (const node of carriersOfPart(part)) {
      const run = runs.get(node);
      if (run) run.end = endOf(part);
      else runs.set(node, { node, start: part.at, end: endOf(part) });
    }
  }
  const single = [...runs.values()].filter(({ node }) => !isRepeated(url, (part) => carriersOfPart(part).includes(node)));
  return single.toSorted((a, b) => a.end - a.start - (b.end - b.start));
}

/** Expressions that a piece comes through. */
export function carriersOfPart(part: UrlPart): ts.Expression[] {
  return [...standingsOf(part).map(({ container }) => container), ...(part.part.via ?? [])];
}

function endOf({ part, at }: UrlPart): number {
  return at + ('text' in part ? part.text.length : 1);
}

/**
 * Writes a carrier anew as one literal with all replacements that fall into it. The base keeps its one place where the
 * carrier can name it; otherwise, or when it is the base that is to change here, it is written out. Undefined when a part
 * cannot be said there.
 * @param wanted the replacement that the literal has to settle
 */
export function rewrite(
  url: CallUrl,
  carrier: Carrier,
  replacements: Replacement[],
  base: BaseRange,
  wanted?: Replacement,
): PlacedEdit | undefined {
  const within = replacements.filter(({ start, end }) => carrier.start <= start && end <= carrier.end);
  const inPath = within.filter(({ end }) => end > base.end);
  const inBase = within.filter((replacement) => !inPath.includes(replacement));
  if (
    within.length === 0 ||
    replacements.some((other) => !within.includes(other) && other.start < carrier.end && carrier.start < other.end)
  )
    return undefined;
  const isWritable = (start: number, end: number): boolean =>
    start >= base.origin && !inBase.some((kept) => kept.start < end && start < kept.end);
  return (
    (wanted && inBase.includes(wanted) ? undefined : written(url, carrier, inPath, isWritable)) ??
    (inBase.length > 0 ? written(url, carrier, within, (start) => start >= base.origin) : undefined)
  );
}

/**
 * Puts text that only holds in one place behind the expression that ends the URL there: `${url}?page=${page}`. Undefined
 * when that is a literal, which takes the text itself.
 */
export function appended(url: CallUrl, added: Replacement): PlacedEdit | undefined {
  const home = url.parts.find(({ part }) => 'placeholder' in part && part.within && added.text.includes(charOf(url, part.placeholder)));
  const scope = home && 'placeholder' in home.part ? home.part.within : undefined;
  if (!scope || added.start < added.end) return undefined;
  const carrier = carriersOf(url).find(({ node, start, end }) => start < added.start && added.end <= end && isInside(node, scope));
  if (!carrier || carrier.end > added.end || isLiteral(carrier.node)) return undefined;
  const pieces = addedPieces(url, added.text, carrier.node);
  return pieces && { ...anew(carrier.node, [{ code: carrier.node.getText() }, ...pieces]), container: carrier.node, replacements: [added] };
}

function charOf(url: CallUrl, placeholder: CallUrl['placeholders'][number]): string {
  return placeholderChar(url.placeholders.indexOf(placeholder));
}

function isLiteral(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node);
}

/** Code for the first part of a URL with its replacements, said at a node; undefined when a part of it cannot be. */
export function writtenOut(url: CallUrl, node: ts.Expression, end: number, settled: Replacement[]): string | undefined {
  return written(url, { node, start: 0, end }, settled, () => true)?.text;
}

/** @param isWritable false for stretches of text that must be named, not written out */
function written(url: CallUrl, carrier: Carrier, settled: Replacement[], isWritable: Writable): PlacedEdit | undefined {
  const { node, start, end } = carrier;
  if (!isWhole(url, node) || ts.isNewExpression(node)) return undefined;
  const pieces: Piece[] = [];
  let at = start;
  for (const { start: from, end: to, text } of [...settled, { start: end, end, text: '' }]) {
    const kept = piecesBetween(url, carrier, at, from, isWritable);
    const added = addedPieces(url, text, node);
    if (!kept || !added || url.parts.some((part) => part.at < to && from < endOf(part) && isGiven(part, node))) return undefined;
    pieces.push(...kept, ...added);
    at = to;
  }
  return { ...anew(node, merged(pieces)), container: node, replacements: settled, whole: true };
}

/** The URL shows all that a literal says: code may have taken something of it away, beyond slashes at the ends. */
function isWhole(url: CallUrl, node: ts.Expression): boolean {
  return chunksOf(node).every((chunk) => {
    const shown = url.parts.flatMap(({ part }) => ('text' in part && part.node === chunk ? [part.text] : [])).join('');
    return trimmed(shown) === trimmed(chunk.text);
  });
}

function chunksOf(node: ts.Expression): ts.LiteralLikeNode[] {
  if (ts.isStringLiteralLike(node)) return [node];
  return ts.isTemplateExpression(node) ? [node.head, ...node.templateSpans.map(({ literal }) => literal)] : [];
}

function trimmed(text: string): string {
  return text.replaceAll(/^\/+|[/?]+$/g, '');
}

/** The edit that puts pieces in the place of an expression; in a template they become part of it. */
function anew(node: ts.Expression, pieces: Piece[]): TextEdit {
  const file = node.getSourceFile().fileName;
  const span = node.parent;
  if (!ts.isTemplateSpan(span)) return { file, start: node.getStart(), end: node.getEnd(), text: literalOf(pieces, quoteOf(node)) };
  return { file, start: span.expression.getFullStart() - 2, end: span.literal.getStart() + 1, text: templateOf(pieces) };
}

function piecesBetween(url: CallUrl, { node }: Carrier, start: number, end: number, isWritable: Writable): Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = start;
  while (at < end) {
    const part = url.parts.find((candidate) => candidate.at <= at && at < endOf(candidate));
    if (!part) return undefined;
    const isOwn = standingsOf(part).some(({ container, operand }) => container === node && !operand);
    const name: Named | undefined = isOwn ? undefined : (wholeOperand(url, part, node, at, end) ?? nameOf(url, part, node, at, end));
    if (name) {
      pieces.push({ code: name.code ?? name.node.getText() });
      at = name.end;
    } else if (
      'text' in part.part &&
      !isEncoded(url, part) &&
      (isOwn || isWritable(at, Math.min(end, endOf(part)))) &&
      !isGiven(part, node)
    ) {
      const to = Math.min(end, endOf(part));
      pieces.push({ text: url.text.slice(at, to) });
      at = to;
    } else return undefined;
  }
  return pieces;
}

/** What a URLSearchParams adds: written out, its values would stand there as they are. */
function isEncoded(url: CallUrl, { part, at }: UrlPart): boolean {
  return 'text' in part && part.node === undefined && url.text.lastIndexOf('?', at) !== -1;
}

/** An expression that brings a stretch of a URL, up to an offset; `code` says it where its own text does not. */
interface Named {
  node: ts.Expression;
  end: number;
  code?: string;
}

/** The longest expression through which exactly a stretch from `at` comes, and which means the same at the carrier. */
function nameOf(url: CallUrl, part: UrlPart, node: ts.Expression, at: number, end: number): Named | undefined {
  if ('placeholder' in part.part && part.part.code !== undefined) {
    // What the code adds, such as an encoding, no name on the way is known to have.
    const { code, placeholder } = part.part;
    return part.at === at && endOf(part) <= end && isResolvableAt(placeholder.node, node)
      ? { node: placeholder.node, end: endOf(part), code }
      : undefined;
  }
  const candidates = [...(part.part.via ?? []).toReversed(), ...('placeholder' in part.part ? [part.part.placeholder.node] : [])];
  for (const candidate of candidates) {
    if (candidate === node || ts.isStringLiteralLike(candidate) || ts.isTemplateExpression(candidate)) continue;
    const run = url.parts.filter(
      (other) => other.part.via?.includes(candidate) || ('placeholder' in other.part && other.part.placeholder.node === candidate),
    );
    const last = run.findLast((other) => endOf(other) > other.at) ?? part;
    const first = run.find((other) => endOf(other) > other.at) ?? part;
    if (first.at === at && endOf(last) <= end && isResolvableAt(candidate, node)) return { node: candidate, end: endOf(last) };
  }
  return undefined;
}

/** A direct operand of the carrier that brings exactly a stretch from `at`, not beyond `end`. */
function wholeOperand(url: CallUrl, part: UrlPart, node: ts.Expression, at: number, end: number): Named | undefined {
  const operand = standingsOf(part).find(({ container, operand: by }) => container === (node as Container) && by)?.operand;
  if (!operand) return undefined;
  const run = url.parts.filter((candidate) => candidate.part.via?.includes(operand));
  const last = run.at(-1);
  return run[0]?.at === at && last && endOf(last) <= end ? { node: operand, end: endOf(last) } : undefined;
}

function addedPieces(url: CallUrl, text: string, node: ts.Expression): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const char of text) {
    const index = placeholderIndex(char);
    if (index === undefined) {
      pieces.push({ text: char });
      continue;
    }
    const part = url.parts.find((candidate) => 'placeholder' in candidate.part && candidate.part.placeholder === url.placeholders[index]);
    const code = part && resolvableAt(url, part, node);
    if (code === undefined) return undefined;
    pieces.push({ code });
  }
  return pieces;
}

function merged(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if ('text' in piece && last && 'text' in last) last.text += piece.text;
    else if (!('text' in piece) || piece.text !== '') result.push({ ...piece });
  }
  return result;
}
