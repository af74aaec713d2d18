import { Blocker, blockers } from '../../../../scan/blockers.js';
import type { CallUrl } from '../../../../http/call.js';
import type { Match } from '../../../../match/index.js';
import type { Lens, LensOp } from '../../../../pack/model.js';
import { placeOfSupply } from '../../../../pack/endpoint-rule.js';
import { isFromParameter } from '../../../../pack/lens/index.js';
import type { Replacement } from '../../../plan/url-plan.js';

/** One `name=value` of a URL's query, with its place in the URL text. */
interface Pair {
  name: string;
  value: string;
  start: number;
  end: number;
  /** The URL text shows it: it is written in a literal, and not added by a URLSearchParams. */
  visible: boolean;
}

/** What has to become of the query of a call, as operations on its parameters; or why that is not known. */
export function queryLens(match: Match): Lens | { reason: Blocker } {
  const { operation } = match;
  const { rule, v2 } = operation;
  const params = 'params' in rule ? rule.params : undefined;
  const supply = 'supply' in rule ? rule.supply : undefined;
  const lens: Lens = [...operation.query];
  for (const { name, value } of v2?.query ?? []) {
    if ('text' in value) {
      lens.push({ op: 'add', name, value: value.text, rule: rule.id });
      continue;
    }
    const source = params?.[value.parameter] ?? value.parameter;
    if (source.startsWith('?')) lens.push(...keptParameter(source.slice(1), name, rule.id));
    else if (match.parameters[source] !== undefined) lens.push({ op: 'add', name, value: { parameter: source }, rule: rule.id });
    else {
      const supplied = supply?.[value.parameter];
      const from = supplied ? `: it is the field \`${supplied.field}\` of ${placeOfSupply(supplied)}` : '';
      return { reason: blockers.queryParameterMissing(name, from) };
    }
  }
  return lens;
}

function keptParameter(from: string, to: string, rule: string): LensOp[] {
  return from === to ? [] : [{ op: 'rename', from, to, rule }];
}

/** v1 query parameters without which the v2 query is not complete. */
export function neededParameters(match: Match): string[] {
  const { rule, v2 } = match.operation;
  const params = 'params' in rule ? rule.params : undefined;
  return (v2?.query ?? []).flatMap(({ value }) => {
    const source = 'parameter' in value ? params?.[value.parameter] : undefined;
    return source?.startsWith('?') === true ? [source.slice(1)] : [];
  });
}

/** Names of the parameters that the URL text holds. */
export function namesInUrl(match: Match): string[] {
  return pairsOf(match).map(({ name }) => name);
}

/** The `name=value` parts of a query; with the URL, whether each is written in the source. */
export function pairsOf(match: Match, url?: CallUrl): Pair[] {
  const { query, queryStart } = match.parts;
  let start = queryStart + 1;
  return query.split('&').flatMap((text) => {
    const end = start + text.length;
    const equals = text.indexOf('=');
    const pair = { name: equals === -1 ? text : text.slice(0, equals), value: equals === -1 ? '' : text.slice(equals + 1), start, end };
    start = end + 1;
    return text === '' ? [] : [{ ...pair, visible: url === undefined || isWritten(url, pair.start) }];
  });
}

/** True when the character at an offset of the URL text is written in the source. */
function isWritten(url: CallUrl, offset: number): boolean {
  const part = url.parts.findLast(({ at }) => at <= offset)?.part;
  return part !== undefined && ('placeholder' in part || part.node !== undefined);
}

/** Changes of the URL text that do a lens to its query; or why they cannot be made there. */
export function urlReplacements(lens: Lens, match: Match, url: CallUrl): { changes: Replacement[]; rules: string[] } | { reason: Blocker } {
  const pairs = pairsOf(match, url);
  const rules: string[] = [];
  const changes: Replacement[] = [];
  const added: string[] = [];
  for (const op of lens) {
    const done = applyToPairs(op, pairs, match, changes, added);
    if (done instanceof Blocker) return { reason: done };
    if (done && op.rule !== undefined) rules.push(op.rule);
  }
  if (added.length > 0) changes.push(insertion(added.join('&'), match, url, pairs));
  return { changes: merged(changes), rules };
}

