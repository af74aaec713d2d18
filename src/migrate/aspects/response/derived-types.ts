import { blockers, type Blocker } from '../../../scan/blockers.js';
import { ts } from '../../../project/syntax.js';
import { quoted, styleOf } from '../../../edit/style.js';
import { placeOf } from './code.js';
import type { EditBuilder } from './draft.js';

/** A member of a declared type that is inside of another in v2. */
export interface Changed {
  name: string;
  /** As it was declared. */
  member: ts.PropertySignature;
  /** Name of the member around it in v2. */
  head: string;
}

/**
 * Types made from a declared one by names of its members, such as `Pick<Agent, 'model'>`, describe v1 values that others
 * hold: what they take of the changed members is said in them.
 * @returns the reason when one of them cannot say it
 */
export function keepPicked(references: readonly ts.Node[], changed: readonly Changed[], draft: EditBuilder): Blocker | undefined {
  for (const reference of references) {
    const text = derivedTypeEdit(reference.parent, changed);
    if (text === null) return blockers.derivedTypeNotFollowed(placeOf(reference));
    if (text) draft.rewrite(text.node, text.code);
  }
  return undefined;
}

/** True when a type takes one of some members of another by name, as `Pick` and `Omit` do. */
export function picks(type: ts.TypeReferenceNode, names: readonly string[]): boolean {
  const keys = namesIn(type.typeArguments?.[1]);
  return !keys || names.some((name) => keys.includes(name));
}

/** What a derived type says in future; undefined when it takes nothing that changes, null when it cannot be said. */
function derivedTypeEdit(type: ts.Node, changed: readonly Changed[]): { node: ts.TypeNode; code: string } | undefined | null {
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const { parent } = type;
  if (ts.isIndexedAccessTypeNode(parent) && parent.objectType === type) return indexed(parent, changed);
  const isMade = (ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent)) && parent.typeArguments?.[0] === type;
  const maker = isMade ? parent.getText().split('<', 1)[0] : undefined;
  if (!isMade || (maker !== 'Pick' && maker !== 'Omit')) return undefined;
  const keys = namesIn(parent.typeArguments?.[1]);
  if (!keys) return null;
  const taken = changed.filter(({ name }) => keys.includes(name) === (maker === 'Pick'));
  if (taken.length === 0 && maker === 'Pick') return undefined;
  if (!ts.isTypeReferenceNode(parent) || !taken.every(({ member }) => isSayable(member, type))) return null;
  const others = keys.filter((key) => !changed.some(({ name }) => name === key));
  const left = maker === 'Pick' ? others : [...new Set([...others, ...changed.map(({ head }) => head)])];
  return { node: parent, code: madeCode(maker, type, left, taken) };
}

function madeCode(maker: string, type: ts.TypeReferenceNode, keys: string[], taken: readonly Changed[]): string {
  const style = styleOf(type);
  const rest = keys.length === 0 ? [] : [`${maker}<${type.getText()}, ${keys.map((key) => quoted(key, style)).join(' | ')}>`];
  const own = taken.length === 0 ? [] : [`{ ${taken.map(({ member }) => member.getText().replace(/[;,]$/, '')).join('; ')} }`];
  const code = [...rest, ...own].join(' & ');
  return rest.length + own.length > 1 && !standsAlone(type.parent) ? `(${code})` : code;
}

function indexed(node: ts.IndexedAccessTypeNode, changed: readonly Changed[]): { node: ts.TypeNode; code: string } | undefined | null {
  const names = namesIn(node.indexType);
  if (!names) return null;
  const taken = changed.find(({ name }) => names.includes(name));
  if (!taken) return undefined;
  if (names.length > 1 || !taken.member.type || !isSayable(taken.member, node)) return null;
  const code = taken.member.questionToken ? `${taken.member.type.getText()} | undefined` : taken.member.type.getText();
  return { node, code: code.includes('|') && !standsAlone(node) ? `(${code})` : code };
}

/** The declaration of a member means the same at another place. */
function isSayable(member: ts.PropertySignature, at: ts.Node): boolean {
  if (member.getText().includes('\n')) return false;
  const isNamed = (node: ts.Node): boolean =>
    ts.isTypeReferenceNode(node) || ts.isTypeQueryNode(node) || (ts.forEachChild(node, (child) => isNamed(child) || undefined) ?? false);
  return member.getSourceFile() === at.getSourceFile() || !isNamed(member);
}

/** A union or an intersection can stand in place of the type without parentheses. */
function standsAlone({ parent }: ts.Node): boolean {
  return !(ts.isArrayTypeNode(parent) || ts.isTypeOperatorNode(parent) || ts.isIndexedAccessTypeNode(parent));
}

/** The names that a type of literals allows; undefined where they cannot be seen. */
function namesIn(type: ts.TypeNode | undefined): string[] | undefined {
  const options = type && ts.isUnionTypeNode(type) ? [...type.types] : type ? [type] : [];
  const names = options.flatMap((option) =>
    ts.isLiteralTypeNode(option) && ts.isStringLiteralLike(option.literal) ? option.literal.text : [],
  );
  return type && names.length === options.length ? names : undefined;
}
