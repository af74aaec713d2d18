import { blockers } from '../../../../scan/blockers.js';
import type { ApiCall } from '../../../../http/call.js';
import type { Operation } from '../../../../match/index.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { combine, made, NOTHING, type Plan, type PlanContext, blockedPlan } from '../../../plan/result.js';
import { Additions } from '../additions.js';
import { chainedSets } from './calls.js';
import { applies, changeCalls, headerChanges, type HeaderChange, headerValue, type Inherited, type Outcome } from './changes.js';
import { heldHeaders } from './held.js';
import { hookedHeaders } from './hooks.js';
import { headersIn } from './list.js';
import { headerPlace, newHeaders } from './places.js';
import { instanceHeaders, type SharedHeaders, wrapperHeaders } from './shared.js';
import { formOf, hiddenIn, insertionPointOf } from '../slots.js';
import { draftOf } from '../draft/from-source.js';
import { constantText, EMPTY } from '../../../../dataflow/value.js';
import { placeOf } from '../../response/code.js';

/**
 * Plans the change of a call's request headers: where the call sets them, else where the client or wrapper sets them for
 * calls that all have the rule, else at the call. Headers objects that the call does not have yet go to `additions`.
 * @param json the call gets a JSON body as text, whose content type has to be said
 */
export function planHeaders(call: ApiCall, operation: Operation, context: PlanContext, additions: Additions, json: boolean): Plan {
  const changes = headerChanges(operation);
  if (json) changes.push({ name: 'content-type', label: 'Content-Type', set: 'application/json', rule: operation.rule.id, keep: true });
  if (changes.length === 0) return NOTHING;
  if (call.request.several?.has('headers') === true) return made([], [], [blockers.partHasSeveralValues('headers')]);
  const { interpreter } = context;
  const outcome = newOutcome();
  const sets = formOf(call)?.form.chained === true ? chainedSets(call.sink) : [];
  const edits = changeCalls(changes, sets, interpreter, outcome);
  const slot = insertionPointOf(call, 'headers', interpreter, operation.v2?.method);
  const place = slot?.kind === 'filled' ? headerPlace(slot.ref, call.site, interpreter, outcome) : undefined;
  const unset = changes.filter(({ name }) => !sets.some((found) => found.name === name));
  const set = place ? place.change(unset) : unset;
  const hooked = set.flatMap((change) => hookedChange(change, call, context));
  const rest = set.filter((change) => !hooked.some((found) => found.change === change));
  const shared = instanceHeaders(call, context) ?? wrapperHeaders(call, context);
  const inherited = inheritedFrom(shared, call, context);
  const common = shared ? rest.filter((change) => isCommon(change, shared, inherited, slot === undefined, context)) : [];
  const held = rest.filter((change) => !common.includes(change)).flatMap((change) => heldChange(change, call, context));
  const own = rest.filter((change) => !common.includes(change) && !held.some((found) => found.change === change));
  if (place) place.add(own, inherited);
  else {
    const headers = newHeaders(own, inherited, slot && hiddenIn(slot, 'headers', interpreter), call.site, outcome);
    if (headers && slot && slot.kind !== 'filled') additions.fill(slot, headers, 'headers');
    else if (headers) outcome.failed.push(blockers.headerMissing(own[0]?.label ?? ''));
  }
  const plan = combine([planOf(outcome, [...edits, ...(place?.edits() ?? [])]), ...[...held, ...hooked].map(({ plan: found }) => found)]);
  return shared && common.length > 0 ? combine([plan, planShared(common, shared, call, context)]) : plan;
}

function newOutcome(): Outcome {
  return { rules: new Set(), open: [], failed: [], doubts: [] };
}

function planOf({ rules, open, failed, doubts }: Outcome, edits: TextEdit[]): Plan {
  const [reason] = failed;
  if (reason !== undefined) return blockedPlan(reason);
  return made(edits, rules, rules.size > 0 ? [...open, ...doubts] : open);
}

