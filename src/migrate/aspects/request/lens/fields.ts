import { ts } from '../../../../project/syntax.js';
import type { ChoiceTemplate, CodeTemplate, ValueTemplate, Field, ObjectTemplate, Spread, Write } from '../draft/model.js';
import { textOf } from '../../../../edit/spliced-text.js';

/** An object whose fields are looked at, with those that are assigned to it later. */
export interface Fields {
  object: ObjectTemplate;
  writes: Write[];
}

/** A field that was found. */
export interface Located {
  field: Field;
  /** The literal that it stands in; absent for a field that is assigned later. */
  owner?: ObjectTemplate;
  /** The entry of the outermost object that it comes from: the field itself, or a spread. */
  entry: Field | Spread | undefined;
  /** Condition of the spread that it stands in. */
  guard?: string;
  /** It stands in another place of the program: it can be changed there, not moved here. */
  fixed: boolean;
}

/** All entries that give a field, the last of which counts. */
export function locate({ object, writes }: Fields, name: string): Located[] {
  const found: Located[] = [];
  for (const entry of object.entries) {
    if (entry.kind === 'spread') found.push(...inSpread(entry.of, name, entry));
    else if (entry.name === name) found.push({ field: entry, owner: object, entry, fixed: false });
  }
  return [...found, ...written(writes, name)];
}

function written(writes: Write[], name: string): Located[] {
  return writes
    .filter(({ field }) => field.name === name)
    .map(({ field, access }) => ({ field, entry: undefined, fixed: true, ...optionalGuard(access) }));
}

/** The condition of the `if` around an assignment: the value is there when the field is. */
function optionalGuard(access: ts.Node): { guard?: string } {
  const statement = ts.findAncestor(access, ts.isStatement);
  const block = statement && ts.isBlock(statement.parent) ? statement.parent : statement;
  const branch = block?.parent;
  return branch && ts.isIfStatement(branch) && branch.thenStatement === block ? { guard: branch.expression.getText() } : {};
}

function inSpread(draft: ValueTemplate, name: string, entry: Spread): Located[] {
  switch (draft.kind) {
    case 'object':
      return locate({ object: draft, writes: [] }, name).map((located) => ({ ...located, entry }));
    case 'link':
      return [...inSpread(draft.target, name, entry).map((located) => ({ ...located, fixed: true })), ...written(draft.writes, name)];
    case 'callers':
      return draft.targets.flatMap((target) => inSpread(target.draft, name, entry).map((located) => ({ ...located, fixed: true })));
    case 'choice':
      return draft.options.flatMap((option, index) => {
        const guard = guardOf(draft, index);
        return inSpread(option, name, entry).map((located) => ({
          ...located,
          ...(guard === undefined ? {} : { guard: both(guard, located.guard) }),
        }));
      });
    default:
      return [];
  }
}

function both(outer: string, inner: string | undefined): string {
  return inner === undefined ? outer : `${outer} && ${inner}`;
}

/** The condition under which an option of a choice is its value; undefined when there is none to tell. */
function guardOf({ node }: ChoiceTemplate, index: number): string | undefined {
  if (ts.isConditionalExpression(node)) {
    const condition = node.condition.getText();
    return index === 0 ? condition : `!(${condition})`;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return node.left.getText();
  return undefined;
}

/** Spread expressions that may bring a field unseen. */
export function unseen({ object }: Fields, name: string): CodeTemplate[] {
  return object.entries.flatMap((entry) => (entry.kind === 'spread' ? unseenIn(entry.of, name) : []));
}

function unseenIn(draft: ValueTemplate, name: string): CodeTemplate[] {
  switch (draft.kind) {
    case 'object':
      return unseen({ object: draft, writes: [] }, name);
    case 'link':
      return unseenIn(draft.target, name);
    case 'callers':
      return draft.targets.flatMap((target) => unseenIn(target.draft, name));
    case 'choice':
      return draft.options.flatMap((option) => unseenIn(option, name));
    case 'code':
      return isNothing(draft) || draft.shape.field(name) === null ? [] : [draft];
    default:
      return [];
  }
}

/** A value that spreads to no fields. */
export function isNothing(draft: ValueTemplate): boolean {
  return draft.kind === 'code' && (draft.json !== undefined || textOf(draft.rope) === 'undefined');
}

/** Takes a field out of the literal that it stands in; a spread that it leaves empty goes as well. */
export function detach({ object }: Fields, { field, owner, entry }: Located): void {
  if (!owner) return;
  owner.entries = owner.entries.filter((candidate) => candidate !== field);
  if (owner !== object && entry && isEmptied(entry)) object.entries = object.entries.filter((candidate) => candidate !== entry);
}

function isEmptied(entry: Field | Spread): boolean {
  return entry.kind === 'spread' && hasNoFields(entry.of);
}

function hasNoFields(draft: ValueTemplate): boolean {
  if (draft.kind === 'object') return draft.entries.length === 0;
  if (draft.kind === 'choice') return draft.options.every((option) => hasNoFields(option));
  return isNothing(draft);
}

/** Puts a field after the last one that was added at the front, so that what the code says itself counts. */
export function addInFront(object: ObjectTemplate, field: Field): void {
  const at = object.entries.findIndex((entry) => entry.kind === 'spread' || entry.added !== true);
  object.entries.splice(at === -1 ? object.entries.length : at, 0, { ...field, added: true });
}

/** True when a condition that guards a field says that a value is there; `nullable`: that it is not null either. */
export function provesPresent(guard: string | undefined, text: string, nullable: boolean): boolean {
  return (guard ?? '').split('&&').some((part) => {
    const condition = part.trim();
    return condition === text || condition === `${text} != null` || (!nullable && condition === `${text} !== undefined`);
  });
}
