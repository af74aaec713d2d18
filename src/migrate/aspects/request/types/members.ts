import { Blocker, blockers } from '../../../../scan/blockers.js';
import { ts } from '../../../../project/syntax.js';
import type { Lens, LensOp } from '../../../../pack/model.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { indentAt, propertyKey, type Style, styleOf } from '../../../../edit/style.js';

/** A member of a declared object type, open to change. */
interface Member {
  name: string;
  optional: boolean;
  type: string;
  node?: ts.PropertySignature;
}

/** The members of an interface or a type literal. */
export type MemberOwner = ts.InterfaceDeclaration | ts.TypeLiteralNode;

/**
 * The edits that do a lens to the members of a type; or why they cannot be made.
 * @param typeOf the type of the value that an operation adds
 */
export function memberEdits(owner: MemberOwner, lens: Lens, typeOf: (op: LensOp) => string | undefined): TextEdit[] | { reason: Blocker } {
  const members = membersOf(owner);
  let current = members;
  for (const op of lens) {
    const next = applyOp(op, current, typeOf, styleOf(owner));
    if (next instanceof Blocker) return { reason: next };
    current = next;
  }
  return editsOf(owner, members, current);
}

function membersOf(owner: MemberOwner): Member[] {
  return owner.members.flatMap((member): Member[] => {
    if (!ts.isPropertySignature(member) || ts.isComputedPropertyName(member.name)) return [];
    return [{ name: member.name.text, optional: member.questionToken !== undefined, type: member.type?.getText() ?? 'any', node: member }];
  });
}

function applyOp(op: LensOp, members: Member[], typeOf: (op: LensOp) => string | undefined, style: Style): Member[] | Blocker {
  switch (op.op) {
    case 'add':
    case 'default':
      return added(op, members, typeOf);
    case 'remove':
      return members.filter(({ name }) => name !== op.name);
    case 'rename':
      return members.some(({ name }) => name === op.to) ? members : changed(members, op.from, (member) => ({ ...member, name: op.to }));
    case 'wrap':
      return changed(members, op.name, (member) => ({ ...member, type: listOf(member.type) }));
    case 'convert':
      return converted(op, members);
    case 'plunge':
      return plunged(op, members, style);
    default:
      return members.some(({ name }) => 'name' in op && name === op.name) ? blockers.bodyTypeFixed() : members;
  }
}

function changed(members: Member[], name: string, change: (member: Member) => Member): Member[] {
  return members.map((member) => (member.name === name ? change(member) : member));
}

function added(
  op: Extract<LensOp, { op: 'add' | 'default' }>,
  members: Member[],
  typeOf: (op: LensOp) => string | undefined,
): Member[] | Blocker {
  if (members.some(({ name }) => name === op.name)) return members;
  const type = typeOf(op);
  if (type === undefined) return blockers.memberTypeUnknown(op.name);
  const isDerived = op.op === 'add' && typeof op.value === 'object' && op.value !== null && 'from' in op.value;
  const first = members.findIndex(({ node }) => node);
  return members.toSpliced(first === -1 ? members.length : first, 0, { name: op.name, optional: isDerived, type });
}

/** `T` to `T[]`; a list stays one. */
function listOf(type: string): string {
  if (type.endsWith('[]') || /^(?:Readonly)?Array</.test(type)) return type;
  const given = type.split('|').map((part) => part.trim());
  const present = given.filter((part) => part !== 'null' && part !== 'undefined');
  return present.length === 1 ? `${present[0] ?? type}[]` : `(${present.join(' | ')})[]`;
}

function converted(op: Extract<LensOp, { op: 'convert' }>, members: Member[]): Member[] | Blocker {
  const { to } = op.with;
  if (!members.some(({ name }) => name === op.name)) return members;
  if (to === 'number' || to === 'string' || to === 'boolean') return changed(members, op.name, (member) => ({ ...member, type: to }));
  if (to === 'list') return changed(members, op.name, (member) => ({ ...member, type: listOf(member.type) }));
  return to === 'lower-case' || to === 'iso-date-time' ? members : blockers.typeFixed(op.name);
}

