import { blockers, type Blocker } from '../../../../scan/blockers.js';
import type { ApiCall } from '../../../../http/call.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { isDerived, isFromParameter } from '../../../../pack/lens/index.js';
import type { Json, Lens, LensOp } from '../../../../pack/model.js';
import { ts } from '../../../../project/syntax.js';
import { isInside } from '../../../../project/nodes.js';
import { typeReferences } from '../../../type-names.js';
import { resolveTypeName } from '../../../../project/type-names.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { propertyKey, styleOf } from '../../../../edit/style.js';
import type { ValueTemplate } from '../draft/model.js';
import { jsonText } from '../draft/json.js';
import { memberEdits, type MemberOwner } from './members.js';
import type { PlannerContext } from '../draft/planner-context.js';

/** A place where the code says the type of a value that changes. */
export interface TypedPlace {
  type: ts.TypeNode;
  /** What is done to the value there. */
  lens: Lens;
}

/** The type that the user's own wrapper declares for a value in the arguments of a call. */
export function declaredFor(node: ts.Expression, call: ApiCall, interpreter: Interpreter): ts.TypeNode | undefined {
  const [frame] = call.env.frames;
  if (!frame || frame.call !== call.site || !('arguments' in frame.call)) return undefined;
  const path: string[] = [];
  let at: ts.Node = node;
  while (at.parent !== frame.call) {
    const { parent } = at;
    if (ts.isPropertyAssignment(parent) && !ts.isComputedPropertyName(parent.name)) path.unshift(parent.name.text);
    else if (ts.isShorthandPropertyAssignment(parent)) path.unshift(parent.name.text);
    else if (!ts.isObjectLiteralExpression(parent) && !ts.isParenthesizedExpression(parent)) return undefined;
    at = parent;
  }
  const index = frame.call.arguments?.findIndex((argument) => argument === at) ?? -1;
  let type = frame.callee.parameters[index]?.type;
  for (const name of path) {
    const owner: MemberOwner | 'open' | undefined = type && ownerOf(type, interpreter);
    if (!owner || owner === 'open') return undefined;
    const member = owner.members.find(
      (candidate) => candidate.name && !ts.isComputedPropertyName(candidate.name) && candidate.name.text === name,
    );
    type = member && ts.isPropertySignature(member) ? member.type : undefined;
  }
  return type;
}

/** The declared types that changed values pass. */
export function typedPlaces(draft: ValueTemplate): TypedPlace[] {
  switch (draft.kind) {
    case 'object':
      return draft.entries.flatMap((entry) => typedPlaces(entry.kind === 'field' ? entry.value : entry.of));
    case 'list':
      return draft.items.flatMap((item) => typedPlaces(item));
    case 'choice': {
      const type = ts.isAsExpression(draft.node) || ts.isSatisfiesExpression(draft.node) ? draft.node.type : undefined;
      return [...placeOf(type, draft.done), ...draft.options.flatMap((option) => typedPlaces(option))];
    }
    case 'link':
      return [...placeOf(draft.type, draft.done), ...typedPlaces(draft.target)];
    case 'callers':
      return [...placeOf(draft.type, draft.done), ...draft.targets.flatMap((target) => typedPlaces(target.draft))];
    case 'code':
      return [];
  }
}

function placeOf(type: ts.TypeNode | undefined, lens: Lens): TypedPlace[] {
  return type && lens.length > 0 ? [{ type, lens }] : [];
}

/**
 * The edits that let declared types follow a change: of types of the project that only these places use. Types that say
 * nothing of the fields need none.
 */
export function typeEdits(places: TypedPlace[], context: PlannerContext): TextEdit[] | { reason: Blocker } {
  const edits: TextEdit[] = [];
  for (const place of places) {
    const own = ownEdits(place, places, context);
    const changed = Array.isArray(own) ? own : (sharedEdits(place, context) ?? own);
    if (!Array.isArray(changed)) return changed;
    edits.push(...changed);
  }
  return edits;
}

/** Edits of a type that only the changed value has. */
function ownEdits({ type, lens }: TypedPlace, places: TypedPlace[], context: PlannerContext): TextEdit[] | { reason: Blocker } {
  const owner = ownerOf(type, context.interpreter);
  if (owner === 'open') return [];
  if (!owner) return { reason: blockers.typeFixed(type.getText()) };
  const other = usedOtherwise(owner, places, context.interpreter);
  if (other) return { reason: blockers.typeShared(type.getText()) };
  return memberEdits(owner, lens, (op) => typeOf(op, context));
}

/** Edits of a type that requests and answers share, when fields are renamed in both alike; the calls then stand or fall together. */
function sharedEdits({ type, lens }: TypedPlace, context: PlannerContext): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const op of lens) {
    const calls = op.op === 'rename' ? context.answered(op.from, op.to) : undefined;
    if (op.op !== 'rename' || !calls) return undefined;
    calls.forEach((call) => context.dependsOn.add(call));
    edits.push(...renamings(type, op.from, op.to, context.interpreter, new Set()));
  }
  // Types are compared before and after; code without them may make something else of it.
  if (!styleOf(context.site).typed) context.open.push(blockers.typeOfResponses(type.getText()));
  return edits;
}