/** What the client or wrapper sends with each call. */
function inheritedFrom(shared: SharedHeaders | undefined, call: ApiCall, { interpreter }: PlanContext): Inherited {
  const ref = shared?.slot.kind === 'filled' ? shared.slot.ref : undefined;
  const list = ref && headersIn(draftOf(ref, { interpreter, site: call.site }));
  return (name) => {
    const found = list?.fields.findLast((field) => field.name?.toLowerCase() === name);
    return found && { value: headerValue(found, interpreter) };
  };
}

/** True for a change that every call needs which these headers are sent with. */
function isCommon(change: HeaderChange, shared: SharedHeaders, inherited: Inherited, hasNoPlace: boolean, context: PlanContext): boolean {
  if (change.keep || shared.others) return false;
  const given = inherited(change.name);
  const isNeeded = given ? applies(change, given.value) : change.set !== null && change.when === undefined;
  const isWorthwhile = given !== undefined || shared.calls.length > 1 || hasNoPlace;
  return isNeeded && isWorthwhile && shared.calls.every((other) => needs(other, change, context));
}

/** A header that is taken out of an object which several calls name. */
function heldChange(change: HeaderChange, call: ApiCall, context: PlanContext): { change: HeaderChange; plan: Plan }[] {
  const held = change.set === null ? heldHeaders(call, change.name, context) : undefined;
  if (!held) return [];
  const inherited = inheritedFrom(held, call, context);
  const given = inherited(change.name);
  if (given && !applies(change, given.value)) return [{ change, plan: NOTHING }];
  if (!isCommon(change, held, inherited, false, context)) return [];
  return [{ change, plan: planShared([change], held, call, context) }];
}

/** A header that a hook of the client sets is changed there: what the call says would not count. */
function hookedChange(change: HeaderChange, call: ApiCall, context: PlanContext): { change: HeaderChange; plan: Plan }[] {
  const hooked = change.keep ? [] : hookedHeaders(call, change.name, context);
  const stale = hooked.filter(({ set }) => applies(change, constantText(context.interpreter.valueOf(set.value, EMPTY))));
  if (hooked.length === 0) return [];
  const outcome = newOutcome();
  const edits = changeCalls(
    [change],
    stale.map(({ set }) => set),
    context.interpreter,
    outcome,
  );
  const foreign = stale.find(({ calls, others }) => others || !calls.every((other) => needs(other, change, context)));
  if (foreign) outcome.failed.push(blockers.headerSetByHook(change.label, placeOf(foreign.set.value)));
  const others = new Set(stale.flatMap(({ calls }) => calls).filter((other) => other !== call));
  return [{ change, plan: withOthers(planOf(outcome, edits), [...others]) }];
}

function needs(call: ApiCall, change: HeaderChange, { sites }: PlanContext): boolean {
  const operations = sites.flatMap((site) => (site.call === call ? [site.match.operation] : []));
  return operations.every((operation) =>
    headerChanges(operation).some(({ name, set, rule }) => name === change.name && set === change.set && rule === change.rule),
  );
}

/** The change of headers that several calls send; they stand or fall together. */
function planShared(changes: HeaderChange[], shared: SharedHeaders, call: ApiCall, { interpreter }: PlanContext): Plan {
  const outcome = newOutcome();
  const { slot } = shared;
  const dependsOn = shared.calls.filter((other) => other !== call);
  const site = shared.at;
  if (slot.kind === 'filled') {
    const place = headerPlace(slot.ref, site, interpreter, outcome);
    place.add(place.change(changes), () => undefined);
    return withOthers(planOf(outcome, place.edits()), dependsOn);
  }
  const headers = newHeaders(changes, () => undefined, hiddenIn(slot, 'headers', interpreter), site, outcome);
  const additions = new Additions({ interpreter, site });
  if (headers) additions.fill(slot, headers, 'headers');
  return withOthers(planOf(outcome, additions.edits()), dependsOn);
}

function withOthers(plan: Plan, dependsOn: ApiCall[]): Plan {
  return plan.kind === 'edits' && dependsOn.length > 0 ? { ...plan, dependsOn } : plan;
}
