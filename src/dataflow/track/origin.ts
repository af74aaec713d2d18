import type { Interpreter } from '../interpreter.js';
import { elementName, isRef } from '../interpret/environment.js';
import { unwrap } from '../../project/unwrap.js';
import { alternatives, type Environment, type Ref } from '../value.js';
import { declarationOf, referencesTo } from '../../project/scopes.js';
import { MAPPING_OPERATORS, PASSING_OPERATORS } from '../models/methods.js';
import { ts } from '../../project/syntax.js';

/** Where a value comes from: a call, and the steps from what it gives to the value (`json()` is a method call). */
export interface Origin {
  call: ts.CallExpression;
  path: string[];
  env: Environment;
}

/** Follows an expression back to the call that gave its value; undefined when it comes from anywhere else. */
export function originOf({ node, env }: Ref, depth = 12): Origin | undefined {
  if (depth === 0) return undefined;
  const inner = unwrap(node);
  const from = (next: ts.Expression, path: string[] = [], under: Environment = env): Origin | undefined => {
    const origin = originOf({ node: next, env: under }, depth - 1);
    return origin && { ...origin, path: [...origin.path, ...path] };
  };
  if (ts.isPropertyAccessExpression(inner)) return from(inner.expression, [inner.name.text]);
  if (ts.isTemplateExpression(inner)) {
    const [span] = inner.templateSpans;
    return span && inner.templateSpans.length === 1 && inner.head.text === '' && span.literal.text === ''
      ? from(span.expression)
      : undefined;
  }
  if (ts.isCallExpression(inner)) return callOrigin(inner, env, from);
  if (!ts.isIdentifier(inner)) return undefined;
  const declaration = declarationOf(inner);
  if (!declaration) return undefined;
  const bound = env.bindings.get(declaration);
  if (bound) return isRef(bound) ? from(bound.node, [], bound.env) : undefined;
  if (ts.isVariableDeclaration(declaration)) {
    const given = declaration.initializer ?? onlyAssignment(declaration);
    return given && from(given);
  }
  if (ts.isBindingElement(declaration)) return bindingOrigin(declaration, from);
  if (ts.isParameter(declaration)) return thenOrigin(declaration, from);
  return undefined;
}

/** The right side of the only assignment to a variable that is declared without a value. */
function onlyAssignment(declaration: ts.VariableDeclaration): ts.Expression | undefined {
  const assigned = referencesTo(declaration).flatMap(({ parent }) =>
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.left.getText() === declaration.name.getText()
      ? [parent.right]
      : [],
  );
  return assigned.length === 1 ? assigned[0] : undefined;
}

/** Chained calls that say more of a request, and give the request itself. */
const BUILDING = new Set(['send', 'set', 'query', 'type', 'accept', 'auth', 'timeout', 'retry', 'field', 'attach', 'redirects', 'ok']);

/** Functions that give what an observable gives, as a promise. */
const FIRST_VALUES = new Set(['firstValueFrom', 'lastValueFrom']);

/** True for `firstValueFrom(node)`. */
export function isFirstValue(node: ts.Node, of: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) && node.arguments[0] === of && ts.isIdentifier(node.expression) && FIRST_VALUES.has(node.expression.text)
  );
}

type From = (next: ts.Expression, path?: string[]) => Origin | undefined;

function callOrigin(call: ts.CallExpression, env: Environment, from: From): Origin | undefined {
  const [argument] = call.arguments;
  if (ts.isIdentifier(call.expression) && ['String', 'encodeURIComponent'].includes(call.expression.text) && argument)
    return from(argument);
  if (argument && isFirstValue(call, argument)) return from(argument);
  if (ts.isPropertyAccessExpression(call.expression)) {
    const name = call.expression.name.text;
    const receiver = call.expression.expression;
    if (name === 'toString' || name === 'trim' || name === 'toPromise') return from(receiver);
    if (name === 'pipe') return givenBy(call.arguments, receiver, from);
    if (BUILDING.has(name) && ts.isCallExpression(unwrap(receiver))) return from(receiver);
    if (name === 'parse' && receiver.getText() === 'JSON' && argument) return from(argument);
    if (name === 'then' && argument && (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)))
      return projection(argument, from);
    if (['json', 'text'].includes(name) && call.arguments.length === 0) return from(receiver, [`${name}()`]) ?? { call, path: [], env };
  }
  return { call, path: [], env };
}

/** `promise.then((r) => r.json())`: the value is a projection of what the promise gives. */
function projection(callback: ts.ArrowFunction | ts.FunctionExpression, from: From): Origin | undefined {
  return ts.isExpression(callback.body) ? from(callback.body) : undefined;
}

