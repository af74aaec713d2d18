import { ts } from '../../project/syntax.js';
import { EMPTY } from '../value.js';
import type { TrackedValue, AccessPath, ProgramPoint, Read, ReadNode } from './facts.js';
import { elementOf, memberPath, pointOf } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Follows `x.name` and `x['name']`. */
export function stepInto(
  flow: TrackedValue,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  form: 'member' | 'element',
  tracer: Tracer,
): void {
  if (flow.promise) return;
  if (flow.accessPath.kind === 'body' && name === 'length') {
    used('length', flow, 'its length', tracer);
    return;
  }
  const next = memberPath(flow.accessPath, name, tracer.shape);
  if (!next) {
    noteForeign(name, access, flow, tracer);
    return;
  }
  noteRead(flow.accessPath, next, name, access, form, flow, tracer);
  tracer.follow({ ...flow, node: access, accessPath: next, ...originOf(flow.accessPath, next, access) });
}

/**
 * A member that responses of the client do not have, or whose meaning is not known: something out of sight makes the value another
 * one, or reads it in its own way.
 */
export function noteForeign(name: string, node: ts.Node, flow: TrackedValue, { shape, escape }: Tracer): void {
  const { accessPath: place } = flow;
  if (place.kind !== 'response') return;
  const isUnknown = shape.body.length === 0 || name === 'body';
  const isForeign = shape.members !== undefined && !shape.members.has(name) && place.way.length === 0 && flow.others.length === 0;
  if (isUnknown || isForeign) escape({ node, what: 'response', by: `read as .${name}`, failed: place.failed, ...pointOf(flow) });
}

/** The node as origin, when the body comes into view there. */
export function originOf(from: AccessPath, to: AccessPath, node: ts.Node): { origin?: ts.Node } {
  return from.kind === 'response' && to.kind === 'body' ? { origin: node } : {};
}

/** Notes the step from one place to the next, where it is one inside the body or onto it. */
export function noteRead(
  from: AccessPath,
  to: AccessPath,
  name: string,
  node: ReadNode,
  form: Read['form'],
  spot: ProgramPoint,
  tracer: Tracer,
): void {
  if (to.kind !== 'body') return;
  if (from.kind === 'body') tracer.read({ form, from: from.path, name, node, failed: to.failed, ...hiddenIn(from), ...pointOf(spot) });
  else if (from.kind === 'response' && isSourceNode(node)) {
    tracer.source({ node, promise: false, observable: false, via: 'client', failed: to.failed, ...pointOf(spot) });
  } else if (from.kind === 'holder' && to.path.length === 0 && isSourceNode(node)) {
    tracer.source({ node, promise: false, observable: false, via: 'held', failed: to.failed, ...pointOf(spot) });
  }
}

function hiddenIn({ hidden }: Extract<AccessPath, { kind: 'body' }>): { hidden?: readonly string[] } {
  return hidden ? { hidden } : {};
}

function isSourceNode(node: ReadNode): node is ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isBindingElement(node);
}

/** Notes that a name is looked for: `'name' in x`. */
export function noteKey(flow: TrackedValue, key: ts.Expression, tracer: Tracer): void {
  const { accessPath: place } = flow;
  if (place.kind !== 'body') return;
  if (!ts.isStringLiteralLike(key)) used('dynamic', flow, 'a computed name', tracer);
  else
    tracer.read({ form: 'key', from: place.path, name: key.text, node: key, failed: place.failed, ...hiddenIn(place), ...pointOf(flow) });
}

/** `x[key]` with a key that is no literal: an element of a list, or a member by a name that only the run knows. */
export function dynamic(flow: TrackedValue, access: ts.ElementAccessExpression, tracer: Tracer): void {
  if (flow.promise) return;
  const key = tracer.interpreter.valueOf(access.argumentExpression, EMPTY);
  const index = key.kind === 'constant' && typeof key.value === 'number' ? key.value : undefined;
  const element = elementOf(flow, index);
  if (!element) {
    if (flow.accessPath.kind === 'response') escaped(flow, 'read by a computed name', tracer);
    return;
  }
  if (index === undefined && flow.accessPath.kind === 'body') used('dynamic', flow, 'read by a computed name', tracer);
  tracer.follow({ ...element, node: access });
}
