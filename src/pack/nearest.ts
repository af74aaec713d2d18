import leven from 'leven';

/** The known name that a typo most likely meant. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = tolerated(given.length) + 1;
  for (const name of known) {
    const distance = leven(given.toLowerCase(), name.toLowerCase(), { maxDistance: bestDistance });
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

/** Edits that a typo may be away from what was meant: none in very short names, where anything is near anything. */
function tolerated(length: number): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return Math.max(2, Math.floor(length * 0.4));
}
