import type { CallNode } from '../../project/nodes.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY, type Environment, type Ref, join, type AbstractValue } from '../../dataflow/value.js';
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
  type RequestBody,
  urlOf,
  VERBS,
} from './client.js';
import { followUps, type FollowUp } from './chain.js';
import { prefixOf, written } from './rewritten.js';

const ID = 'superagent';
const MODULES = ['superagent', 'superagent-promise', 'superagent-bluebird-promise', 'superagent-as-promised'];
const SETTINGS = new Set(['set', 'use', 'query', 'auth', 'type', 'accept', 'timeout', 'retry', 'ok', 'withCredentials', 'redirects']);
const SHORT: { [name: string]: string } = { del: 'delete' };

/** superagent: `request.post(url).send(body).query(params)`, agents that keep cookies and defaults. */
export const superagentClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call) {
    const use = clientUse(callee, ID, MODULES);
    const name = use?.path.length === 1 ? (use.path[0] ?? '') : '';
    if (name === 'agent') return { kind: 'client', client: ID, parents: [], path: [], made: call };
    // Settings give the agent back: `agent().set(…)`.
    return callee.kind === 'client' && SETTINGS.has(name) ? { ...callee, path: [] } : undefined;
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (!use || rest.length > 0 || ts.isNewExpression(call)) return undefined;
    const verb = SHORT[name ?? ''] ?? name;
    if (verb !== undefined && !VERBS.includes(verb)) return undefined;
    return verb === undefined ? byMethod(use, call, env, interpreter) : byVerb(use, verb, call, env, interpreter);
  },
};

/** `request('POST', url)`; with one argument a GET. */
function byMethod(use: ClientUse, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const [first, second] = [argument(call, 0, env, interpreter), argument(call, 1, env, interpreter)];
  if (!first) return undefined;
  const url = second ?? first;
  return {
    ...reading(use, url, call, env, interpreter),
    method: second ? methodOf(first, interpreter, 'GET') : methodValue('get'),
    ...optional('methodRef', second && first),
  };
}

function byVerb(use: ClientUse, verb: string, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const url = argument(call, 0, env, interpreter);
  if (!url) return undefined;
  const given = argument(call, 1, env, interpreter);
  const value = given && interpreter.valueOf(given.node, given.env);
  const data = given && value?.kind !== 'function' ? given : undefined;
  const request = { ...reading(use, url, call, env, interpreter), method: methodValue(verb) };
  if (!data) return request;
  return verb === 'get' || verb === 'head' ? { ...request, query: data } : { ...request, body: { ref: data, encoding: 'json' } };
}

/** What the chained calls add. */
function reading(use: ClientUse, url: Ref, call: CallNode, env: Environment, interpreter: Interpreter): Omit<HttpRequest, 'method'> {
  const chain = followUps(call);
  const ends = chain.some(({ name }) => name === 'end');
  return {
    client: ID,
    url: joinUrl(baseOf(use, chain, env, interpreter), urlOf(url, interpreter), call, env),
    urlRef: url,
    ...optional('query', firstArgument(chain, 'query', env)),
    ...optional('headers', firstArgument(chain, 'set', env)),
    ...bodyOf(chain, env),
    response: { body: [['body']], status: 'status', ok: 'ok', throws: true, ...(ends ? { via: 'callback' } : {}) },
  };
}

/** What plugins of the request and of its agent put before the URL. */
function baseOf({ made }: ClientUse, chain: FollowUp[], env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const values = [...pluginsOf(chain, env), ...(made && ts.isCallExpression(made) ? pluginsOf(followUps(made), EMPTY) : [])].flatMap(
    (plugin) => prefixesOf(plugin, interpreter),
  );
  return values.length === 0 ? undefined : join(values);
}

function pluginsOf(chain: FollowUp[], env: Environment): Ref[] {
  return chain.flatMap(({ name, call }) => {
    const [node] = name === 'use' ? call.arguments : [];
    return node ? [{ node, env }] : [];
  });
}

/** `prefix('/base')` of superagent-prefix, and functions that write `request.url = BASE + request.url`. */
function prefixesOf({ node, env }: Ref, interpreter: Interpreter): AbstractValue[] {
  const made = interpreter.initializer(node, env);
  if (made && ts.isCallExpression(made)) {
    const callee = interpreter.valueOf(made.expression, env);
    const [base] = made.arguments;
    if (callee.kind === 'external' && callee.module === 'superagent-prefix' && base) return [interpreter.valueOf(base, env)];
  }
  const plugin = interpreter.valueOf(node, env);
  if (plugin.kind !== 'function') return [];
  const [request] = plugin.node.parameters;
  return written(plugin.node.getSourceFile(), 'url').flatMap(({ target, value }) => {
    const isOwn = request !== undefined && ts.isIdentifier(target) && declarationOf(target) === request;
    return isOwn ? [prefixOf({ node: value, env: plugin.env }, interpreter)] : [];
  });
}

function bodyOf(chain: FollowUp[], env: Environment): { body?: RequestBody } {
  const ref = firstArgument(chain, 'send', env);
  if (!ref) return {};
  const type = chain.find(({ name }) => name === 'type')?.call.arguments[0];
  const isForm = type !== undefined && ts.isStringLiteralLike(type) && type.text.includes('form');
  return { body: { ref, encoding: isForm ? 'form' : 'json' } };
}

/** The first argument of the first chained call of a name, when it is no lone header name. */
function firstArgument(chain: FollowUp[], name: string, env: Environment): Ref | undefined {
  const found = chain.find((entry) => entry.name === name && (name !== 'set' || entry.call.arguments.length === 1));
  const [node] = found?.call.arguments ?? [];
  return node && { node, env };
}
