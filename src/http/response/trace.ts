import { clientForm } from '../clients/forms.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { ApiCall } from '../call.js';
import { propertyRef } from '../clients/client.js';
import { bindDeclared } from '../../dataflow/track/bindings.js';
import { enterFunction, handTo } from '../../dataflow/track/enter.js';
import { interceptorsOf } from './interceptors.js';
import type { AccessPath, ResponseTrace, TrackedValue } from '../../dataflow/track/facts.js';
import { bodyPath, responsePath } from '../../dataflow/track/access-path.js';
import { createTracer, type Tracer } from '../../dataflow/track/worklist.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { calleeText, escaped } from '../../dataflow/track/sinks.js';
import { consume } from '../../dataflow/track/expressions.js';
import { usesOf } from '../../dataflow/call-graph.js';
import { outcomeJudge } from '../../dataflow/track/outcome.js';

/** Options of a call that hold a callback for the answer. */
const CALLBACK_OPTIONS = ['success', 'complete', 'onload'];

/** Puts the answer where the client gives it: as a promise, to a callback, from a hook, through interceptors. */
function start(call: ApiCall, place: AccessPath, tracer: Tracer): void {
  const { sink, env, request } = call;
  const { via } = request.response;
  const spot = { frames: env.frames, others: [] };
  const flow: TrackedValue = {
    node: sink,
    accessPath: place,
    promise: via !== 'hook',
    observable: via === 'observable',
    ...spot,
    ...(place.kind === 'body' ? { origin: sink } : {}),
  };
  if (ts.isCallExpression(sink) && !request.transform?.typesResult) {
    // Hooks take the types of their errors or arguments behind that of the body.
    for (const type of sink.typeArguments?.slice(0, via === 'hook' ? 1 : undefined) ?? [])
      tracer.type({ form: 'argument', type, accessPath: bodyPath(), node: sink, ...spot });
  }
  if (place.kind === 'body')
    tracer.source({
      node: sink,
      promise: flow.promise,
      observable: via === 'observable',
      via: 'client',
      failed: false,
      ...(via === 'callback' ? { handed: true } : {}),
      ...spot,
    });
  if (request.client === 'XMLHttpRequest') followReceiver(flow, tracer);
  else if (!followTransform(call, flow, tracer) && !followInterceptors(call, flow, tracer)) tracer.follow(flow);
  if (via === 'callback') followCallbacks(call, { ...flow, promise: false }, tracer);
  followValidation(call, tracer);
}

/** The answer is read of the object that sends the request. */
function followReceiver(flow: TrackedValue, tracer: Tracer): void {
  const callee = ts.isCallExpression(flow.node) ? flow.node.expression : undefined;
  const receiver = callee && ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) ? callee.expression : undefined;
  const declaration = receiver && declarationOf(receiver);
  if (!declaration || !receiver) return;
  bindDeclared(declaration, { ...flow, node: receiver, promise: false }, tracer);
  for (const { parent } of referencesTo(declaration))
    if (ts.isPropertyAccessExpression(parent) && parent.name.text.startsWith('on')) followHandler(parent, flow, tracer);
}

/** `xhr.onload = function () { this.responseText }`. */
function followHandler(access: ts.PropertyAccessExpression, flow: TrackedValue, tracer: Tracer): void {
  const assignment = access.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.left !== access || !ts.isFunctionExpression(assignment.right)) return;
  const handler = assignment.right;
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword && ts.isExpression(node)) tracer.follow({ ...flow, node, promise: false });
    if (!ts.isFunctionDeclaration(node) && !ts.isFunctionExpression(node)) ts.forEachChild(node, visit);
  };
  visit(handler.body);
}

