import { blockers, type Blocker } from '../../../../scan/blockers.js';
import { isDerived, isFromParameter } from '../../../../pack/lens/index.js';
import type { Derived, LensOp } from '../../../../pack/model.js';
import { propertyKey, quoted, type Style, styleOf } from '../../../../edit/style.js';
import {
  type CodeTemplate,
  codeTemplate,
  type ValueTemplate,
  type Field,
  fieldTemplate,
  type ObjectTemplate,
  postponeOn,
} from '../draft/model.js';
import { addInFront, detach, type Fields, type Located, locate, provesPresent, unseen } from './fields.js';
import { textOf } from '../../../../edit/spliced-text.js';
import { jsonTemplate } from '../draft/json.js';
import { asCode, type Changed, converted, headed, isRepeatable, wrapped } from './values.js';
import type { PlannerContext } from '../draft/planner-context.js';

type OpOf<Name extends LensOp['op']> = Extract<LensOp, { op: Name }>;

/** Operations on the fields of an object. */
export type FieldOp = Exclude<LensOp, { op: 'in' | 'map' | 'nest' | 'unnest' | 'nest-when' }>;

/** Does an operation to an object. Answers why it cannot be done in place, or undefined when it is done. */
export function applyToFields(op: FieldOp, fields: Fields, context: PlannerContext): Blocker | undefined {
  switch (op.op) {
    case 'add':
      return add(op, fields, context);
    case 'default':
      return put(op, jsonTemplate(op.value, styleOf(context.site)), fields, context);
    case 'remove':
      return remove(op, fields, context);
    case 'rename':
      return rename(op, fields, context);
    case 'hoist':
      return hoist(op, fields, context);
    case 'plunge':
      return plunge(op, fields, context);
    case 'wrap':
      return change(op, fields, context, ({ field, guard }) =>
        wrapped(field.value, (text, nullable) => provesPresent(guard, text, nullable)),
      );
    case 'head':
      return change(op, fields, context, ({ field }) => headed(field.value, styleOf(context.site)));
    case 'convert':
      return change(op, fields, context, ({ field, owner }) =>
        converted(field.value, op.with, op.name, owner?.node, styleOf(context.site), context),
      );
  }
}

function note(op: LensOp, context: PlannerContext): void {
  if (op.rule !== undefined) context.rules.add(op.rule);
}

/** Leaves an operation to an inline expression around each spread that may bring the field. */
export function postpone(op: LensOp, name: string, spreads: CodeTemplate[], context: PlannerContext): undefined {
  for (const spread of spreads) {
    const isKnown = spread.shape.field(name) !== undefined;
    postponeOn(spread, op);
    note(op, context);
    if (!isKnown) context.open.push(blockers.fieldsNotVisible(textOf(spread.rope)));
  }
}

function add(op: OpOf<'add'>, fields: Fields, context: PlannerContext): Blocker | undefined {
  const { value } = op;
  if (isDerived(value)) return addDerived(op, value, fields, context);
  if (!isFromParameter(value)) return put(op, jsonTemplate(value, styleOf(context.site)), fields, context);
  if (locate(fields, op.name).some((located) => isCertain(located))) return undefined;
  const code = context.parameter(value.parameter, fields.object.node);
  if ('reason' in code) return code.reason;
  // Only the rest of a path can be empty: then there is nothing to add.
  if (code.json?.value === '') return undefined;
  return put(op, { ...codeTemplate(code.text, code.shape, code.json), pieces: code.pieces }, fields, context);
}

function put(op: OpOf<'add'> | OpOf<'default'>, value: ValueTemplate, fields: Fields, context: PlannerContext): undefined {
  const found = locate(fields, op.name);
  if (found.some((located) => isCertain(located))) return;
  const [only] = found;
  // What the code says itself comes after the field that is put in front, and counts where it is there.
  const isFilled = found.length === 1 && only?.guard === undefined && only !== undefined && fillIn(only.field, value);
  if (!isFilled) addInFront(fields.object, fieldTemplate(op.name, value));
  note(op, context);
}

/** The field is there whatever happens at run time. */
function isCertain({ guard, field }: Located): boolean {
  return guard === undefined && field.when === undefined;
}

/** Gives a field that may be undefined a value for that case; answers false when it is always there. */
function fillIn(field: Field, value: ValueTemplate): boolean {
  const text = field.value.kind === 'code' ? textOf(field.value.rope) : '';
  if (value.kind !== 'code' || field.when?.length !== 1 || field.when[0] !== `${text} !== undefined`) return false;
  field.value = codeTemplate(`${text} === undefined ? ${textOf(value.rope)} : ${text}`);
  delete field.when;
  return true;
}

