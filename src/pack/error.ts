/**
 * A mistake of the caller that one line explains: what, where, what to do. Every other error that reaches the edge is a
 * fault of this program.
 */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A mistake in a pack, with the path to the entry: `rules[3].v1[0]`. */
export class PackError extends Error {
  override name = 'PackError';
}
