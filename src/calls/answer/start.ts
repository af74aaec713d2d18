import { ts } from '../../project/syntax.js';
import type { ApiCall } from '../call.js';
import { propertyRef } from '../clients/client.js';
import { handTo } from './enter.js';
import type { Flow, Place } from './model.js';
import { bodyPlace } from './place.js';
import type { Tracer } from './tracer.js';

/** Puts the answer where the client gives it: as a promise, to a callback, from a hook. */
export function start(call: ApiCall, place: Place, tracer: Tracer): void {
  const { sink, env, request } = call;
  const { via } = request.answer;
  const flow: Flow = {
    node: sink,
    place,
    promise: via !== 'hook',
    frames: env.frames,
    others: [],
    ...(place.kind === 'body' ? { origin: sink } : {}),
  };
  if (ts.isCallExpression(sink)) {
    for (const type of sink.typeArguments ?? [])
      tracer.type({ form: 'argument', type, place: bodyPlace(), node: sink, frames: env.frames, others: [] });
  }
  if (place.kind === 'body')
    tracer.source({ node: sink, promise: flow.promise, via: 'client', failed: false, frames: env.frames, others: [] });
  if (via === 'callback') {
    const callback = sink.arguments?.at(-1);
    if (callback) handTo(callback, callbackPosition(callback), { ...flow, promise: false }, sink, tracer);
  } else tracer.follow(flow);
  followValidation(call, tracer);
}

/** Callbacks in the style of Node take the error first. */
function callbackPosition(callback: ts.Expression): number {
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return 0;
  const [first] = callback.parameters;
  return callback.parameters.length > 1 && first && /^_?e(?:rr(?:or)?)?$/.test(first.name.getText()) ? 1 : 0;
}

/** `validateStatus: (status) => status === 200` in the options. */
function followValidation({ request, sink, env }: ApiCall, tracer: Tracer): void {
  const validate = propertyRef(request.options, 'validateStatus', tracer.evaluation);
  if (!validate) return;
  const place: Place = { kind: 'status', failed: false };
  handTo(validate.node, 0, { node: validate.node, place, promise: false, frames: env.frames, others: [] }, sink, tracer);
}