function addDerived(op: OpOf<'add'>, { from, with: conversion }: Derived, fields: Fields, context: PlannerContext): Blocker | undefined {
  if (locate(fields, op.name).length > 0) return undefined;
  for (const { field, owner, fixed } of locate(fields, from)) {
    if (!owner || fixed) return blockers.fieldSetElsewhere(from);
    const source = asCode(field.value);
    if (!source || !(source.json || isRepeatable(source))) return blockers.valueUsedTwice(from);
    const made = converted({ ...source, pending: [] }, conversion, op.name, owner.node, styleOf(context.site), context);
    if (made === 'away' || 'reason' in made) return made === 'away' ? undefined : made.reason;
    if (made.value === source || (source.json && made.value.kind === 'code' && made.value.json === source.json)) {
      context.open.push(blockers.fieldNotKnown(op.name, textOf(source.rope)));
      continue;
    }
    const added = fieldTemplate(op.name, made.value, field.when && [...field.when]);
    if (made.when !== undefined) demand(added, made.when);
    owner.entries.splice(owner.entries.indexOf(field) + 1, 0, added);
    note(op, context);
  }
  return postpone(op, from, unseen(fields, from), context);
}

function remove(op: OpOf<'remove'>, fields: Fields, context: PlannerContext): Blocker | undefined {
  for (const located of locate(fields, op.name)) {
    if (!located.owner) return blockers.fieldSetElsewhere(op.name);
    const code = asCode(located.field.value);
    if (code?.ref && !code.json && !isRepeatable(code)) context.open.push(blockers.valueNotComputed(op.name));
    detach(fields, located);
    note(op, context);
  }
  return postpone(op, op.name, unseen(fields, op.name), context);
}

function rename(op: OpOf<'rename'>, fields: Fields, context: PlannerContext): Blocker | undefined {
  const taken = locate(fields, op.to);
  if (taken.some((located) => isCertain(located))) return undefined;
  const found = locate(fields, op.from);
  const isTaken = taken.length > 0 || unseen(fields, op.to).some(({ shape }) => shape.field(op.to));
  if (isTaken && (found.length > 0 || (taken.length > 0 && unseen(fields, op.from).length > 0))) return blockers.fieldMayExist(op.to);
  for (const { field } of found) {
    field.name = op.to;
    note(op, context);
  }
  return postpone(op, op.from, unseen(fields, op.from), context);
}

function hoist(op: OpOf<'hoist'>, fields: Fields, context: PlannerContext): Blocker | undefined {
  const taken = locate(fields, op.name);
  if (taken.some((located) => isCertain(located))) return undefined;
  const found = locate(fields, op.host);
  if (taken.length > 0 && (found.length > 0 || unseen(fields, op.host).length > 0)) return blockers.fieldMayExist(op.name);
  for (const located of found) {
    const { owner, field: host } = located;
    if (!owner || located.fixed) return blockers.fieldSetElsewhere(op.host);
    const reason =
      host.value.kind === 'object' ? liftVisible(op, host, host.value, located, fields, context) : liftHidden(op, located, context);
    if (reason !== undefined) return reason;
  }
  return postpone(op, op.host, unseen(fields, op.host), context);
}

function liftVisible(
  op: OpOf<'hoist'>,
  host: Field,
  inner: ObjectTemplate,
  located: Located,
  fields: Fields,
  context: PlannerContext,
): Blocker | undefined {
  const inside: Fields = { object: inner, writes: [] };
  if (unseen(inside, op.name).length > 0) return blockers.fieldsNotVisible(op.host);
  const owner = located.owner ?? fields.object;
  for (const found of locate(inside, op.name)) {
    if (found.fixed) return blockers.fieldSetElsewhere(op.name);
    detach(inside, found);
    const { field } = found;
    if (found.guard !== undefined) field.when = [found.guard];
    owner.entries.splice(owner.entries.indexOf(host) + 1, 0, field);
    if (inner.entries.length === 0) owner.entries = owner.entries.filter((entry) => entry !== host);
    note(op, context);
  }
  return undefined;
}

/** Takes a field out of an object that is only known by name. */
function liftHidden(op: OpOf<'hoist'>, { field: host, owner }: Located, context: PlannerContext): Blocker | undefined {
  const code = asCode(host.value);
  if (!code || !owner) return blockers.fieldsHidden(op.host);
  if (code.shape.field(op.name) === null || code.json) return undefined;
  if (!isRepeatable(code)) return blockers.valueUsedTwice(op.host);
  const text = textOf(code.rope);
  const style = styleOf(context.site);
  const key = propertyKey(op.name, style);
  const taken = `${text}?.${key === op.name ? key : `[${key}]`}`;
  host.value = codeTemplate(`(({ ${patternPart(op.name, style)}, ...rest }) => rest)(${text})`);
  host.when = [`${text} && Object.keys(${text}).join() !== ${quoted(op.name, style)}`];
  owner.entries.splice(owner.entries.indexOf(host) + 1, 0, fieldTemplate(op.name, codeTemplate(taken), [`${taken} !== undefined`]));
  note(op, context);
  return undefined;
}

