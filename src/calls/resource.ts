import type { Table, UrlParts } from '../match/index.js';

/** True when a path below a base starts as an endpoint of the pack does. */
export function isKnownResource({ segments }: UrlParts, baseEnd: number, { operations }: Table): boolean {
  const first = segments.find(({ start }) => start >= baseEnd)?.text.split(':')[0];
  return operations.some(({ v1 }) => {
    const [part] = v1.segments[0]?.parts ?? [];
    return part !== undefined && 'text' in part && part.text === first;
  });
}
