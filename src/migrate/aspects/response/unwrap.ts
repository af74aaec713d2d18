import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { ResponseTrace, Source, TypeUse } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import { declarationOf } from '../../../project/scopes.js';
import { propertyKey, styleOf } from '../../../edit/style.js';
import { mapObservable } from './observables.js';
import { accesses, isOperand, isTyped, placeOf } from './code.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';
import type { Rebound } from './patterns.js';

/** Takes the value at a way out of a body, where the body comes into view; gives the reason when it cannot. */
export function unwrapSource(
  source: Source,
  way: Steps,
  call: ApiCall,
  answer: ResponseTrace,
  rebound: Rebound,
  draft: EditBuilder,
): Blocker | undefined {
  const { node } = source;
  if (ts.isBindingElement(node)) {
    const name = node.propertyName ?? node.name;
    if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return blockers.notUnderstood(node.getText(), placeOf(node));
    rebound.set(node, { way: [name.text, ...way] });
    wrapTypes(answer, source, call, way, draft);
    return undefined;
  }
  const value = levelOf(node, source);
  // Nothing reads the answer.
  if (ts.isExpressionStatement(value.node.parent)) return undefined;
  wrapTypes(answer, source, call, way, draft);
  if (value.promise && source.observable) mapObservable(value.node, `(body) => body${accesses(way, node)}`, draft);
  else if (value.promise) draft.wrap(value.node, ...thenAccess(value.node, way));
  else
    draft.wrap(
      value.node,
      isOperand(value.node) ? '' : '(',
      `${isOperand(value.node) ? '' : ')'}${accesses(way, node, { base: isOptional(value.node) })}`,
    );
  return undefined;
}

/** What follows is read only where there is a value: `body?.name`. */
function isOptional({ parent }: ts.Node): boolean {
  return (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.questionDotToken !== undefined;
}

/** The expression that is the value after `await`, with the casts that state the type of the body. */
function settled(node: ts.Expression, promise: boolean): { node: ts.Expression; promise: boolean } {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent)) return settled(parent, promise);
  if (promise && ts.isAwaitExpression(parent)) return settled(parent, false);
  if ((ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) && statesType(parent.type, promise))
    return settled(parent, promise);
  // Parentheses belong to what they hold: `(await x).data` continues from them.
  return { node, promise };
}

/** A cast to a type that can be written around the level that is new. */
function statesType(type: ts.TypeNode, promise: boolean): boolean {
  return !promise || promisedType(type) !== undefined;
}

function promisedType(type: ts.TypeNode): ts.TypeNode | undefined {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || !['Promise', 'Observable'].includes(type.typeName.text))
    return undefined;
  return type.typeArguments?.[0];
}

/** The expression that the level is taken off of. */
export function levelNode(source: Source): Source['node'] {
  return ts.isBindingElement(source.node) ? source.node : levelOf(source.node, source).node;
}

function levelOf(node: ts.Expression, { promise, observable }: Source): { node: ts.Expression; promise: boolean } {
  return observable ? settled(node, promise) : chained(settled(node, promise));
}

/** A promise that is all that `.then((response) => response.json())` gives: the chain is the same value. */
function chained(value: { node: ts.Expression; promise: boolean }): { node: ts.Expression; promise: boolean } {
  const arrow = value.node.parent;
  const call = arrow.parent;
  const isGiven = value.promise && ts.isArrowFunction(arrow) && arrow.body === value.node && ts.isCallExpression(call);
  if (!isGiven || call.arguments.length !== 1 || call.arguments[0] !== arrow) return value;
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'then') return value;
  return chained(settled(call, true));
}

/** The promise is what an async function gives back, outside of any `try`, which would catch what it awaits. */
function isAwaitable({ parent }: ts.Node): boolean {
  const fn = ts.findAncestor(parent, ts.isFunctionLike);
  const isAsync = fn && ts.canHaveModifiers(fn) && ts.getModifiers(fn)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  if (!isAsync) return false;
  if (ts.isArrowFunction(parent)) return parent === fn;
  const tried = ts.findAncestor(parent, (at) => at === fn || ts.isTryStatement(at));
  return ts.isReturnStatement(parent) && tried === fn;
}

function thenAccess(node: ts.Expression, way: Steps): [before: string, after: string] {
  const [open, close] = isOperand(node) ? ['', ''] : ['(', ')'];
  if (isAwaitable(node)) return [`(await ${open}`, `${close})${accesses(way, node)}`];
  return [open, `${close}.then((body${isOfAny(node) ? ': any' : ''}) => body${accesses(way, node)})`];
}

