import { cutUrl, hasPlaceholder, placeholderIndex, isOnHost, type Matcher, type Table, type UrlParts } from '../../match/index.js';

/** A URL of a known API whose path only shows at run time. */
export interface DynamicUrl {
  table: Table;
  base: { start: number; end: number };
  parts: UrlParts;
}

/**
 * Finds the API whose base or host stands before a part that is only known at run time: of several, that whose host it is, then
 * that with the longest base.
 */
export function findDynamic(text: string, matcher: Matcher): DynamicUrl | undefined {
  if (!hasPlaceholder(text)) return undefined;
  const parts = cutUrl(text);
  const found = matcher.tables.flatMap((table) => {
    const base = baseBeforePlaceholder(parts, table) ?? hostBeforePlaceholder(parts, table);
    return base ? [{ table, base, parts }] : [];
  });
  const length = ({ base }: DynamicUrl): number => base.end - base.start;
  return found.find(({ table }) => isOnHost(parts, table.pack.evidence.hosts)) ?? found.toSorted((a, b) => length(b) - length(a))[0];
}

/** `/api/v1${path}`: the last segment of a base runs into a placeholder. */
function baseBeforePlaceholder({ segments }: UrlParts, { v1Bases }: Table): DynamicUrl['base'] | undefined {
  for (const base of v1Bases) {
    const last = base.at(-1);
    if (last === undefined) continue;
    for (let first = 0; first + base.length <= segments.length; first += 1) {
      const fits = base.every((text, index) => index === base.length - 1 || segments[first + index]?.text === text);
      const end = segments[first + base.length - 1];
      const start = segments[first];
      if (!fits || !end || !start || !end.text.startsWith(last) || !isPlaceholder(end.text[last.length])) continue;
      return { start: start.start - 1, end: end.start + last.length };
    }
  }
  return undefined;
}

/** `https://host/${version}/…` on a host of the API. */
function hostBeforePlaceholder(parts: UrlParts, table: Table): DynamicUrl['base'] | undefined {
  const [first] = parts.segments;
  if (!first || !isPlaceholder(first.text[0]) || !isOnHost(parts, table.pack.evidence.hosts)) return undefined;
  return { start: first.start - 1, end: first.end };
}

/** True when the endpoint of a path below a base is open: a placeholder may hold more than one whole segment. */
export function isOpenPath({ segments }: UrlParts, baseEnd: number): boolean {
  const path = segments.filter(({ start }) => start >= baseEnd);
  if (isPlaceholder(path[0]?.text[0])) return true;
  const last = path.at(-1)?.text ?? '';
  return path.some(({ text }) => [...text].filter(isPlaceholder).length > 1) || (isPlaceholder(last.at(-1)) && !isPlaceholder(last[0]));
}

/** True when a segment of the path has one run-time part right after another, which may bring segments of their own. */
export function isPieced({ segments }: UrlParts, baseEnd: number): boolean {
  return segments.some(
    ({ text, start }) => start >= baseEnd && [...text].some((char, at) => isPlaceholder(char) && isPlaceholder(text[at + 1])),
  );
}

function isPlaceholder(char: string | undefined): boolean {
  return char !== undefined && placeholderIndex(char) !== undefined;
}
