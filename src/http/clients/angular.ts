import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { constantText, type Environment, type Ref, type AbstractValue } from '../../dataflow/value.js';
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
import { interceptedBase } from './angular-interceptors.js';
import { readOptions } from './options.js';

const ID = 'HttpClient';
const MODULES = ['@angular/common/http', '@angular/http'];
const VERBS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'jsonp']);
const WITH_BODY = new Set(['post', 'put', 'patch']);
const TYPES = new Set(['HttpClient', 'Http']);

/** `HttpClient` of Angular, injected or typed. */
export const angularClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, evaluation) {
    const use = clientUse(callee, ID, MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (!use || name === undefined || rest.length > 0 || !TYPES.has(use.type ?? '')) return undefined;
    if (name === 'request') return byMethod(call, env, evaluation);
    if (!VERBS.has(name)) return undefined;
    const url = argument(call, 0, env, evaluation);
    const takesBody = WITH_BODY.has(name);
    const body = takesBody ? argument(call, 1, env, evaluation) : undefined;
    const options = argument(call, takesBody ? 2 : 1, env, evaluation);
    return url && reading(methodValue(name === 'jsonp' ? 'get' : name), undefined, url, body, options, call, env, evaluation);
  },
};

/** `request(method, url, options)` and `request(new HttpRequest(method, url, …))`. */
function byMethod(call: CallNode, env: Environment, evaluation: Interpreter): HttpRequest | undefined {
  const method = argument(call, 0, env, evaluation);
  const url = argument(call, 1, env, evaluation);
  if (!method || !url) return undefined;
  const options = argument(call, 2, env, evaluation);
  return reading(methodOf(method, evaluation, 'GET'), method, url, undefined, options, call, env, evaluation);
}

function reading(
  method: AbstractValue,
  methodRef: Ref | undefined,
  url: Ref,
  body: Ref | undefined,
  options: Ref | undefined,
  call: CallNode,
  env: Environment,
  evaluation: Interpreter,
): HttpRequest {
  const read = readOptions(options, { query: ['params'], body: { body: 'json' } }, evaluation);
  return {
    client: ID,
    method,
    ...optional('methodRef', methodRef),
    url: joinUrl(interceptedBase(evaluation), urlOf(url, evaluation), call, env),
    urlRef: url,
    ...read,
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: answerOf(options, evaluation),
  };
}

function answerOf(options: Ref | undefined, evaluation: Interpreter): ResponseShape {
  const observe = propertyRef(options, 'observe', evaluation);
  const whole = observe && constantText(evaluation.valueOf(observe.node, observe.env)) === 'response';
  return whole === true
    ? { body: [['body']], status: 'status', ok: 'ok', throws: true, via: 'observable' }
    : { body: [[]], throws: true, via: 'observable' };
}