/** A name in a pattern that takes the field away. */
function patternPart(name: string, style: Style): string {
  const key = propertyKey(name, style);
  return key === name ? name : `${key}: _`;
}

function plunge(op: OpOf<'plunge'>, fields: Fields, context: PlannerContext): Blocker | undefined {
  const found = locate(fields, op.name);
  const hidden = unseen(fields, op.name);
  if (found.length > 0 && (hidden.length > 0 || found.length > 1)) return blockers.severalSources(op.name);
  const hasHiddenHost = found.length > 0 && unseen(fields, op.host).length > 0;
  if (hasHiddenHost || (hidden.length > 0 && locate(fields, op.host).length > 0)) return blockers.severalSources(op.host);
  const [located] = found;
  if (!located) return postpone(op, op.name, hidden, context);
  if (!located.owner || located.fixed) return blockers.fieldSetElsewhere(op.name);
  const [host, other] = locate(fields, op.host);
  if (other || host?.fixed === true || host?.guard !== undefined) return blockers.severalSources(op.host);
  const inner = host ? hostObject(host.field) : undefined;
  if (host && !inner) return blockers.notAnObject(op.host);
  const taken = inner ? locate({ object: inner, writes: [] }, op.name) : [];
  if (taken.some((present) => isCertain(present))) return undefined;
  if (taken.length > 0) return blockers.fieldMayExist(op.name);
  const index = located.entry ? fields.object.entries.indexOf(located.entry) : 0;
  const { field } = located;
  if (located.guard !== undefined) field.when = [located.guard];
  const fresh = host ? undefined : fieldTemplate(op.host, { kind: 'object', entries: [] }, field.when && [...field.when]);
  if (fresh) fields.object.entries.splice(index, 0, fresh);
  detach(fields, located);
  (inner ?? hostObject(fresh))?.entries.push(field);
  if (host) widen(host.field, field.when);
  note(op, context);
  return undefined;
}

/** The object that a host holds; an expression is spread into a new one, behind what is put into it. */
function hostObject(host: Field | undefined): ObjectTemplate | undefined {
  if (!host) return undefined;
  if (host.value.kind === 'object') return host.value;
  const code = asCode(host.value);
  if (!code || (code.shape.kind !== 'object' && code.shape.kind !== 'unknown')) return undefined;
  const inner: ObjectTemplate = { kind: 'object', entries: [{ kind: 'spread', of: host.when ? guarded(code, host.when) : code }] };
  host.value = inner;
  return inner;
}

/** A value that is only computed where it is there; spreading nothing is harmless, so a plain name needs no test. */
function guarded(code: CodeTemplate, when: string[]): CodeTemplate {
  if (isRepeatable(code)) return code;
  const condition = when.length === 1 ? (when[0] ?? '') : `(${when.join(' || ')})`;
  return codeTemplate(`(${condition} && ${textOf(code.rope)})`);
}

/** A host is there when any of its fields is. */
function widen(host: Field, when: string[] | undefined): void {
  if (!host.when) return;
  if (!when) delete host.when;
  else host.when.push(...when.filter((condition) => host.when?.includes(condition) !== true));
}

function change(
  op: OpOf<'wrap' | 'head' | 'convert'>,
  fields: Fields,
  context: PlannerContext,
  apply: (located: Located) => Changed,
): Blocker | undefined {
  for (const located of locate(fields, op.name)) {
    const { field } = located;
    const changed = apply(located);
    if (changed !== 'away' && 'reason' in changed) return changed.reason;
    if (changed === 'away') {
      if (!located.owner) return blockers.fieldSetElsewhere(op.name);
      detach(fields, located);
    } else {
      if (changed.value === field.value && changed.when === undefined) continue;
      if (changed.when !== undefined) {
        if (!located.owner || located.fixed) return blockers.fieldSetElsewhereOrNull(op.name);
        if (located.guard !== undefined) bringOut(located, located.guard, fields);
        demand(field, changed.when);
      }
      field.value = changed.value;
    }
    note(op, context);
  }
  return postpone(op, op.name, unseen(fields, op.name), context);
}

/** Takes a field out of a conditional spread, the condition along. */
function bringOut(located: Located, guard: string, fields: Fields): void {
  const { entries } = fields.object;
  const index = located.entry ? entries.indexOf(located.entry) : entries.length;
  located.field.when = [guard];
  entries.splice(index, 0, located.field);
  detach(fields, located);
}

/** Adds a condition to that of a field. */
function demand(field: Field, condition: string): void {
  const weaker = condition.replace(/ != null$/, ' !== undefined');
  const others = (field.when ?? []).filter((other) => other !== weaker);
  field.when = others.length === 0 ? [condition] : others.map((other) => `${other} && ${condition}`);
}
