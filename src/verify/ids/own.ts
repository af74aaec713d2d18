/** From this length on, the engine may keep a part of a text as a reference into the whole. */
const SHORTEST_PART = 13;

/**
 * A copy of a text that was cut out of a larger one. What is remembered for the length of a run must be one: the part would
 * keep the whole body alive that it was cut from.
 */
export function ownText(part: string): string {
  return part.length < SHORTEST_PART ? part : (JSON.parse(JSON.stringify(part)) as string);
}