/** What the operators of `observable.pipe(map((response) => response.data))` give. */
function givenBy(operators: readonly ts.Expression[], receiver: ts.Expression, from: From): Origin | undefined {
  const last = operators.findLast((operator) => !isPassing(operator));
  if (!last) return from(receiver);
  const [callback] = ts.isCallExpression(last) && MAPPING_OPERATORS.has(last.expression.getText()) ? last.arguments : [];
  return callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? projection(callback, from) : undefined;
}

function isPassing(operator: ts.Expression): boolean {
  return ts.isCallExpression(operator) && (PASSING_OPERATORS.has(operator.expression.getText()) || operator.expression.getText() === 'tap');
}

function bindingOrigin(element: ts.BindingElement, from: From): Origin | undefined {
  const path: string[] = [];
  let at: ts.Node = element;
  while (ts.isBindingElement(at)) {
    const name = elementName(at);
    if (name === undefined || at.dotDotDotToken) return undefined;
    path.unshift(name);
    at = at.parent.parent;
  }
  if (ts.isVariableDeclaration(at)) return at.initializer && from(at.initializer, path);
  if (!ts.isParameter(at)) return undefined;
  const origin = thenOrigin(at, from);
  return origin && { ...origin, path: [...origin.path, ...path] };
}

/** The parameter of a callback of `.then` is what the promise before gives; that of `.end` comes after the error. */
function thenOrigin(parameter: ts.ParameterDeclaration, from: From): Origin | undefined {
  const callback = parameter.parent;
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  const call = callback.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback) return undefined;
  if (ts.isIdentifier(call.expression)) return operatorOrigin(call, from);
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const index = callback.parameters.indexOf(parameter);
  const name = call.expression.name.text;
  return (name === 'then' && index === 0) || (name === 'end' && index === 1) ? from(call.expression.expression) : undefined;
}

/** The parameter of the callback of an operator is what the operators before it give. */
function operatorOrigin(operator: ts.CallExpression, from: From): Origin | undefined {
  const pipe = operator.parent;
  const isPipe = ts.isCallExpression(pipe) && ts.isPropertyAccessExpression(pipe.expression) && pipe.expression.name.text === 'pipe';
  if (!isPipe || !(MAPPING_OPERATORS.has(operator.expression.getText()) || isPassing(operator))) return undefined;
  const { expression: receiver } = pipe.expression as ts.PropertyAccessExpression;
  return givenBy(pipe.arguments.slice(0, pipe.arguments.indexOf(operator)), receiver, from);
}

/** A call whose answer a value is part of, and the way from that answer to the value. */
export interface KnownResponse {
  call: ts.CallExpression;
  path: string[];
}

/** The call that a value comes from, and those whose answers it hands on: it enters a function that returns them. */
export function responsesBehind(origin: Origin, interpreter: Interpreter, depth = 4): KnownResponse[] {
  const own: KnownResponse = { call: origin.call, path: origin.path };
  if (depth === 0) return [own];
  const found = [own];
  for (const option of alternatives(interpreter.valueOf(origin.call.expression, origin.env))) {
    if (option.kind !== 'function') continue;
    const inner = interpreter.enter(option.node, origin.call, origin.env, option.env);
    for (const returned of returnedExpressions(option.node)) {
      for (const [path, value] of members(returned)) {
        const rest = prefixed(origin.path, path);
        const further = rest && originOf({ node: value, env: inner });
        if (further) found.push(...responsesBehind({ ...further, path: [...further.path, ...rest] }, interpreter, depth - 1));
      }
    }
  }
  return found;
}

/** The way from the answer of a call to a value that comes from it, directly or through functions that return it. */
export function returnsResponseOf(origin: Origin, target: ts.Node, interpreter: Interpreter): string[] | undefined {
  return responsesBehind(origin, interpreter).find(({ call }) => call === target)?.path;
}

function prefixed(path: string[], prefix: string[]): string[] | undefined {
  return prefix.every((name, index) => path[index] === name) ? path.slice(prefix.length) : undefined;
}

/** A returned object literal gives each of its members; anything else gives itself. */
function members(expression: ts.Expression): [string[], ts.Expression][] {
  const inner = unwrap(expression);
  if (!ts.isObjectLiteralExpression(inner)) return [[[], inner]];
  return inner.properties.flatMap((property): [string[], ts.Expression][] => {
    if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) return [[[property.name.text], property.initializer]];
    return ts.isShorthandPropertyAssignment(property) ? [[[property.name.text], property.name]] : [];
  });
}

function returnedExpressions(node: ts.FunctionLikeDeclaration): ts.Expression[] {
  if (!node.body) return [];
  if (!ts.isBlock(node.body)) return [node.body];
  const found: ts.Expression[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) return;
    if (ts.isReturnStatement(at) && at.expression) found.push(at.expression);
    ts.forEachChild(at, visit);
  };
  ts.forEachChild(node.body, visit);
  return found;
}
