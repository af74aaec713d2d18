import { ts } from '../../project/syntax.js';
import { handTo } from './enter.js';
import { unlessHarmless } from './harmless.js';
import { thisBelow } from './fields.js';
import { passToGlobal } from './globals.js';
import { KEEPING_METHODS, LIST_CALLBACKS, ONE_ELEMENT, RAW_READERS, SAME_ELEMENTS, TEXT_METHODS } from '../models/methods.js';
import type { AccessPath, TrackedValue } from './facts.js';
import { elementOf, insideContainer, memberPath, pointOf } from './access-path.js';
import type { Tracer } from './worklist.js';
import { calleeText, escaped, used } from './sinks.js';
import { argumentOr, noteTest } from './status.js';
import { declarationOf } from '../../project/scopes.js';
import { componentOf } from '../interpret/components.js';
import { alternatives, EMPTY } from '../value.js';
import { followPipe } from './pipes.js';
import { noteForeign, noteKey } from './reads.js';
import { runQuery } from './results.js';
import { storeIn } from './bindings.js';

/** Follows a method of a list; false when it is none. */
function callListMethod(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): boolean {
  const each = elementOf(flow);
  if (!each) return false;
  const positions = LIST_CALLBACKS.get(name);
  if (positions) passElements(each, positions, call, tracer);
  if (SAME_ELEMENTS.has(name)) tracer.follow({ ...flow, node: call, others: [...flow.others, ...added(name, call)] });
  else if (ONE_ELEMENT.has(name)) tracer.follow({ ...each, node: call });
  else if (name === 'entries')
    tracer.follow({ ...flow, node: call, accessPath: insideContainer('*', insideContainer('1', each.accessPath)) });
  else if (name === 'join') used('text', each, '.join()', tracer);
  else if (['includes', 'indexOf', 'lastIndexOf'].includes(name)) used('compare', each, `.${name}()`, tracer, call.arguments[0]);
  else if (!positions && name !== 'keys') return false;
  return true;
}

function passElements(each: TrackedValue, positions: number[], call: ts.CallExpression, tracer: Tracer): void {
  const [callback] = call.arguments;
  if (!callback) return;
  for (const position of positions) {
    if (handTo(callback, position, each, call, tracer)) continue;
    if (!passToGlobal(each, callback, position, call, tracer)) escaped(each, `passed to ${callback.getText()}`, tracer);
  }
}

/** Elements that the result of `concat` holds beside those of the receiver. */
function added(name: string, call: ts.CallExpression): ts.Expression[] {
  return name === 'concat' ? call.arguments.flatMap((argument) => unlessHarmless(argument)) : [];
}

const EQUALS = new Set(['toBe', 'toEqual', 'toStrictEqual', 'equal', 'equals', 'eq', 'eql', 'strictEqual', 'deepEqual', 'is']);

/**
 * Assertions of test frameworks: `expect(status).toBe(200)`, `assert.equal(status, 200)`, and the same on a value of the
 * body. A list that includes the status (`[200, 204].includes(status)`) is read here too.
 */
function assertStatus(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  if (includedIn(flow, call, tracer)) return true;
  const other = comparedWith(flow, call);
  if (!other) return false;
  if (flow.accessPath.kind === 'status') noteTest('assertion', flow, other.call, other.value, tracer);
  else if (flow.accessPath.kind === 'body' && !ts.isObjectLiteralExpression(other.value))
    used('compare', flow, 'asserted', tracer, other.value);
  else return false;
  return true;
}

function includedIn(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const { expression } = call;
  if (flow.accessPath.kind !== 'status' && flow.accessPath.kind !== 'body') return false;
  if (!ts.isPropertyAccessExpression(expression) || !['includes', 'indexOf'].includes(expression.name.text)) return false;
  const list = tracer.interpreter.valueOf(expression.expression, { bindings: new Map(), frames: [] });
  if (list.kind !== 'array') return false;
  if (flow.accessPath.kind === 'body') {
    used('compare', flow, `.${expression.name.text}()`, tracer, expression.expression);
    return true;
  }
  for (const element of list.node.elements) noteTest('list', flow, list.node, element, tracer);
  return true;
}

function comparedWith(flow: TrackedValue, call: ts.CallExpression): { call: ts.CallExpression; value: ts.Expression } | undefined {
  const { expression } = call;
  if (ts.isIdentifier(expression) && expression.text === 'expect') return expected(call);
  if (!ts.isPropertyAccessExpression(expression) || !EQUALS.has(expression.name.text)) return undefined;
  if (!ts.isIdentifier(expression.expression) || !/^(?:assert|t|chai)$/.test(expression.expression.text)) return undefined;
  const [actual, value] = call.arguments;
  if (!actual || !value) return undefined;
  return { call, value: actual === flow.node ? value : actual };
}

