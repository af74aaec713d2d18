import { nearest } from '../pack/nearest.js';
import { UsageError } from '../pack/error.js';

/** The error for a name that is none of the known ones, with the nearest of them, or all when there are few. */
export function unknownName(what: string, given: string, known: readonly string[]): UsageError {
  const near = nearest(given, known);
  const hint = near === undefined ? `known: ${listed(known)}` : `did you mean "${near}"?`;
  return new UsageError(`unknown ${what} "${given}"; ${hint}`);
}

/** At most this many names are listed in one line. */
const LISTED = 12;

function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  return rest > 0 ? `${names.slice(0, LISTED).join(', ')} and ${rest} more` : names.join(', ') || 'none';
}
