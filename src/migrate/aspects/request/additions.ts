import type { Ref } from '../../../dataflow/value.js';
import { ts } from '../../../project/syntax.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { indentAt, quoted, styleOf } from '../../../edit/style.js';
import { type ValueTemplate, type Entry, fieldTemplate, type ObjectTemplate } from './draft/model.js';
import { draftEdits, draftText } from './draft/to-edits.js';
import type { Part, InsertionPoint } from './slots.js';
import { draftOf, type Ground } from './draft/from-source.js';

const ORDER: readonly Part[] = ['method', 'base', 'query', 'headers', 'body'];

/** Parts that a call gets in addition, collected so that several of them can go into one new object. */
export class Additions {
  readonly #ground: Ground;
  readonly #objects = new Map<string, { draft: ValueTemplate; object: ObjectTemplate; node: ts.Expression }>();
  readonly #made = new Map<string, ObjectTemplate>();
  readonly #chained: { call: ts.Node; name: string; value: ValueTemplate }[] = [];
  readonly #parts = new Map<Entry, Part>();
  readonly #arguments = new Map<ts.Node, Map<number, ValueTemplate>>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Fills a slot that is still empty. */
  fill(slot: Exclude<InsertionPoint, { kind: 'filled' }>, value: ValueTemplate, part: Part): void {
    if (slot.kind === 'chained') {
      this.#chained.push({ call: slot.call, name: slot.name, value });
      return;
    }
    if (slot.kind === 'argument') {
      const given = this.#arguments.get(slot.call) ?? new Map<number, ValueTemplate>();
      this.#arguments.set(slot.call, given.set(slot.index, value));
      return;
    }
    const { entries } = this.#objectAt(slot.owner, part);
    const field = fieldTemplate(slot.name, value);
    this.#parts.set(field, part);
    if (part === 'method') entries.unshift(field);
    else entries.splice(this.#placeOf(part, entries), 0, field);
  }

  /** Takes an option out of the options that it is written in; answers false when it is not written there. */
  drop(options: Ref | undefined, value: Ref): boolean {
    const property = value.node.parent;
    if (!options || !ts.isPropertyAssignment(property) || property.parent !== options.node) return false;
    const object = this.#objectAt({ kind: 'filled', ref: options }, 'query');
    object.entries = object.entries.filter((entry) => entry.kind === 'spread' || entry.element !== property);
    return true;
  }

  /** New parts stand behind what is there, in the usual order among themselves. */
  #placeOf(part: Part, entries: Entry[]): number {
    const later = entries.findIndex((entry) => {
      const other = this.#parts.get(entry);
      return other !== undefined && ORDER.indexOf(other) > ORDER.indexOf(part);
    });
    return later === -1 ? entries.length : later;
  }

  /** The edits that make all additions. */
  edits(): TextEdit[] {
    return [
      ...[...this.#objects.values()].flatMap(({ draft, node }) => draftEdits(draft, node)),
      ...this.#chained.map((entry) => chainedEdit(entry)),
      ...[...this.#arguments].flatMap(([call, values]) => argumentEdits(call as ts.CallExpression, values)),
    ];
  }

  /** Places outside the call that are changed. */
  places(): ts.Node[] {
    return [...this.#objects.values()].map(({ object, node }) => object.node ?? node);
  }

  #objectAt(slot: InsertionPoint, part: Part): ObjectTemplate {
    const key = keyOf(slot);
    const known = this.#made.get(key);
    if (known) return known;
    const object = slot.kind === 'filled' ? this.#objectIn(key, slot) : this.#newObject(slot, part);
    this.#made.set(key, object);
    return object;
  }

  #newObject(slot: Exclude<InsertionPoint, { kind: 'filled' }>, part: Part): ObjectTemplate {
    const object: ObjectTemplate = { kind: 'object', entries: [] };
    this.fill(slot, object, part);
    return object;
  }

  #objectIn(key: string, { ref }: Extract<InsertionPoint, { kind: 'filled' }>): ObjectTemplate {
    const found = draftOf(ref, this.#ground);
    const target = found.kind === 'link' ? found.target : found;
    const isLiteral = target.kind === 'object';
    const object: ObjectTemplate = isLiteral ? target : { kind: 'object', entries: [{ kind: 'spread', of: found }] };
    this.#objects.set(key, { draft: isLiteral ? found : object, object, node: ref.node });
    return object;
  }
}

function keyOf(slot: InsertionPoint): string {
  switch (slot.kind) {
    case 'filled':
      return `${slot.ref.node.getSourceFile().fileName}:${slot.ref.node.getStart()}`;
    case 'property':
      return `${keyOf(slot.owner)}.${slot.name}`;
    case 'chained':
      return `${slot.call.getSourceFile().fileName}:${slot.call.getStart()}.${slot.name}()`;
    case 'argument':
      return `${slot.call.getSourceFile().fileName}:${slot.call.getStart()}(${slot.index})`;
  }
}

/** A chained call behind the client's own. */
function chainedEdit({ call, name, value }: { call: ts.Node; name: string; value: ValueTemplate }): TextEdit {
  const { text, fileName } = call.getSourceFile();
  const end = call.getEnd();
  const next = /^\s*(?=\.)/.exec(text.slice(end))?.[0] ?? '';
  const style = styleOf(call);
  const written = (draft: ValueTemplate): string => draftText(draft, indentAt(text, call.getStart()), style);
  const fields = name === 'set' && value.kind === 'object' ? value.entries.flatMap((entry) => (entry.kind === 'field' ? [entry] : [])) : [];
  const pairs = fields.map((field) => `${quoted(field.name ?? '', style)}, ${written(field.value)}`);
  const given = pairs.length > 0 ? pairs : [written(value)];
  return { file: fileName, start: end, end, text: given.map((each) => `${next}.${name}(${each})`).join('') };
}

/** New arguments behind those that a call has; skipped ones become `undefined`. */
function argumentEdits(call: ts.CallExpression | ts.NewExpression, values: Map<number, ValueTemplate>): TextEdit[] {
  const { text, fileName } = call.getSourceFile();
  const style = styleOf(call);
  const indent = indentAt(text, call.getStart());
  const given = call.arguments ?? [];
  const highest = Math.max(...values.keys());
  const texts: string[] = [];
  for (let index = given.length; index <= highest; index += 1) {
    const value = values.get(index);
    texts.push(value ? draftText(value, indent, style) : 'undefined');
  }
  const last = given[given.length - 1];
  const at = last ? last.getEnd() : call.getEnd() - 1;
  return [{ file: fileName, start: at, end: at, text: `${last ? ', ' : ''}${texts.join(', ')}` }];
}
