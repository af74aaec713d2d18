import { type EndpointTemplate, type Segment, segmentText } from '../pack/endpoint.js';
import { compileTable, type Operation, type Table } from './table.js';
import { linearPattern } from '../pack/pattern.js';
import type { Pack, Rule } from '../pack/model.js';
import type { PackOptions } from '../pack/options.js';
import { cutUrl, hasPlaceholder, isOnHost, type UrlParts, withBraces } from './url.js';

const byLength = new WeakMap<Table, Map<number, Operation[]>>();

/** The operations whose path may have so many segments, in table order. */
function operationsOfLength(table: Table, count: number): readonly Operation[] {
  let known = byLength.get(table);
  if (!known) byLength.set(table, (known = new Map()));
  let operations = known.get(count);
  if (!operations) {
    operations = table.operations.filter(({ v1 }) => fitsLength(v1.segments, count));
    known.set(count, operations);
  }
  return operations;
}

/** True when a template may stand for a path of so many segments. */
function fitsLength(segments: readonly Segment[], count: number): boolean {
  if (isRoot(segments)) return count === 0;
  return segments.at(-1)?.rest === true ? count >= segments.length - 1 : count === segments.length;
}

/** True for the path `/`. */
function isRoot(segments: readonly Segment[]): boolean {
  return segments.length === 1 && segments[0]?.parts.length === 0;
}

/** A v1 call of a known API. Offsets point into the URL text that was matched. */
export interface Match {
  table: Table;
  operation: Operation;
  /** Parameter of the v1 template to the URL text that fills it. */
  parameters: { [parameter: string]: string };
  /** Offsets of those texts in the URL. */
  parameterRanges: { [parameter: string]: { start: number; end: number } };
  /** Where the base stands; `start === end` when there is none to replace. */
  base: { start: number; end: number };
  /** Where the endpoint path stands, from its first `/` after the base. */
  path: { start: number; end: number };
  parts: UrlParts;
  /** The v1 path stands on the v2 base already. */
  hybrid: boolean;
  /** False when a parameter of the URL stands where the template has text: this match is possible, not certain. */
  certain: boolean;
  /** Segments of the v1 template (as written) that a run-time part of the URL stands for, with the URL text. */
  open: Map<string, string>;
}

/** What a URL is to the known APIs. */
export type MatchResult =
  | { kind: 'match'; match: Match; /** Other operations that the URL may also be. */ possible: Match[] }
  /** On the v1 base of this API, but no rule names the path. */
  | { kind: 'unclassified'; table: Table; base: { start: number; end: number }; parts: UrlParts }
  /** Already v2. */
  | {
      kind: 'current';
      table: Table;
      target: EndpointTemplate;
      /** False when a placeholder of the URL stands where the template has text. */
      certain: boolean;
      /** Other endpoints that the URL may turn out to be at run time. */
      possible: EndpointTemplate[];
      /** Where the v2 base stands. */
      base: { start: number; end: number };
      parts: UrlParts;
      /** Parameter of the v2 template to the URL text that fills it. */ parameters: { [parameter: string]: string };
    }
  | { kind: 'other' };

/** Matches requests against all loaded packs; pure, and the only matcher there is. */
export interface Matcher {
  tables: Table[];
  /**
   * @param method upper case, or undefined when it is not known
   * @param url text with parameters (see `url.ts`), absolute or a path
   */
  match(method: string | undefined, url: string): MatchResult;
  /** All tables whose base the URL stands on, most telling first: several packs share `/api/v1`. */
  matchAll(method: string | undefined, url: string): Found[];
  /** True for a URL that an advice rule points at, whatever it is otherwise. */
  isAdvised(url: string): boolean;
}

/** Most URLs of no API that are remembered. */
const MAX_FOREIGN = 10_000;

