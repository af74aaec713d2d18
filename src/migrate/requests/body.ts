import type { ApiCall } from '../../calls/call.js';
import type { Evaluation } from '../../calls/evaluation.js';
import type { Ref } from '../../calls/value.js';
import type { Lens } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';
import { type Plan, refused } from '../plan.js';
import { indentAt, styleOf } from '../style.js';
import type { Draft } from './draft.js';
import { settle } from './expression.js';
import { applyLens } from './lens.js';
import { bodyOrigin, sharedBy } from './origin.js';
import { draftEdits } from './render.js';
import { codeOf, draftOf } from './trace.js';
import type { Workshop } from './workshop.js';

/** Makes a fresh workshop: one for each attempt. */
export type OpenWorkshop = () => Workshop;

/** Plans the change of a request body. */
export function planBody(call: ApiCall, lens: Lens, evaluation: Evaluation, open: OpenWorkshop): Plan {
  const { body } = call.request;
  if (!body) return refused('the v1 call has no body to change');
  const origin = bodyOrigin(body.ref, body.encoding, evaluation);
  if ('reason' in origin) return refused(origin.reason);
  const clash = lens.flatMap((op) => ('name' in op ? [op.name] : 'from' in op ? [op.from] : [])).find((name) => origin.fixed.has(name));
  if (clash !== undefined) return refused(`the field \`${clash}\` is set in a function that other calls share`);
  const shared = sharedBy(origin.ref.node, call.site);
  if (shared !== undefined) return refused(`the body cannot be changed: ${shared}`);
  return planObject(origin.ref, lens, evaluation, open);
}

/**
 * Plans the edits that make an object-like expression what a lens says: where the object is made, if that is for this
 * call only; else by an inline expression around it.
 */
export function planObject(ref: Ref, lens: Lens, evaluation: Evaluation, open: OpenWorkshop): Plan {
  const first = open();
  const inPlace = attempt(draftOf(ref, { evaluation, site: first.site }), ref.node, lens, first);
  if (Array.isArray(inPlace)) return planOf(inPlace, first);
  const second = open();
  const around = attempt(codeOf(ref, evaluation), ref.node, lens, second);
  return Array.isArray(around) ? planOf(around, second) : refused(around.reason);
}

function attempt(draft: Draft, node: ts.Expression, lens: Lens, shop: Workshop): TextEdit[] | { reason: string } {
  const changed = applyLens(lens, draft, shop);
  if (typeof changed === 'string') return { reason: changed };
  const indent = indentAt(node.getSourceFile().text, node.getStart());
  if (!settle(changed, indent, styleOf(node), shop)) return { reason: shop.failed[0] ?? 'the change cannot be said in code' };
  return [...draftEdits(changed, node), ...shop.edits];
}

function planOf(edits: TextEdit[], shop: Workshop): Plan {
  const [reason] = shop.open;
  return {
    kind: 'edits',
    edits,
    level: reason === undefined ? 'auto' : 'review',
    rules: [...shop.rules],
    ...(reason === undefined ? {} : { reason }),
  };
}
