import { type Blocker, blockers, ruleBlocker } from '../../../scan/blockers.js';
import { type Read, type ResponseTrace, traceResponse } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import { changedResponse } from '../../../http/calls/hooks.js';
import type { Operation } from '../../../match/index.js';
import { combine, made, NOTHING, type Plan, type PlanContext, blockedPlan } from '../../plan/result.js';
import { adaptAtSource } from './adapt-at-source.js';
import { rewriteReads } from './body.js';
import { type Around, type Body, isErrorField, type PlannedReads, type UnwrapPoints, startedBuilder } from './context.js';
import { placeOf, shortText } from './code.js';
import { readOfV2 } from './reads.js';
import { failurePathMap, operationAsRead, successPathMap } from './path-map.js';
import { adaptedOnce, putBackCalls } from './put-back.js';
import { sharedReadersOf } from './sharing.js';
import { planStatus } from './statuses.js';
import { sentBackTo } from '../sent-back.js';

/**
 * Plans the edits that make code written for the v1 answer of a call run the same on the v2 answer: an outer level is
 * taken off where the body comes into view; visible reads are rewritten; where the response leaves the code that can be seen it is
 * put back into its v1 shape. Refused, with the fact that failed, when none of these is safe.
 */
export function planResponse(call: ApiCall, operation: Operation, context: PlanContext): Plan {
  return planResponseAround(call, operation, context).plan;
}

/** Plans the answer of a call that something is put around, and tells where its body is taken in hand. */
export function planResponseAround(
  call: ApiCall,
  stated: Operation,
  context: PlanContext,
  around?: Around,
): { plan: Plan; settled?: UnwrapPoints } {
  const answer = traceResponse(call, context.interpreter);
  const operation = operationAsRead(stated, answer);
  const sharing = sharedReadersOf(call, context);
  const putBack = putBackCalls(context);
  const body: Body = {
    call,
    interpreter: context.interpreter,
    operation,
    answer,
    sharing,
    isPutBack: (other) => putBack.has(other),
    sentBackTo: (node) => sentBackTo(node, operation, answer.reads, context),
    ...(around ? { around } : {}),
  };
  const { plan: own, settled } = planBody(body);
  const plan = combine([planStatus(answer, operation, sharing), own]);
  const alone = plan.kind === 'blocked' || sharing.dependsOn.size === 0 || plan.edits.length === 0;
  return { plan: alone ? plan : { ...plan, dependsOn: [...sharing.dependsOn] }, ...(settled ? { settled } : {}) };
}

interface Planned {
  plan: Plan;
  settled?: UnwrapPoints | undefined;
}

function planBody(body: Body): Planned {
  const { answer, operation, call } = body;
  const success = successPathMap(operation);
  const isBare = operation.response.some((op) => op.op === 'nest-when');
  if (!success.matter && !isBare && !failurePathMap(operation).matter) return untouched(body);
  const lost = answer.escapes.find(
    ({ what, outcome }) =>
      outcome !== 'failure' && ((what === 'response' && success.matter) || (what === 'text' && (success.matter || isBare))),
  );
  if (lost) return { plan: blockedPlan(blockers.readsUnseen(lost.what, lost.by, placeOf(lost.node))) };
  const hook = success.matter || isBare ? changedResponse(call, body.interpreter) : undefined;
  if (hook) return { plan: blockedPlan(blockers.responseHooked(placeOf(hook))) };
  const isHidden = success.matter && answer.sources.length === 0 && call.request.response.via === 'callback';
  if (isHidden) return { plan: blockedPlan(blockers.handoverUnknown(call.request.client, placeOf(call.sink))) };
  const member = memberOfList(answer, operation);
  if (member) return { plan: blockedPlan(blockers.listReadByName(shortText(member.node), placeOf(member.node))) };
  const understood = readOfV2(answer, success);
  if (understood) return { plan: leftAlone(understood) };
  const reads = rewriteReads(body, success);
  if ('reason' in reads) return reads.final ? { plan: blockedPlan(reads.reason) } : planAdapted(body, reads.reason);
  return plannedOf(adaptedOnce(reads, body) ?? reads, body);
}

/** A read that does not go with a response which is a list: something gives the code another shape than the rules know. */
function memberOfList({ reads }: ResponseTrace, { response, pack }: Operation): Read | undefined {
  if (!response.some(({ op }) => op === 'map')) return undefined;
  const wrappers = new Set(response.flatMap((op) => (op.op === 'unnest' ? [op.name] : [])));
  return reads.find(({ from, name, outcome }) => {
    const isNamed = from.length === 0 && typeof name === 'string' && !/^(?:\d+|\*)$/.test(name);
    return isNamed && outcome !== 'failure' && !wrappers.has(name) && !isErrorField(name, pack);
  });
}

/** Nothing of the answer changes. */
function untouched(body: Body): Planned {
  const edits = startedBuilder(body).finish();
  return { plan: edits.length === 0 ? NOTHING : made(edits) };
}

function plannedOf(reads: PlannedReads, body: Body): Planned {
  return { plan: planOf(reads, body), settled: reads.settled };
}

/** Code that reads what only v2 answers is taken to read both shapes: no edit, and a person has to look. */
function leftAlone({ node }: Read): Plan {
  const reason = blockers.readsV2Already(shortText(node), placeOf(node));
  return { kind: 'edits', edits: [], level: 'review', rules: [], reason };
}

function planAdapted(body: Body, obstacle: Blocker): Planned {
  const reads = adaptAtSource(body, obstacle);
  if (!('reason' in reads)) return plannedOf(reads, body);
  return { plan: blockedPlan(reads.reason === obstacle ? obstacle : blockers.bothWays(obstacle.text, reads.reason.text)) };
}

function planOf({ draft, types, rules, open }: PlannedReads, { answer, operation }: Body): Plan {
  const reasons = [...open];
  if (answer.incomplete) reasons.push(blockers.tooManyUses());
  const shown = failurePathMap(operation).matter
    ? answer.escapes.find(({ what, outcome }) => what !== 'status' && outcome === 'failure')
    : undefined;
  if (shown) reasons.push(blockers.failureEscapes(shown.by, placeOf(shown.node)));
  // A rule goes no further than its own level.
  for (const change of operation.changes) if (rules.has(change.id) && change.level !== 'auto') reasons.push(ruleBlocker(change));
  const [reason] = reasons;
  return {
    kind: 'edits',
    edits: [...draft.finish(), ...types.finish()],
    level: reason === undefined ? 'auto' : 'review',
    rules: [...rules],
    ...(reason === undefined ? {} : { reason }),
  };
}