/** The value of the matcher that follows `expect(x)`: `.toBe(value)`, `.not.toBe(value)`, `.to.equal(value)`. */
function expected(call: ts.CallExpression): { call: ts.CallExpression; value: ts.Expression } | undefined {
  let at: ts.Node = call;
  while (ts.isPropertyAccessExpression(at.parent)) at = at.parent;
  if (!ts.isPropertyAccessExpression(at) || !EQUALS.has(at.name.text) || !ts.isCallExpression(at.parent)) return undefined;
  const [value] = at.parent.arguments;
  return value && { call: at.parent, value };
}

/** Follows a tracked receiver of a method call. */
export function consumeMethod(flow: TrackedValue, access: ts.PropertyAccessExpression, call: ts.CallExpression, tracer: Tracer): void {
  const name = access.name.text;
  if (flow.promise && chainCypress(flow, name, call, tracer)) return;
  if (isChained(name) && flow.promise) consumePromise(flow, name, call, tracer);
  else if (flow.accessPath.kind === 'response' || flow.accessPath.kind === 'failure') callOnResponse(flow, name, call, tracer);
  else if (flow.accessPath.kind === 'body' || flow.accessPath.kind === 'holder') callOnValue(flow, name, call, tracer);
  else if (flow.accessPath.kind === 'status') used(name === 'toString' ? 'text' : 'number', flow, `.${name}()`, tracer);
  else if (flow.accessPath.kind === 'text') callOnText(flow, name, call, tracer);
}

function isChained(name: string): boolean {
  return ['then', 'catch', 'finally', 'done', 'fail', 'always', 'subscribe', 'pipe', 'toPromise'].includes(name);
}

/** Chains on a promise, or on an observable. */
function consumePromise(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): void {
  const settled: TrackedValue = { ...flow, promise: false };
  const failure: TrackedValue = { ...settled, accessPath: { kind: 'failure' }, others: [] };
  const [first, second] = call.arguments;
  switch (name) {
    case 'then':
    case 'done':
      if (first && !handTo(first, 0, settled, call, tracer) && !passToGlobal(settled, first, 0, call, tracer))
        escaped(flow, `passed to ${first.getText()}`, tracer);
      if (second && tracer.shape.throws) handTo(second, 0, failure, call, tracer);
      if (!first || name === 'done') tracer.follow({ ...flow, node: call });
      return;
    case 'fail':
    case 'catch':
      if (first && tracer.shape.throws) handTo(first, 0, failure, call, tracer);
      tracer.follow({ ...flow, node: call });
      return;
    case 'pipe':
      followPipe(call, settled, tracer);
      return;
    case 'subscribe':
      subscribe(settled, failure, call, tracer);
      return;
    default:
      tracer.follow({ ...flow, node: call, ...(name === 'toPromise' ? { observable: false } : {}) });
  }
}

/** `.subscribe(next, error)` and `.subscribe({ next, error })`. */
function subscribe(next: TrackedValue, failure: TrackedValue, call: ts.CallExpression, tracer: Tracer): void {
  const [first, second] = call.arguments;
  if (!first) return;
  if (!ts.isObjectLiteralExpression(first)) {
    if (!handTo(first, 0, next, call, tracer)) escaped(next, `passed to ${first.getText()}`, tracer);
    if (second) handTo(second, 0, failure, call, tracer);
    return;
  }
  for (const property of first.properties) {
    const name = property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : '';
    const flow = name === 'next' ? next : name === 'error' ? failure : undefined;
    if (!flow) continue;
    const value = tracer.interpreter.member(tracer.interpreter.valueOf(first, EMPTY), name);
    const [fn] = value ? alternatives(value) : [];
    const callback = ts.isPropertyAssignment(property)
      ? property.initializer
      : fn?.kind === 'function' && fn.node.name
        ? fn.node.name
        : undefined;
    if (!callback || !ts.isExpression(callback) || !handTo(callback, 0, flow, call, tracer)) escaped(flow, 'passed to an observer', tracer);
  }
}

