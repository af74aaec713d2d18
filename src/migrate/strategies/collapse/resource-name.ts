import type { Pair } from '../../../scan/pairs.js';

/** `experiment` for the parameter `experiment_id`. */
export function resourceName({ rule }: Pair): string {
  const [parameter] = Object.keys(rule.link);
  return (parameter ?? 'resource').replace(/_?id$/i, '').replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Name of a constant that keeps what the first call sends. */
export function metadataName(pair: Pair): string {
  return `${resourceName(pair)}Metadata`;
}
