import { ts } from '../../project/syntax.js';
import { argument, clientUse, type HttpClient, joinUrl, methodValue, optional, urlOf, VERBS } from './client.js';
import { methodIn } from './method.js';
import { baseOf, configured, readOptions } from './options.js';

const ID = 'ky';
const MODULES = ['ky', 'ky-universal'];

/** ky: `ky(url)`, `ky.post(url, options)`, instances by `ky.create` and `ky.extend`. */
export const kyClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (!use || rest.length > 0 || (name !== 'create' && name !== 'extend')) return undefined;
    const parents = name === 'extend' && use.config ? [use.config, ...use.parents] : [];
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents, path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [verb, ...rest] = use?.path ?? [];
    if (!use || rest.length > 0 || ts.isNewExpression(call) || (verb !== undefined && !VERBS.includes(verb))) return undefined;
    const url = argument(call, 0, env, interpreter);
    if (!url) return undefined;
    const options = argument(call, 1, env, interpreter);
    const configs = [options, use.config, ...use.parents];
    const base = configured(configs, ['prefixUrl', 'prefix', 'baseUrl'], interpreter);
    const method = verb === undefined ? configured(configs, ['method'], interpreter) : undefined;
    return {
      client: ID,
      method: verb === undefined ? methodIn(method, configs, interpreter) : methodValue(verb),
      ...optional('methodRef', method),
      url: joinUrl(base && baseOf(base, interpreter), urlOf(url, interpreter), call, env),
      urlRef: url,
      defaults: [...(use.config ? [use.config] : []), ...use.parents],
      ...readOptions(options, { query: ['searchParams'], body: { json: 'json', body: 'text' } }, interpreter),
      response: { body: [['json()']], status: 'status', ok: 'ok', throws: true },
    };
  },
};
