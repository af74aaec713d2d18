/** A mistake in a pack, with the path to the entry: `rules[3].v1[0]`. */
export class PackError extends Error {
  override name = 'PackError';
}
