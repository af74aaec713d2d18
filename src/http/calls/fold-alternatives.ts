import type { ts } from '../../project/syntax.js';
import type { CallUrl, Classified } from '../call.js';
import { EMPTY, type TextPart } from '../../dataflow/value.js';
import { placeholderChar } from '../../match/index.js';

type Matched = Extract<Classified, { kind: 'match' }>;
type UrlPart = CallUrl['parts'][number];

interface Stretch {
  start: number;
  end: number;
}

/**
 * Alternatives that differ only in what fills a parameter, where one expression brings each of them, are one URL with that
 * expression as the value: `/jobs/${first ? 'a' : 'b'}`.
 * @param again classifies a URL
 */
export function foldAlternatives(urls: Classified[], again: (url: CallUrl) => Classified): Classified[] {
  const groups = new Map<string, Matched[]>();
  const named = urls.map((url) => (url.kind === 'match' ? withoutAssumed(url, again) : url));
  for (const url of named) {
    if (url.kind !== 'match') continue;
    const key = skeletonOf(url);
    groups.set(key, [...(groups.get(key) ?? []), url]);
  }
  const folded = new Map<Classified, Classified | undefined>();
  for (const group of groups.values()) {
    const [first, ...others] = group;
    const one = first && others.length > 0 ? foldGroup(group, first, again) : undefined;
    if (!first || !one) continue;
    folded.set(first, one);
    for (const other of others) folded.set(other, undefined);
  }
  return named.flatMap((url) => (folded.has(url) ? (folded.get(url) ?? []) : [url]));
}

/** The default of a parameter is one of many values of it: in a path parameter or a query, the name stands for the value. */
function withoutAssumed(matched: Matched, again: (url: CallUrl) => Classified): Classified {
  const ranges = [...Object.values(matched.match.parameterRanges), ...queryValues(matched)];
  const places = new Map<ts.Expression, Stretch>();
  for (const part of matched.url.parts) {
    if (!('text' in part.part) || part.part.assumed !== true || !ranges.some((range) => isWithin(part, range))) continue;
    const own = { start: part.at, end: endOf(part) };
    const value = part.part.via?.find((node) => bringsAll(node, matched.url, own));
    if (value) places.set(value, own);
  }
  if (places.size === 0) return matched;
  const made = again(withValues(matched.url, places));
  return made.kind === 'match' && made.match.operation === matched.match.operation ? made : matched;
}

function queryValues({ match: { parts } }: Matched): Stretch[] {
  let at = parts.queryStart + 1;
  return parts.query.split('&').flatMap((pair) => {
    const start = at + pair.indexOf('=') + 1;
    const end = at + pair.length;
    at = end + 1;
    return pair.includes('=') && end > start ? [{ start, end }] : [];
  });
}

/** Equal for URLs of one operation that are the same but for the values of its parameters. */
function skeletonOf({ url, match }: Matched): string {
  const ranges = Object.values(match.parameterRanges);
  const kept = url.parts.filter((part) => !ranges.some((range) => isWithin(part, range)));
  return [match.table.pack.id, match.operation.v1.source, ...kept.map(partKey)].join('\0');
}

function foldGroup(group: Matched[], first: Matched, again: (url: CallUrl) => Classified): Classified | undefined {
  const places = new Map<ts.Expression, Stretch>();
  for (const name of Object.keys(first.match.parameters)) {
    const values = group.map((option) => partsIn(option, name));
    const [own, ...others] = values;
    const range = first.match.parameterRanges[name];
    if (!own || !range || others.every((parts) => keyOf(parts) === keyOf(own))) continue;
    const value = commonExpression(group, name);
    if (!value) return undefined;
    places.set(value, range);
  }
  if (places.size === 0) return undefined;
  const made = again(withValues(first.url, places));
  return made.kind === 'match' && made.match.operation === first.match.operation ? made : undefined;
}

/** The innermost expression through which all of a parameter, and nothing else, comes in every alternative. */
function commonExpression(group: Matched[], name: string): ts.Expression | undefined {
  const [first, ...others] = group;
  const [part] = first ? partsIn(first, name) : [];
  const candidates = part?.part.via ?? [];
  return candidates.find((node) => [first, ...others].every((option) => option !== undefined && isBroughtBy(node, option, name)));
}

function isBroughtBy(node: ts.Expression, option: Matched, name: string): boolean {
  const range = option.match.parameterRanges[name];
  return range !== undefined && bringsAll(node, option.url, range);
}

/** True for an expression through which a stretch of the URL, and nothing else, comes. */
function bringsAll(node: ts.Expression, { parts }: CallUrl, { start, end }: Stretch): boolean {
  const run = parts.filter(({ part }) => part.via?.includes(node));
  const last = run.at(-1);
  return last !== undefined && run[0]?.at === start && endOf(last) === end;
}

/** The URL with expressions in the place of what they bring. */
function withValues({ parts }: CallUrl, places: ReadonlyMap<ts.Expression, Stretch>): CallUrl {
  const url: CallUrl = { text: '', parts: [], placeholders: [] };
  for (const one of parts) {
    const place = [...places].find(([, range]) => isWithin(one, range));
    if (!place) append(url, one.part);
    else if (one.at === place[1].start) append(url, valuePart(one.part, place[0]));
  }
  return url;
}

function valuePart({ via = [] }: TextPart, node: ts.Expression): TextPart {
  const env = EMPTY;
  return { placeholder: { node, env }, via: via.slice(via.indexOf(node)) };
}

function append(url: CallUrl, part: TextPart): void {
  url.parts.push({ part, at: url.text.length });
  if ('text' in part) url.text += part.text;
  else url.text += placeholderChar(url.placeholders.push(part.placeholder) - 1);
}

function partsIn({ url, match }: Matched, name: string): UrlPart[] {
  const range = match.parameterRanges[name];
  return range ? url.parts.filter((part) => isWithin(part, range)) : [];
}

function isWithin(part: UrlPart, { start, end }: Stretch): boolean {
  return part.at >= start && endOf(part) <= end && endOf(part) > part.at;
}

function endOf({ part, at }: UrlPart): number {
  return at + ('text' in part ? part.text.length : 1);
}

function keyOf(parts: UrlPart[]): string {
  return parts.map(partKey).join('\0');
}

/** Equal for pieces that say the same. */
function partKey({ part }: UrlPart): string {
  if ('placeholder' in part) return `{${part.placeholder.node.getSourceFile().fileName}:${part.placeholder.node.pos}}`;
  return part.text;
}
