import { Blocker, blockers } from '../../../../scan/blockers.js';
import { isDerived } from '../../../../pack/lens/index.js';
import type { Lens, LensOp } from '../../../../pack/model.js';
import { styleOf } from '../../../../edit/style.js';
import type { CallersTemplate, ValueTemplate, LinkTemplate, ObjectTemplate } from '../draft/model.js';
import { fieldTemplate, postponeOn, shapeAfter } from '../draft/model.js';
import { type Fields, isNothing, locate, unseen } from './fields.js';
import { applyToFields, type FieldOp, postpone } from './operations.js';
import { textOf } from '../../../../edit/spliced-text.js';
import { jsonTemplate } from '../draft/json.js';
import type { PlannerContext } from '../draft/planner-context.js';

/** Runs a lens over a draft. Answers the changed draft, or why the change cannot be made where the value is made. */
export function applyLens(lens: Lens, draft: ValueTemplate, context: PlannerContext): ValueTemplate | Blocker {
  let current = draft;
  for (const op of lens) {
    const next = applyOp(op, current, context);
    if (next instanceof Blocker) return next;
    current = next;
  }
  return current;
}

function applyOp(op: LensOp, draft: ValueTemplate, context: PlannerContext): ValueTemplate | Blocker {
  if (isNothing(draft)) return draft;
  switch (op.op) {
    case 'nest':
      return nested(op, draft, context);
    case 'nest-when':
      return nestedWhen(op, draft, context);
    case 'unnest':
      return unnested(op, draft, context);
    case 'map':
      return mapped(op, draft, context);
    default:
      return applyField(op, draft, context);
  }
}

type ObjectOp = FieldOp | Extract<LensOp, { op: 'in' }>;

function applyField(op: ObjectOp, draft: ValueTemplate, context: PlannerContext): ValueTemplate | Blocker {
  switch (draft.kind) {
    case 'object':
      return applyToObject(op, { object: draft, writes: [] }, context) ?? draft;
    case 'choice':
      return eachOption(op, draft, context);
    case 'link':
      return applyToLink(op, draft, context);
    case 'callers':
      return applyToCallers(op, draft, context);
    case 'list':
      return draft;
    case 'code':
      return postponed(op, draft, context);
  }
}

function eachOption(op: LensOp, draft: Extract<ValueTemplate, { kind: 'choice' }>, context: PlannerContext): ValueTemplate | Blocker {
  for (const [index, option] of draft.options.entries()) {
    const changed = applyOp(op, option, context);
    if (changed instanceof Blocker) return changed;
    draft.options[index] = changed;
  }
  draft.done.push(op);
  return draft;
}

function applyToObject(op: ObjectOp, fields: Fields, context: PlannerContext): Blocker | undefined {
  if (op.op !== 'in') return applyToFields(op, fields, context);
  for (const { field } of locate(fields, op.name)) {
    const changed = applyLens(op.lens, field.value, context);
    if (changed instanceof Blocker) return changed;
    if (changed.kind === 'code') changed.inside = true;
    field.value = changed;
  }
  return postpone(op, op.name, unseen(fields, op.name), context);
}

/** Adds to what a parameter gives where it is used; makes other changes where the callers make it. */
function applyToCallers(op: ObjectOp, draft: CallersTemplate, context: PlannerContext): ValueTemplate | Blocker {
  const name = nameOf(op) ?? '';
  const isAdding = (op.op === 'add' && !isDerived(op.value)) || op.op === 'default';
  if (isAdding) {
    const object: ObjectTemplate = { kind: 'object', entries: draft.added };
    const reason = applyToFields(op, { object, writes: [] }, context);
    draft.added = object.entries.filter((entry) => entry.kind === 'field');
    return reason ?? draft;
  }
  if (draft.shape.field(name) === null) return draft;
  if (draft.added.some((field) => field.name === name)) return blockers.fieldNewAndChanged(name);
  for (const target of draft.targets) {
    if (target.draft.kind === 'code' && target.draft.shape.field(name) !== null) return blockers.fieldsHiddenAtCallers(draft.node.text);
    const changed = applyField(op, target.draft, context);
    if (changed instanceof Blocker) return changed;
    target.draft = changed;
  }
  draft.shape = shapeAfter(op, draft.shape);
  draft.done.push(op);
  return draft;
}

function applyToLink(op: ObjectOp, draft: LinkTemplate, context: PlannerContext): ValueTemplate | Blocker {
  const object = objectOf(draft.target);
  if (!object) {
    const changed = draft.writes.length === 0 ? applyField(op, draft.target, context) : blockers.filledInSteps();
    if (changed instanceof Blocker) return changed;
    draft.target = changed;
    return draft;
  }
  draft.done.push(op);
  return applyToObject(op, { object, writes: draft.writes }, context) ?? draft;
}

