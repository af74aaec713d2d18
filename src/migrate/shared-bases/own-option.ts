import type { CallUrl } from '../../http/call.js';
import type { ts } from '../../project/syntax.js';
import { isInside } from '../../project/nodes.js';
import type { OwnBase } from '../strategies/move.js';
import type { Site } from '../../scan/site.js';
import type { UrlChange } from '../plan/url-plan.js';
import { writtenOut } from '../aspects/url/rewrite.js';

/** The v2 base of a call whose client is an instance with a base that stays; undefined when it cannot be said at the call. */
export function ownBaseOption({ call }: Site, changes: readonly UrlChange[]): OwnBase | undefined {
  const argument = call.request.urlRef?.node;
  if (call.env.frames.length > 0 || !argument) return undefined;
  const ends = new Map<CallUrl, number>();
  const codes = new Set<string | undefined>();
  for (const { url, replacements } of changes) {
    const end = url.parts.find((part) => stands(part, argument))?.at ?? 0;
    const inBase = replacements.filter((replacement) => replacement.end <= end);
    const isSplit = replacements.some((replacement) => replacement.start < end && end < replacement.end);
    ends.set(url, end);
    codes.add(inBase.length === 0 || isSplit ? undefined : writtenOut(url, argument, url.text[end - 1] === '/' ? end - 1 : end, inBase));
  }
  const [code] = codes;
  return code === undefined || codes.size > 1 ? undefined : { code, ends };
}

/** True for a piece that the URL argument of the call brings. */
function stands({ part }: CallUrl['parts'][number], argument: ts.Expression): boolean {
  const node = 'text' in part ? part.node : part.placeholder.node;
  return (node !== undefined && isInside(node, argument)) || (part.via ?? []).some((via) => via === argument || isInside(via, argument));
}
