import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Path, AccessPath, TypeUse } from '../../../http/response/index.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import type { MovedPath } from '../../../pack/lens/index.js';
import type { Conversion } from '../../../pack/model.js';
import { identifiersIn, type TypeDeclaration } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import { type Changed, keepPicked, picks } from './derived-types.js';
import { changeOf, isSame, type PathMap, type Steps } from './path-map.js';
import { typeGivenFor, typeReferences } from '../../type-names.js';
import { resolveTypeName } from '../../../project/type-names.js';

/** What the types of an answer are changed with. */
export interface TypeContext {
  moves: PathMap;
  draft: EditBuilder;
  interpreter: Interpreter;
  /** True when a read of the name at the node is migrated, and the value changes as told (see `changeOf`). */
  follows(node: ts.Node, name: string, change: string): boolean;
}

interface Change {
  declaration: TypeDeclaration;
  name: string;
  change: string;
  /** Set when the member is inside of another in v2. */
  moved?: Changed;
}

interface Walk extends TypeContext {
  /** Members of type declarations that change. */
  changes: Change[];
  /** Names of declared types that the answer passes. */
  met: Set<ts.Node>;
  seen: Map<ts.Node, string>;
}

/** Types that describe the value of their argument. */
export const TRANSPARENT: ReadonlySet<string> = new Set([
  'Promise',
  'Readonly',
  'Partial',
  'Required',
  'Awaited',
  'NonNullable',
  'DeepReadonly',
  'Observable',
  'Ref',
  'Signal',
  'WritableSignal',
]);
/** Types that describe a list of values of their argument. */
export const LISTS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet']);

/** Makes the declared types of an answer say what v2 answers; gives the reason when they cannot. */
export function changeTypes(uses: readonly TypeUse[], context: TypeContext): Blocker | undefined {
  const walk: Walk = { ...context, changes: [], met: new Set(), seen: new Map() };
  for (const { type, accessPath: place } of uses) {
    const problem = type && changeAt(type, place, walk);
    if (problem !== undefined) return problem;
  }
  for (const change of walk.changes) {
    const problem = usedOtherwise(change, walk);
    if (problem !== undefined) return problem;
  }
  return first([...new Set(walk.changes.map(({ declaration }) => declaration))], (declaration) => keepDerived(declaration, walk));
}

const TOO_MANY = blockers.typeInManyFiles();

/** Types derived from a declared one keep what they take of it. */
function keepDerived(declaration: TypeDeclaration, { changes, met, draft, interpreter }: Walk): Blocker | undefined {
  const moved = changes.flatMap((change) => (change.declaration === declaration && change.moved ? [change.moved] : []));
  if (moved.length === 0) return undefined;
  const { items, incomplete } = typeReferences(declaration, interpreter);
  if (incomplete) return TOO_MANY;
  const others = items.filter((reference) => !met.has(reference));
  return keepPicked(others, moved, draft);
}

function changeAt(type: ts.TypeNode, place: AccessPath, walk: Walk): Blocker | undefined {
  if (place.kind === 'body') return place.failed ? undefined : changeType(type, place.path, walk);
  if (place.kind !== 'holder' || place.inner.kind !== 'body' || place.inner.failed) return undefined;
  const inner = place.under.reduce<ts.TypeNode | undefined>((at, name) => at && memberType(at, name, walk), type);
  return inner && changeType(inner, place.inner.path, walk);
}

/** The type of a member of a type of the user's own. */
function memberType(type: ts.TypeNode, name: string, walk: Walk): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return memberType(type.type, name, walk);
  if (ts.isArrayTypeNode(type)) return type.elementType;
  if (ts.isTupleTypeNode(type)) return type.elements[Number(name)];
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    return type.types.map((option) => memberType(option, name, walk)).find((found) => found !== undefined);
  if (ts.isTypeLiteralNode(type)) return propertyType(type.members, name);
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const [argument] = type.typeArguments ?? [];
  if (ts.isIdentifier(type.typeName) && argument) {
    if (TRANSPARENT.has(type.typeName.text)) return name === 'value' ? argument : memberType(argument, name, walk);
    if (LISTS.has(type.typeName.text)) return argument;
    if (['Map', 'Record', 'ReadonlyMap'].includes(type.typeName.text)) return type.typeArguments?.at(-1);
  }
  const declaration = resolveTypeName(type.typeName, walk.interpreter.project);
  if (!declaration) return undefined;
  return ts.isInterfaceDeclaration(declaration) ? propertyType(declaration.members, name) : memberType(declaration.type, name, walk);
}