function callOnResponse(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): void {
  const next = memberPath(flow.accessPath, `${name}()`, tracer.shape);
  if (!next) {
    if (listen(flow, name, call, tracer)) return;
    if (RAW_READERS.has(name))
      tracer.escape({
        node: call,
        what: 'response',
        by: `read by .${name}()`,
        failed: 'failed' in flow.accessPath && flow.accessPath.failed,
        ...pointOf(flow),
      });
    else if (!flow.promise && tracer.shape.body.length > 0) noteForeign(`${name}()`, call, flow, tracer);
    // Builders such as superagent: `.set(…)`, `.query(…)` give the request again.
    if (flow.promise && flow.accessPath.kind === 'response') tracer.follow({ ...flow, node: call });
    return;
  }
  const isBody = next.kind === 'body' || next.kind === 'text';
  if (next.kind === 'body')
    tracer.source({ node: call, promise: true, observable: false, via: 'client', failed: next.failed, ...pointOf(flow) });
  for (const type of call.typeArguments ?? []) tracer.type({ form: 'argument', type, accessPath: next, node: call, ...pointOf(flow) });
  tracer.follow({
    ...flow,
    node: call,
    accessPath: next,
    promise: isBody ? true : flow.promise,
    observable: false,
    ...(next.kind === 'body' ? { origin: call } : {}),
  });
}

/** `.end((error, response) => …)` of superagent, and the events of a stream. */
function listen(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): boolean {
  const [first, second] = call.arguments;
  if (name === 'end' && first) return handTo(first, 1, { ...flow, promise: false }, call, tracer);
  if (!['on', 'once', 'addListener'].includes(name) || !first || !ts.isStringLiteralLike(first) || !second) return false;
  if (first.text === 'data') handTo(second, 0, { ...flow, promise: false, accessPath: { kind: 'text', failed: false } }, call, tracer);
  else if (first.text === 'response') handTo(second, 0, { ...flow, promise: false }, call, tracer);
  tracer.follow({ ...flow, node: call });
  return true;
}

/** Pieces of text that are put together. */
function callOnText(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): void {
  if (['toString', 'trim', 'concat', 'slice'].includes(name)) tracer.follow({ ...flow, node: call });
  else if (name === 'join') tracer.follow({ ...flow, node: call });
  else escaped(flow, `read by .${name}()`, tracer);
}

/** `cy.request(…).its('body')` and `.should('eq', value)`. */
function chainCypress(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): boolean {
  const [first, second] = call.arguments;
  if (!first || !ts.isStringLiteralLike(first)) return false;
  if (name === 'should' && second && /eq|equal/.test(first.text)) {
    if (flow.accessPath.kind === 'status') noteTest('assertion', flow, call, second, tracer);
    tracer.follow({ ...flow, node: call });
    return true;
  }
  const next = name === 'its' ? memberPath(flow.accessPath, first.text, tracer.shape) : undefined;
  if (!next) return false;
  if (next.kind === 'body') escaped({ ...flow, accessPath: next }, `taken by .its('${first.text}')`, tracer);
  else tracer.follow({ ...flow, node: call, accessPath: next });
  return true;
}

function callOnValue(flow: TrackedValue, name: string, call: ts.CallExpression, tracer: Tracer): void {
  const [first] = call.arguments;
  if (flow.accessPath.kind === 'holder' && callHeld(flow, flow.accessPath, name, call, tracer)) return;
  if (flow.accessPath.kind === 'holder' && callOwn(flow, call, tracer)) return;
  if (callListMethod(flow, name, call, tracer)) return;
  if (name === 'hasOwnProperty' && first) noteKey(flow, first, tracer);
  else if (TEXT_METHODS.has(name)) used('method', flow, `.${name}()`, tracer, call);
  else if (flow.accessPath.kind === 'holder' && KEEPING_METHODS.has(name)) return;
  else escaped(flow, `.${name}()`, tracer);
}

/** Methods of a value of the user's own: the held member called, or a lookup in a map. */
function callHeld(
  flow: TrackedValue,
  place: Extract<AccessPath, { kind: 'holder' }>,
  name: string,
  call: ts.CallExpression,
  tracer: Tracer,
): boolean {
  if (name === 'refetch') {
    tracer.follow({ ...flow, node: call, promise: true });
    return true;
  }
  if (name === 'get') {
    const value = elementOf(flow);
    if (value) tracer.follow({ ...value, node: call });
    return value !== undefined;
  }
  const next = memberPath(place, name, tracer.shape);
  if (!next) return false;
  tracer.follow({ ...flow, node: call, accessPath: next, promise: name === 'mutateAsync' || flow.promise });
  return true;
}

/** A method that is written with the object that holds the value: it reads the value as a member of `this`. */
function callOwn(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const options = alternatives(tracer.interpreter.valueOf(call.expression, EMPTY));
  for (const { node } of options.filter((option) => option.kind === 'function')) {
    const owner = ts.isObjectLiteralExpression(node.parent) ? node.parent : undefined;
    if (owner && componentOf(owner, tracer.interpreter) === undefined)
      for (const self of thisBelow(owner)) tracer.follow({ ...flow, node: self });
  }
  return options.every(({ kind }) => kind === 'function');
}

