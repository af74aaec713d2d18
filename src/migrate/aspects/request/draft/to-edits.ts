import { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { indentAt, propertyKey, quoted, reindent, type Style, styleOf } from '../../../../edit/style.js';
import {
  type ChoiceTemplate,
  codeTemplate,
  type ValueTemplate,
  type Entry,
  type Field,
  type ListTemplate,
  nodeOf,
  type ObjectTemplate,
  type Write,
} from './model.js';
import { layoutOf, literalText, movedText, newLiteral, type Written } from './literal.js';
import { between, editsOf, isUnchanged, type SplicedText, spanOf, textOf } from '../../../../edit/spliced-text.js';

/** The edits that make the source what a settled draft has become. `node` is the expression that the draft was made from. */
export function draftEdits(draft: ValueTemplate, node: ts.Expression): TextEdit[] {
  const style = styleOf(node);
  const indent = indentAt(node.getSourceFile().text, node.getStart());
  const rope = ropeOf(draft, indent, style);
  // A shorthand property names the value and the property at once.
  const isShorthand = ts.isShorthandPropertyAssignment(node.parent) && !isUnchanged(rope, node);
  return [...editsOf(isShorthand ? [`${node.getText()}: `, ...rope] : rope, node), ...linked(draft)];
}

/** The text of a draft, to be written at an indentation. */
export function draftText(draft: ValueTemplate, indent: string, style: Style): string {
  return textOf(ropeOf(draft, indent, style));
}

function ropeOf(draft: ValueTemplate, indent: string, style: Style): SplicedText {
  switch (draft.kind) {
    case 'object':
      if (hasNode(draft)) return writtenLiteral(draft, style);
      return draft.merged ? mergedRope(draft, draft.merged, indent, style) : [freshLiteral(draft, indent, style)];
    case 'list':
      return listRope(draft, indent, style);
    case 'choice':
      return substituted(draft, indent, style);
    case 'link':
      return [spanOf(draft.node)];
    case 'callers':
      return draft.added.length === 0 ? [spanOf(draft.node)] : [freshLiteral(withSpread(draft.added, draft.node.text), indent, style)];
    case 'code':
      return draft.rope;
  }
}

/** New fields in front of a value. */
function withSpread(fields: Field[], text: string): ObjectTemplate {
  return { kind: 'object', entries: [...fields, { kind: 'spread', of: codeTemplate(text) }] };
}

/** `Object.assign({}, a, b)`, new fields in front. */
function mergedRope(draft: ObjectTemplate, node: ts.CallExpression, indent: string, style: Style): SplicedText {
  const fields = draft.entries.filter((entry) => entry.kind === 'field');
  const spreads = draft.entries.flatMap((entry) => {
    const spread = entry.kind === 'spread' ? nodeOf(entry.of) : undefined;
    return entry.kind === 'spread' && spread ? [{ node: spread, rope: ropeOf(entry.of, indent, style) }] : [];
  });
  // An argument of which no field is left is no entry any more.
  const emptied = node.arguments.filter((argument) => !spreads.some((spread) => spread.node === argument));
  const written = [...spreads, ...emptied.map((argument) => ({ node: argument, rope: ['{}'] }))];
  const call = around(
    node,
    written.toSorted((a, b) => a.node.getStart() - b.node.getStart()),
  );
  return fields.length === 0 ? call : [freshLiteral(withSpread(fields, textOf(call)), indent, style)];
}

function freshLiteral({ entries }: ObjectTemplate, indent: string, style: Style): string {
  const written = entries.map((entry) => entryText(entry, indent + style.indent, style));
  return newLiteral(written, indent, style);
}

/** Edits in places that the draft only names. */
function linked(draft: ValueTemplate): TextEdit[] {
  switch (draft.kind) {
    case 'object':
      return draft.entries.flatMap((entry) => linked(entry.kind === 'field' ? entry.value : entry.of));
    case 'list':
      return draft.items.flatMap((item) => linked(item));
    case 'choice':
      return draft.options.flatMap((option) => linked(option));
    case 'link':
      return [...targetEdits(draft.target), ...draft.writes.flatMap((write) => writeEdits(write))];
    case 'callers':
      return draft.targets.flatMap((target) => draftEdits(target.draft, target.argument));
    case 'code':
      return [];
  }
}

function targetEdits(target: ValueTemplate): TextEdit[] {
  const node = nodeOf(target);
  return node ? draftEdits(target, node) : [];
}

function writeEdits({ access, field, written }: Write): TextEdit[] {
  const style = styleOf(access);
  const edits: TextEdit[] = [];
  const { name } = field;
  if (name !== undefined && name !== written) {
    if (ts.isPropertyAccessExpression(access)) edits.push(...editsOf([name], access.name));
    else edits.push(...editsOf([quoted(name, style)], access.argumentExpression));
  }
  return ts.isBinaryExpression(access.parent) ? [...edits, ...draftEdits(field.value, access.parent.right)] : edits;
}

function hasNode(draft: ObjectTemplate): draft is ObjectTemplate & { node: ts.ObjectLiteralExpression } {
  return draft.node !== undefined;
}

function writtenLiteral(draft: ObjectTemplate & { node: ts.ObjectLiteralExpression }, fileStyle: Style): SplicedText {
  const layout = layoutOf(draft.node);
  const style: Style = layout.lines || draft.node.properties.length === 0 ? fileStyle : { ...fileStyle, oneLine: true };
  const indent = layout.lines ? layout.indent : indentAt(draft.node.getSourceFile().text, draft.node.getStart());
  let before = -1;
  const entries = draft.entries.map((entry): Written => {
    const { element } = entry;
    const isInPlace = element?.parent === draft.node && element.getStart() > before && !(entry.kind === 'field' && entry.when);
    if (!element || !isInPlace) {
      const { text } = entryText(entry, indent, style, layout.quotedKeys);
      return { text };
    }
    before = element.getStart();
    return { kept: element, rope: elementRope(entry, indent, style) };
  });
  return literalText(draft, entries);
}

/** An entry that stays in its place. */
function elementRope(entry: Entry, indent: string, style: Style): SplicedText {
  const { element } = entry;
  if (!element) return [];
  if (entry.kind === 'spread') {
    const spread = entry.element;
    return spread ? [between(spread, spread.getStart(), spread.expression.getStart()), ...ropeOf(entry.of, indent, style)] : [];
  }
  const field = entry.element;
  if (!field || entry.name === undefined) return [spanOf(element)];
  const value = ropeOf(entry.value, indent, style);
  const hasName = !ts.isComputedPropertyName(field.name) && field.name.text === entry.name;
  if (ts.isShorthandPropertyAssignment(field)) {
    const isSame = hasName && textOf(value) === field.name.text;
    return isSame ? [spanOf(field)] : [`${propertyKey(entry.name, style)}: `, ...value];
  }
  const name: SplicedText = hasName ? [spanOf(field.name)] : [keyLike(field.name, entry.name, style)];
  if (!ts.isPropertyAssignment(field)) {
    return [between(field, field.getStart(), field.name.getStart()), ...name, between(field, field.name.getEnd(), field.getEnd())];
  }
  if (!hasName && style.shorthand && textOf(value) === entry.name && propertyKey(entry.name, style) === entry.name) return [entry.name];
  return [...name, between(field, field.name.getEnd(), field.initializer.getStart()), ...value];
}

function keyLike(written: ts.PropertyName, name: string, style: Style): string {
  return ts.isStringLiteral(written) ? quoted(name, style) : propertyKey(name, style);
}

/** An entry as new text. */
function entryText(entry: Entry, indent: string, style: Style, quotedKeys = false): { text: string; comments: boolean } {
  if (entry.kind === 'spread') return moved(entry, `...${operandText(draftText(entry.of, indent, style))}`, indent);
  const value = draftText(entry.when ? implied(entry.value, entry.when) : entry.value, indent, style);
  const text = fieldText(entry, value, style, quotedKeys);
  if (!entry.when) return moved(entry, text, indent);
  const pad = style.padding ? ' ' : '';
  return moved(entry, `...(${guard(entry.when)} && {${pad}${text}${pad}})`, indent);
}

/** Fields of a new object that are there under the very condition of the object need none of their own. */
function implied(value: ValueTemplate, when: string[]): ValueTemplate {
  if (value.kind !== 'object' || value.node || when.length !== 1) return value;
  const entries = value.entries.map((entry) => {
    if (entry.kind !== 'field' || entry.when?.length !== 1 || entry.when[0] !== when[0]) return entry;
    const { when: _, ...always } = entry;
    return always;
  });
  return { kind: 'object', entries };
}

function fieldText({ name = '', element }: Field, value: string, style: Style, quotedKeys: boolean): string {
  if (element && (ts.isMethodDeclaration(element) || ts.isAccessor(element))) {
    const source = element.getSourceFile().text;
    return `${source.slice(element.getStart(), element.name.getStart())}${propertyKey(name, style)}${source.slice(element.name.getEnd(), element.getEnd())}`;
  }
  if (value === name && style.shorthand && !quotedKeys) return name;
  return `${quotedKeys ? quoted(name, style) : propertyKey(name, style)}: ${value}`;
}

function guard(when: string[]): string {
  const [only] = when;
  return when.length === 1 && only !== undefined ? conjunct(only) : `(${when.map((condition) => conjunct(condition)).join(' || ')})`;
}

/** A condition that may stand before `&&`. */
function conjunct(condition: string): string {
  return /^[\w$.!?()[\]'" ]*(?: (?:[!=]==?|&&) [\w$.!?()[\]'" ]+)*$/.test(condition) && !/\|\||\?\?| \? /.test(condition)
    ? condition
    : `(${condition})`;
}

function operandText(text: string): string {
  return /^[\w$.?!]+$/.test(text) || /^[({[]/.test(text) || /^[\w$.]+\(/.test(text) ? text : `(${text})`;
}

function moved({ element }: Entry, text: string, indent: string): { text: string; comments: boolean } {
  if (!element) return { text, comments: false };
  const from = indentAt(element.getSourceFile().text, element.getStart());
  const whole = movedText(element, text);
  return { ...whole, text: reindent(whole.text, from, indent) };
}

function listRope(draft: ListTemplate, indent: string, style: Style): SplicedText {
  const { node, items } = draft;
  const written = items.map((item) => ({ node: nodeOf(item), rope: ropeOf(item, indent, style) }));
  const isWhole = node?.elements.every((element, index) => written[index]?.node === element) === true;
  if (!node || !isWhole) return ['[', ...written.flatMap(({ rope }, index): SplicedText => [...(index > 0 ? [', '] : []), ...rope]), ']'];
  const kept = node.elements.flatMap((element, index) => [{ node: element, rope: written[index]?.rope ?? [] }]);
  const fresh = written.slice(kept.length).map(({ rope }) => textOf(rope));
  const last = kept.at(-1);
  if (fresh.length === 0 || !last) return fresh.length === 0 ? around(node, kept) : [`[${fresh.join(', ')}]`];
  return around(node, [...kept.slice(0, -1), { node: last.node, rope: [...last.rope, ...fresh.map((text) => `, ${text}`)] }]);
}

function substituted(draft: ChoiceTemplate, indent: string, style: Style): SplicedText {
  return around(
    draft.node,
    draft.options.flatMap((option) => {
      const node = nodeOf(option);
      return node ? [{ node, rope: ropeOf(option, indent, style) }] : [];
    }),
  );
}

/** A node with some of the nodes inside it written anew. */
function around(node: ts.Node, children: { node: ts.Node; rope: SplicedText }[]): SplicedText {
  const rope: SplicedText = [];
  let at = node.getStart();
  for (const child of children) {
    rope.push(between(node, at, child.node.getStart()), ...child.rope);
    at = child.node.getEnd();
  }
  return [...rope, between(node, at, node.getEnd())];
}