/** Makes the matcher for a set of packs; `options` by pack id. */
export function createMatcher(packs: Pack[], options: { [pack: string]: PackOptions } = {}): Matcher {
  const tables = packs.map((pack) => compileTable(pack, options[pack.id]));
  /** URLs that were found to be of no API: most are, and they are asked about again and again. */
  const foreign = new Set<string>();
  const matchAll: Matcher['matchAll'] = (method, url) => {
    const key = `${method ?? ''} ${url}`;
    if (foreign.has(key)) return [];
    const parts = cutUrl(url);
    const found = tables.map((table) => matchTable(table, method, parts)).filter((result) => result.kind !== 'other');
    if (found.length === 0) {
      if (foreign.size >= MAX_FOREIGN) foreign.clear();
      foreign.add(key);
    }
    return found.toSorted(byRank);
  };
  const advised = tables.flatMap((table) => [...table.byId.values()].flatMap(adviceOn));
  return {
    tables,
    matchAll,
    isAdvised(url) {
      const text = withBraces(url);
      return advised.some((pattern) => pattern.test(text));
    },
    match: (method, url) => matchAll(method, url)[0] ?? { kind: 'other' },
  };
}

function adviceOn(rule: Rule): RegExp[] {
  return rule.kind === 'advice' && 'url' in rule.detect ? [linearPattern(rule.detect.url)] : [];
}

const RANK = { match: 0, current: 1, unclassified: 2 };

type Found = Exclude<MatchResult, { kind: 'other' }>;

function byRank(a: Found, b: Found): number {
  if (RANK[a.kind] !== RANK[b.kind]) return RANK[a.kind] - RANK[b.kind];
  if (a.kind !== 'match' || b.kind !== 'match') return Number(isNamed(b)) - Number(isNamed(a));
  const [first, second] = [signsOf(a.match), signsOf(b.match)];
  const differs = first.findIndex((sign, index) => sign !== second[index]);
  return differs === -1 ? 0 : (second[differs] ?? 0) - (first[differs] ?? 0);
}

/** True when the URL names a host of the API. */
function isNamed(found: Found): boolean {
  const { table, parts } = found.kind === 'match' ? found.match : found;
  return isOnHost(parts, table.pack.evidence.hosts);
}

/** How much speaks for a match, weightiest first: its host, no guess in it, a path that only this API has, a long base. */
function signsOf({ table, operation, parts, certain, base }: Match): number[] {
  const { hosts = [], distinct = false } = table.pack.evidence;
  return [Number(isOnHost(parts, hosts)), Number(certain), Number(distinct && !operation.indistinct), base.end - base.start];
}

function matchTable(table: Table, method: string | undefined, parts: UrlParts): MatchResult {
  const at = table.v1Bases.map((base) => findBase(base, parts)).find((found) => found !== undefined);
  if (at) {
    const result = matchOperations(table, method, parts, at, false);
    if (result) return result;
  }
  const unversioned = matchUnversioned(table, method, parts);
  if (unversioned) return unversioned;
  const onV2 = findBase(table.v2Base, parts);
  if (onV2) {
    const current = currentTarget(table, method, parts, onV2);
    if (current) return current;
    return matchOperations(table, method, parts, onV2, true) ?? { kind: 'other' };
  }
  if (at && at.next > at.first) return { kind: 'unclassified', table, base: at, parts };
  return { kind: 'other' };
}

/** The v2 endpoint that a URL below the v2 base means: one that fits for certain before one that only could, the most specific first. */
function currentTarget(table: Table, method: string | undefined, parts: UrlParts, onV2: FoundBase): MatchResult | undefined {
  const fitting = table.targets.flatMap((target) => {
    const filled = sameMethod(target, method) ? fill(target.segments, parts, onV2.next) : undefined;
    return filled ? [{ target, filled }] : [];
  });
  const [best, ...others] = fitting.toSorted(
    (a, b) => Number(b.filled.certain) - Number(a.filled.certain) || bySpecificity(a.target, b.target),
  );
  if (!best) return undefined;
  const { certain, parameters } = best.filled;
  const possible = certain ? [] : others.map(({ target }) => target);
  return { kind: 'current', table, target: best.target, certain, possible, base: onV2, parts, parameters };
}

