import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { concat, type Environment, type Ref, textValue, unknown, type AbstractValue } from '../../dataflow/value.js';
import {
  isOptions,
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
import { followUps } from './chain.js';

const ID = 'node:http';
const MODULES = ['http', 'https', 'follow-redirects'];

/** `http.request` and `http.get` of Node, with a URL, options, or both. */
export const nodeHttpClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, evaluation) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || ts.isNewExpression(call)) return undefined;
    const path = use.path[0] === 'http' || use.path[0] === 'https' ? use.path.slice(1) : use.path;
    const [name] = path;
    if (path.length !== 1 || (name !== 'request' && name !== 'get')) return undefined;
    const first = argument(call, 0, env, evaluation);
    return first && requestOf(name, first, call, env, evaluation);
  },
};

function requestOf(
  name: 'request' | 'get',
  first: Ref,
  call: CallNode,
  env: Environment,
  evaluation: Interpreter,
): HttpRequest | undefined {
  const value = evaluation.valueOf(first.node, first.env);
  const isGiven = isOptions(value);
  const options = isGiven ? first : optionsOf(argument(call, 1, env, evaluation), evaluation);
  const located = isGiven ? fromOptions(first, evaluation) : { url: urlOf(first, evaluation), ref: first };
  if (!located) return undefined;
  const method = propertyRef(options, 'method', evaluation);
  const body = writtenTo(call, env);
  return {
    client: ID,
    method: name === 'get' && !method ? methodValue('get') : methodOf(method, evaluation, 'GET'),
    ...optional('methodRef', method),
    url: located.url,
    urlRef: located.ref,
    ...optional('headers', propertyRef(options, 'headers', evaluation)),
    ...optional('options', options),
    ...(body ? { body: { ref: body, encoding: 'text' } } : {}),
    response: { body: [], status: 'statusCode', throws: false, via: 'callback' },
  };
}

/** The second argument when it is no callback. */
function optionsOf(ref: Ref | undefined, evaluation: Interpreter): Ref | undefined {
  return ref && evaluation.valueOf(ref.node, ref.env).kind !== 'function' ? ref : undefined;
}

/** URL from `protocol`, `hostname` or `host`, `port` and `path`. */
function fromOptions(options: Ref, evaluation: Interpreter): { url: AbstractValue; ref: Ref } | undefined {
  const path = propertyRef(options, 'path', evaluation) ?? propertyRef(options, 'pathname', evaluation);
  if (!path) return undefined;
  const host = propertyRef(options, 'hostname', evaluation) ?? propertyRef(options, 'host', evaluation);
  const origin = host && concat([textValue('http://'), evaluation.valueOf(host.node, host.env)], unknown(host.node, host.env));
  return { url: joinUrl(origin, urlOf(path, evaluation), path.node, path.env), ref: path };
}

/** What is written to the request, when it is one piece. */
function writtenTo(call: ts.Expression, env: Environment): Ref | undefined {
  const written = followUps(call).flatMap((next) => {
    const [chunk] = next.name === 'write' || next.name === 'end' ? next.call.arguments : [];
    return chunk && !ts.isFunctionLike(chunk) ? [chunk] : [];
  });
  const [only] = written;
  return written.length === 1 && only ? { node: only, env } : undefined;
}
