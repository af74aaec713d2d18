import type { Evaluation } from '../evaluation.js';
import type { Ref, Value } from '../value.js';
import {
  argument,
  clientUse,
  type AnswerShape,
  type HttpClient,
  type HttpRequest,
  methodOf,
  optional,
  propertyRef,
  urlOf,
} from './client.js';

const MODULES = [
  'node-fetch',
  'cross-fetch',
  'isomorphic-fetch',
  'isomorphic-unfetch',
  'whatwg-fetch',
  'unfetch',
  'undici',
  'make-fetch-happen',
  '@remix-run/web-fetch',
];
const GLOBALS = new Set(['window', 'globalThis', 'self', 'global']);

/** Where the answer of a fetch-like call is. */
export const FETCH_ANSWER: AnswerShape = { body: [['json()']], status: 'status', ok: 'ok', throws: false };

/** `fetch` and its packages. */
export const fetchClient: HttpClient = {
  id: 'fetch',
  request(callee, call, env, evaluation) {
    if (!isFetch(callee)) return undefined;
    const url = argument(call, 0, env);
    return url && fetchRequest('fetch', url, argument(call, 1, env), evaluation);
  },
};

/** Reads `(url, init)` as `fetch` takes them. */
export function fetchRequest(client: string, url: Ref, init: Ref | undefined, evaluation: Evaluation): HttpRequest {
  const value = evaluation.evaluate(url.node, url.env);
  const options = init ?? (value.kind === 'request' ? argument(value.node, 1, value.env) : undefined);
  const method = propertyRef(options, 'method', evaluation);
  const body = propertyRef(options, 'body', evaluation);
  return {
    client,
    method: methodOf(method, evaluation, 'GET'),
    ...optional('methodRef', method),
    url: urlOf(url, evaluation),
    urlRef: url,
    ...optional('headers', propertyRef(options, 'headers', evaluation)),
    ...optional('options', options),
    ...(body ? { body: { ref: body, encoding: 'text' } } : {}),
    answer: FETCH_ANSWER,
  };
}

function isFetch(callee: Value): boolean {
  if (callee.kind !== 'external') return false;
  if (callee.module === 'global') {
    const [first, second] = callee.path;
    return callee.path.length === 1 ? first === 'fetch' : callee.path.length === 2 && GLOBALS.has(first ?? '') && second === 'fetch';
  }
  const use = clientUse(callee, 'fetch', MODULES);
  if (!use) return false;
  return callee.module === 'undici' ? use.path.join('.') === 'fetch' : use.path.length === 0 || use.path.join('.') === 'fetch';
}
