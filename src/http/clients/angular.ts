import { type CallNode, nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { type AbstractValue, constantText, EMPTY, type Environment, join, type Ref, type TextPart } from '../../dataflow/value.js';
import {
  argument,
  clientUse,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodOf,
  methodValue,
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { readOptions } from './options.js';

/** The base that interceptors put before the URL: `request.clone({ url: BASE + request.url })`. */
function interceptedBase(interpreter: Interpreter): AbstractValue | undefined {
  const bases = clonesIn(interpreter.project).flatMap((call) => {
    const [changes] = call.arguments;
    const url = changes && propertyRef({ node: changes, env: EMPTY }, 'url', interpreter);
    const base = url && prefixOf(interpreter.valueOf(url.node, url.env));
    return base ? [base] : [];
  });
  return bases.length === 0 ? undefined : join(bases);
}

const clonesIn = createSourceIndex(({ tree }) =>
  (nodesOf(tree).accesses.get('clone') ?? []).flatMap((access) => (isIntercepting(access.parent) ? [access.parent] : [])),
);

/** A call in a function whose parameters are a request and the next handler. */
function isIntercepting(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && interceptorAround(node) !== undefined;
}

function interceptorAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  const handler = ts.findAncestor(node, (at): at is ts.SignatureDeclaration => ts.isFunctionLike(at) && at.parameters.length >= 2);
  const variable = handler && ts.isVariableDeclaration(handler.parent) ? handler.parent : undefined;
  const type = handler?.parameters[0]?.type ?? variable?.type;
  return type && /\bHttp(?:Request|InterceptorFn)\b/.test(type.getText()) ? handler : undefined;
}

/** Interceptors that put another body into requests, or into responses: `request.clone({ body })`, `event.clone({ body })`. */
export function interceptorsOf(side: 'request' | 'response', interpreter: Interpreter): ts.Node[] {
  return clonesIn(interpreter.project).flatMap((call) => {
    const handler = interceptorAround(call);
    const [changes] = call.arguments;
    if (!handler || !changes) return [];
    const { expression } = call;
    const cloned = ts.isPropertyAccessExpression(expression) ? expression.expression.getText() : '';
    const isRequest = cloned === handler.parameters[0]?.name.getText();
    const names = isRequest ? ['body', 'params', 'setParams', 'method'] : ['body'];
    const isChanged = names.some((name) => propertyRef({ node: changes, env: EMPTY }, name, interpreter) !== undefined);
    return isRequest === (side === 'request') && isChanged ? [handler] : [];
  });
}

/** What stands before the URL of the request itself. */
function prefixOf(value: AbstractValue): AbstractValue | undefined {
  if (value.kind !== 'text') return undefined;
  const parts: TextPart[] = [];
  for (const part of value.parts) {
    if ('placeholder' in part && /\.url$|\.urlWithParams$/.test(part.placeholder.node.getText()))
      return parts.length === 0 ? undefined : { kind: 'text', parts };
    parts.push(part);
  }
  return undefined;
}

const ID = 'HttpClient';
const MODULES = ['@angular/common/http', '@angular/http'];
const VERBS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'jsonp']);
const WITH_BODY = new Set(['post', 'put', 'patch']);
const TYPES = new Set(['HttpClient', 'Http']);

/** `HttpClient` of Angular, injected or typed. */
export const angularClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (!use || name === undefined || rest.length > 0 || !TYPES.has(use.type ?? '')) return undefined;
    if (name === 'request') return byMethod(call, env, interpreter);
    if (!VERBS.has(name)) return undefined;
    const url = argument(call, 0, env, interpreter);
    const takesBody = WITH_BODY.has(name);
    const body = takesBody ? argument(call, 1, env, interpreter) : undefined;
    const options = argument(call, takesBody ? 2 : 1, env, interpreter);
    return url && reading(methodValue(name === 'jsonp' ? 'get' : name), undefined, url, body, options, call, env, interpreter);
  },
};

/** `request(method, url, options)` and `request(new HttpRequest(method, url, …))`. */
function byMethod(call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const method = argument(call, 0, env, interpreter);
  const url = argument(call, 1, env, interpreter);
  if (!method || !url) return undefined;
  const options = argument(call, 2, env, interpreter);
  return reading(methodOf(method, interpreter, 'GET'), method, url, undefined, options, call, env, interpreter);
}

function reading(
  method: AbstractValue,
  methodRef: Ref | undefined,
  url: Ref,
  body: Ref | undefined,
  options: Ref | undefined,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest {
  const read = readOptions(options, { query: ['params'], body: { body: 'json' } }, interpreter);
  return {
    client: ID,
    method,
    ...optional('methodRef', methodRef),
    url: joinUrl(interceptedBase(interpreter), urlOf(url, interpreter), call, env),
    urlRef: url,
    ...read,
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: answerOf(options, interpreter),
  };
}

function answerOf(options: Ref | undefined, interpreter: Interpreter): ResponseShape {
  const observe = propertyRef(options, 'observe', interpreter);
  const whole = observe && constantText(interpreter.valueOf(observe.node, observe.env)) === 'response';
  return whole === true
    ? { body: [['body']], status: 'status', ok: 'ok', throws: true, via: 'observable' }
    : { body: [[]], throws: true, via: 'observable' };
}
