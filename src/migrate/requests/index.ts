import type { ApiCall, CallUrl } from '../../calls/call.js';
import type { Match, Operation } from '../../match/index.js';
import type { Ref } from '../../calls/value.js';
import type { Conversion, Lens } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import { combine, NOTHING, type Plan, type PlanContext, refused } from '../plan.js';
import type { Replacement } from '../urls/replacements.js';
import { Additions } from './additions.js';
import { doubted, type OpenWorkshop, planBody, planObject } from './body.js';
import { planHeaders } from './headers.js';
import { helperFor } from './helpers.js';
import { holePieces, piecesCode, unknownHole } from './holes.js';
import { made } from './made.js';
import { planMethod } from './method.js';
import { sharedBy } from './origin.js';
import { otherThanPlain } from './plain.js';
import { namesInUrl, neededParameters, queryLens, urlReplacements } from './query.js';
import { planSearch, searchNear, searchOf } from './search.js';
import type { Workshop } from './workshop.js';

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
  const { evaluation } = context;
  const { operation } = match;
  const open = workshops(call, match, url, context);
  const additions = new Additions({ evaluation, site: call.site });
  const method = methodOf(operation);
  const query = planQuery(call, match, url, open);
  const body = planBody(call, operation, additions, open);
  const plans = [
    method === undefined ? NOTHING : planMethod(call, method, evaluation, additions),
    query,
    body,
    planHeaders(call, operation, context, additions, body.json === true),
  ];
  const plan = combine([...plans, additionsPlan(additions, call)]);
  return plan.kind === 'edits' && query.urlQuery ? { ...plan, urlQuery: query.urlQuery } : plan;
}

/** The method that the call has to get; undefined when it stays. */
function methodOf({ v1, v2 }: Operation): string | undefined {
  return v2 && v2.method !== 'ANY' && v2.method !== v1.method ? v2.method : undefined;
}

function additionsPlan(additions: Additions, call: ApiCall): Plan {
  const shared = additions.places().map((place) => sharedBy(place, call.site));
  const reason = shared.find((found) => found !== undefined);
  if (reason !== undefined) return refused(`the options of the call cannot be changed: ${reason}`);
  return made(additions.edits());
}

function planQuery(call: ApiCall, match: Match, url: CallUrl, open: OpenWorkshop): RequestPlan {
  const lens = queryLens(match);
  if ('reason' in lens) return refused(lens.reason);
  const { query } = call.request;
  const inUrl = new Set(namesInUrl(match));
  const missing = neededParameters(match).find((name) => !inUrl.has(name) && !query);
  if (missing !== undefined) return refused(`v2 needs the query parameter \`${missing}\`, which the v1 call does not give`);
  if (lens.length === 0) return NOTHING;
  if (query) return planQueryObject(query, lens, open);
  const changed = urlReplacements(lens, match, url);
  if ('reason' in changed) {
    const search = searchNear(call.site);
    return search ? planSearch(search, lens, open) : refused(changed.reason);
  }
  return { ...made([], changed.rules), ...(changed.changes.length > 0 ? { urlQuery: changed.changes } : {}) };
}

/** Query parameters beside the URL. */
function planQueryObject(query: Ref, lens: Lens, open: OpenWorkshop): Plan {
  const { evaluation } = open();
  const search = searchOf(query, evaluation);
  if (search) return planSearch(search, lens, open);
  const other = otherThanPlain(query, evaluation);
  if (other !== undefined) return refused(`the query parameters are ${other}`);
  return doubted(planObject(query, lens, open), query, { evaluation, site: open().site });
}

/** True for an operation of the same API that renames the field in its request or answer. */
function isAlike(other: Match, match: Match, from: string, to: string): boolean {
  const { request, response } = other.operation;
  return other.table === match.table && (renames(request, from, to) || renames(response, from, to));
}

function renames(lens: Lens, from: string, to: string): boolean {
  return lens.some((op) =>
    op.op === 'in' || op.op === 'map' ? renames(op.lens, from, to) : op.op === 'rename' && op.from === from && op.to === to,
  );
}

function workshops(call: ApiCall, match: Match, url: CallUrl, { evaluation, sites }: PlanContext): OpenWorkshop {
  return () => {
    const shop: Workshop = {
      evaluation,
      site: call.site,
      hole(name: string, at: ts.Node | undefined) {
        const pieces = holePieces(name, match, url);
        return pieces ? piecesCode(pieces, `{${name}} of the v1 path`, at ?? call.site, evaluation) : unknownHole(name);
      },
      helper(conversion: Conversion, field: string, text: string, at: ts.Node | undefined) {
        const helper = helperFor(conversion, field, at ?? call.site);
        if (!helper) return undefined;
        if (helper.edit) shop.edits.push(helper.edit);
        shop.open.push(`\`${field}\` is only known at run time: check \`${helper.name}\``);
        return `${helper.name}(${text})`;
      },
      answered: (from, to) =>
        renames(match.operation.response, from, to)
          ? sites.flatMap((site) => (site.call !== call && isAlike(site.match, match, from, to) ? [site.call] : []))
          : undefined,
      together: new Set(),
      rules: new Set(),
      open: [],
      failed: [],
      edits: [],
    };
    return shop;
  };
}
