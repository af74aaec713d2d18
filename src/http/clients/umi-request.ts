import { ts } from '../../project/syntax.js';
import { argument, clientUse, type HttpClient, joinUrl, methodValue, optional, urlOf, VERBS } from './client.js';
import { methodIn } from './method.js';
import { baseOf, configured, readOptions } from './options.js';

const ID = 'umi-request';
const MODULES = ['umi-request', '@umijs/max', 'umi'];
const EXPORTS = new Set(['request', 'default']);

/** umi-request: `request(url, options)`, `request.get(url, options)`, instances by `extend`. */
export const umiRequestClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (use?.path.join('.') !== 'extend') return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || ts.isNewExpression(call)) return undefined;
    // `umi` is a framework, of which only `request` is this client.
    const isPackage = callee.kind === 'external' && callee.module !== ID && !use.typed;
    const path = EXPORTS.has(use.path[0] ?? '') ? use.path.slice(1) : use.path;
    const [verb, ...rest] = path;
    if ((isPackage && use.path[0] !== 'request') || rest.length > 0 || (verb !== undefined && !VERBS.includes(verb))) return undefined;
    const url = argument(call, 0, env, interpreter);
    if (!url) return undefined;
    const options = argument(call, 1, env, interpreter);
    const base = configured([options, use.config], ['prefix'], interpreter);
    const method = verb === undefined ? configured([options, use.config], ['method'], interpreter) : undefined;
    return {
      client: ID,
      method: verb === undefined ? methodIn(method, [options, use.config], interpreter) : methodValue(verb),
      ...optional('methodRef', method),
      url: joinUrl(base && baseOf(base, interpreter), urlOf(url, interpreter), call, env),
      urlRef: url,
      defaults: use.config ? [use.config, ...use.parents] : [],
      ...readOptions(options, { query: ['params'], body: { data: 'json', body: 'text' } }, interpreter),
      response: { body: [[]], throws: true },
    };
  },
};
