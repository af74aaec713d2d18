import { declarationOf, referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { elementName } from '../interpret/environment.js';
import { alternatives, EMPTY, type AbstractValue } from '../value.js';
import { handTo } from './enter.js';
import { HOOKS, RUNNERS } from '../models/methods.js';
import type { TrackedValue, AccessPath } from './facts.js';
import { followSetup } from './made.js';
import { continuePipe, isPipeOperator } from './pipes.js';
import { insideContainer, pointOf } from './access-path.js';
import type { Passed, Tracer } from './worklist.js';
import { calleeText, escaped, used } from './sinks.js';

/**
 * Follows what a function gives to the place that calls it, when the function is handed on as a value. `flow` stands for
 * what a call of it gives. False when nothing is known of who calls it.
 */
export function followResult(callback: ts.Expression, flow: TrackedValue, tracer: Tracer): boolean {
  tracer.visit(callback, flow.accessPath);
  const { parent } = callback;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent)) return followResult(parent, flow, tracer);
  if (ts.isCallExpression(parent) && parent.expression === callback) {
    tracer.follow({ ...flow, node: parent });
    return true;
  }
  if (ts.isCallExpression(parent)) return resultOfCallback(parent, callback, flow, tracer);
  if (ts.isPropertyAssignment(parent)) return resultOfOption(parent, flow, tracer);
  // Event handlers, effects and the executor of a promise: what they give is not looked at.
  return ts.isJsxExpression(parent) || (ts.isNewExpression(parent) && parent.expression.getText() === 'Promise');
}

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InstanceOfKeyword,
  ts.SyntaxKind.InKeyword,
]);

/** A function that is tested, compared or described, and neither called nor handed on. */
export function isLookedAt(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAsExpression(parent)) return isLookedAt(parent);
  if (ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isVoidExpression(parent)) return true;
  if (ts.isIfStatement(parent) || ts.isExpressionStatement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && !/^(?:call|apply|bind)$/.test(parent.name.text);
  if (!ts.isBinaryExpression(parent)) return false;
  const isTested = parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.left === node;
  return isTested || COMPARISONS.has(parent.operatorToken.kind);
}

function resultOfCallback(call: ts.CallExpression, callback: ts.Expression, flow: TrackedValue, tracer: Tracer): boolean {
  const passed = tracer.intercepted(call);
  if (passed) {
    followIntercepted(passed, flow, tracer);
    return true;
  }
  if (isPipeOperator(call)) {
    continuePipe(call, flow, tracer);
    return true;
  }
  if (ts.isPropertyAccessExpression(call.expression) && resultOfMethod(call, call.expression.name.text, flow, tracer)) return true;
  const value = tracer.interpreter.valueOf(call.expression, EMPTY);
  let seen = false;
  for (const option of alternatives(value)) {
    if (option.kind === 'function') seen = resultInside(option.node, call, callback, flow, tracer) || seen;
    if (option.kind === 'external') seen = resultOutside(option, call, flow, tracer) || seen;
  }
  if (!seen && isWatch(call)) passWatched(call, flow, tracer);
  else if (!seen && !isEffect(call)) escaped(flow, `given back to ${calleeText(call)}`, tracer);
  return true;
}