/** The declared type of a member. */
export function propertyType(members: ts.NodeArray<ts.TypeElement>, name: string): ts.TypeNode | undefined {
  const found = members.find((member) => ts.isPropertySignature(member) && nameText(member.name) === name);
  return found && ts.isPropertySignature(found) ? found.type : undefined;
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isComputedPropertyName(name) ? undefined : name.text;
}

/** Changes a type that describes the value at a path. */
function changeType(type: ts.TypeNode, path: Path, walk: Walk): Blocker | undefined {
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return changeType(type.type, path, walk);
  if (ts.isArrayTypeNode(type)) return changeType(type.elementType, [...path, '*'], walk);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return first(type.types, (option) => changeType(option, path, walk));
  if (ts.isTypeLiteralNode(type)) return changeMembers(type, type.members, path, undefined, walk);
  if (!ts.isTypeReferenceNode(type)) return undefined;
  return changeReference(type, path, walk);
}

function changeReference(type: ts.TypeReferenceNode, path: Path, walk: Walk): Blocker | undefined {
  const { typeName } = type;
  const [argument] = type.typeArguments ?? [];
  if (ts.isIdentifier(typeName) && argument) {
    if (TRANSPARENT.has(typeName.text)) return changeType(argument, path, walk);
    if (LISTS.has(typeName.text)) return changeType(argument, [...path, '*'], walk);
    if (typeName.text === 'Pick' || typeName.text === 'Omit') return changeDerived(type, argument, path, walk);
  }
  const given = typeGivenFor(typeName, walk.interpreter);
  if (given) return changeType(given, path, walk);
  const declaration = resolveTypeName(typeName, walk.interpreter.project);
  if (!declaration) return undefined;
  walk.met.add(typeName);
  return changeDeclaration(declaration, path, walk);
}

/** A type that takes members of another by name changes with it where none of these names does. */
function changeDerived(type: ts.TypeReferenceNode, from: ts.TypeNode, path: Path, walk: Walk): Blocker | undefined {
  const before = walk.changes.length;
  const problem = changeType(from, path, walk);
  const names = walk.changes.slice(before).flatMap(({ name, moved }) => (moved ? [name] : []));
  if (problem !== undefined || names.length === 0 || !picks(type, names)) return problem;
  return blockers.typeTakesGoneMembers(placeOf(type));
}

function changeDeclaration(declaration: TypeDeclaration, path: Path, walk: Walk): Blocker | undefined {
  const key = path.join('.');
  const before = walk.seen.get(declaration);
  if (before !== undefined)
    return before === key || isUnmoved(declaration, path, walk)
      ? undefined
      : blockers.typeOfOthers(declaration.name.text, placeOf(declaration));
  walk.seen.set(declaration, key);
  if (ts.isTypeAliasDeclaration(declaration)) {
    return ts.isTypeLiteralNode(declaration.type)
      ? changeMembers(declaration.type, declaration.type.members, path, declaration, walk)
      : changeType(declaration.type, path, walk);
  }
  for (const clause of declaration.heritageClauses ?? []) {
    for (const parent of clause.types) {
      const base = ts.isIdentifier(parent.expression) ? resolveTypeName(parent.expression, walk.interpreter.project) : undefined;
      if (!base) continue;
      walk.met.add(parent.expression);
      const problem = changeDeclaration(base, path, walk);
      if (problem !== undefined) return problem;
    }
  }
  return changeMembers(declaration, declaration.members, path, declaration, walk);
}

/** True when no member of the type is elsewhere in v2, seen from this path. */
function isUnmoved(declaration: TypeDeclaration, path: Path, { moves }: Walk): boolean {
  const members = ts.isInterfaceDeclaration(declaration)
    ? declaration.members
    : ts.isTypeLiteralNode(declaration.type)
      ? declaration.type.members
      : [];
  return members.every((member) => {
    const name = member.name && nameText(member.name);
    return name === undefined || isSame(moves.between(path, [...path, name]), name);
  });
}

interface Moved {
  member: ts.PropertySignature;
  way: Steps;
}

