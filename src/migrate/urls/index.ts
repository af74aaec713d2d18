import type { CallUrl } from '../../calls/call.js';
import type { EndpointTemplate } from '../../match/index.js';
import type { Site } from '../../scan/site.js';
import { place, type PlacedEdit } from './place.js';
import { pathReplacements, type Replacement } from './replacements.js';

export { inline } from './inline.js';
export type { PlacedEdit } from './place.js';

/** The URL edits of one call, or why there are none. */
export type UrlPlan = { edits: PlacedEdit[]; changed: { url: CallUrl; replacements: Replacement[] }[] } | { refused: string };

/** Places the change of a call's URL to a v2 endpoint at the literals that show it. */
export function planUrl(site: Site, v2: EndpointTemplate): UrlPlan {
  const edits = new Map<string, PlacedEdit>();
  const changed: { url: CallUrl; replacements: Replacement[] }[] = [];
  for (const alternative of site.call.urls) {
    if (alternative.kind !== 'match') continue;
    if (alternative.match.operation.v1.source !== site.match.operation.v1.source) continue;
    const replacements = pathReplacements(alternative.match, alternative.url.text, v2);
    if (!replacements) return { refused: `the v1 path does not hold everything that ${v2.source} needs` };
    changed.push({ url: alternative.url, replacements });
    for (const replacement of replacements) {
      const placed = place(alternative.url, replacement);
      if (!placed) return { refused: unplaced(alternative.url, replacement) };
      edits.set(`${placed.file}:${placed.start}:${placed.end}:${placed.text}`, placed);
    }
  }
  return { edits: [...edits.values()], changed };
}

function unplaced(url: CallUrl, { start }: Replacement): string {
  const part = url.parts.findLast(({ at }) => at <= start)?.part;
  const node = part && ('text' in part ? part.node : part.hole.node);
  const line = node && node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `the URL is put together in a way that cannot be edited in one place${line === undefined ? '' : ` (line ${line})`}`;
}
