import { ts } from '../../project/syntax.js';
import { bindName } from './bindings.js';
import { usesOf } from '../call-graph.js';
import { LIMITS } from '../limits.js';
import { handTo } from './enter.js';
import type { TrackedValue } from './facts.js';
import type { Tracer } from './worklist.js';

/** Follows what a rejecting client throws where its promise is awaited. */
export function followRejection(at: ts.Expression, flow: TrackedValue, tracer: Tracer): void {
  if (!canReject(flow, tracer)) return;
  const caught = catchAround(at);
  if (caught) bindCaught(caught, { ...flow, node: at, accessPath: { kind: 'failure' }, promise: false, others: [] }, tracer);
}

/** True when the client rejects on a failed request, and the tracked promise is its own or made of it. */
export function canReject(flow: TrackedValue, { shape }: Tracer): boolean {
  return shape.throws && isOfClient(flow);
}

/** True when what is awaited is the promise of the client's call, or made of it. */
function isOfClient({ accessPath: place }: TrackedValue): boolean {
  const inner = place.kind === 'holder' ? place.inner : place;
  return (inner.kind === 'response' || inner.kind === 'body') && !inner.failed;
}

/** Follows a value that the user's own code throws to the `catch` that meets it. */
export function followThrow(at: ts.Node, flow: TrackedValue, tracer: Tracer, depth = 0): void {
  const caught = catchAround(at);
  if (caught) {
    bindCaught(caught, { ...flow, promise: false }, tracer);
    return;
  }
  const fn = ts.findAncestor(at, ts.isFunctionLike);
  if (!fn) return;
  if (depth > LIMITS.throws.bound) return tracer.reach({ limit: 'throws', node: at });
  const index = flow.frames.findLastIndex(({ callee }) => callee === fn);
  const frame = flow.frames[index];
  if (frame) {
    followThrownCall(frame.call, { ...flow, frames: flow.frames.slice(0, index) }, tracer, depth + 1);
    return;
  }
  const inline = fn.parent;
  if (ts.isCallExpression(inline)) {
    followThrownCall(inline, flow, tracer, depth + 1);
    return;
  }
  const { items, incomplete } = usesOf(fn, tracer.interpreter);
  if (incomplete) tracer.reach(incomplete);
  for (const { call } of items) if (call) followThrownCall(call, { ...flow, frames: [] }, tracer, depth + 1);
}

/** A call that throws, or whose promise rejects: its own `.catch(…)` meets it, or whatever is around. */
function followThrownCall(call: ts.Expression, flow: TrackedValue, tracer: Tracer, depth: number): void {
  let at: ts.Expression = call;
  for (;;) {
    const { parent } = at;
    if (ts.isParenthesizedExpression(parent)) {
      at = parent;
      continue;
    }
    const chained = ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
    if (!chained || !['then', 'catch', 'finally'].includes(parent.name.text)) break;
    const handler =
      parent.name.text === 'catch' ? parent.parent.arguments[0] : parent.name.text === 'then' ? parent.parent.arguments[1] : undefined;
    if (handler) {
      handTo(handler, 0, { ...flow, promise: false }, parent.parent, tracer);
      return;
    }
    at = parent.parent;
  }
  followThrow(at, flow, tracer, depth);
}

/** The `catch` clause of the nearest `try` around a node, inside the same function. */
function catchAround(node: ts.Node): ts.CatchClause | undefined {
  for (let at = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) return at.parent.catchClause;
  }
  return undefined;
}

function bindCaught(clause: ts.CatchClause, flow: TrackedValue, tracer: Tracer): void {
  if (clause.variableDeclaration) bindName(clause.variableDeclaration.name, flow, tracer);
}
