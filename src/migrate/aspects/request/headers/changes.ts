import { type Blocker, blockers, ruleBlocker } from '../../../../scan/blockers.js';
import { linearPattern } from '../../../../pack/pattern.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { constantText, EMPTY } from '../../../../dataflow/value.js';
import type { Operation } from '../../../../match/index.js';
import type { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { styleOf } from '../../../../edit/style.js';
import { type Field, nodeOf } from '../draft/model.js';
import type { SetCall } from './calls.js';
import type { HeaderList } from './list.js';
import { jsonTemplate, jsonText } from '../draft/json.js';
import { editsOf } from '../../../../edit/spliced-text.js';

/** What has to become of one header. */
export interface HeaderChange {
  /** Lower case. */
  name: string;
  /** As the pack spells it. */
  label: string;
  set: string | null;
  when?: string;
  rule: string;
  /** What the rule leaves open whenever it changes something. */
  doubt?: Blocker;
  /** A header that is there already stays as it is. */
  keep?: true;
}

/** What header changes came to. */
export interface Outcome {
  rules: Set<string>;
  open: Blocker[];
  failed: Blocker[];
  /** Facts that are open as soon as anything is changed. */
  doubts: Blocker[];
}

/** A header that is sent beside those that are looked at: `value` is undefined when it is not known. */
export type Inherited = (name: string) => { value: string | undefined } | undefined;

/** All header changes of an operation, in table order. */
export function headerChanges({ changes }: Operation): HeaderChange[] {
  return changes.flatMap(({ id, headers, level, todo, title }) =>
    Object.entries(headers ?? {}).map(([label, change]): HeaderChange => ({
      name: label.toLowerCase(),
      label,
      ...change,
      rule: id,
      ...(level === 'auto' ? {} : { doubt: ruleBlocker({ todo, title }) }),
    })),
  );
}

/** Notes that a change was made; a rule goes no further than its own level. */
function noteChange({ rule, doubt }: HeaderChange, outcome: Outcome): void {
  outcome.rules.add(rule);
  if (doubt !== undefined) outcome.doubts.push(doubt);
}

/** True when a header with this value is to be changed; a value that is not known may be. */
export function applies({ set, when, keep }: HeaderChange, value: string | undefined): boolean {
  if (keep) return false;
  if (value === undefined) return true;
  return value !== set && (when === undefined || linearPattern(when).test(value));
}

/** Makes a change where the header is set; answers false when it is not set there. */
export function changeSet(change: HeaderChange, list: HeaderList, interpreter: Interpreter, outcome: Outcome): boolean {
  const found = list.fields.filter(({ name }) => name?.toLowerCase() === change.name);
  for (const field of found) changeField(change, field, list, interpreter, outcome);
  return found.length > 0;
}

function changeField(change: HeaderChange, field: Field, list: HeaderList, interpreter: Interpreter, outcome: Outcome): void {
  const value = headerValue(field, interpreter);
  if (!applies(change, value) || isUnknown(change, value, outcome)) return;
  if (change.set !== null) replaceValue(field, change.set);
  else if (!list.remove(field)) outcome.failed.push(blockers.headerStays(change.label));
  noteChange(change, outcome);
}

/** A change that depends on the value is left to a person when the value is not known. */
function isUnknown(change: HeaderChange, value: string | undefined, outcome: Outcome): boolean {
  if (value !== undefined || change.when === undefined) return false;
  outcome.open.push(blockers.headerValueUnknown(change.label));
  return true;
}

/** Adds a header that is not set, if it is to be; answers true when it was. */
export function addHeader(change: HeaderChange, list: HeaderList, inherited: Inherited, site: ts.Node, outcome: Outcome): boolean {
  const given = inherited(change.name);
  if (given && !applies(change, given.value)) return false;
  if (change.set === null && given) outcome.failed.push(blockers.headerShared(change.label));
  if (change.set === null || (change.when !== undefined && !given)) {
    if (list.open && list.lacks?.(change.label) !== true) outcome.open.push(blockers.headerMayBeSet(change.label));
    return false;
  }
  const style = styleOf(site);
  list.add(jsonTemplate(change.label, style), jsonTemplate(change.set, style));
  noteChange(change, outcome);
  return true;
}

/** Changes headers where calls set them; answers the edits and the names that are dealt with. */
export function changeCalls(changes: HeaderChange[], sets: SetCall[], interpreter: Interpreter, outcome: Outcome): TextEdit[] {
  return changes.flatMap((change) =>
    sets.filter(({ name }) => name === change.name).flatMap((set) => setEdits(change, set, interpreter, outcome)),
  );
}

function setEdits(change: HeaderChange, { value, removal }: SetCall, interpreter: Interpreter, outcome: Outcome): TextEdit[] {
  const text = constantText(interpreter.valueOf(value, EMPTY));
  if (!applies(change, text) || isUnknown(change, text, outcome)) return [];
  noteChange(change, outcome);
  if (change.set !== null) return editsOf([jsonText(change.set, styleOf(value))], value);
  if (removal) return [removal];
  outcome.failed.push(blockers.headerStays(change.label));
  return [];
}

/** The value of a header, when it is known. */
export function headerValue({ value }: Field, interpreter: Interpreter): string | undefined {
  if (value.kind === 'code' && value.json) return String(value.json.value);
  const node = nodeOf(value);
  return node && constantText(interpreter.valueOf(node, EMPTY));
}

function replaceValue(field: Field, text: string): void {
  const node = nodeOf(field.value);
  if (node) field.value = { ...jsonTemplate(text, styleOf(node)), ref: { node, env: EMPTY } };
}
