import { ts } from '../../project/syntax.js';
import { returnsOf } from '../interpret/expressions.js';
import { unwrap } from '../../project/unwrap.js';
import { alternatives, EMPTY } from '../value.js';
import { type FunctionUse, usesOf } from '../call-graph.js';
import { unlessHarmless } from './harmless.js';
import type { TrackedValue } from './facts.js';
import { pointOf } from './access-path.js';
import { followHook, followResult, followSelected, isLookedAt } from './results.js';
import type { Tracer } from './worklist.js';
import { escaped } from './sinks.js';

/** Follows a value that a function gives back, by a `return` or as the body of an arrow function. */
export function returned(at: ts.Node, flow: TrackedValue, tracer: Tracer): void {
  const fn = ts.findAncestor(at, ts.isFunctionLike);
  if (!fn || isGenerator(fn)) {
    escaped(flow, 'given back', tracer);
    return;
  }
  if (fn.type) tracer.type({ form: 'returned', type: fn.type, accessPath: flow.accessPath, node: fn, ...pointOf(flow) });
  const beside = otherReturns(fn, flow.node);
  const others = [...flow.others, ...beside];
  const passed = beside.length === 0 ? { passed: [...(flow.passed ?? []), flow.node] } : {};
  deliver(fn, { ...flow, others, ...passed, promise: flow.promise || isAsync(fn) }, tracer);
}

function isGenerator(fn: ts.SignatureDeclaration): boolean {
  return 'asteriskToken' in fn && fn.asteriskToken !== undefined;
}

function isAsync(fn: ts.SignatureDeclaration): boolean {
  return ts.canHaveModifiers(fn) && (ts.getModifiers(fn)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false);
}

/** Other values that the function may give back. */
function otherReturns(fn: ts.SignatureDeclaration, value: ts.Expression): ts.Expression[] {
  const body: ts.Node | undefined = 'body' in fn ? fn.body : undefined;
  if (!body || !ts.isBlock(body)) return [];
  return returnsOf(body)
    .filter((other) => other !== value && unwrap(other) !== unwrap(value))
    .flatMap((other) => unlessHarmless(other));
}

/** Follows what a call of the function gives, to wherever it is called. */
function deliver(fn: ts.SignatureDeclaration, flow: TrackedValue, tracer: Tracer): void {
  const { frames } = flow;
  const at = frames.findLastIndex(({ callee }) => callee === fn);
  const frame = frames[at];
  if (frame && !ts.isTaggedTemplateExpression(frame.call)) {
    if (frame.gives) followHook(frame.call, frame.gives, { ...flow, frames: frames.slice(0, at) }, tracer);
    else deliverTo(fn, frame.call, { ...flow, frames: frames.slice(0, at) }, tracer);
    return;
  }
  const isInline = (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) && isHandedOn(fn) && !isKept(fn, tracer);
  if (isInline && followResult(fn, flow, tracer)) return;
  const { items: uses, incomplete, unresolved, exported } = usesOf(fn, tracer.interpreter);
  if (incomplete) tracer.reach(incomplete);
  const left = uses.filter((use) => !deliverToUse(use, fn, flow, tracer));
  const isReached = left.length < uses.length;
  const stored = left.find(({ node }) => !isLookedAt(node) && (!isReached || isLost(node)));
  if (stored || (uses.length === 0 && !exported && isNameless(fn) && !isLookedAt(fn)))
    escaped(flow, 'given back by a function that is kept where its calls are not seen', tracer, { continues: true });
  for (const access of unresolved)
    escaped(flow, `given back to ${access.getText()}(), whose receiver is not known`, tracer, { continues: true });
  if (uses.length === 0 && (exported || unresolved.length > 0))
    escaped(flow, 'given back by a function that nothing in view calls', tracer, unresolved.length === 0 ? { uncalled: fn } : {});
}

/** To the call that entered the function, or that was handed the function. */
function deliverTo(fn: ts.SignatureDeclaration, call: ts.CallExpression | ts.NewExpression, flow: TrackedValue, tracer: Tracer): void {
  if (followSelected(fn, call, flow, tracer)) return;
  const handed = call.arguments?.find((argument) => isFunction(argument, fn, tracer));
  if (handed && !isFunction(call.expression, fn, tracer)) followResult(handed, flow, tracer);
  else arrive(call, flow, tracer);
}

function isFunction(expression: ts.Expression, fn: ts.SignatureDeclaration, tracer: Tracer): boolean {
  if (unwrap(expression) === fn) return true;
  return alternatives(tracer.interpreter.valueOf(expression, EMPTY)).some((option) => option.kind === 'function' && option.node === fn);
}

/** True when something is known of who calls the function. */
function deliverToUse({ node, call }: FunctionUse, fn: ts.SignatureDeclaration, flow: TrackedValue, tracer: Tracer): boolean {
  const innermost = flow.frames.at(-1)?.callee;
  const frames = innermost && ts.findAncestor(node, (ancestor) => ancestor === innermost) ? flow.frames : [];
  if (ts.isGetAccessor(fn)) tracer.follow({ ...flow, node, frames });
  else if (call) arrive(call, { ...flow, frames }, tracer);
  else return followResult(node, { ...flow, frames }, tracer);
  return true;
}

/** A function without a name of its own, such as an element of a list. */
function isNameless(fn: ts.SignatureDeclaration): fn is ts.ArrowFunction | ts.FunctionExpression {
  return (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) && isLost(fn);
}

/** The function goes into a list, or is one of several that a name may be: its calls are not found by a name. */
function isLost(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return isLost(parent);
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  const isElement = ts.isArrayLiteralExpression(parent) || ts.isConditionalExpression(parent) || ts.isNewExpression(parent);
  return isElement || ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
}

/** The value is what a call of the user's own function gives. */
function arrive(call: ts.CallExpression | ts.NewExpression, flow: TrackedValue, tracer: Tracer): void {
  const { accessPath: place, promise, observable = false } = flow;
  if (place.kind === 'body' && place.path.length === 0 && !place.hidden)
    tracer.source({ node: call, promise, observable, via: 'call', failed: place.failed, ...pointOf(flow) });
  if (ts.isCallExpression(call)) {
    for (const type of call.typeArguments ?? []) tracer.type({ form: 'argument', type, accessPath: place, node: call, ...pointOf(flow) });
  }
  tracer.follow({ ...flow, node: call });
}

/** An argument, an option of a call, or called where it stands. */
function isHandedOn(fn: ts.Expression): boolean {
  const { parent } = fn;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) return isHandedOn(parent);
  if (ts.isCallExpression(parent) || ts.isJsxExpression(parent)) return true;
  return ts.isPropertyAssignment(parent) && ts.isCallExpression(parent.parent.parent);
}

/** The call gives the function itself back, as `useCallback` does. */
function isKept(fn: ts.Expression, tracer: Tracer): boolean {
  const { parent } = fn;
  return ts.isCallExpression(parent) && parent.expression !== fn && parent.arguments[0] === fn && isSelf(parent, fn, tracer);
}

function isSelf(call: ts.CallExpression, fn: ts.Node, tracer: Tracer): boolean {
  return alternatives(tracer.interpreter.valueOf(call, EMPTY)).some((option) => option.kind === 'function' && option.node === fn);
}
