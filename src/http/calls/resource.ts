import { hasPlaceholder, type Operation, type Table, type UrlParts } from '../../match/index.js';

/** Offsets of a base in the text of a URL. */
interface BaseRange {
  start: number;
  end: number;
}

/** True when a path below a base starts as an endpoint of the pack does. */
export function isKnownResource(parts: UrlParts, base: BaseRange, { operations }: Table): boolean {
  const first = parts.segments.find(({ start }) => start >= base.end)?.text.split(':')[0];
  return operations.some((operation) => {
    const [part] = operation.v1.segments[0]?.parts ?? [];
    return part !== undefined && 'text' in part && part.text === first && standsBelow(operation, parts, base);
  });
}

/** False for an endpoint that stands below another base of the pack. */
function standsBelow({ base: own }: Operation, { segments }: UrlParts, base: BaseRange): boolean {
  const given = segments.filter(({ start, end }) => start >= base.start && end <= base.end);
  return own === undefined || (own.length === given.length && own.every((text, index) => text === given[index]?.text));
}

/**
 * True when a path below a base is the beginning of an endpoint that only this API has. One word, such as `/admin`, is
 * too little, unless most endpoints of the API start with it.
 * @param spoken the code is known to call this API: then one word will do
 */
export function isKnownPrefix(parts: UrlParts, base: BaseRange, { operations }: Table, spoken: boolean): boolean {
  const given = parts.segments.filter(({ start }) => start >= base.end);
  if (given.length === 0) return false;
  const fitting = operations.filter((operation) => standsBelow(operation, parts, base) && startsWith(operation, given));
  const isTooLittle = given.length === 1 && !spoken && fitting.length * 2 <= operations.length;
  return !isTooLittle && fitting.some(({ indistinct }) => !indistinct);
}

function startsWith({ v1 }: Operation, given: UrlParts['segments']): boolean {
  return given.every(({ text }, index) => {
    const [part, ...more] = v1.segments[index]?.parts ?? [];
    if (part === undefined || more.length > 0) return false;
    return 'text' in part ? part.text === text || (index > 0 && hasPlaceholder(text)) : true;
  });
}
