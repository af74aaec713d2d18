import { blockers } from '../../../scan/blockers.js';
import type { ApiCall, CallUrl } from '../../../http/call.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { Match, Operation } from '../../../match/index.js';
import type { Lens } from '../../../pack/model.js';
import { meet } from '../../../project/importers.js';
import { combine, made, NOTHING, type Plan, type PlanContext, blockedPlan } from '../../plan/result.js';
import { Additions } from './additions.js';
import { planBody } from './body.js';
import type { CallContext } from './draft/planner-context.js';
import { planHeaders } from './headers/index.js';
import { isAmbiguous, parameterPieces, piecesCode, unknownParameter } from './path-parameters.js';
import { planMethod } from './method.js';
import { sharedBy } from './origin.js';
import { codeTemplate } from './draft/model.js';
import { planQuery, type QueryPlan } from './query/index.js';
import { takeForBody } from './query/to-body.js';
import { changedRequest } from '../../../http/calls/hooks.js';
import { placeOf } from '../response/code.js';
import { putBackCalls } from '../response/put-back.js';
import { sentBackFrom } from '../sent-back.js';
import { insertionPointOf } from './slots.js';

/** What a request needs beside its path; changes of the query in the URL text are left to whoever edits the URL. */
export type RequestPlan = QueryPlan;

/**
 * Plans the change of method, query, headers and body of one call.
 * @param base code of a base URL that the call is to have for its own
 */
export function planRequest(call: ApiCall, match: Match, context: PlanContext, base?: string): RequestPlan {
  const url = call.urls.find((alternative) => alternative.kind === 'match' && alternative.match === match)?.url;
  if (!url) return blockedPlan(blockers.urlUnknown());
  const { interpreter } = context;
  const { operation } = match;
  const surroundings = surroundingsOf(call, match, url, context);
  const additions = new Additions({ interpreter, site: call.site });
  const method = methodOf(operation);
  const taken = takeForBody(call, match, url, additions, surroundings);
  if ('reason' in taken) return blockedPlan(taken.reason);
  const query = planQuery(call, match, url, taken, surroundings);
  const source = sentBackFrom(call, operation, (other) => putBackCalls(context).has(other), context);
  // What came out of a v2 answer goes back as it is.
  const body = source ? { ...made([]), dependsOn: [source] } : planBody(call, operation, additions, surroundings, taken.fields);
  const plan = combine([
    method === undefined ? NOTHING : planMethod(call, method, interpreter, additions),
    query,
    body,
    base === undefined ? NOTHING : planBase(call, base, interpreter, additions),
    planHeaders(call, operation, context, additions, 'json' in body && body.json === true),
    additionsPlan(additions, call),
    planHooks(call, operation, interpreter),
  ]);
  if (plan.kind !== 'edits' || !query.urlQuery) return plan;
  return { ...plan, urlQuery: query.urlQuery, ...(query.otherQueries ? { otherQueries: query.otherQueries } : {}) };
}

/** Gives a call a base of its own as an option. */
export function planBase(call: ApiCall, base: string, interpreter: Interpreter, additions: Additions): Plan {
  const slot = insertionPointOf(call, 'base', interpreter);
  if (!slot || slot.kind === 'filled') return blockedPlan(blockers.noBaseForOneCall());
  additions.fill(slot, codeTemplate(base), 'base');
  return NOTHING;
}

/** A hook of the client that changes the request, too, may say what only v1 understands. */
function planHooks(call: ApiCall, operation: Operation, interpreter: Interpreter): Plan {
  const isMoved = operation.request.length > 0 || operation.query.length > 0 || methodOf(operation) !== undefined;
  const hook = isMoved ? changedRequest(call, interpreter) : undefined;
  return hook ? made([], [], [blockers.requestHooked(placeOf(hook))]) : NOTHING;
}

/** The method that the call has to get; undefined when it stays. */
function methodOf({ v1, v2 }: Operation): string | undefined {
  return v2 && v2.method !== 'ANY' && v2.method !== v1.method ? v2.method : undefined;
}

function additionsPlan(additions: Additions, call: ApiCall): Plan {
  const shared = additions.places().map((place) => sharedBy(place, call.site));
  const reason = shared.find((found) => found !== undefined);
  if (reason !== undefined) return blockedPlan(blockers.optionsFixed(reason.text));
  return made(additions.edits());
}

/** What a plan for a call may ask about it. */
export function surroundingsOf(call: ApiCall, match: Match, url: CallUrl, { interpreter, sites }: PlanContext): CallContext {
  return {
    interpreter,
    site: call.site,
    parameter(name, at) {
      if (isAmbiguous(name, match, call)) return { reason: blockers.parameterHasSeveralValues(name) };
      const pieces = parameterPieces(name, match, url);
      return pieces ? piecesCode(pieces, `{${name}} of the v1 path`, at ?? call.site, interpreter) : unknownParameter(name);
    },
    answered(from, to) {
      if (!renames(match.operation.response, from, to)) return undefined;
      return sites
        .filter((site) => site.call !== call && isAlike(site.match, match, from, to))
        .filter((site) => meet(site.call.source.path, call.source.path, interpreter.project))
        .map((site) => site.call);
    },
  };
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
