import type { ApiCall } from '../http/call.js';
import type { EndpointTemplate, Matcher, Table } from '../match/index.js';
import { type Candidate, judgeHost } from './belonging.js';

/** Fixed words that a path has where it alone shows whose it is. */
const TELLING_WORDS = 2;

/** The APIs that a call which may be v2 already can be of. */
export function v2Candidates(call: ApiCall, matcher: Matcher): Candidate[] {
  return call.urls.flatMap(({ kind, url }): Candidate[] => {
    if (kind !== 'current') return [];
    return matcher.matchAll(call.method, url.text).flatMap((result): Candidate[] => {
      if (result.kind !== 'current') return [];
      const { table, target, certain, base, parts } = result;
      return [{ call, url, pack: table.pack, parts, baseStart: base.start, indistinct: isCommon(target, table), guess: !certain }];
    });
  });
}

/**
 * The v2 calls that belong to an API, each once: what shows that of a v1 call has to show it of them.
 * @param ours candidates for which there is evidence
 * @param known APIs that are called by v1 as well
 */
export function callsOnV2(
  candidates: Candidate[],
  ours: ReadonlySet<Candidate>,
  known: ReadonlySet<Table>,
  origins: { [pack: string]: string[] },
): Candidate[] {
  const spoken = new Set([...known].map(({ pack }) => pack));
  const found = new Map<ApiCall, Candidate>();
  for (const candidate of candidates) {
    const { call, pack, parts } = candidate;
    const isShown = ours.has(candidate) || (spoken.has(pack) && judgeHost(parts.origin, pack, origins) === 'none');
    if (isShown && !found.has(call)) found.set(call, candidate);
  }
  return [...found.values()];
}

/** True for an endpoint of v2 that other products have as well, as they have one of the v1 endpoints that become it. */
function isCommon(target: EndpointTemplate, { operations }: Table): boolean {
  const moved = operations.filter(({ v2 }) => v2?.source === target.source);
  if (moved.length > 0) return moved.some(({ indistinct }) => indistinct);
  return target.segments.filter(({ parts }) => parts.some((part) => 'text' in part)).length < TELLING_WORDS;
}
