import type { ApiCall, CallUrl } from '../../calls/call.js';
import type { Evaluation } from '../../calls/evaluation.js';
import type { Match } from '../../match/index.js';
import type { ts } from '../../project/syntax.js';
import { combine, NOTHING, type Plan, type PlanContext, refused } from '../plan.js';
import type { Replacement } from '../urls/replacements.js';
import { type OpenWorkshop, planBody, planObject } from './body.js';
import { holePieces, piecesCode, unknownHole } from './holes.js';
import { namesInUrl, neededParameters, queryLens, urlReplacements } from './query.js';

/** What a request needs beside its path. */
export type RequestPlan = Plan & {
  /**
   * Changes of the query in the URL text of the call (the `CallUrl` of the match), to be placed with those of the path: a
   * new query stands at the end of the path. Hole characters are those of that URL.
   */
  urlQuery?: Replacement[];
};

/** Plans the change of method, query, headers and body of one call. */
export function planRequest(call: ApiCall, match: Match, context: PlanContext): RequestPlan {
  const url = call.urls.find((alternative) => alternative.kind === 'match' && alternative.match === match)?.url;
  if (!url) return refused('the URL of the call is not known');
  const open = workshops(call, match, url, context.evaluation);
  const query = planQuery(call, match, url, context.evaluation, open);
  const body = match.operation.request.length === 0 ? NOTHING : planBody(call, match.operation.request, context.evaluation, open);
  const plan = combine([query, body]);
  return plan.kind === 'edits' && query.urlQuery ? { ...plan, urlQuery: query.urlQuery } : plan;
}

function planQuery(call: ApiCall, match: Match, url: CallUrl, evaluation: Evaluation, open: OpenWorkshop): RequestPlan {
  const lens = queryLens(match);
  if ('reason' in lens) return refused(lens.reason);
  const { query } = call.request;
  const inUrl = new Set(namesInUrl(match));
  const missing = neededParameters(match).find((name) => !inUrl.has(name) && !query);
  if (missing !== undefined) return refused(`v2 needs the query parameter \`${missing}\`, which the v1 call does not give`);
  if (lens.length === 0) return NOTHING;
  if (query) return planObject(query, lens, evaluation, open);
  const changed = urlReplacements(lens, match, url);
  if ('reason' in changed) return refused(changed.reason);
  return {
    kind: 'edits',
    edits: [],
    level: 'auto',
    rules: changed.rules,
    ...(changed.changes.length > 0 ? { urlQuery: changed.changes } : {}),
  };
}

function workshops(call: ApiCall, match: Match, url: CallUrl, evaluation: Evaluation): OpenWorkshop {
  return () => ({
    evaluation,
    site: call.site,
    hole(name: string, at: ts.Node | undefined) {
      const pieces = holePieces(name, match, url);
      return pieces ? piecesCode(pieces, `{${name}} of the v1 path`, at ?? call.site, evaluation) : unknownHole(name);
    },
    helper: () => undefined,
    rules: new Set(),
    open: [],
    failed: [],
    edits: [],
  });
}
