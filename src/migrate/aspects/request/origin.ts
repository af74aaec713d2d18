import { blockers, type Blocker } from '../../../scan/blockers.js';
import { elementName, isRef } from '../../../dataflow/interpret/environment.js';
import type { Interpreter } from '../../../dataflow/interpreter.js';
import { propertyRef } from '../../../http/clients/client.js';
import type { Ref } from '../../../dataflow/value.js';
import { referencesTo } from '../../../project/scopes.js';
import { ts } from '../../../project/syntax.js';
import { functionOf, isInside } from '../../../project/nodes.js';
import { declarationNear, otherThanPlain } from './plain.js';
import { isReassigned } from '../../../dataflow/shape/index.js';

/** The expression that a part of a request is made from, in code that belongs to the call; or why there is none. */
export type Origin = { ref: Ref; /** Fields that a wrapper sets itself. */ fixed: ReadonlySet<string> } | { reason: Blocker };

/**
 * Follows the body of a request to the object that it is made from: through `JSON.stringify`, the parameters of the
 * user's own wrappers, and names for the text.
 */
export function bodyOrigin(ref: Ref, encoding: 'json' | 'text' | 'form', interpreter: Interpreter): Origin {
  if (encoding === 'form') return { reason: blockers.bodyIsForm() };
  let at = ref;
  let isText = encoding === 'text';
  const fixed = new Set<string>();
  for (let step = 0; step < 40; step += 1) {
    const node = plain(at.node);
    at = { node, env: at.env };
    const argument = stringified(node);
    if (argument) {
      const replacer = replacerOf(node);
      if (replacer)
        return {
          reason: blockers.bodyFiltered(shown(replacer), lineOf(replacer)),
        };
      at = { node: argument, env: at.env };
      isText = false;
      continue;
    }
    const isOwn = at.env.frames.length === 0;
    if (isOwn && !isText) return notJson(at, interpreter) ?? { ref: at, fixed };
    const next = isOwn && isText ? followText(at, interpreter) : followIn(at, interpreter, fixed);
    if ('reason' in next) return next;
    at = next;
  }
  return { reason: blockers.bodyMadeInSteps() };
}

/** The expression without parentheses and casts. */
function plain(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at) || ts.isSatisfiesExpression(at))
    at = at.expression;
  return at;
}

/** The operand of `JSON.stringify`. */
export function stringified(node: ts.Expression): ts.Expression | undefined {
  return ts.isCallExpression(node) && /^(?:globalThis\.)?JSON\.stringify$/.test(node.expression.getText()) ? node.arguments[0] : undefined;
}

/** The second argument of `JSON.stringify`, which picks or changes fields by their names; undefined where there is none. */
function replacerOf(node: ts.Expression): ts.Expression | undefined {
  const replacer = ts.isCallExpression(node) ? node.arguments[1] : undefined;
  return replacer && !isNothing(replacer) ? replacer : undefined;
}

/** The text of a body in the call's own code: a name for it, or a choice of it and nothing. */
function followText(ref: Ref, interpreter: Interpreter): Ref | { reason: Blocker } {
  const { node } = ref;
  const only = onlyBranch(node);
  if (only) return { node: only, env: ref.env };
  const declaration = ts.isIdentifier(node) ? declarationNear(node) : undefined;
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && !isReassigned(declaration)) {
    return { node: declaration.initializer, env: ref.env };
  }
  return notJson(ref, interpreter) ?? { reason: blockers.bodyTextUnknown(shown(node)) };
}

/** One step outwards in the code of a wrapper. */
function followIn(ref: Ref, interpreter: Interpreter, fixed: Set<string>): Ref | { reason: Blocker } {
  const { node, env } = ref;
  const only = onlyBranch(node);
  if (only) return { node: only, env };
  const given = argumentOf(ref, interpreter);
  if (given) return given;
  if (ts.isObjectLiteralExpression(node)) return spreadOf(node, ref, fixed);
  const declaration = ts.isIdentifier(node) ? declarationNear(node) : undefined;
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && !isReassigned(declaration)) {
    return { node: declaration.initializer, env };
  }
  return notJson(ref, interpreter) ?? { reason: blockers.bodyMadeInSharedCode(shown(node)) };
}

/** A wrapper's own literal around what the caller gives: `{ ...body, client: 'web' }`. */
function spreadOf(node: ts.ObjectLiteralExpression, ref: Ref, fixed: Set<string>): Ref | { reason: Blocker } {
  const spreads = node.properties.filter((property) => ts.isSpreadAssignment(property));
  const [spread] = spreads;
  if (!spread || spreads.length > 1) return { reason: blockers.bodyMadeInSharedCode(shown(node)) };
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) continue;
    if (ts.isComputedPropertyName(property.name)) return { reason: blockers.bodyFieldComputed() };
    fixed.add(property.name.text);
  }
  return { node: spread.expression, env: ref.env };
}