/** Edits that rename a member wherever a type takes it from, and the keys that pick or omit it. */
function renamings(type: ts.Node, from: string, to: string, interpreter: Interpreter, seen: Set<ts.Node>): TextEdit[] {
  if (seen.has(type)) return [];
  seen.add(type);
  const next = (node: ts.Node): TextEdit[] => renamings(node, from, to, interpreter, seen);
  if (ts.isTypeAliasDeclaration(type)) return next(type.type);
  if (ts.isTypeLiteralNode(type) || ts.isInterfaceDeclaration(type)) {
    const member = type.members.find(
      (candidate) => candidate.name && !ts.isComputedPropertyName(candidate.name) && candidate.name.text === from,
    );
    return member?.name ? [replaced(member.name, propertyKey(to, styleOf(type)))] : [];
  }
  if (ts.isTypeReferenceNode(type)) {
    const declaration = resolveTypeName(type.typeName, interpreter.project);
    return [...(declaration ? next(declaration) : []), ...(type.typeArguments ?? []).flatMap((argument) => next(argument))];
  }
  if (ts.isLiteralTypeNode(type))
    return ts.isStringLiteral(type.literal) && type.literal.text === from ? [replaced(type.literal, jsonText(to, styleOf(type)))] : [];
  const isPart = ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type);
  if (isPart) return type.types.flatMap((part) => next(part));
  return ts.isParenthesizedTypeNode(type) ? next(type.type) : [];
}

function replaced(node: ts.Node, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text };
}

const OPEN = new Set([ts.SyntaxKind.AnyKeyword, ts.SyntaxKind.UnknownKeyword, ts.SyntaxKind.ObjectKeyword]);

/** The declaration that gives a type its members; `open` for types that take any fields. */
function ownerOf(type: ts.TypeNode, interpreter: Interpreter): MemberOwner | 'open' | undefined {
  if (OPEN.has(type.kind)) return 'open';
  if (ts.isParenthesizedTypeNode(type)) return ownerOf(type.type, interpreter);
  if (ts.isTypeLiteralNode(type)) return type.members.some((member) => ts.isIndexSignatureDeclaration(member)) ? 'open' : type;
  if (ts.isUnionTypeNode(type)) {
    const given = type.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword && !ts.isLiteralTypeNode(part));
    const [only] = given;
    return given.length === 1 && only ? ownerOf(only, interpreter) : undefined;
  }
  return ts.isTypeReferenceNode(type) ? referredOwner(type, interpreter) : undefined;
}

function referredOwner(type: ts.TypeReferenceNode, interpreter: Interpreter): MemberOwner | 'open' | undefined {
  const name = type.typeName.getText();
  const [first, second] = type.typeArguments ?? [];
  if (name === 'const') return 'open';
  if (name === 'Record') return second && OPEN.has(second.kind) ? 'open' : undefined;
  if ((name === 'Partial' || name === 'Readonly' || name === 'Required') && first) return ownerOf(first, interpreter);
  if (isTypeParameter(name, type)) return 'open';
  const declaration = resolveTypeName(type.typeName, interpreter.project);
  if (!declaration || declaration.typeParameters) return undefined;
  if (ts.isTypeAliasDeclaration(declaration)) return ownerOf(declaration.type, interpreter);
  return declaration.heritageClauses ? undefined : declaration;
}

function isTypeParameter(name: string, from: ts.Node): boolean {
  return (
    ts.findAncestor(
      from,
      (node) => ts.isFunctionLike(node) && node.typeParameters?.some((parameter) => parameter.name.text === name) === true,
    ) !== undefined
  );
}

/** True when a type is also named where the value does not pass. */
function usedOtherwise(owner: MemberOwner, places: TypedPlace[], interpreter: Interpreter): boolean {
  const declaration = ts.isInterfaceDeclaration(owner) ? owner : ts.findAncestor(owner, ts.isTypeAliasDeclaration);
  if (!declaration) return false;
  const { items, incomplete } = typeReferences(declaration, interpreter);
  return incomplete !== undefined || items.some((reference) => !places.some(({ type }) => isInside(reference, type)));
}

/** The type of what an operation adds. */
function typeOf(op: LensOp, context: PlannerContext): string | undefined {
  if (op.op !== 'add' && op.op !== 'default') return undefined;
  const { value } = op;
  if (isFromParameter(value)) {
    const code = context.parameter(value.parameter, undefined);
    const known = 'reason' in code ? 'unknown' : code.shape.kind;
    return known === 'number' || known === 'boolean' ? known : 'string';
  }
  if (!isDerived(value)) return jsonType(value, context.site);
  const { to } = value.with;
  return to === 'number' || to === 'boolean' ? to : to === 'list' || to === 'pairs' ? undefined : 'string';
}

function jsonType(value: Json, site: ts.Node): string {
  if (typeof value === 'string') return jsonText(value, styleOf(site));
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
  if (Array.isArray(value)) return 'unknown[]';
  return value === null ? 'null' : 'Record<string, unknown>';
}
