import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref, AbstractValue } from '../../dataflow/value.js';
import {
  argument,
  callbackOf,
  clientUse,
  type ClientUse,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodOf,
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { baseOf, readOptions } from './options.js';

const ID = 'undici';
const MODULES = ['undici'];
/** Dispatchers that are bound to the origin they are made with. */
const DISPATCHERS = new Set(['Client', 'Pool', 'BalancedPool', 'RoundRobinPool', 'H2CClient', 'MockPool', 'MockClient']);
const METHODS = new Set(['request', 'stream', 'pipeline', 'dispatch']);

/** undici without `fetch`: `request(url, options)` and dispatchers with `{ path, method }`. */
export const undiciClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, evaluation) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || !ts.isNewExpression(call) || use.path.length !== 1 || !DISPATCHERS.has(use.path[0] ?? '')) return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, evaluation)), parents: [], path: [], made: call };
  },
  request(callee, call, env, evaluation) {
    const use = clientUse(callee, ID, MODULES);
    const [method, ...rest] = use?.path ?? [];
    if (!use || method === undefined || !METHODS.has(method) || rest.length > 0) return undefined;
    const isDispatcher = callee.kind === 'client' || (use.type !== undefined && (DISPATCHERS.has(use.type) || use.type === 'Dispatcher'));
    return isDispatcher || use.type !== undefined ? dispatched(use, method, call, env, evaluation) : direct(method, call, env, evaluation);
  },
};

/** `request(url, options)`. */
function direct(method: string, call: CallNode, env: Environment, evaluation: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, evaluation);
  if (!first) return undefined;
  const target = targetOf(first, evaluation);
  return target && reading(target, argument(call, 1, env, evaluation), method, call, env, evaluation);
}

interface Target {
  url: AbstractValue;
  ref: Ref;
  /** Options that stand with the URL. */
  options?: Ref;
}

/** A URL, or an object with `origin` and `path`. */
function targetOf(ref: Ref, evaluation: Interpreter): Target | undefined {
  if (evaluation.valueOf(ref.node, ref.env).kind !== 'object') return { url: urlOf(ref, evaluation), ref };
  const path = propertyRef(ref, 'path', evaluation) ?? propertyRef(ref, 'pathname', evaluation);
  const origin = propertyRef(ref, 'origin', evaluation);
  if (!path) return undefined;
  return { url: joinUrl(origin && baseOf(origin, evaluation), urlOf(path, evaluation), path.node, path.env), ref: path, options: ref };
}

/** `pool.request({ path, method })`; the origin is the pool's. */
function dispatched(use: ClientUse, method: string, call: CallNode, env: Environment, evaluation: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, evaluation);
  const target = first && targetOf(first, evaluation);
  if (!target) return undefined;
  const isOptions = use.config && evaluation.valueOf(use.config.node, use.config.env).kind === 'object';
  const base = use.config && !isOptions ? baseOf(use.config, evaluation) : undefined;
  const url = joinUrl(base, target.url, call, env);
  return reading({ ...target, url }, target.options ?? argument(call, 1, env, evaluation), method, call, env, evaluation);
}

function reading(
  target: Target,
  given: Ref | undefined,
  name: string,
  call: CallNode,
  env: Environment,
  evaluation: Interpreter,
): HttpRequest {
  const options = target.options ?? given;
  const method = propertyRef(options, 'method', evaluation);
  return {
    client: ID,
    method: methodOf(method, evaluation, 'GET'),
    ...optional('methodRef', method),
    url: target.url,
    urlRef: target.ref,
    ...readOptions(options, { query: ['query'], body: { body: 'text' } }, evaluation),
    response: answerOf(name, callbackOf(call, env, evaluation) !== undefined),
  };
}

function answerOf(name: string, hasCallback: boolean): ResponseShape {
  if (name === 'request') {
    return { body: [['body', 'json()']], status: 'statusCode', throws: false, ...(hasCallback ? { via: 'callback' } : {}) };
  }
  return { body: [], status: 'statusCode', throws: false, ...(hasCallback ? { via: 'callback' } : {}) };
}
