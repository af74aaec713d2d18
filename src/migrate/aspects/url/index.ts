import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { UrlChange, UrlPlan } from '../../plan/url-plan.js';
import type { CallUrl, Classified } from '../../../http/call.js';
import { isSame } from '../../../edit/edits.js';
import { type EndpointTemplate, placeholderChar, placeholderIndex, type Match } from '../../../match/index.js';
import { placeOfSupply } from '../../../pack/endpoint-rule.js';
import type { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import { place } from './place.js';
import type { PlacedEdit } from '../../plan/url-plan.js';
import { pathReplacements } from './replacements.js';
import type { Replacement } from '../../plan/url-plan.js';
import { appended, type Carrier, carriersOf, carriersOfPart, rewrite } from './rewrite.js';

export type { PlacedEdit } from '../../plan/url-plan.js';

/**
 * Places the change of a call's URL to a v2 endpoint at the literals that show it.
 * @param query changes of the query in the text of the site's own URL
 * @param others the same for other alternatives
 */
export function planUrl(
  site: Site,
  v2: EndpointTemplate,
  query: Replacement[] = [],
  others: ReadonlyMap<CallUrl, Replacement[]> = new Map(),
): UrlPlan {
  const edits: PlacedEdit[] = [];
  const changes: UrlChange[] = [];
  for (const alternative of site.call.urls) {
    if (alternative.kind !== 'match' || alternative.match.operation.v1.source !== site.match.operation.v1.source) continue;
    const { match, url } = alternative;
    const replacements = pathReplacements(match, url.text, v2);
    if (!replacements) return { refused: unfilled(match, v2) };
    const change: UrlChange = {
      url,
      replacements: joined([...replacements, ...(others.get(url) ?? transposed(query, site, match, url))]),
      base: { origin: match.parts.origin.length, end: match.base.end },
    };
    const placed = placeAll(change);
    if (!placed) return { refused: unplaced(url, replacements) };
    changes.push(change);
    edits.push(...placed);
  }
  const other = site.call.urls.find((alternative) => isBent(alternative, edits, changes));
  if (other?.kind === 'match') return { refused: blockers.urlOfTwoCalls(other.match.operation.v1.source) };
  return { edits, changes };
}

/** True for another endpoint that the same call may ask for, whose URL edits made for this one would change as it is not to be. */
function isBent(alternative: Classified, edits: readonly PlacedEdit[], changes: readonly UrlChange[]): boolean {
  if (alternative.kind !== 'match' || changes.some(({ url }) => url === alternative.url)) return false;
  const { match, url } = alternative;
  const carriers = new Set<ts.Node>(url.parts.flatMap((part) => carriersOfPart(part)));
  const shared = edits.filter(({ container }) => carriers.has(container));
  if (shared.length === 0) return false;
  const { v2 } = match.operation;
  const replacements = v2 && pathReplacements(match, url.text, v2);
  const own = replacements && placeAll({ url, replacements, base: { origin: match.parts.origin.length, end: match.base.end } });
  return !shared.every((edit) => own?.some((other) => isSame(edit, other)));
}

/** Query changes of the site's own URL, said for another alternative of it. */
function transposed(query: Replacement[], site: Site, match: Match, url: CallUrl): Replacement[] {
  if (match === site.match) return query;
  const shift = match.path.end - site.match.path.end;
  const text = (from: string): string =>
    [...from]
      .map((char) => {
        const index = placeholderIndex(char);
        const other = index === undefined ? -1 : url.placeholders.findIndex(({ node }) => node === site.url.placeholders[index]?.node);
        return other === -1 ? char : placeholderChar(other);
      })
      .join('');
  return query.map((change) => ({ start: change.start + shift, end: change.end + shift, text: text(change.text) }));
}

/** Replacements in order; those that touch become one. */
function joined(replacements: Replacement[]): Replacement[] {
  const result: Replacement[] = [];
  for (const replacement of replacements.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last && last.end === replacement.start && last.end > last.start) {
      last.end = replacement.end;
      last.text += replacement.text;
    } else result.push({ ...replacement });
  }
  return result;
}

/** Each replacement at the innermost literal that shows it; where none does, the smallest expression is written anew. */
function placeAll(change: UrlChange): PlacedEdit[] | undefined {
  const { url, replacements } = change;
  const placed = new Map<Replacement, PlacedEdit>();
  for (const replacement of replacements) {
    const edit = place(url, replacement);
    if (edit) placed.set(replacement, edit);
  }
  for (const replacement of replacements) {
    if (placed.has(replacement)) continue;
    const edit = written(change, replacement, [...placed.values()]);
    if (!edit) return undefined;
    edit.replacements.forEach((settled) => placed.set(settled, edit));
  }
  return [...new Set(placed.values())];
}

/** The smallest expression written anew, with all that was to be changed inside it. */
function written(change: UrlChange, replacement: Replacement, placed: PlacedEdit[]): PlacedEdit | undefined {
  const edit = appended(change.url, replacement) ?? rewriteFor(change, replacement, () => true);
  if (!edit) return undefined;
  const inner = placed.find((other) => edit.whole === true && isWithin(other, edit));
  const [within] = inner?.replacements ?? [];
  return within
    ? rewriteFor(change, within, ({ node, start, end }) => node === edit.container && start <= replacement.start && replacement.end <= end)
    : edit;
}

function isWithin(inner: PlacedEdit, outer: PlacedEdit): boolean {
  return inner.file === outer.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** Writes the smallest acceptable expression anew that carries a replacement. */
export function rewriteFor(change: UrlChange, replacement: Replacement, accept: (carrier: Carrier) => boolean): PlacedEdit | undefined {
  for (const carrier of carriersOf(change.url)) {
    if (carrier.start > replacement.start || carrier.end < replacement.end || !accept(carrier)) continue;
    const edit = rewrite(change.url, carrier, change.replacements, change.base, replacement);
    if (edit) return edit;
  }
  return undefined;
}

/** What the v2 path needs and the call does not show. */
function unfilled({ operation: { rule } }: Match, v2: EndpointTemplate): Blocker {
  const [supplied] = rule.kind === 'move' ? Object.entries(rule.supply ?? {}) : [];
  if (!supplied) return blockers.pathIncomplete(v2.source);
  const [placeholder, supply] = supplied;
  return blockers.parameterFromField(placeholder, v2.source, supply.field, placeOfSupply(supply));
}

function unplaced(url: CallUrl, replacements: Replacement[]): Blocker {
  const [first] = replacements;
  const part = url.parts.findLast(({ at }) => at <= (first?.start ?? 0))?.part;
  const node: ts.Node | undefined = part && ('text' in part ? part.node : part.placeholder.node);
  const line = node && node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return blockers.urlNotEditable(line);
}
