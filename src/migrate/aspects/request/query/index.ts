import { blockers, type Blocker } from '../../../../scan/blockers.js';
import type { ApiCall, CallUrl } from '../../../../http/call.js';
import type { Ref } from '../../../../dataflow/value.js';
import type { Match } from '../../../../match/index.js';
import type { Lens } from '../../../../pack/model.js';
import { made, NOTHING, type Plan, blockedPlan } from '../../../plan/result.js';
import type { Replacement } from '../../../plan/url-plan.js';
import type { CallContext } from '../draft/planner-context.js';
import { applyLensToObject, doubted } from '../object.js';
import { parameterKey } from '../path-parameters.js';
import { shown } from '../origin.js';
import { otherThanPlain } from '../plain.js';
import { assignedSearch, planSearch, searchNear, searchOf } from './search.js';
import type { Taken } from './to-body.js';
import { namesInUrl, neededParameters, queryLens, urlReplacements } from './url.js';

/** The plan of a query. */
export type QueryPlan = Plan & {
  /**
   * Changes of the query in the URL text of the call (the `CallUrl` of the match), to be placed with those of the path: a
   * new query stands at the end of the path. Placeholder characters are those of that URL.
   */
  urlQuery?: Replacement[];
  /** The same for the other alternatives of the URL that lead to the same endpoint. */
  otherQueries?: ReadonlyMap<CallUrl, Replacement[]>;
};

/**
 * Plans the change of a call's query parameters, beside the URL or in its text.
 * @param taken those that go into the body
 */
export function planQuery(call: ApiCall, match: Match, url: CallUrl, taken: Taken, surroundings: CallContext): QueryPlan {
  const own = queryLens(match);
  if ('reason' in own) return blockedPlan(own.reason);
  const lens = [...own, ...taken.lens];
  const query = taken.emptied ? undefined : call.request.query;
  const inUrl = new Set(namesInUrl(match));
  const missing = neededParameters(match).find((name) => !inUrl.has(name) && !query);
  if (missing !== undefined) return blockedPlan(blockers.queryParameterMissing(missing, ''));
  if (lens.length === 0) return NOTHING;
  if (call.request.several?.has('query') === true) return blockedPlan(blockers.partHasSeveralValues('query'));
  if (query) return planObject(query, lens, surroundings);
  const assigned = assignedSearch(url, surroundings);
  if (assigned?.search) return planSearch(assigned.search, lens, surroundings);
  if (assigned) return blockedPlan(blockers.queryReplacedLater(shown(assigned.at)));
  const changed = urlReplacements(lens, match, url);
  if ('reason' in changed) {
    const search = searchNear(call.site);
    return search ? planSearch(search, lens, surroundings) : blockedPlan(changed.reason);
  }
  if (changed.changes.length === 0) return made([], changed.rules);
  const others = otherQueries(call, match, url, taken.lens);
  return others instanceof Map
    ? { ...made([], changed.rules), urlQuery: changed.changes, otherQueries: others }
    : blockedPlan(others.reason);
}

/** What becomes of the query of each other alternative of the URL whose parameters are filled otherwise. */
function otherQueries(call: ApiCall, match: Match, url: CallUrl, taken: Lens): Map<CallUrl, Replacement[]> | { reason: Blocker } {
  const found = new Map<CallUrl, Replacement[]>();
  for (const option of call.urls) {
    if (option.kind !== 'match' || option.match === match || option.match.operation.v1.source !== match.operation.v1.source) continue;
    if (!Object.keys(match.parameters).some((name) => parameterKey(name, option.match, option.url) !== parameterKey(name, match, url)))
      continue;
    const own = queryLens(option.match);
    const changed = 'reason' in own ? own : urlReplacements([...own, ...taken], option.match, option.url);
    if ('reason' in changed) return { reason: changed.reason };
    found.set(option.url, changed.changes);
  }
  return found;
}

/** Query parameters beside the URL. */
function planObject(query: Ref, lens: Lens, surroundings: CallContext): Plan {
  const { interpreter, site } = surroundings;
  const search = searchOf(query, interpreter);
  if (search) return planSearch(search, lens, surroundings);
  const other = otherThanPlain(query, interpreter);
  if (other !== undefined) return blockedPlan(blockers.queryIs(other));
  return doubted(applyLensToObject(query, lens, surroundings), query, { interpreter, site });
}