/** True for what is called on a name that is declared as `any`: a callback has no types from there. */
function isOfAny(node: ts.Expression): boolean {
  let root: ts.Expression = node;
  while (ts.isCallExpression(root) || ts.isPropertyAccessExpression(root) || ts.isParenthesizedExpression(root)) root = root.expression;
  const declaration = ts.isIdentifier(root) ? declarationOf(root) : undefined;
  const isTypeable = declaration && (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration));
  return isTypeable === true && declaration.type?.kind === ts.SyntaxKind.AnyKeyword;
}

/** Declared types of the body between the client and the place where the level is taken off get the level too. */
function wrapTypes(answer: ResponseTrace, source: Source, call: ApiCall, way: Steps, draft: EditBuilder): void {
  if (!isTyped(source.node)) return;
  for (const use of answer.types) {
    const type = use.type && (bodyType(use, use.type) ?? heldType(use, answer));
    if (!type || type.kind === ts.SyntaxKind.AnyKeyword || !isBefore(use, source, call)) continue;
    addLevel(type, way, draft);
  }
}

/** Declared types of a body that is handed to a function, whose reads there take the level off one by one, get the level. */
export function wrapHandedTypes({ node }: Source, way: Steps, { types }: ResponseTrace, draft: EditBuilder): void {
  const isOfBody = ({ accessPath: { kind }, origin }: TypeUse): boolean => kind === 'body' && (origin ?? node) === node;
  const stated = types.flatMap((use) => (use.type && isOfBody(use) ? (bodyType(use, use.type) ?? []) : []));
  for (const type of new Set(stated)) if (type.kind !== ts.SyntaxKind.AnyKeyword) addLevel(type, way, draft);
}

function addLevel(type: ts.TypeNode, way: Steps, draft: EditBuilder): void {
  const names = way.filter((step) => typeof step === 'string').map((step) => propertyKey(step, styleOf(type)));
  draft.wrap(type, names.map((name) => `{ ${name}: `).join(''), ' }'.repeat(names.length));
}

/** The part of a declared type that is the body. */
function bodyType({ accessPath: place }: TypeUse, type: ts.TypeNode): ts.TypeNode | undefined {
  if (place.kind === 'body') {
    if (place.path.length > 0 || place.failed) return undefined;
    return promisedType(type) ?? type;
  }
  if (place.kind !== 'response' || place.failed) return undefined;
  const response = promisedType(type) ?? type;
  return ts.isTypeReferenceNode(response) ? response.typeArguments?.[0] : undefined;
}

/** The type argument of a wrapper of the user's own that declares the body to be of it, and gives the body inside of an object. */
function heldType(use: TypeUse, { types }: ResponseTrace): ts.TypeNode | undefined {
  const { form, accessPath: place, node, type } = use;
  if (form !== 'argument' || place.kind !== 'holder' || place.inner.kind !== 'body' || place.inner.path.length > 0) return undefined;
  const isOfBody = types.some(
    (other) =>
      other.form === 'assertion' &&
      other.accessPath.kind === 'body' &&
      other.accessPath.path.length === 0 &&
      other.frames.some(({ call, callee }) => call === node && isParameterOf(callee, other.type)),
  );
  return isOfBody ? type : undefined;
}

function isParameterOf({ typeParameters }: ts.SignatureDeclaration, type: ts.TypeNode | undefined): boolean {
  const [only, ...more] = typeParameters ?? [];
  return only !== undefined && more.length === 0 && type !== undefined && only.name.text === (promisedType(type) ?? type).getText();
}

/** The type is stated of the value before the level is taken off. */
function isBefore(use: TypeUse, source: Source, call: ApiCall): boolean {
  const { node } = source;
  const isDeeper = use.frames.length > source.frames.length;
  if (use.accessPath.kind === 'response') return isDeeper || source.via === 'client';
  if (use.accessPath.kind === 'holder') {
    const declaration = ts.findAncestor(node, ts.isVariableDeclaration);
    return declaration !== undefined && isInside(use.node, declaration);
  }
  if (use.form === 'argument') return isDeeper || use.node === call.sink || use.node === node || isInside(use.node, node);
  if (use.form !== 'assertion') return false;
  for (let at: ts.Node = node; ts.isExpression(at.parent); at = at.parent) {
    if (at.parent === use.node) return use.type !== undefined && isSettledCast(node, use.node, source.promise);
    if (!ts.isParenthesizedExpression(at.parent) && !ts.isAwaitExpression(at.parent) && !ts.isNonNullExpression(at.parent)) return false;
  }
  return false;
}

function isSettledCast(node: ts.Expression | ts.BindingElement, cast: ts.Node, promise: boolean): boolean {
  return ts.isExpression(node) && isInside(cast, settled(node, promise).node);
}