/** The literal that a value is, casts aside. */
function objectOf(draft: ValueTemplate): ObjectTemplate | undefined {
  if (draft.kind === 'object') return draft;
  const [only] = draft.kind === 'choice' ? draft.options : [];
  return draft.kind === 'choice' && draft.options.length === 1 && only ? objectOf(only) : undefined;
}

function postponed(op: LensOp, draft: Extract<ValueTemplate, { kind: 'code' }>, context: PlannerContext): ValueTemplate {
  const name = nameOf(op);
  const field = name === undefined ? undefined : draft.shape.field(name);
  if (field === null && isNeutral(op)) return draft;
  postponeOn(draft, op);
  if (op.rule !== undefined) context.rules.add(op.rule);
  if (name !== undefined && field === undefined && isNeutral(op)) context.open.push(blockers.fieldsNotVisible(textOf(draft.rope)));
  return draft;
}

/** The field without which an operation does nothing. */
function nameOf(op: LensOp): string | undefined {
  switch (op.op) {
    case 'rename':
      return op.from;
    case 'hoist':
      return op.host;
    case 'add':
      return typeof op.value === 'object' && op.value !== null && 'from' in op.value ? String(op.value.from) : op.name;
    case 'map':
    case 'nest':
      return undefined;
    default:
      return op.name;
  }
}

/** True for operations that do nothing when their field is not there. */
function isNeutral(op: LensOp): boolean {
  if (op.op === 'add') return typeof op.value === 'object' && op.value !== null && 'from' in op.value;
  return !['default', 'map', 'nest', 'nest-when'].includes(op.op);
}

function nested(op: Extract<LensOp, { op: 'nest' }>, draft: ValueTemplate, context: PlannerContext): ValueTemplate {
  const style = styleOf(context.site);
  const also = Object.entries(op.also ?? {});
  const object = objectOf(draft);
  const has = (name: string): boolean => object !== undefined && locate({ object, writes: [] }, name).length > 0;
  if (also.length > 0 && has(op.name) && also.every(([name]) => has(name))) return draft;
  if (op.rule !== undefined) context.rules.add(op.rule);
  return {
    kind: 'object',
    entries: [...also.map(([name, value]) => fieldTemplate(name, jsonTemplate(value, style))), fieldTemplate(op.name, draft)],
  };
}

function nestedWhen(op: Extract<LensOp, { op: 'nest-when' }>, draft: ValueTemplate, context: PlannerContext): ValueTemplate {
  const kind = draft.kind === 'list' ? 'list' : draft.kind === 'code' ? draft.shape.kind : draft.kind === 'object' ? 'object' : 'unknown';
  const wanted = op.type === 'array' ? 'list' : op.type;
  if (kind === wanted) return nested({ op: 'nest', name: op.name, ...(op.rule === undefined ? {} : { rule: op.rule }) }, draft, context);
  if (kind !== 'unknown' || draft.kind !== 'code') return draft;
  return postponed(op, draft, context);
}

function unnested(op: Extract<LensOp, { op: 'unnest' }>, draft: ValueTemplate, context: PlannerContext): ValueTemplate | Blocker {
  if (draft.kind === 'code') return postponed(op, draft, context);
  const object = objectOf(draft.kind === 'link' ? draft.target : draft);
  if (!object) return draft.kind === 'list' ? draft : blockers.valueMadeElsewhere(op.name);
  const fields: Fields = { object, writes: draft.kind === 'link' ? draft.writes : [] };
  const isOpen = fields.writes.length > 0 || object.entries.some((candidate) => candidate.kind === 'spread');
  if (isOpen && (locate(fields, op.name).length > 0 || unseen(fields, op.name).length > 0)) return blockers.notOnlyField(op.name);
  const [entry] = object.entries;
  if (object.entries.length !== 1 || entry?.kind !== 'field' || entry.name !== op.name) return draft;
  if (op.rule !== undefined) context.rules.add(op.rule);
  return entry.value;
}

function mapped(op: Extract<LensOp, { op: 'map' }>, draft: ValueTemplate, context: PlannerContext): ValueTemplate | Blocker {
  if (draft.kind === 'list') {
    for (const [index, item] of draft.items.entries()) {
      const changed = applyLens(op.lens, item, context);
      if (changed instanceof Blocker) return changed;
      draft.items[index] = changed;
    }
    return draft;
  }
  if (draft.kind === 'choice') return eachOption(op, draft, context);
  if (draft.kind === 'link') {
    const changed = draft.writes.length === 0 ? mapped(op, draft.target, context) : blockers.filledInSteps();
    if (changed instanceof Blocker) return changed;
    draft.target = changed;
    return draft;
  }
  if (draft.kind === 'callers') return blockers.givenByCallers(draft.node.text);
  return draft.kind === 'code' && draft.shape.kind !== 'object' ? postponed(op, draft, context) : draft;
}
