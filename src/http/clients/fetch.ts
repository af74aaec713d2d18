import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Ref, AbstractValue } from '../../dataflow/value.js';
import { argument, clientUse, globalPath, type HttpClient, type HttpRequest, isNamed, optional, propertyRef, urlOf } from './client.js';
import { methodIn } from './method.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { readOptions } from './options.js';

const MODULES = [
  'node-fetch',
  'cross-fetch',
  'isomorphic-fetch',
  'isomorphic-unfetch',
  'whatwg-fetch',
  'unfetch',
  'undici',
  'make-fetch-happen',
  'node-fetch-native',
  'minipass-fetch',
  'expo/fetch',
  '@tauri-apps/plugin-http',
  '@remix-run/web-fetch',
];

/** Members of a response that say nothing of its body; some packages have more of them than browsers do. */
const RESPONSE_MEMBERS = new Set([
  'headers',
  'statusText',
  'url',
  'redirected',
  'type',
  'bodyUsed',
  'size',
  'timeout',
  'counter',
  'trailer',
  'useFinalURL',
  'toString()',
]);

/** Where the answer of a fetch-like call is. */
export const FETCH_ANSWER: ResponseShape = { body: [['json()']], status: 'status', ok: 'ok', throws: false, members: RESPONSE_MEMBERS };

/** `fetch` and its packages. */
export const fetchClient: HttpClient = {
  id: 'fetch',
  modules: MODULES.filter((name) => name !== 'undici'),
  request(callee, call, env, interpreter) {
    const client = fetchName(callee);
    const url = client === undefined ? undefined : argument(call, 0, env, interpreter);
    return client !== undefined && url ? fetchRequest(client, url, argument(call, 1, env, interpreter), interpreter) : undefined;
  },
};

/** Reads `(url, init)` as `fetch` takes them. */
export function fetchRequest(client: string, url: Ref, init: Ref | undefined, interpreter: Interpreter): HttpRequest {
  const value = interpreter.valueOf(url.node, url.env);
  const options = init ?? (value.kind === 'request' ? argument(value.node, 1, value.env, interpreter) : undefined);
  const method = propertyRef(options, 'method', interpreter);
  return {
    client,
    method: methodIn(method, [options], interpreter),
    ...optional('methodRef', method),
    url: urlOf(url, interpreter),
    urlRef: url,
    ...readOptions(options, { body: { body: 'text' } }, interpreter),
    response: FETCH_ANSWER,
  };
}

/** The name by which the code has `fetch`: itself, or the package it comes from; undefined for anything else. */
export function fetchName(callee: AbstractValue): string | undefined {
  if (globalPath(callee)?.join('.') === 'fetch') return 'fetch';
  // Handed in by a framework or a caller, as `load({ fetch })` of SvelteKit.
  if (callee.kind === 'unknown') return isNamed(callee.ref.node, 'fetch') ? 'fetch' : undefined;
  const use = clientUse(callee, 'fetch', MODULES);
  if (!use || callee.kind !== 'external') return undefined;
  const name = use.path.join('.');
  return name === 'fetch' || (name === '' && callee.module !== 'undici') ? callee.module : undefined;
}
