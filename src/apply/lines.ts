import { diffArrays } from 'diff';

/** Lines `[aStart, aEnd)` became lines `[bStart, bEnd)`. */
export interface Region {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/** Differing lines beyond which a stretch without anchors is shown as replaced whole: the search for the least edit is quadratic. */
const MAX_EDIT_LENGTH = 400;

/** Splits text into lines that keep their line end. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/**
 * Changed regions between two lists of lines, in order. Lines that occur once on both sides anchor the comparison
 * (patience diff), so that the time grows with the file and not with the square of its edits.
 */
export function changedRegions(a: readonly string[], b: readonly string[]): Region[] {
  const regions: Region[] = [];
  let aStart = 0;
  let bStart = 0;
  for (const [aEnd, bEnd] of [...anchors(a, b), [a.length, b.length] as const]) {
    addRegions(regions, a, b, trimmed(a, b, { aStart, aEnd, bStart, bEnd }));
    aStart = aEnd + 1;
    bStart = bEnd + 1;
  }
  return merged(regions);
}

function trimmed(a: readonly string[], b: readonly string[], region: Region): Region {
  let { aStart, aEnd, bStart, bEnd } = region;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) {
    aStart += 1;
    bStart += 1;
  }
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
  }
  return { aStart, aEnd, bStart, bEnd };
}

function addRegions(regions: Region[], a: readonly string[], b: readonly string[], region: Region): void {
  const { aStart, aEnd, bStart, bEnd } = region;
  if (aStart === aEnd && bStart === bEnd) return;
  const parts =
    aStart === aEnd || bStart === bEnd
      ? undefined
      : diffArrays(a.slice(aStart, aEnd), b.slice(bStart, bEnd), { maxEditLength: MAX_EDIT_LENGTH });
  if (!parts) {
    regions.push(region);
    return;
  }
  let aAt = aStart;
  let bAt = bStart;
  for (const { added, removed, count } of parts) {
    const aNext = added ? aAt : aAt + count;
    const bNext = removed ? bAt : bAt + count;
    if (added || removed) regions.push({ aStart: aAt, aEnd: aNext, bStart: bAt, bEnd: bNext });
    aAt = aNext;
    bAt = bNext;
  }
}

/** Joins regions that touch, such as a removal and the addition in its place. */
function merged(regions: Region[]): Region[] {
  const result: Region[] = [];
  for (const region of regions) {
    const last = result.at(-1);
    if (last && last.aEnd === region.aStart && last.bEnd === region.bStart) {
      last.aEnd = region.aEnd;
      last.bEnd = region.bEnd;
    } else {
      result.push({ ...region });
    }
  }
  return result;
}

/** Pairs of positions of lines that occur once on both sides, the longest rising run of them. */
function anchors(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const inB = uniquePositions(b);
  const pairs = [...uniquePositions(a)].flatMap(([line, at]) => {
    const other = inB.get(line);
    return other === undefined ? [] : [[at, other] as const];
  });
  return longestRising(pairs);
}

function uniquePositions(lines: readonly string[]): Map<string, number> {
  const positions = new Map<string, number>();
  const repeated = new Set<string>();
  lines.forEach((line, index) => {
    if (positions.has(line)) repeated.add(line);
    positions.set(line, index);
  });
  for (const line of repeated) positions.delete(line);
  return positions;
}

/** Longest subsequence whose second members rise; the first members rise already. */
function longestRising(pairs: (readonly [number, number])[]): (readonly [number, number])[] {
  /** Index in `pairs` of the smallest end of a run of each length. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  pairs.forEach(([, value], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1];
    ends[low] = index;
  });
  const run: (readonly [number, number])[] = [];
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) {
    const pair = pairs[at];
    if (pair) run.push(pair);
  }
  return run.toReversed();
}
