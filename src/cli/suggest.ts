import leven from 'leven';
import { UsageError } from './error.js';

/** The error for a name that is none of the known ones, with the nearest of them, or all when there are few. */
export function unknownName(what: string, given: string, known: readonly string[]): UsageError {
  const near = nearest(given, known);
  const hint = near === undefined ? `known: ${listed(known)}` : `did you mean "${near}"?`;
  return new UsageError(`unknown ${what} "${given}"; ${hint}`);
}

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

/** At most this many names are listed in one line. */
const LISTED = 12;

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  return rest > 0 ? `${names.slice(0, LISTED).join(', ')} and ${rest} more` : names.join(', ') || 'none';
}

/** Edits that a typo may be away from what was meant: none in very short names, where anything is near anything. */
function tolerated(length: number): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return Math.max(2, Math.floor(length * 0.4));
}
