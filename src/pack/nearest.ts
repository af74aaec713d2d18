import picomatch from 'picomatch';

/** The known name that a typo most likely meant. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = tolerated(given.length) + 1;
  for (const name of known) {
    if (Math.abs(name.length - given.length) >= bestDistance) continue;
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean "rename"?`, or nothing when no known name is near. */
export function nearestHint(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** True for a glob over rule ids that fits none of them, unless it names a pack that is not among theirs: such a pack may be left out. */
export function isUnknownRule(glob: string, ids: readonly string[]): boolean {
  const fits = picomatch(glob);
  if (ids.some((id) => fits(id))) return false;
  const packs = new Set(ids.map((id) => id.split('/')[0] ?? ''));
  const isElsewhere = !packs.has(glob.split('/')[0] ?? '') && /^[a-z][a-z0-9-]*\//.test(glob);
  return !isElsewhere || nearest(glob, ids) !== undefined;
}

/** Edits that a typo may be away from what was meant: none in very short names, where anything is near anything. */
function tolerated(length: number): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return Math.max(2, Math.floor(length * 0.4));
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into another (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = swaps ? at(beforeLast, column - 2) + 1 : Infinity;
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(distances: readonly number[], index: number): number {
  return distances[index] ?? Infinity;
}
