import type { PlacedEdit } from '../../plan/url-plan.js';
import type { CallUrl } from '../../../http/call.js';
import { placeholderIndex } from '../../../match/index.js';
import { ts } from '../../../project/syntax.js';
import { type Container, isRepeated, standingsOf } from './literals.js';
import { type Piece, stringText, templateText } from './render.js';
import { slid } from './replacements.js';
import type { Replacement } from '../../plan/url-plan.js';
import { resolvableAt } from './scope-check.js';

type UrlPart = CallUrl['parts'][number];

/** One direct child of a container, as a stretch of the URL. */
interface Stretch {
  start: number;
  end: number;
  /** Written in the container itself: source offset of the first character, when the source shows it unescaped. */
  chunk?: { node: ts.Node; at: number | undefined };
  operand?: ts.Expression;
}

/** Places a replacement at the innermost literal that shows all of it; undefined when none does. */
export function place(url: CallUrl, replacement: Replacement): PlacedEdit | undefined {
  const other = slid(replacement, url.text);
  for (const variant of other ? [replacement, other] : [replacement]) {
    for (const container of commonContainers(url, variant)) {
      const spliced = splice(url, variant, container, stretchesOf(url, container));
      if (spliced) return { ...spliced, replacements: [replacement] };
    }
  }
  return undefined;
}

function commonContainers(url: CallUrl, { start, end }: Replacement): Container[] {
  const touched = url.parts.filter((part) => overlaps(part, start, end));
  const [first, ...rest] = touched.map((part) => standingsOf(part).map(({ container }) => container));
  return (first ?? []).filter(
    (container) =>
      rest.every((others) => others.includes(container)) &&
      !isRepeated(url, (part) => standingsOf(part).some((standing) => standing.container === container)),
  );
}

function endOf({ part, at }: UrlPart): number {
  return at + ('text' in part ? part.text.length : 1);
}

/** A part that is changed; for an insertion, the text before it. */
function overlaps(part: UrlPart, start: number, end: number): boolean {
  if (start === end) return part.at < start && start <= endOf(part);
  return part.at < end && start < endOf(part);
}

function stretchesOf(url: CallUrl, container: Container): Stretch[] {
  const stretches: Stretch[] = [];
  for (const urlPart of url.parts) {
    const standing = standingsOf(urlPart).find((candidate) => candidate.container === container);
    if (!standing) continue;
    const last = stretches.at(-1);
    const end = endOf(urlPart);
    if (standing.operand) {
      if (last && last.operand === standing.operand) last.end = end;
      else stretches.push({ start: urlPart.at, end, operand: standing.operand });
    } else if ('text' in urlPart.part && urlPart.part.node) {
      stretches.push({ start: urlPart.at, end, chunk: { node: urlPart.part.node, at: urlPart.part.start } });
    }
  }
  return stretches;
}

/** Changes only the characters between the two ends of the replacement. */
function splice(
  url: CallUrl,
  replacement: Replacement,
  container: Container,
  stretches: Stretch[],
): Omit<PlacedEdit, 'replacements'> | undefined {
  const left = edge(stretches, replacement.start, 'start', replacement);
  const right = edge(stretches, replacement.end, 'end', replacement);
  if (!left || !right || left.at > right.at) return undefined;
  const pieces = piecesOf(url, replacement.text, stretches, container);
  if (!pieces) return undefined;
  const isTemplate = ts.isTemplateExpression(container) || ts.isNoSubstitutionTemplateLiteral(container);
  if (!isTemplate && (left.quote !== right.quote || left.quote === undefined || pieces.some((piece) => 'code' in piece))) return undefined;
  if (ts.isNoSubstitutionTemplateLiteral(container) && pieces.some((piece) => 'code' in piece) && left.quote !== '`') return undefined;
  const text = pieces
    .map((piece) =>
      'code' in piece ? `\${${piece.code}}` : left.quote === '`' ? templateText(piece.text) : stringText(piece.text, left.quote ?? "'"),
    )
    .join('');
  return { file: container.getSourceFile().fileName, start: left.at, end: right.at, text, container };
}

interface Edge {
  at: number;
  /** Quote of the literal that the edge is in. */
  quote: string | undefined;
}

function edge(stretches: Stretch[], offset: number, side: 'start' | 'end', { start, end }: Replacement): Edge | undefined {
  const insertion = start === end;
  const stretch = stretches.find((candidate) =>
    side === 'end' || insertion ? candidate.start < offset && offset <= candidate.end : candidate.start <= offset && offset < candidate.end,
  );
  if (!stretch) return undefined;
  if (stretch.chunk) {
    if (stretch.chunk.at === undefined) return undefined;
    return { at: stretch.chunk.at + (offset - stretch.start), quote: quoteAround(stretch.chunk.node) };
  }
  const span = stretch.operand?.parent;
  if (!span || !ts.isTemplateSpan(span)) return undefined;
  if (side === 'start' && !insertion) return offset === stretch.start ? { at: span.expression.getFullStart() - 2, quote: '`' } : undefined;
  return offset === stretch.end ? { at: span.literal.getStart() + 1, quote: '`' } : undefined;
}

function quoteAround(node: ts.Node): string {
  return ts.isStringLiteral(node) ? (node.getText()[0] ?? "'") : '`';
}

/** A value that the v1 URL does not hold. */
function isNew({ part }: UrlPart): boolean {
  return 'placeholder' in part && part.within !== undefined;
}

/** New text with its placeholders as code that the container can see; undefined when a placeholder cannot be said there. */
function piecesOf(url: CallUrl, text: string, stretches: Stretch[], container: Container): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const char of text) {
    const index = placeholderIndex(char);
    if (index === undefined) {
      const last = pieces.at(-1);
      if (last && 'text' in last) last.text += char;
      else pieces.push({ text: char });
      continue;
    }
    const own = url.parts.find(({ part }) => 'placeholder' in part && part.placeholder === url.placeholders[index]);
    if (own && isNew(own)) {
      const code = resolvableAt(url, own, container);
      if (code === undefined) return undefined;
      pieces.push({ code });
      continue;
    }
    const at = own?.at;
    const stretch = stretches.find((candidate) => candidate.start === at && candidate.end === (at ?? 0) + 1);
    if (!stretch?.operand || stretch.operand.getSourceFile() !== container.getSourceFile()) return undefined;
    pieces.push({ code: stretch.operand.getText() });
  }
  return pieces;
}