/** `watch(() => value, (next, previous) => …)` */
function isWatch({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'watch';
}

function passWatched(call: ts.CallExpression, flow: TrackedValue, tracer: Tracer): void {
  const [, callback] = call.arguments;
  const isPassed = callback && [0, 1].map((index) => handTo(callback, index, flow, call, tracer)).includes(true);
  if (!isPassed) escaped(flow, 'watched', tracer);
}

/** What an interceptor gives is what the next one takes, and what the last one gives is what the call gives. */
function followIntercepted({ sink, next }: Passed, flow: TrackedValue, tracer: Tracer): void {
  const handler = next?.arguments[0];
  if (next && handler) {
    if (!handTo(handler, 0, { ...flow, promise: false }, next, tracer)) escaped(flow, `given to ${calleeText(next)}`, tracer);
    return;
  }
  const { accessPath: place } = flow;
  const isBody = place.kind === 'body' && place.path.length === 0;
  const { frames, others } = flow;
  if (isBody) tracer.source({ node: sink, promise: true, observable: false, via: 'client', failed: place.failed, frames, others });
  tracer.follow({ ...flow, node: sink, promise: true, ...(isBody ? { origin: sink } : {}) });
}

function resultOfMethod(call: ts.CallExpression, name: string, flow: TrackedValue, tracer: Tracer): boolean {
  switch (name) {
    case 'then':
    case 'catch':
      tracer.follow({ ...flow, node: call, promise: true });
      return true;
    case 'map':
      tracer.follow({ ...flow, node: call, accessPath: insideContainer('*', flow.accessPath) });
      return true;
    case 'flatMap':
    case 'reduce':
    case 'reduceRight':
      tracer.follow({ ...flow, node: call });
      return true;
    case 'filter':
    case 'find':
    case 'findLast':
    case 'findIndex':
    case 'findLastIndex':
    case 'some':
    case 'every':
      used('test', flow, 'tested', tracer);
      return true;
    case 'finally':
    case 'forEach':
    case 'sort':
    case 'toSorted':
      return true;
    default:
      return false;
  }
}

/** The callback is a parameter of the user's own function: its calls there give the value. */
function resultInside(
  fn: ts.SignatureDeclaration,
  call: ts.CallExpression,
  callback: ts.Expression,
  flow: TrackedValue,
  tracer: Tracer,
): boolean {
  const parameter = fn.parameters[call.arguments.indexOf(callback)];
  // A function that hands its callback on to itself gives nothing new.
  if (!parameter || flow.frames.some((frame) => frame.call === call)) return true;
  const inner: TrackedValue = { ...flow, frames: [...flow.frames, { call, callee: fn }] };
  for (const reference of referencesTo(parameter)) followReference(reference, inner, tracer);
  return true;
}

function followReference(reference: ts.Expression, flow: TrackedValue, tracer: Tracer): void {
  const { parent } = reference;
  if (ts.isCallExpression(parent) && parent.expression === reference) tracer.follow({ ...flow, node: parent });
  else if (ts.isCallExpression(parent) || ts.isParenthesizedExpression(parent)) followResult(reference, flow, tracer);
  else if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
    for (const alias of referencesTo(parent)) followReference(alias, flow, tracer);
  else if (!isLookedAt(reference) && !ts.isJsxExpression(parent)) {
    const frames = flow.frames.slice(0, -1);
    escaped({ ...flow, frames }, 'given back by a function that is kept where its calls are not seen', tracer, { continues: true });
  }
}

/** `{ queryFn: callback }` in the options of a call. */
function resultOfOption(property: ts.PropertyAssignment, flow: TrackedValue, tracer: Tracer): boolean {
  const call = property.parent.parent;
  if (!ts.isCallExpression(call) || ts.isComputedPropertyName(property.name)) return false;
  const name = property.name.text;
  for (const option of alternatives(tracer.interpreter.valueOf(call.expression, EMPTY))) {
    if (option.kind === 'external' && resultOutside(option, call, flow, tracer)) return true;
    if (option.kind !== 'function') continue;
    const parameter = option.node.parameters[call.arguments.indexOf(property.parent)];
    if (!parameter || flow.frames.some((frame) => frame.call === call)) continue;
    const inner: TrackedValue = { ...flow, frames: [...flow.frames, { call, callee: option.node }] };
    for (const reference of memberReferences(parameter, name)) followReference(reference, inner, tracer);
    return true;
  }
  return false;
}

/** Uses of one member of a parameter, destructured or not. */
function memberReferences(parameter: ts.ParameterDeclaration, name: string): ts.Expression[] {
  if (ts.isObjectBindingPattern(parameter.name)) {
    return parameter.name.elements.filter((element) => elementName(element) === name).flatMap((element) => referencesTo(element));
  }
  return referencesTo(parameter).flatMap(({ parent }) =>
    ts.isPropertyAccessExpression(parent) && parent.name.text === name ? [parent] : [],
  );
}

function resultOutside(
  { module, path }: Extract<AbstractValue, { kind: 'external' }>,
  call: ts.CallExpression,
  flow: TrackedValue,
  tracer: Tracer,
): boolean {
  const name = [module, ...path].join('.');
  if (RUNNERS.test(name)) {
    tracer.follow({ ...flow, node: call, promise: true });
    return true;
  }
  const effect = tracer.interpreter.models.effectOf(module, path);
  if (effect && 'gives' in effect && effect.gives === 'result') {
    tracer.follow({
      ...flow,
      node: call,
      ...(effect.promise ? { promise: true } : {}),
      accessPath: effect.under === undefined ? flow.accessPath : insideContainer(effect.under, flow.accessPath),
    });
    return true;
  }
  if (effect && 'gives' in effect && effect.gives === 'made') return effect.called === true && followSetup(call, flow, tracer);
  if (!HOOKS.test(name)) return false;
  resultOfHook(name, call, { ...flow, promise: false }, tracer);
  return true;
}

/** Follows what a hook gives of what its function returns. */
export function followHook(call: ts.CallExpression | ts.NewExpression, gives: readonly string[], flow: TrackedValue, tracer: Tracer): void {
  const name = ts.isCallExpression(call) ? hookName(call, tracer) : undefined;
  if (ts.isCallExpression(call) && name !== undefined) resultOfHook(name, call, { ...flow, promise: false }, tracer);
  else
    tracer.follow({
      ...flow,
      node: call,
      promise: false,
      accessPath: gives.reduceRight<AccessPath>((place, member) => insideContainer(member, place), flow.accessPath),
    });
}

/** `useQuery` and its kin: `{ data }` of what the callback gives, and callbacks that are handed it. */
function resultOfHook(name: string, call: ts.CallExpression, flow: TrackedValue, tracer: Tracer): void {
  const [type] = call.typeArguments ?? [];
  if (type) tracer.type({ form: 'argument', type, accessPath: flow.accessPath, node: call, ...pointOf(flow) });
  const options = call.arguments.find((argument) => ts.isObjectLiteralExpression(argument));
  const callbacks =
    options && ts.isObjectLiteralExpression(options) ? options.properties.filter((property) => ts.isPropertyAssignment(property)) : [];
  const select = callbacks.find((property) => property.name.getText() === 'select');
  for (const property of callbacks) {
    if (!['select', 'onSuccess', 'onSettled'].includes(property.name.getText())) continue;
    if (!handTo(property.initializer, 0, flow, call, tracer)) escaped(flow, `passed to ${property.name.getText()}`, tracer);
  }
  if (!select) followQuery(name, call, flow, tracer);
}

/** Where a hook, or an object of options for one, has the value of its query. */
function followQuery(name: string, call: ts.CallExpression, flow: TrackedValue, tracer: Tracer): void {
  if (/\.\w+Options$/.test(name)) {
    tracer.follow({ ...flow, node: call, accessPath: insideContainer(QUERY, flow.accessPath) });
    return;
  }
  if (!/\.use[A-Z]|^swr$/.test(name)) {
    tracer.follow({ ...flow, node: call, promise: true });
    return;
  }
  const place = name.endsWith('.useInfiniteQuery')
    ? insideContainer('data', insideContainer('pages', insideContainer('*', flow.accessPath)))
    : insideContainer('data', flow.accessPath);
  if (name.endsWith('.useMutation')) tracer.follow({ ...flow, node: call, accessPath: insideContainer('mutateAsync', flow.accessPath) });
  tracer.follow({ ...flow, node: call, accessPath: place });
}

/** Name under which an object of options holds the value of its query: `queryOptions({ queryFn })`. */
const QUERY = '#query';

/** What the `select` of a query gives takes the place of what its function gave. */
export function followSelected(
  fn: ts.SignatureDeclaration,
  call: ts.CallExpression | ts.NewExpression,
  flow: TrackedValue,
  tracer: Tracer,
): boolean {
  const property = fn.parent;
  if (!ts.isPropertyAssignment(property) || property.name.getText() !== 'select' || !ts.isCallExpression(call)) return false;
  const name = hookName(call, tracer);
  if (property.parent.parent !== call || name === undefined) return false;
  followQuery(name, call, { ...flow, promise: false }, tracer);
  return true;
}

/** An object of options is handed to a hook, or to a client that runs its query. */
export function runQuery(flow: TrackedValue, call: ts.CallExpression, tracer: Tracer): boolean {
  const { accessPath: place } = flow;
  if (place.kind !== 'holder' || place.under[0] !== QUERY) return false;
  const [, ...under] = place.under;
  const inner: AccessPath = under.length === 0 ? place.inner : { ...place, under };
  const name = hookName(call, tracer);
  const isMethod =
    ts.isPropertyAccessExpression(call.expression) && /^(?:(?:pre)?fetch|ensure|get)\w*Query/.test(call.expression.name.text);
  if (name === undefined && !isMethod) return false;
  if (name === undefined) tracer.follow({ ...flow, node: call, accessPath: inner, promise: true });
  else resultOfHook(name, call, { ...flow, accessPath: inner, promise: false }, tracer);
  return true;
}

function hookName(call: ts.CallExpression, { interpreter }: Tracer): string | undefined {
  const value = interpreter.valueOf(call.expression, EMPTY);
  const name = value.kind === 'external' ? [value.module, ...value.path].join('.') : '';
  return HOOKS.test(name) ? name : undefined;
}

/** Calls that ignore what their callback gives. */
function isEffect(call: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  if (ts.isIdentifier(call.expression) && declarationOf(call.expression) === undefined && ['describe', 'it', 'test'].includes(name))
    return true;
  return /^(?:use\w*Effect|setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|startTransition|addEventListener|on|once|onMounted|onBeforeMount|watchEffect|describe|it|test|beforeEach|beforeAll|afterEach|afterAll|action)$/.test(
    name,
  );
}
