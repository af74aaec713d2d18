import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref, AbstractValue } from '../../dataflow/value.js';
import { argument, clientUse, type ClientUse, globalPath, type HttpClient, type HttpRequest, joinUrl, optional, urlOf } from './client.js';
import { methodIn } from './method.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { baseOf, configured, readOptions } from './options.js';
import { transformOf } from './transform.js';

const ID = 'ofetch';
const MODULES = ['ofetch', 'ohmyfetch'];
/** Modules from which Nuxt gives what it also makes global. */
const NUXT = new Set(['#imports', '#app', 'nuxt/app', '#app/composables/fetch']);
const HOOKS = new Map([
  ['useFetch', 'useFetch'],
  ['useLazyFetch', 'useFetch'],
]);

/** ofetch, `$fetch` of Nuxt and Nitro, and the `useFetch` composables of Nuxt. */
export const ofetchClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = plainUse(callee);
    if (!use || use.path.join('.') !== 'create') return undefined;
    const parents = use.config ? [use.config, ...use.parents] : use.parents;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents, path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    if (ts.isNewExpression(call)) return undefined;
    const use = plainUse(callee);
    if (use) return plainRequest(use, callee, call, env, interpreter);
    const hook = hookName(callee);
    const url = hook === undefined ? undefined : argument(call, 0, env, interpreter);
    if (hook === undefined || !url) return undefined;
    const options = argument(call, 1, env, interpreter);
    const transform = transformOf(options, 'transform', AROUND_TRANSFORM, call, interpreter);
    return {
      ...reading(hook, url, options, [], call, env, interpreter, HOOK_ANSWER),
      ...(transform ? { transform } : {}),
    };
  },
};

/** Options of a composable that treat the body beside its `transform`. */
const AROUND_TRANSFORM = ['pick', 'parseResponse', 'onResponse'];

const HOOK_ANSWER: ResponseShape = { body: [['data', 'value']], throws: false, via: 'hook' };

function plainUse(callee: AbstractValue): ClientUse | undefined {
  const use = clientUse(callee, ID, MODULES);
  if (use) return ['ofetch', '$fetch', 'fetch'].includes(use.path[0] ?? '') ? { ...use, path: use.path.slice(1) } : use;
  const [name, ...rest] = globalPath(callee) ?? nuxtPath(callee) ?? [];
  return name === '$fetch' ? { path: rest, parents: [], typed: false } : undefined;
}

function hookName(callee: AbstractValue): string | undefined {
  const path = globalPath(callee) ?? nuxtPath(callee);
  return path?.length === 1 ? HOOKS.get(path[0] ?? '') : undefined;
}

function nuxtPath(callee: AbstractValue): string[] | undefined {
  return callee.kind === 'external' && NUXT.has(callee.module) ? callee.path : undefined;
}

function plainRequest(
  use: ClientUse,
  callee: AbstractValue,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const [member, ...rest] = use.path;
  if (rest.length > 0 || (member !== undefined && member !== 'raw' && member !== 'native')) return undefined;
  const url = argument(call, 0, env, interpreter);
  if (!url) return undefined;
  const options = argument(call, 1, env, interpreter);
  const client = callee.kind === 'client' || (callee.kind === 'external' && MODULES.includes(callee.module)) ? ID : '$fetch';
  const answer: ResponseShape =
    member === undefined ? { body: [[]], throws: true } : { body: [['_data']], status: 'status', ok: 'ok', throws: true };
  return reading(client, url, options, [use.config, ...use.parents], call, env, interpreter, answer);
}

function reading(
  client: string,
  url: Ref,
  options: Ref | undefined,
  parents: (Ref | undefined)[],
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
  answer: ResponseShape,
): HttpRequest {
  const configs = [options, ...parents];
  const base = configured(configs, ['baseURL'], interpreter);
  const method = configured(configs, ['method'], interpreter);
  return {
    client,
    method: methodIn(method, configs, interpreter),
    ...optional('methodRef', method),
    url: joinUrl(base && baseOf(base, interpreter), urlOf(url, interpreter), call, env),
    urlRef: url,
    defaults: parents.flatMap((parent) => parent ?? []),
    ...readOptions(options, { query: ['query', 'params'], body: { body: 'json' } }, interpreter),
    response: answer,
  };
}
