import type { ApiCall } from '../../calls/call.js';
import type { Ref } from '../../calls/value.js';
import type { Operation } from '../../match/index.js';
import type { Lens } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';
import { combine, NOTHING, type Plan, refused } from '../plan.js';
import { indentAt, styleOf } from '../style.js';
import type { Additions } from './additions.js';
import { codeDraft, type Draft } from './draft.js';
import { settle } from './expression.js';
import { isNothing } from './fields.js';
import { applyLens } from './lens.js';
import { made } from './made.js';
import { bodyOrigin, sharedBy, shown } from './origin.js';
import { isPlain } from './plain.js';
import { draftEdits, draftText } from './render.js';
import { formOf, slotOf } from './slots.js';
import { codeOf, draftOf, type Ground } from './trace.js';
import { declaredFor, type TypedPlace, typedPlaces, typeEdits } from './types.js';
import type { Workshop } from './workshop.js';

/** Makes a fresh workshop: one for each attempt. */
export type OpenWorkshop = () => Workshop;

/** The plan of a body; `json` when the call gets a body as JSON text that it did not have. */
export type BodyPlan = Plan & { json?: true };

/** Plans the change of a request body. A body that has to be made goes to `additions`. */
export function planBody(call: ApiCall, operation: Operation, additions: Additions, open: OpenWorkshop): BodyPlan {
  const lens = operation.request;
  if (lens.length === 0) return NOTHING;
  const { evaluation } = open();
  const { body } = call.request;
  const slot = slotOf(call, 'body', evaluation, operation.v2?.method);
  if (!body || (slot && slot.kind !== 'filled')) return planNewBody(call, operation, additions, open());
  const origin = bodyOrigin(body.ref, body.encoding, evaluation);
  if ('reason' in origin) return refused(origin.reason);
  const clash = lens.flatMap((op) => fieldsOf(op)).find((name) => origin.fixed.has(name));
  if (clash !== undefined) return refused(`the field \`${clash}\` is set in a function that other calls share`);
  const shared = sharedBy(origin.ref.node, call.site);
  if (shared !== undefined) return refused(`the body cannot be changed: ${shared}`);
  const type = declaredFor(origin.ref.node, call, evaluation);
  const plan = planObject(origin.ref, lens, open, type ? [{ type, lens }] : []);
  return body.encoding === 'text' ? plan : doubted(plan, origin.ref, { evaluation, site: call.site });
}

/** A plan for a value that may be something else than a plain object, where its making is not visible. */
export function doubted(plan: Plan, ref: Ref, ground: Ground): Plan {
  if (plan.kind === 'refused' || plan.edits.length === 0 || isPlain(ref, ground.evaluation) || isVisible(draftOf(ref, ground))) return plan;
  return combine([plan, made([], [], [`\`${shown(ref.node)}\` is taken to be a plain object`])]);
}

/** True for a value whose literals are all visible. */
function isVisible(draft: Draft): boolean {
  switch (draft.kind) {
    case 'object':
    case 'list':
      return true;
    case 'link':
      return isVisible(draft.target);
    case 'choice':
      return draft.options.every((option) => isVisible(option) || isNothing(option));
    case 'callers':
      return draft.targets.every((target) => isVisible(target.draft));
    case 'code':
      return false;
  }
}

function fieldsOf(op: Lens[number]): string[] {
  if ('name' in op) return 'host' in op ? [op.name, op.host] : [op.name];
  return op.op === 'rename' ? [op.from, op.to] : [];
}

/**
 * Plans the edits that make an object-like expression what a lens says: where the object is made, if that is for this
 * call only; else by an inline expression around it.
 * @param typed declared types that the value passes outside the expression
 */
export function planObject(ref: Ref, lens: Lens, open: OpenWorkshop, typed: TypedPlace[] = []): Plan {
  const first = open();
  const { evaluation } = first;
  const inPlace = attempt(draftOf(ref, { evaluation, site: first.site }), ref.node, lens, first, typed);
  if (Array.isArray(inPlace)) return plannedBy(first, inPlace);
  const second = open();
  const around = attempt(codeOf(ref, evaluation), ref.node, lens, second, typed);
  return Array.isArray(around) ? plannedBy(second, around) : refused(around.reason);
}

function plannedBy(shop: Workshop, edits: TextEdit[]): Plan {
  const plan = made(edits, shop.rules, shop.open);
  return shop.together.size > 0 ? { ...plan, together: [...shop.together] } : plan;
}

function attempt(draft: Draft, node: ts.Expression, lens: Lens, shop: Workshop, typed: TypedPlace[]): TextEdit[] | { reason: string } {
  const changed = applyLens(lens, draft, shop);
  if (typeof changed === 'string') return { reason: changed };
  const indent = indentAt(node.getSourceFile().text, node.getStart());
  if (!settle(changed, indent, styleOf(node), shop)) return { reason: shop.failed[0] ?? 'the change cannot be said in code' };
  const types = typeEdits([...typed, ...typedPlaces(changed)], shop);
  return Array.isArray(types) ? [...draftEdits(changed, node), ...types, ...shop.edits] : types;
}

/** A body for a call that has none, when the lens makes one out of nothing. */
function planNewBody(call: ApiCall, operation: Operation, additions: Additions, shop: Workshop): BodyPlan {
  const style = styleOf(call.site);
  const indent = indentAt(call.source.tree.text, call.site.getStart());
  const object = applyLens(operation.request, { kind: 'object', entries: [] }, shop);
  if (typeof object === 'string') return refused(object);
  if (!settle(object, indent, style, shop)) return refused(shop.failed[0] ?? 'the change cannot be said in code');
  if (object.kind === 'object' && object.entries.length === 0) return NOTHING;
  const slot = slotOf(call, 'body', shop.evaluation, operation.v2?.method);
  if (!slot || slot.kind === 'filled') return refused('v2 needs a body, and this call has no place for one');
  const isText = call.env.frames.length === 0 && formOf(call)?.form.text === true;
  const value = isText ? codeDraft(`JSON.stringify(${draftText(object, indent, style)})`) : object;
  const plan = made(shop.edits, shop.rules, shop.open);
  const behind = slot.kind === 'argument' ? slot.call.arguments?.[slot.index] : undefined;
  if (!behind) {
    additions.fill(slot, value, 'body');
    return isText ? { ...plan, json: true } : plan;
  }
  const at = behind.getStart();
  const edit = { file: behind.getSourceFile().fileName, start: at, end: at, text: `${draftText(value, indent, style)}, ` };
  return { ...plan, edits: [...plan.edits, edit] };
}
