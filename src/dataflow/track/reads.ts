import { ts } from '../../project/syntax.js';
import { EMPTY } from '../value.js';
import type { Flow, Place, Spot, Step, StepNode } from './facts.js';
import { elementPlace, memberPlace, spotOf } from './access-path.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

/** Follows `x.name` and `x['name']`. */
export function stepInto(
  flow: Flow,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  form: 'member' | 'element',
  tracer: Tracer,
): void {
  if (flow.promise) return;
  if (flow.place.kind === 'body' && name === 'length') {
    used('length', flow, 'its length', tracer);
    return;
  }
  const next = memberPlace(flow.place, name, tracer.shape);
  if (!next) {
    const isUnknown = flow.place.kind === 'response' && (tracer.shape.body.length === 0 || name === 'body');
    if (isUnknown)
      tracer.loss({
        node: access,
        what: 'response',
        by: `read as .${name}`,
        failed: 'failed' in flow.place && flow.place.failed,
        ...spotOf(flow),
      });
    return;
  }
  noteStep(flow.place, next, name, access, form, flow, tracer);
  tracer.follow({ ...flow, node: access, place: next, ...originOf(flow.place, next, access) });
}

/** The node as origin, when the body comes into view there. */
export function originOf(from: Place, to: Place, node: ts.Node): { origin?: ts.Node } {
  return from.kind === 'response' && to.kind === 'body' ? { origin: node } : {};
}

/** Notes the step from one place to the next, where it is one inside the body or onto it. */
export function noteStep(from: Place, to: Place, name: string, node: StepNode, form: Step['form'], spot: Spot, tracer: Tracer): void {
  if (to.kind !== 'body') return;
  if (from.kind === 'body') tracer.step({ form, from: from.path, name, node, failed: to.failed, ...hiddenIn(from), ...spotOf(spot) });
  else if (from.kind === 'response' && isSourceNode(node)) {
    tracer.source({ node, promise: false, observable: false, via: 'client', failed: to.failed, ...spotOf(spot) });
  }
}

function hiddenIn({ hidden }: Extract<Place, { kind: 'body' }>): { hidden?: readonly string[] } {
  return hidden ? { hidden } : {};
}

function isSourceNode(node: StepNode): node is ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isBindingElement(node);
}

/** Notes that a name is looked for: `'name' in x`. */
export function noteKey(flow: Flow, key: ts.Expression, tracer: Tracer): void {
  const { place } = flow;
  if (place.kind !== 'body') return;
  if (!ts.isStringLiteralLike(key)) used('dynamic', flow, 'a computed name', tracer);
  else tracer.step({ form: 'key', from: place.path, name: key.text, node: key, failed: place.failed, ...hiddenIn(place), ...spotOf(flow) });
}

/** `x[key]` with a key that is no literal: an element of a list, or a member by a name that only the run knows. */
export function dynamic(flow: Flow, access: ts.ElementAccessExpression, tracer: Tracer): void {
  if (flow.promise) return;
  const key = tracer.evaluation.valueOf(access.argumentExpression, EMPTY);
  const index = key.kind === 'constant' && typeof key.value === 'number' ? key.value : undefined;
  const element = elementPlace(flow.place, index);
  if (!element) {
    if (flow.place.kind === 'response') escaped(flow, 'read by a computed name', tracer);
    return;
  }
  if (index === undefined && flow.place.kind === 'body') used('dynamic', flow, 'read by a computed name', tracer);
  tracer.follow({ ...flow, node: access, place: element });
}