function changeMembers(
  owner: ts.Node,
  members: ts.NodeArray<ts.TypeElement>,
  path: Path,
  declaration: TypeDeclaration | undefined,
  walk: Walk,
): Blocker | undefined {
  const moved: Moved[] = [];
  for (const member of members) {
    const name = ts.isPropertySignature(member) ? nameText(member.name) : undefined;
    if (name === undefined || !ts.isPropertySignature(member)) continue;
    const to = [...path, name];
    const target = walk.moves.target(to);
    if ('gone' in target) continue;
    const problem = member.type && changeType(member.type, to, walk);
    if (problem !== undefined) return problem;
    if (member.type) changeValueType(member.type, target, walk.draft);
    const way = walk.moves.between(path, to);
    const isElsewhere = !isSame(way, name);
    if (declaration && (isElsewhere || target.back.length > 0 || target.list)) {
      // A new name alone is one that requests may have, too: their types are changed with them.
      const head = isElsewhere && way && way.length > 1 ? way[0] : undefined;
      const change = { declaration, name, change: changeOf(walk.moves, path, name) };
      walk.changes.push(typeof head === 'string' ? { ...change, moved: { name, member, head } } : change);
    }
    if (!isElsewhere) continue;
    if (way?.length === 0 && liftMember(owner, member, members, declaration, walk.draft)) return undefined;
    if (!way || way.length === 0 || way.some((step) => typeof step === 'number')) return blockers.typeGone(placeOf(owner));
    moved.push({ member, way });
  }
  writeMembers(moved, walk.draft);
  return undefined;
}

/** v2 answers alone what stood under the only name of a type: the type becomes that of the member. */
function liftMember(
  owner: ts.Node,
  member: ts.PropertySignature,
  members: ts.NodeArray<ts.TypeElement>,
  declaration: TypeDeclaration | undefined,
  draft: EditBuilder,
): boolean {
  if (members.length !== 1 || !member.type) return false;
  const text = draft.textOf(member.type);
  if (ts.isTypeLiteralNode(owner)) draft.rewrite(owner, text);
  else if (declaration && ts.isInterfaceDeclaration(declaration) && !declaration.heritageClauses && !declaration.typeParameters) {
    const modifiers = (declaration.modifiers ?? []).map((modifier) => `${modifier.getText()} `).join('');
    draft.rewrite(declaration, `${modifiers}type ${declaration.name.text} = ${text}${styleOf(declaration).semicolons ? ';' : ''}`);
  } else return false;
  return true;
}

/** Renames members in place; members that go into the same new object become one member where the first of them stood. */
function writeMembers(moved: Moved[], draft: EditBuilder): void {
  const deep = moved.filter(({ way }) => way.length > 1);
  for (const { member, way } of moved) {
    const [only] = way;
    if (way.length === 1 && typeof only === 'string')
      draft.replace(member, member.name.getStart(), member.name.getEnd(), propertyKey(only, styleOf(member)));
  }
  const byHost = new Map<string, Moved[]>();
  for (const entry of deep) {
    const host = String(entry.way[0]);
    byHost.set(host, [...(byHost.get(host) ?? []), entry]);
  }
  for (const [host, entries] of byHost) writeHost(host, entries, draft);
}

function writeHost(host: string, entries: Moved[], draft: EditBuilder): void {
  const [lead, ...others] = entries;
  if (!lead) return;
  const style = styleOf(lead.member);
  const inner = entries.map(({ member, way }) => {
    const path = way.slice(1).map((step) => propertyKey(String(step), style));
    const text = draft.textOf(member).replace(/[;,]$/, '');
    const rest = text.slice(member.name.getEnd() - member.getStart());
    return `${path.join(': { ')}${rest}${' }'.repeat(path.length - 1)}`;
  });
  const end = /[;,]$/.exec(lead.member.getText())?.[0] ?? '';
  draft.rewrite(lead.member, `${propertyKey(host, style)}: ${memberBlock(inner, lead.member, end)}${end}`);
  for (const { member } of others) {
    const { text } = member.getSourceFile();
    const from = member.getFullStart();
    const line = text.slice(from, member.getStart());
    // The line break before a member goes with it; comments above it are kept out of the way.
    draft.rewrite(member, '');
    if (/^\s*$/.test(line)) draft.replace(member, from, member.getStart(), '');
  }
}