/** What a parameter of a wrapper, or a member of one, is at the call of the wrapper. */
export function argumentOf({ node, env }: Ref, interpreter: Interpreter): Ref | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const owner = argumentOf({ node: plain(node.expression), env }, interpreter);
    return owner && propertyRef(owner, node.name.text, interpreter);
  }
  if (!ts.isIdentifier(node)) return undefined;
  const declaration = declarationNear(node);
  if (!declaration) return undefined;
  if (ts.isBindingElement(declaration)) return memberArgument(declaration, { node, env }, interpreter);
  const bound = env.bindings.get(declaration);
  return bound && isRef(bound) ? bound : undefined;
}

/** A name that a destructured parameter gives: the property of the argument. */
function memberArgument(element: ts.BindingElement, { env }: Ref, interpreter: Interpreter): Ref | undefined {
  const name = elementName(element);
  if (name === undefined || element.dotDotDotToken) return undefined;
  const bound = env.bindings.get(element);
  if (bound && isRef(bound) && bound.node !== element.initializer) return bound;
  const holder = element.parent.parent;
  if (ts.isVariableDeclaration(holder)) {
    const owner = holder.initializer && argumentOf({ node: plain(holder.initializer), env }, interpreter);
    return owner && propertyRef(owner, name, interpreter);
  }
  if (!ts.isParameter(holder)) {
    const owner = memberArgument(holder, { node: element.name as ts.Expression, env }, interpreter);
    return owner && propertyRef(owner, name, interpreter);
  }
  const at = env.frames.findLastIndex((frame) => frame.callee === holder.parent);
  const frame = env.frames[at];
  const argument = frame?.call && 'arguments' in frame.call ? frame.call.arguments?.[holder.parent.parameters.indexOf(holder)] : undefined;
  return argument && propertyRef({ node: argument, env: { ...env, frames: env.frames.slice(0, at) } }, name, interpreter);
}

/** The branch of a choice that is not nothing, when there is just one. */
export function onlyBranch(node: ts.Expression): ts.Expression | undefined {
  const branches = ts.isConditionalExpression(node)
    ? [node.whenTrue, node.whenFalse]
    : ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
      ? [node.right]
      : [];
  const given = branches.filter((branch) => !isNothing(branch));
  const [only] = given;
  return given.length === 1 ? only : undefined;
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined') || ts.isVoidExpression(node);
}

/** Why a value is no JSON object that could be changed; undefined when nothing speaks against it. */
function notJson(ref: Ref, interpreter: Interpreter): { reason: Blocker } | undefined {
  const other = otherThanPlain(ref, interpreter);
  return other === undefined ? undefined : { reason: blockers.bodyIs(other) };
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** Code in one line, for people. */
export function shown(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Why a place in the program serves other calls than this one too; undefined when it is the call's own. */
export function sharedBy(node: ts.Node, site: ts.Node): Blocker | undefined {
  const statement = ts.findAncestor(node, ts.isStatement);
  // Done for its effect: `xhr.send(body)`.
  const isDone =
    functionOf(node) === functionOf(site) && statement && ts.isExpressionStatement(statement) && !isAssigned(statement.expression);
  return isDone || isHeld(node, site) ? undefined : blockers.madeInSharedCode();
}

/** True for what is written in a call, or held by a name that only the call uses. */
function isHeld(node: ts.Node, site: ts.Node): boolean {
  if (isInside(node, chainOf(site))) return true;
  const declaration = ts.findAncestor(node, ts.isVariableDeclaration);
  const isInitial = declaration?.initializer && isInside(node, declaration.initializer) && ts.isIdentifier(declaration.name);
  if (!declaration || !isInitial || functionOf(node) !== functionOf(declaration)) return false;
  return referencesTo(declaration).every((reference) => isWritten(reference) || isHeld(reference, site));
}

function isAssigned(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node);
}

/** A call with the calls that are chained to it. */
function chainOf(call: ts.Node): ts.Node {
  let at = call;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at && ts.isCallExpression(at.parent.parent))
    at = at.parent.parent;
  return at;
}

/** `name.field = value`, `params.set(…)`: part of how the value is made. */
function isWritten(reference: ts.Node): boolean {
  const access = reference.parent;
  if (ts.isPropertyAccessExpression(access) && ts.isCallExpression(access.parent) && /^(?:set|append|delete)$/.test(access.name.text))
    return true;
  return ts.isPropertyAccessExpression(access) && ts.isBinaryExpression(access.parent) && access.parent.left === access;
}
