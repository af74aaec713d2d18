import { Blocker, blockers } from '../../../scan/blockers.js';
import type { Ref } from '../../../dataflow/value.js';
import type { Lens } from '../../../pack/model.js';
import type { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { combine, made, type Plan, blockedPlan } from '../../plan/result.js';
import { indentAt, styleOf } from '../../../edit/style.js';
import type { ValueTemplate } from './draft/model.js';
import { draftEdits } from './draft/to-edits.js';
import { codeOf, draftOf, type Ground, statedParameter } from './draft/from-source.js';
import { createPlannerContext, type CallContext, type PlannerContext } from './draft/planner-context.js';
import { applyLens } from './lens/apply.js';
import { settle } from './lens/expression.js';
import { isNothing } from './lens/fields.js';
import { shown } from './origin.js';
import { isPlain } from './plain.js';
import { type TypedPlace, typedPlaces, typeEdits } from './types/index.js';

/**
 * Plans the edits that make an object-like expression what a lens says: where the object is made, if that is for this
 * call only; else by an inline expression around it.
 * @param typed declared types that the value passes outside the expression
 */
export function applyLensToObject(object: Ref, lens: Lens, surroundings: CallContext, typed: TypedPlace[] = []): Plan {
  const { interpreter, site } = surroundings;
  const stated = byTypeOfAnswers(object, lens, surroundings, typed);
  if (stated) return stated;
  const first = createPlannerContext(surroundings);
  const inPlace = attempt(draftOf(object, { interpreter, site }), object.node, lens, first, typed);
  if (Array.isArray(inPlace)) return plannedBy(first, inPlace);
  const second = createPlannerContext(surroundings);
  const around = attempt(codeOf(object, interpreter), object.node, lens, second, typed);
  return Array.isArray(around) ? plannedBy(second, around) : blockedPlan(around.reason);
}

/** The type that the value is declared with is that of answers too, which change alike: its names change, and the value with them. */
function byTypeOfAnswers(object: Ref, lens: Lens, surroundings: CallContext, typed: TypedPlace[]): Plan | undefined {
  const draft = statedParameter(object, surroundings.interpreter);
  if (!draft || !lens.every((op) => op.op === 'rename')) return undefined;
  const context = createPlannerContext(surroundings);
  const edits = attempt(draft, object.node, lens, context, typed);
  return Array.isArray(edits) && context.dependsOn.size > 0 ? plannedBy(context, edits) : undefined;
}

function plannedBy(context: PlannerContext, edits: TextEdit[]): Plan {
  const plan = made(edits, context.rules, context.open);
  return context.dependsOn.size > 0 ? { ...plan, dependsOn: [...context.dependsOn] } : plan;
}

function attempt(
  draft: ValueTemplate,
  node: ts.Expression,
  lens: Lens,
  context: PlannerContext,
  typed: TypedPlace[],
): TextEdit[] | { reason: Blocker } {
  const changed = applyLens(lens, draft, context);
  if (changed instanceof Blocker) return { reason: changed };
  const indent = indentAt(node.getSourceFile().text, node.getStart());
  if (!settle(changed, indent, styleOf(node), context)) return { reason: context.failed[0] ?? blockers.noExpression() };
  const types = typeEdits([...typed, ...typedPlaces(changed)], context);
  return Array.isArray(types) ? [...draftEdits(changed, node), ...types, ...context.edits] : types;
}

/** A plan for a value that may be something else than a plain object, where its making is not visible. */
export function doubted(plan: Plan, ref: Ref, ground: Ground): Plan {
  if (plan.kind === 'blocked' || plan.edits.length === 0 || isPlain(ref, ground.interpreter) || isVisible(draftOf(ref, ground)))
    return plan;
  return combine([plan, made([], [], [blockers.takenForPlainObject(shown(ref.node))])]);
}

/** True for a value whose literals are all visible. */
function isVisible(draft: ValueTemplate): boolean {
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
