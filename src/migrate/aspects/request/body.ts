import { Blocker, blockers } from '../../../scan/blockers.js';
import type { ApiCall } from '../../../http/call.js';
import type { Operation } from '../../../match/index.js';
import type { Lens } from '../../../pack/model.js';
import { made, NOTHING, type Plan, blockedPlan } from '../../plan/result.js';
import { indentAt, styleOf } from '../../../edit/style.js';
import type { Additions } from './additions.js';
import { codeTemplate, type Field } from './draft/model.js';
import { draftText } from './draft/to-edits.js';
import { createPlannerContext, type CallContext } from './draft/planner-context.js';
import { applyLens } from './lens/apply.js';
import { settle } from './lens/expression.js';
import { applyLensToObject, doubted } from './object.js';
import { bodyOrigin, sharedBy } from './origin.js';
import { formOf, insertionPointOf } from './slots.js';
import { declaredFor } from './types/index.js';

/** The plan of a body; `json` when the call gets a body as JSON text that it did not have. */
export type BodyPlan = Plan & { json?: true };

/**
 * Plans the change of a request body. A body that has to be made goes to `additions`.
 * @param given fields that it gets from elsewhere in the request, before the lens runs
 */
export function planBody(
  call: ApiCall,
  operation: Operation,
  additions: Additions,
  surroundings: CallContext,
  given: Field[] = [],
): BodyPlan {
  const lens = operation.request;
  if (lens.length === 0 && given.length === 0) return NOTHING;
  const { interpreter } = surroundings;
  const { body, several } = call.request;
  if (several?.has('body') === true) return blockedPlan(blockers.partHasSeveralValues('body'));
  const slot = insertionPointOf(call, 'body', interpreter, operation.v2?.method);
  if (!body || (slot && slot.kind !== 'filled')) return planNewBody(call, operation, additions, surroundings, given);
  if (given.length > 0) return blockedPlan(blockers.queryAndBody());
  const origin = bodyOrigin(body.ref, body.encoding, interpreter);
  if ('reason' in origin) return blockedPlan(origin.reason);
  const clash = lens.flatMap((op) => fieldsOf(op)).find((name) => origin.fixed.has(name));
  if (clash !== undefined) return blockedPlan(blockers.fieldSetInSharedCode(clash));
  const shared = sharedBy(origin.ref.node, call.site);
  if (shared !== undefined) return blockedPlan(blockers.bodyFixed(shared.text));
  const type = declaredFor(origin.ref.node, call, interpreter);
  const plan = applyLensToObject(origin.ref, lens, surroundings, type ? [{ type, lens }] : []);
  return body.encoding === 'text' ? plan : doubted(plan, origin.ref, { interpreter, site: call.site });
}

/** A wrapper between the call and its request makes JSON of the body that it is given. */
function serialises({ env }: ApiCall): boolean {
  return env.frames.some(({ callee }) => callee.getText().includes('JSON.stringify'));
}

function fieldsOf(op: Lens[number]): string[] {
  if ('name' in op) return 'host' in op ? [op.name, op.host] : [op.name];
  return op.op === 'rename' ? [op.from, op.to] : [];
}

/** A body for a call that has none, when the lens makes one out of nothing. */
function planNewBody(call: ApiCall, operation: Operation, additions: Additions, surroundings: CallContext, given: Field[]): BodyPlan {
  const context = createPlannerContext(surroundings);
  const style = styleOf(call.site);
  const indent = indentAt(call.source.tree.text, call.site.getStart());
  const object = applyLens(operation.request, { kind: 'object', entries: given }, context);
  if (object instanceof Blocker) return blockedPlan(object);
  if (!settle(object, indent, style, context)) return blockedPlan(context.failed[0] ?? blockers.noExpression());
  if (object.kind === 'object' && object.entries.length === 0) return NOTHING;
  const slot = insertionPointOf(call, 'body', context.interpreter, operation.v2?.method);
  if (!slot || slot.kind === 'filled') return blockedPlan(blockers.noPlaceForBody());
  const isText = formOf(call)?.form.text === true && !serialises(call);
  const value = isText ? codeTemplate(`JSON.stringify(${draftText(object, indent, style)})`) : object;
  const plan = made(context.edits, context.rules, context.open);
  const behind = slot.kind === 'argument' ? slot.call.arguments?.[slot.index] : undefined;
  if (!behind) {
    additions.fill(slot, value, 'body');
    return isText ? { ...plan, json: true } : plan;
  }
  const at = behind.getStart();
  const edit = { file: behind.getSourceFile().fileName, start: at, end: at, text: `${draftText(value, indent, style)}, ` };
  return { ...plan, edits: [...plan.edits, edit] };
}
