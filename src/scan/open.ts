import type { ApiCall, CallUrl } from '../http/call.js';
import { isKnownResource } from '../http/calls/resource.js';
import type { Table } from '../match/index.js';
import { type Candidate, hasKnownHost } from './belonging.js';

/** A call of which only the API is known. `text` has `{…}` for what only shows at run time. */
export interface OpenCall {
  call: ApiCall;
  table: Table;
  url: CallUrl;
  text: string;
}

/** A call on the base of a pack that no rule names, or whose endpoint only shows at run time. */
export interface OpenCandidate extends Candidate {
  kind: 'unclassified' | 'dynamic';
  table: Table;
  /** Where the base of the pack stands in the text of the URL. */
  base: { start: number; end: number };
}

/**
 * Reads the alternatives of a call that no rule names. A path that starts as no endpoint of the pack does is another
 * product's, unless the host or the literal that holds its base shows otherwise.
 */
export function openCandidates(call: ApiCall, origins: { [pack: string]: string[] }): OpenCandidate[] {
  if (call.urls.some((url) => url.kind === 'match')) return [];
  return call.urls.flatMap((url): OpenCandidate[] => {
    if (url.kind !== 'unclassified' && url.kind !== 'dynamic') return [];
    const { kind, table, parts, base } = url;
    const { pack } = table;
    const candidate: OpenCandidate = { kind, table, call, url: url.url, pack, parts, base, baseStart: base.start, indistinct: true };
    const isLikely = kind === 'dynamic' || isKnownResource(parts, base, table) || hasKnownHost(candidate, origins);
    return [isLikely ? candidate : { ...candidate, strange: true }];
  });
}

/** The calls behind candidates; alternatives of one URL are one call. */
export function openCalls(candidates: OpenCandidate[]): OpenCall[] {
  const seen = new Set<ApiCall>();
  const firsts = candidates.filter(({ call }) => !seen.has(call) && seen.add(call));
  return firsts.map(({ call, table, url }) => ({ call, table, url, text: url.text.replaceAll(/[\uE000-\uF8FF]/g, '{…}') }));
}