/** Paths without a version stand at the end of the URL, below whatever the server is mounted at; nothing of them may be a guess. */
function matchUnversioned(table: Table, method: string | undefined, parts: UrlParts): MatchResult | undefined {
  if (!table.operations.some((operation) => operation.unversioned)) return undefined;
  for (const [next, { start }] of parts.segments.entries()) {
    const result = matchOperations(table, method, parts, { first: next, next, start: start - 1, end: start - 1 }, false, true);
    if (result?.kind === 'match' && result.match.certain) return result;
  }
  return undefined;
}

function matchOperations(
  table: Table,
  method: string | undefined,
  parts: UrlParts,
  base: FoundBase,
  hybrid: boolean,
  unversioned = false,
): MatchResult | undefined {
  const matches: Match[] = [];
  for (const operation of operationsOfLength(table, parts.segments.length - base.next)) {
    if (operation.unversioned !== unversioned || !sameMethod(operation.v1, method) || !isBelow(operation, base, parts)) continue;
    const filled = fill(operation.v1.segments, parts, base.next);
    if (filled) matches.push({ table, operation, parts, hybrid, base, path: { start: base.end, end: parts.queryStart }, ...filled });
  }
  const [only] = matches;
  if (matches.length === 1 && only) return { kind: 'match', match: only, possible: [] };
  const sorted = matches.toSorted(
    (a, b) =>
      Number(b.certain) - Number(a.certain) ||
      bySpecificity(a.operation.v1, b.operation.v1) ||
      Number(a.operation.v1.method === 'ANY') - Number(b.operation.v1.method === 'ANY'),
  );
  const [match, ...possible] = sorted;
  return match && { kind: 'match', match, possible: match.certain ? [] : possible };
}

/** An operation of another base of the API does not stand here; on the v2 base any may be left behind. */
function isBelow({ base, pack }: Operation, found: FoundBase, parts: UrlParts): boolean {
  if (base === undefined) return true;
  const texts = parts.segments.slice(found.first, found.next).map(({ text }) => text);
  return texts.join('/') === base.join('/') || `/${texts.join('/')}` === pack.base.v2;
}

interface FoundBase {
  first: number;
  /** Index of the segment after the base. */
  next: number;
  start: number;
  end: number;
}

function findBase(base: string[], parts: UrlParts): FoundBase | undefined {
  const { segments } = parts;
  for (let first = 0; first + base.length <= segments.length; first += 1) {
    if (!base.every((text, index) => segments[first + index]?.text === text)) continue;
    const start = segments[first]?.start ?? parts.queryStart;
    const end = base.length === 0 ? start : (segments[first + base.length - 1]?.end ?? start);
    return { first, next: first + base.length, start: base.length === 0 || start === 0 ? start : start - 1, end };
  }
  return undefined;
}

function sameMethod(template: EndpointTemplate, method: string | undefined): boolean {
  return method === undefined || template.method === 'ANY' || template.method === method;
}

interface Filled {
  parameters: { [parameter: string]: string };
  parameterRanges: Match['parameterRanges'];
  certain: boolean;
  open: Map<string, string>;
}

function fill(segments: Segment[], parts: UrlParts, from: number): Filled | undefined {
  const given = parts.segments;
  if (!fitsLength(segments, given.length - from)) return undefined;
  const wanted = isRoot(segments) ? [] : segments;
  if (!wanted.every((segment, index) => mayFit(segment, given[from + index]?.text ?? ''))) return undefined;
  const filled: Filled = { parameters: {}, parameterRanges: {}, certain: true, open: new Map() };
  for (let index = 0; index < wanted.length; index += 1) {
    const segment = wanted[index];
    if (!segment) return undefined;
    if (segment.rest === true) {
      takeRest(segment, given.slice(from + index), filled);
      break;
    }
    const at = given[from + index];
    if (!at || !takeSegment(segment, at, filled)) return undefined;
  }
  return filled;
}

/** Quickly rules out most templates: their fixed segments are other ones. */
function mayFit(segment: Segment, given: string): boolean {
  const part = segment.parts[0];
  if (part === undefined || segment.parts.length > 1 || !('text' in part) || part.text === given) return true;
  return !PLAIN.test(given);
}