/** The members of a new object: on lines of their own where those of the type around it are. */
function memberBlock(members: string[], at: ts.Node, end: string): string {
  const { text } = at.getSourceFile();
  const line = text.slice(text.lastIndexOf('\n', at.getStart()) + 1, at.getStart());
  const isAlone = line.trim() === '' && text.lastIndexOf('\n', at.getStart()) > at.parent.getStart();
  if (!isAlone || members.length < 2) return `{ ${members.join('; ')} }`;
  const { indent, eol } = styleOf(at);
  return `{${members.map((member) => `${eol}${line}${indent}${member}${end}`).join('')}${eol}${line}}`;
}

/** The type of a value that v2 answers in another representation. */
function changeValueType(type: ts.TypeNode, { back, list }: MovedPath, draft: EditBuilder): void {
  if (list === 'wrapped') {
    const text = type.getText();
    const options = ts.isUnionTypeNode(type) ? type.types : [type];
    const lists = options.filter((option) => ts.isArrayTypeNode(option));
    if (lists.length > 0) draft.rewrite(type, lists.map((option) => option.getText()).join(' | '));
    else draft.rewrite(type, ts.isUnionTypeNode(type) ? `(${text})[]` : `${text}[]`);
    return;
  }
  const [conversion] = back;
  const names = conversion && keywordsOf(conversion);
  if (!names) return;
  const visit = (node: ts.Node): void => {
    if (node.kind === names.from) draft.rewrite(node, names.to);
    else if (ts.isUnionTypeNode(node)) node.types.forEach((option) => visit(option));
  };
  visit(type);
}

function keywordsOf({ to }: Conversion): { from: ts.SyntaxKind; to: string } | undefined {
  if (to === 'number') return { from: ts.SyntaxKind.StringKeyword, to: 'number' };
  if (to === 'string') return { from: ts.SyntaxKind.NumberKeyword, to: 'string' };
  return to === 'boolean' ? { from: ts.SyntaxKind.StringKeyword, to: 'boolean' } : undefined;
}

/** The reason when other code needs a member as it is: the type is named where no followed answer passes, beside reads of the member. */
function usedOtherwise({ declaration, name, change }: Change, walk: Walk): Blocker | undefined {
  const { items, incomplete } = typeReferences(declaration, walk.interpreter);
  if (incomplete) return TOO_MANY;
  const others = items.filter((reference) => !walk.met.has(reference));
  for (const tree of new Set(others.map((reference) => reference.getSourceFile()))) {
    const read = (identifiersIn(tree).get(name) ?? []).find(
      (identifier) => isMemberName(identifier, declaration.name.text) && !walk.follows(identifier.parent, name, change),
    );
    if (read) return blockers.memberUsedElsewhere(declaration.name.text, name, placeOf(read));
  }
  return undefined;
}

function isMemberName(identifier: ts.Identifier, type: string): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier;
  if (ts.isBindingElement(parent))
    return parent.propertyName === identifier || (parent.propertyName === undefined && parent.name === identifier);
  const isKey = (ts.isPropertyAssignment(parent) && parent.name === identifier) || ts.isShorthandPropertyAssignment(parent);
  return isKey && ts.isObjectLiteralExpression(parent.parent) && isDeclaredAs(parent.parent, type);
}

/** The literal stands where the type is declared. */
function isDeclaredAs(literal: ts.ObjectLiteralExpression, type: string): boolean {
  const holder = ts.findAncestor(literal.parent, (node) => !ts.isExpression(node) && !ts.isPropertyAssignment(node));
  if (!holder || isHandedOver(literal, holder)) return false;
  const declared =
    ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder) ? holder.type : ts.findAncestor(holder, ts.isFunctionLike)?.type;
  return declared !== undefined && new RegExp(`\\b${type}\\b`).test(declared.getText());
}

/** The literal is in an argument of a call below the holder, whose parameters say what it is; not one that hands back what it is given. */
function isHandedOver(literal: ts.Node, holder: ts.Node): boolean {
  for (let at = literal; at !== holder; at = at.parent) {
    const { parent } = at;
    if (!(ts.isCallExpression(parent) || ts.isNewExpression(parent)) || parent.expression === at) continue;
    if (!/^(?:Promise\.resolve|Object\.freeze|structuredClone|ref|signal|of)$/.test(parent.expression.getText())) return true;
  }
  return false;
}

function first<T>(items: readonly T[], check: (item: T) => Blocker | undefined): Blocker | undefined {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