function applyToPairs(op: LensOp, pairs: Pair[], match: Match, changes: Replacement[], added: string[]): boolean | Blocker {
  switch (op.op) {
    case 'add':
    case 'default': {
      if (pairs.some(({ name }) => name === op.name)) return false;
      const text = valueText(op, match);
      if (text === undefined) return blockers.valueNotInUrl(op.name);
      added.push(`${op.name}=${text}`);
      return true;
    }
    case 'rename':
      return renamed(op, pairs, changes);
    case 'remove':
      return removed(op, pairs, changes);
    case 'wrap':
    case 'head':
    case 'map':
      return false;
    default:
      return pairs.some(({ name }) => name === op.name) ? blockers.queryParameterFixedInUrl(op.name) : false;
  }
}

function valueText(op: Extract<LensOp, { op: 'add' | 'default' }>, match: Match): string | undefined {
  const { value } = op;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return encodeURIComponent(String(value));
  return value !== null && isFromParameter(value) ? match.parameters[value.parameter] : undefined;
}

function renamed(op: Extract<LensOp, { op: 'rename' }>, pairs: Pair[], changes: Replacement[]): boolean | Blocker {
  if (pairs.some(({ name }) => name === op.to)) return false;
  const found = pairs.filter(({ name }) => name === op.from);
  for (const pair of found) {
    if (!pair.visible) return blockers.queryParameterSetByCode(op.from);
    changes.push({ start: pair.start, end: pair.start + pair.name.length, text: op.to });
    pair.name = op.to;
  }
  return found.length > 0;
}

function removed(op: Extract<LensOp, { op: 'remove' }>, pairs: Pair[], changes: Replacement[]): boolean | Blocker {
  for (
    let index = pairs.findIndex(({ name }) => name === op.name), any = false;
    ;
    index = pairs.findIndex(({ name }) => name === op.name), any = true
  ) {
    const pair = pairs[index];
    if (!pair) return any;
    if (!pair.visible) return blockers.queryParameterSetByCode(op.name);
    const next = pairs[index + 1];
    const before = pairs[index - 1];
    // The separator goes with it: the one behind, else the one before, else the question mark.
    changes.push({ start: next ? pair.start : before ? before.end : pair.start - 1, end: next ? next.start : pair.end, text: '' });
    pairs.splice(index, 1);
  }
}

/** The change that adds parameters to the query in a URL's text. */
export function addedToUrl(text: string, match: Match, url: CallUrl): Replacement {
  return insertion(text, match, url, pairsOf(match, url));
}

/** Where new parameters go: behind those that are written, before those that code adds. */
function insertion(text: string, match: Match, url: CallUrl, pairs: Pair[]): Replacement {
  const { queryStart, query } = match.parts;
  const last = pairs.findLast(({ visible }) => visible);
  const isClosed = pairs.every(({ visible }) => visible);
  if (pairs.length === 0)
    return query === '' && url.text[queryStart] === '?' ? insert(queryStart + 1, text) : insert(queryStart, `?${text}`);
  if (last && isClosed) return insert(last.end, `&${text}`);
  if (query !== '' && isWritten(url, queryStart)) return insert(queryStart + 1, `${text}&`);
  return insert(queryStart, `?${text}`);
}

function insert(offset: number, text: string): Replacement {
  return { start: offset, end: offset, text };
}

/** Removals and insertions at one place become one change. */
function merged(changes: Replacement[]): Replacement[] {
  const sorted = changes.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const result: Replacement[] = [];
  for (const change of sorted) {
    const last = result.at(-1);
    if (last && change.start <= last.end) {
      last.end = Math.max(last.end, change.end);
      last.text += change.text;
    } else result.push({ ...change });
  }
  return result;
}
