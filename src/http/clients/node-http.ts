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
  methodValue,
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import { methodIn } from './method.js';
import { followUps } from './chain.js';

const ID = 'node:http';
const MODULES = ['http', 'https', 'follow-redirects'];

/** `http.request` and `http.get` of Node, with a URL, options, or both. */
export const nodeHttpClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || ts.isNewExpression(call)) return undefined;
    const path = use.path[0] === 'http' || use.path[0] === 'https' ? use.path.slice(1) : use.path;
    const [name] = path;
    if (path.length !== 1 || (name !== 'request' && name !== 'get')) return undefined;
    const first = argument(call, 0, env, interpreter);
    return first && requestOf(name, first, call, env, interpreter);
  },
};

function requestOf(
  name: 'request' | 'get',
  first: Ref,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const value = interpreter.valueOf(first.node, first.env);
  const isGiven = isOptions(value);
  const options = isGiven ? first : optionsOf(argument(call, 1, env, interpreter), interpreter);
  const located = isGiven ? fromOptions(first, interpreter) : { url: urlOf(first, interpreter), ref: first };
  if (!located) return undefined;
  const method = propertyRef(options, 'method', interpreter);
  const body = writtenTo(call, env);
  return {
    client: ID,
    method: name === 'get' && !method ? methodValue('get') : methodIn(method, [options], interpreter),
    ...optional('methodRef', method),
    url: located.url,
    urlRef: located.ref,
    ...optional('headers', propertyRef(options, 'headers', interpreter)),
    ...optional('options', options),
    ...(body ? { body: { ref: body, encoding: 'text' } } : {}),
    response: { body: [], status: 'statusCode', throws: false, via: 'callback' },
  };
}

/** The second argument when it is no callback. */
function optionsOf(ref: Ref | undefined, interpreter: Interpreter): Ref | undefined {
  return ref && interpreter.valueOf(ref.node, ref.env).kind !== 'function' ? ref : undefined;
}

/** URL from `protocol`, `hostname` or `host`, `port` and `path`. */
function fromOptions(options: Ref, interpreter: Interpreter): { url: AbstractValue; ref: Ref } | undefined {
  const path = propertyRef(options, 'path', interpreter) ?? propertyRef(options, 'pathname', interpreter);
  if (!path) return undefined;
  const host = propertyRef(options, 'hostname', interpreter) ?? propertyRef(options, 'host', interpreter);
  const origin = host && concat([textValue('http://'), interpreter.valueOf(host.node, host.env)], unknown(host.node, host.env));
  return { url: joinUrl(origin, urlOf(path, interpreter), path.node, path.env), ref: path };
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