/** What a function in the options of the call makes of the body is what the call gives. */
function followTransform({ sink, request: { transform, response } }: ApiCall, flow: TrackedValue, tracer: Tracer): boolean {
  const [gives] = response.body;
  if (!transform || !gives || !ts.isCallExpression(sink)) return false;
  const { fn, at } = transform;
  const { frames } = flow;
  tracer.visit(at, bodyPath());
  const { items, incomplete } = usesOf(fn, tracer.interpreter);
  if (incomplete) tracer.reach(incomplete);
  // Where else the function is put, other bodies may come from; calls of it are seen when it is entered.
  const others = items.flatMap(({ node, call }) => (call !== undefined || node === at ? [] : [node]));
  tracer.source({ node: sink, promise: false, observable: false, via: 'client', failed: false, handed: true, frames, others });
  enterFunction(fn, 0, { ...flow, accessPath: bodyPath(), promise: false, others, origin: sink }, sink, tracer, gives);
  return true;
}

/** Response interceptors of an axios instance change what its calls give, one after the other. */
function followInterceptors(call: ApiCall, flow: TrackedValue, tracer: Tracer): boolean {
  if (!clientForm(call.request.client)?.interceptors) return false;
  const interceptors = interceptorsOf(call, tracer.interpreter);
  for (const [index, interceptor] of interceptors.entries()) {
    const next = interceptors.slice(index + 1).find(fulfilledBy);
    tracer.intercept(interceptor, { sink: call.sink, ...(next ? { next } : {}) });
    const rejected = interceptor.arguments[1];
    if (rejected) handTo(rejected, 0, { ...flow, accessPath: { kind: 'failure' }, promise: false }, interceptor, tracer);
  }
  const first = interceptors.find(fulfilledBy);
  const handler = first && fulfilledBy(first);
  if (!handler) return false;
  if (!handTo(handler, 0, { ...flow, promise: false }, first, tracer)) escaped(flow, `given to ${calleeText(first)}`, tracer);
  return true;
}

/** What an interceptor does with good responses; undefined where it only looks at failed ones. */
function fulfilledBy({ arguments: [fulfilled] }: ts.CallExpression): ts.Expression | undefined {
  return fulfilled && /^(?:undefined|null)$/.test(fulfilled.getText()) ? undefined : fulfilled;
}

function followCallbacks({ sink, request }: ApiCall, flow: TrackedValue, tracer: Tracer): void {
  for (const argument of sink.arguments ?? []) {
    const isFunction = tracer.interpreter.valueOf(argument, { bindings: new Map(), frames: [] }).kind === 'function';
    if (isFunction) handTo(argument, callbackPosition(argument), flow, sink, tracer);
  }
  for (const name of CALLBACK_OPTIONS) {
    const option = propertyRef(request.options, name, tracer.interpreter);
    if (option) handTo(option.node, 0, flow, sink, tracer);
  }
}

/** Callbacks in the style of Node take the error first. */
function callbackPosition(callback: ts.Expression): number {
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return 0;
  const [first] = callback.parameters;
  return callback.parameters.length > 1 && first && /^_?e(?:rr(?:or)?)?$/.test(first.name.getText()) ? 1 : 0;
}

/** `validateStatus: (status) => status === 200` in the options of the call, or of an instance that other calls go through. */
function followValidation({ request, sink, env }: ApiCall, tracer: Tracer): void {
  const place: AccessPath = { kind: 'status', failed: false };
  for (const options of [request.options, ...(request.defaults ?? [])]) {
    const validate = propertyRef(options, 'validateStatus', tracer.interpreter);
    if (!validate || !options) continue;
    const others = options === request.options ? [] : [options.node];
    handTo(validate.node, 0, { node: validate.node, accessPath: place, promise: false, frames: env.frames, others }, sink, tracer);
    return;
  }
}

const known = new WeakMap<ApiCall, ResponseTrace>();

/** Follows the answer of a call forward through the program, to every read and to where it leaves what can be seen. */
export function traceResponse(call: ApiCall, interpreter: Interpreter): ResponseTrace {
  const before = known.get(call);
  if (before) return before;
  const tracer = createTracer(interpreter, call.request.response);
  start(call, responsePath(call.request.response), tracer);
  for (let flow = tracer.next(); flow; flow = tracer.next()) consume(flow, tracer);
  const answer = tracer.finish(outcomeJudge(tracer.tests));
  known.set(call, answer);
  return answer;
}
