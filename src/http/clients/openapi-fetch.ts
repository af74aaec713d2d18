import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref, AbstractValue } from '../../dataflow/value.js';
import {
  argument,
  clientUse,
  type ClientUse,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodOf,
  methodValue,
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import { baseOf } from './options.js';

const ID = 'openapi-fetch';
const MODULES = ['openapi-fetch', 'openapi-react-query'];
const VERBS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE']);
const HOOKS = new Set(['useQuery', 'useSuspenseQuery', 'useInfiniteQuery', 'useMutation', 'queryOptions']);

/** openapi-fetch: `createClient({ baseUrl }).GET('/path/{id}', { params, body })`, and its hooks for React Query. */
export const openapiFetchClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (callee.kind !== 'external' || !use || !['', 'default', 'createClient'].includes(use.path.join('.'))) return undefined;
    const first = argument(call, 0, env, interpreter);
    const inner = callee.module === 'openapi-react-query' && first ? interpreter.valueOf(first.node, first.env) : undefined;
    if (inner) return inner.kind === 'client' && inner.client === ID ? inner : undefined;
    return { kind: 'client', client: ID, ...optional('config', first), parents: [], path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (!use || name === undefined || rest.length > 0) return undefined;
    if (VERBS.has(name)) return reading(use, methodValue(name), undefined, 0, call, env, interpreter);
    const method = HOOKS.has(name) ? argument(call, 0, env, interpreter) : undefined;
    if (!method) return undefined;
    const request = reading(use, methodOf(method, interpreter, 'GET'), method, 1, call, env, interpreter);
    return request && { ...request, response: { ...request.response, via: 'hook' } };
  },
};

function reading(
  use: ClientUse,
  method: AbstractValue,
  methodRef: Ref | undefined,
  position: number,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const url = argument(call, position, env, interpreter);
  if (!url) return undefined;
  const init = argument(call, position + 1, env, interpreter);
  const base = propertyRef(init, 'baseUrl', interpreter) ?? propertyRef(use.config, 'baseUrl', interpreter);
  const body = propertyRef(init, 'body', interpreter);
  return {
    client: ID,
    method,
    ...optional('methodRef', methodRef),
    url: joinUrl(base && baseOf(base, interpreter), urlOf(url, interpreter), call, env),
    urlRef: url,
    ...optional('query', propertyRef(propertyRef(init, 'params', interpreter), 'query', interpreter)),
    ...optional('headers', propertyRef(init, 'headers', interpreter)),
    ...optional('options', init),
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: { body: [['data']], throws: false },
  };
}
