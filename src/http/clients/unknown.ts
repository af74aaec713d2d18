import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, constantText, type Environment, mapValue, type AbstractValue } from '../../dataflow/value.js';
import type { CallNode } from '../../project/nodes.js';
import { argument, type HttpClient, methodValue, urlOf } from './client.js';

const ID = 'unknown';
const METHODS = new Map([
  ['get', 'get'],
  ['post', 'post'],
  ['put', 'put'],
  ['patch', 'patch'],
  ['delete', 'delete'],
  ['del', 'delete'],
  ['destroy', 'delete'],
  ['head', 'head'],
]);
/** Names under which code keeps something that sends requests. */
const SENDER =
  /(?:^|[^a-z])(?:api|http|https|axios|ajax|rest|request|requests|requester|fetcher|fetch|client|httpclient|\$http|\$axios|\$api)$/i;
/** Types whose name says that their objects send requests. */
const SENDING_TYPE =
  /^#(?:\w*(?:Http|Rest|Api|API|Fetch|Request)\w*(?:Client|Service|Instance|Interface|Agent)|(?:Api|API|Http|HTTP|Rest)\w*)$/;
/** Packages whose name says that they send requests. */
const SENDING_PACKAGE = /(?:^|[-/@])(?:http|https|fetch|axios|api|rest|request|ajax)(?:$|[-/])/i;

/**
 * A call such as `api.get('/api/v1/jobs')` on something that cannot be followed: taken for a request when the object is
 * named like one that sends requests. What a server registers, `app.get(path, handler)`, is none.
 */
export const unknownClient: HttpClient = {
  id: ID,
  request(callee, call, env, interpreter) {
    const method = ts.isNewExpression(call) ? undefined : methodOf(callee, call, env, interpreter);
    const url = method && argument(call, 0, env, interpreter);
    if (!method || !url || isRegistration(call, env, interpreter)) return undefined;
    const second = argument(call, 1, env, interpreter);
    const verb = constantText(method)?.toLowerCase();
    const takesBody = verb === 'post' || verb === 'put' || verb === 'patch';
    return {
      client: ID,
      method,
      url: urlOf(url, interpreter),
      urlRef: url,
      ...(second && takesBody ? { body: { ref: second, encoding: 'json' } } : {}),
      response: { body: [], throws: true },
    };
  },
};

/** The method that a call names, or that it takes by a key which may only be known at run time: `client[method](url)`. */
function methodOf(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const verb = verbOf(callee, call, env, interpreter);
  if (verb !== undefined) return methodValue(verb);
  const access = unwrap(call.expression);
  if (callee.kind !== 'unknown' || !ts.isElementAccessExpression(access)) return undefined;
  const isNamed = SENDER.test(nameOf(access.expression));
  const isSender = alternatives(interpreter.valueOf(access.expression, env)).some((object) =>
    object.kind === 'external' ? isSendingType(object.path.at(-1)) || (isNamed && maySend(object)) : isNamed && object.kind === 'unknown',
  );
  if (!isSender) return undefined;
  const key = interpreter.valueOf(access.argumentExpression, env);
  return alternatives(key).every((option) => METHODS.has(constantText(option) ?? 'get')) ? unknownMethod(key) : undefined;
}

/** The methods that a key may name; `unknown` where it is only known at run time. */
function unknownMethod(key: AbstractValue): AbstractValue {
  return mapValue(key, (option) => {
    const verb = METHODS.get(constantText(option) ?? '');
    return verb === undefined ? option : methodValue(verb);
  });
}

/** The method that a call names, when its object cannot be followed and is named like a client. */
function verbOf(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): string | undefined {
  const expression = unwrap(call.expression);
  if (callee.kind === 'external') {
    const verb = METHODS.get(callee.path.at(-1) ?? '');
    const isNamed = ts.isPropertyAccessExpression(expression) && SENDER.test(nameOf(expression.expression));
    return verb !== undefined && (isTyped(callee) || (isNamed && maySend(callee))) ? verb : undefined;
  }
  if (callee.kind !== 'unknown' || !ts.isPropertyAccessExpression(expression)) return undefined;
  const verb = METHODS.get(expression.name.text);
  if (verb === undefined || !SENDER.test(nameOf(expression.expression))) return undefined;
  const origin = originOf(interpreter.valueOf(expression.expression, env), interpreter);
  return origin === undefined || (origin.kind === 'external' && maySend(origin)) ? verb : undefined;
}

/** An object of a type of a package that is named like a client: `ApiClient`. */
function isTyped({ path }: Extract<AbstractValue, { kind: 'external' }>): boolean {
  return isSendingType(path.at(-2));
}

function isSendingType(name: string | undefined): boolean {
  return name !== undefined && name.startsWith('#') && SENDING_TYPE.test(name);
}

/** What made a value that cannot be followed: a package or a global; undefined when nothing is known. */
function originOf(value: AbstractValue, interpreter: Interpreter): AbstractValue | undefined {
  if (value.kind !== 'unknown') return value.kind === 'shape' ? undefined : value;
  const made = unwrap(value.ref.node);
  if (!ts.isCallExpression(made) && !ts.isNewExpression(made)) return undefined;
  const callee = interpreter.valueOf(made.expression, value.ref.env);
  return callee.kind === 'external' ? callee : undefined;
}

function maySend({ module, path }: Extract<AbstractValue, { kind: 'external' }>): boolean {
  if (module.startsWith('.')) return true;
  return module === 'global' ? SENDER.test(path.at(-1) ?? '') || path.length > 1 : SENDING_PACKAGE.test(module);
}

/** The last name of an expression: `this.api` is `api`. */
function nameOf(node: ts.Expression): string {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return inner.text;
  return ts.isPropertyAccessExpression(inner) ? inner.name.text : '';
}

/** A handler among the arguments: a route of a server, not a request. */
function isRegistration(call: CallNode, env: Environment, interpreter: Interpreter): boolean {
  return (call.arguments ?? []).slice(1).some((node) => {
    const { kind } = interpreter.valueOf(ts.isSpreadElement(node) ? node.expression : node, env);
    return kind === 'function' || kind === 'class';
  });
}
