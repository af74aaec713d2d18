import { hasHole, type Table, type UrlParts } from '../match/index.js';

/** True when a path below a base starts as an endpoint of the pack does. */
export function isKnownResource({ segments }: UrlParts, baseEnd: number, { operations }: Table): boolean {
  const first = segments.find(({ start }) => start >= baseEnd)?.text.split(':')[0];
  return operations.some(({ v1 }) => {
    const [part] = v1.segments[0]?.parts ?? [];
    return part !== undefined && 'text' in part && part.text === first;
  });
}

/** True when a path below a base is the beginning of an endpoint that only this API has. */
export function isKnownPrefix({ segments }: UrlParts, baseEnd: number, { operations }: Table): boolean {
  const given = segments.filter(({ start }) => start >= baseEnd);
  if (given.length === 0) return false;
  return operations.some(
    ({ v1, indistinct }) =>
      !indistinct &&
      given.every(({ text }, index) => {
        const [part, ...more] = v1.segments[index]?.parts ?? [];
        if (part === undefined || more.length > 0) return false;
        return 'text' in part ? part.text === text || (index > 0 && hasHole(text)) : true;
      }),
  );
}