/** Text that stands for itself: nothing in it is encoded or only known at run time. */
const PLAIN = /^[\w.~:@$-]*$/;

function takeSegment(segment: Segment, given: UrlParts['segments'][number], filled: Filled): boolean {
  const text = decoded(given.text);
  if (takesWhole(segment, text, given, filled)) return true;
  const exact = regexOf(segment).exec(text);
  if (!exact && !couldBe(segment, text)) return false;
  if (!exact) {
    filled.certain = false;
    filled.open.set(segmentText(segment), given.text);
  }
  parameterNames(segment).forEach((name, group) => {
    filled.parameters[name] = exact?.[group + 1] ?? text;
    const range = text === given.text ? exact?.indices?.[group + 1] : undefined;
    filled.parameterRanges[name] = range
      ? { start: given.start + range[0], end: given.start + range[1] }
      : { start: given.start, end: given.end };
  });
  return true;
}

/** The two plain cases, without a pattern: fixed text that is the same, and a parameter that takes an ordinary text. */
function takesWhole(segment: Segment, text: string, { start, end }: UrlParts['segments'][number], filled: Filled): boolean {
  const [part] = segment.parts;
  if (!part || segment.parts.length > 1) return false;
  if ('text' in part) return part.text === text;
  if (text === '' || text.includes(':')) return false;
  filled.parameters[part.parameter] = text;
  filled.parameterRanges[part.parameter] = { start, end };
  return true;
}

function takeRest(segment: Segment, given: UrlParts['segments'], filled: Filled): void {
  const [name] = parameterNames(segment);
  const [first] = given;
  if (name === undefined) return;
  filled.parameters[name] = given.map(({ text }) => text).join('/');
  if (first) filled.parameterRanges[name] = { start: first.start, end: given.at(-1)?.end ?? first.end };
}

function parameterNames(segment: Segment): string[] {
  return segment.parts.flatMap((part) => ('parameter' in part ? [part.parameter] : []));
}

function decoded(segment: string): string {
  return segment.includes('%') ? segment.replaceAll(/%3a/gi, ':') : segment;
}

const patterns = new WeakMap<Segment, RegExp>();

function regexOf(segment: Segment): RegExp {
  const known = patterns.get(segment);
  if (known) return known;
  const alone = segment.parts.length === 1;
  const source = segment.parts.map((part) => ('text' in part ? escapeRegex(part.text) : alone ? '([^:]+|.*[^:].*)' : '(.+)')).join('');
  const regex = new RegExp(`^${source}$`, 'd');
  patterns.set(segment, regex);
  return regex;
}

/** A segment with parameters could turn out to be what the template says at run time. */
function couldBe(segment: Segment, text: string): boolean {
  if (!hasPlaceholder(text)) return false;
  const wanted = segment.parts.flatMap((part) => ('text' in part ? [...part.text] : [ANY]));
  const given = [...text].map((char) => (hasPlaceholder(char) ? ANY : char));
  return overlap(wanted, given, 0, 0);
}

const ANY = '';

/** True when two patterns, in which ANY stands for any text, have a text in common. */
function overlap(a: string[], b: string[], i: number, j: number): boolean {
  if (i === a.length && j === b.length) return true;
  if (a[i] === ANY) return overlap(a, b, i + 1, j) || (j < b.length && overlap(a, b, i, j + 1));
  if (b[j] === ANY) return overlap(a, b, i, j + 1) || (i < a.length && overlap(a, b, i + 1, j));
  return i < a.length && a[i] === b[j] && overlap(a, b, i + 1, j + 1);
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The template that says more at the first place where they differ comes first. */
function bySpecificity(a: EndpointTemplate, b: EndpointTemplate): number {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < length; index += 1) {
    const difference = weightOf(b.segments[index]) - weightOf(a.segments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A template that ends says more than one that takes the rest, even when there is none. */
function weightOf(segment: Segment | undefined): number {
  if (!segment) return 3;
  if (segment.rest) return 0;
  return segment.parts.some((part) => 'text' in part) ? 2 : 1;
}