function plunged(op: Extract<LensOp, { op: 'plunge' }>, members: Member[], style: Style): Member[] | Blocker {
  const member = members.find(({ name }) => name === op.name);
  if (!member) return members;
  const host = members.find(({ name }) => name === op.host);
  if (host && (host.node || !host.type.startsWith('{'))) return blockers.typeFixed(op.host);
  const text = memberText({ ...member }, style);
  const rest = members.filter((other) => other !== member);
  if (!host) return insertedAt(members, member, { name: op.host, optional: member.optional, type: `{ ${text} }` });
  const inside = host.type.slice(1, -1).trim();
  return changed(rest, op.host, (known) => ({ ...known, optional: known.optional && member.optional, type: `{ ${inside}; ${text} }` }));
}

function insertedAt(members: Member[], replaced: Member, fresh: Member): Member[] {
  return members.map((member) => (member === replaced ? fresh : member));
}

function memberText({ name, optional, type }: Member, style: Style): string {
  return `${propertyKey(name, style)}${optional ? '?' : ''}: ${type}`;
}

function editsOf(owner: MemberOwner, before: Member[], after: Member[]): TextEdit[] {
  const style = styleOf(owner);
  const { fileName: file, text } = owner.getSourceFile();
  const edits: TextEdit[] = [];
  const kept = new Set(after.map(({ node }) => node));
  for (const { node } of before) if (node && !kept.has(node)) edits.push(removal(node, file, text));
  for (const member of after) if (member.node) edits.push(...changesOf(member, member.node, file, style));
  edits.push(...insertions(owner, after, file, text, style));
  return edits;
}

function changesOf({ name, type }: Member, node: ts.PropertySignature, file: string, style: Style): TextEdit[] {
  const edits: TextEdit[] = [];
  if (!ts.isComputedPropertyName(node.name) && node.name.text !== name) {
    edits.push({ file, start: node.name.getStart(), end: node.name.getEnd(), text: propertyKey(name, style) });
  }
  if (node.type && node.type.getText() !== type) edits.push({ file, start: node.type.getStart(), end: node.type.getEnd(), text: type });
  return edits;
}

function removal(node: ts.PropertySignature, file: string, text: string): TextEdit {
  const end = node.getEnd();
  const isLine = /^\s*\n/.test(text.slice(text.lastIndexOf('\n', node.getStart() - 1), node.getStart()));
  return { file, start: isLine ? node.getFullStart() : node.getStart(), end, text: '' };
}

/** New members stand before the member that they precede. */
function insertions(owner: MemberOwner, after: Member[], file: string, text: string, style: Style): TextEdit[] {
  const [first] = owner.members;
  const open = text.indexOf('{', ts.isInterfaceDeclaration(owner) ? owner.name.getEnd() : owner.getStart()) + 1;
  const lines = first ? text.slice(open, first.getStart()).includes('\n') : ts.isInterfaceDeclaration(owner);
  const indent = first && lines ? indentAt(text, first.getStart()) : indentAt(text, owner.getStart()) + style.indent;
  const mark = first && /[;,]$/.test(first.getText()) ? first.getText().slice(-1) : lines ? ';' : ';';
  const edits: TextEdit[] = [];
  after.forEach((member, index) => {
    if (member.node) return;
    const next = after.slice(index + 1).find(({ node }) => node)?.node;
    const written = `${memberText(member, style)}${mark}`;
    if (next) edits.push({ file, start: next.getStart(), end: next.getStart(), text: `${written}${lines ? style.eol + indent : ' '}` });
    else {
      const last = owner.members.at(-1);
      const at = last ? last.getEnd() : open;
      const separator = last && !/[;,]$/.test(last.getText()) ? mark : '';
      edits.push({ file, start: at, end: at, text: `${separator}${lines ? style.eol + indent : ' '}${written}` });
    }
  });
  return edits;
}