/** Follows a tracked argument of a call or of `new`. */
export function consumeArgument(flow: TrackedValue, call: ts.CallExpression | ts.NewExpression, tracer: Tracer): void {
  const index = call.arguments?.indexOf(flow.node) ?? -1;
  if (ts.isCallExpression(call)) {
    if (assertStatus(flow, call, tracer)) return;
    if (parsedBySchema(flow, call, tracer)) return;
    if (passToGlobal(flow, call.expression, index, call, tracer)) return;
    if (putInto(flow, index, call, tracer)) return;
    if (runQuery(flow, call, tracer)) return;
    if (call.expression.kind === ts.SyntaxKind.SuperKeyword && passToParent(flow, index, call, tracer)) return;
  } else if (constructsBuiltIn(flow, call, tracer)) return;
  if (flow.promise && flow.accessPath.kind === 'response') {
    // A promise of the response that is handed on, such as to a runner that awaits it.
    if (!handTo(call.expression, index, flow, call, tracer)) escaped(flow, `passed to ${calleeText(call)}`, tracer);
    return;
  }
  if (!handTo(call.expression, index, flow, call, tracer)) escaped(flow, `passed to ${calleeText(call)}`, tracer);
}

/** `Schema.parse(value)` and its kin give the value on; a method of the user's own of that name does as it is written. */
function parsedBySchema(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || call.arguments[0] !== flow.node) return false;
  const { text: method } = expression.name;
  if (!['parse', 'parseAsync', 'safeParse', 'safeParseAsync', 'validate', 'validateSync', 'cast', 'check'].includes(method)) return false;
  if (ts.isIdentifier(expression.expression) && expression.expression.text === 'JSON') return false;
  if (alternatives(tracer.interpreter.valueOf(expression, EMPTY)).some(({ kind }) => kind === 'function')) return false;
  const { accessPath: place } = flow;
  const schema = argumentOr(expression.expression, flow.frames).node;
  tracer.type({ form: 'schema', schema, accessPath: place, node: call, ...pointOf(flow) });
  tracer.follow({
    ...flow,
    node: call,
    accessPath: method.startsWith('safeParse') ? insideContainer('data', place) : place,
    promise: method.endsWith('Async') || method === 'validate',
  });
  return true;
}

/** `list.push(value)`, `map.set(key, value)`. */
function putInto(flow: TrackedValue, index: number, call: ts.CallExpression, tracer: Tracer): boolean {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const { text: method } = expression.name;
  const isList = ['push', 'unshift', 'add'].includes(method);
  if (!isList && method !== 'set') return false;
  if (!isCollection(expression.expression)) return false;
  if (method === 'set' && index === 0) used('text', flow, 'a key', tracer);
  else storeIn(expression.expression, '*', flow, tracer);
  return true;
}

/** A variable that holds a list, a set or a map of the language. */
function isCollection(receiver: ts.Expression): boolean {
  const declaration = ts.isIdentifier(receiver) ? declarationOf(receiver) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!made) return false;
  if (ts.isNewExpression(made)) return ts.isIdentifier(made.expression) && /^(?:Weak)?(?:Map|Set)$|^Array$/.test(made.expression.text);
  return ts.isArrayLiteralExpression(made);
}

/** `super(message)`: the constructor of the parent class gets it. */
function passToParent(flow: TrackedValue, index: number, call: ts.CallExpression, tracer: Tracer): boolean {
  const parent = ts.findAncestor(call, ts.isClassLike)?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0];
  if (!parent) return false;
  if (handTo(parent.expression, index, flow, call, tracer)) return true;
  if (!isBuiltInError(parent.expression)) return false;
  used('text', flow, `new ${parent.expression.getText()}()`, tracer);
  return true;
}

function isBuiltInError(callee: ts.Expression): boolean {
  return ts.isIdentifier(callee) && ['Error', 'TypeError', 'RangeError'].includes(callee.text) && declarationOf(callee) === undefined;
}

function constructsBuiltIn(flow: TrackedValue, call: ts.NewExpression, tracer: Tracer): boolean {
  const name = ts.isIdentifier(call.expression) ? call.expression.text : '';
  if (['URL', 'Error', 'TypeError', 'RangeError'].includes(name)) used('text', flow, calleeText(call), tracer);
  else if (name === 'Date') used('method', flow, calleeText(call), tracer, call);
  else if (name === 'Set' || name === 'Array') tracer.follow({ ...flow, node: call });
  else return false;
  return true;
}
