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
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import { methodIn } from './method.js';
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
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || !ts.isNewExpression(call) || use.path.length !== 1 || !DISPATCHERS.has(use.path[0] ?? '')) return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [method, ...rest] = use?.path ?? [];
    if (!use || method === undefined || !METHODS.has(method) || rest.length > 0) return undefined;
    const isDispatcher = callee.kind === 'client' || (use.type !== undefined && (DISPATCHERS.has(use.type) || use.type === 'Dispatcher'));
    return isDispatcher || use.type !== undefined
      ? dispatched(use, method, call, env, interpreter)
      : direct(method, call, env, interpreter);
  },
};

/** `request(url, options)`. */
function direct(method: string, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, interpreter);
  if (!first) return undefined;
  const target = targetOf(first, interpreter);
  return target && reading(target, argument(call, 1, env, interpreter), method, call, env, interpreter);
}

interface Target {
  url: AbstractValue;
  ref: Ref;
  /** Options that stand with the URL. */
  options?: Ref;
}

/** A URL, or an object with `origin` and `path`. */
function targetOf(ref: Ref, interpreter: Interpreter): Target | undefined {
  if (interpreter.valueOf(ref.node, ref.env).kind !== 'object') return { url: urlOf(ref, interpreter), ref };
  const path = propertyRef(ref, 'path', interpreter) ?? propertyRef(ref, 'pathname', interpreter);
  const origin = propertyRef(ref, 'origin', interpreter);
  if (!path) return undefined;
  return { url: joinUrl(origin && baseOf(origin, interpreter), urlOf(path, interpreter), path.node, path.env), ref: path, options: ref };
}

/** `pool.request({ path, method })`; the origin is the pool's. */
function dispatched(use: ClientUse, method: string, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, interpreter);
  const target = first && targetOf(first, interpreter);
  if (!target) return undefined;
  const isOptions = use.config && interpreter.valueOf(use.config.node, use.config.env).kind === 'object';
  const base = use.config && !isOptions ? baseOf(use.config, interpreter) : undefined;
  const url = joinUrl(base, target.url, call, env);
  return reading({ ...target, url }, target.options ?? argument(call, 1, env, interpreter), method, call, env, interpreter);
}

function reading(
  target: Target,
  given: Ref | undefined,
  name: string,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest {
  const options = target.options ?? given;
  const method = propertyRef(options, 'method', interpreter);
  return {
    client: ID,
    method: methodIn(method, [options], interpreter),
    ...optional('methodRef', method),
    url: target.url,
    urlRef: target.ref,
    ...readOptions(options, { query: ['query'], body: { body: 'text' } }, interpreter),
    response: answerOf(name, callbackOf(call, env, interpreter) !== undefined),
  };
}

function answerOf(name: string, hasCallback: boolean): ResponseShape {
  if (name === 'request') {
    return { body: [['body', 'json()']], status: 'statusCode', throws: false, ...(hasCallback ? { via: 'callback' } : {}) };
  }
  return { body: [], status: 'statusCode', throws: false, ...(hasCallback ? { via: 'callback' } : {}) };
}
