import { ts } from '../../project/syntax.js';
import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref, AbstractValue } from '../../dataflow/value.js';
import {
  argument,
  callbackOf,
  clientUse,
  globalPath,
  type HttpClient,
  type HttpRequest,
  methodValue,
  optional,
  propertyRef,
  urlOf,
  isOptions,
} from './client.js';
import { methodIn } from './method.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';

const ID = 'jQuery';
const MODULES = ['jquery', 'jquery-slim'];
const NAMES = new Set(['$', 'jQuery']);
const SHORT: { [name: string]: string } = { get: 'get', getJSON: 'get', getScript: 'get', post: 'post' };

/** jQuery: `$.ajax`, `$.get`, `$.post`, `$.getJSON`. */
export const jqueryClient: HttpClient = {
  id: ID,
  modules: MODULES,
  request(callee, call, env, interpreter) {
    if (ts.isNewExpression(call)) return undefined;
    const path = jqueryPath(callee, call);
    const [name] = path ?? [];
    if (!path || path.length !== 1 || name === undefined) return undefined;
    if (name === 'ajax') return ajax(call, env, interpreter);
    const method = SHORT[name];
    return method === undefined ? undefined : shorthand(method, call, env, interpreter);
  },
};

function jqueryPath(callee: AbstractValue, call: CallNode): string[] | undefined {
  const use = clientUse(callee, ID, MODULES);
  if (use) return use.path[0] === 'default' ? use.path.slice(1) : use.path;
  const path = globalPath(callee);
  if (path) return NAMES.has(path[0] ?? '') ? path.slice(1) : undefined;
  // `(function ($) { … })(jQuery)` and `function ($) { … }`: a parameter of that name.
  const { expression } = call;
  if (callee.kind !== 'unknown' || !ts.isPropertyAccessExpression(expression)) return undefined;
  return ts.isIdentifier(expression.expression) && NAMES.has(expression.expression.text) ? [expression.name.text] : undefined;
}

/** `$.ajax(settings)` and `$.ajax(url, settings)`. */
function ajax(call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, interpreter);
  if (!first) return undefined;
  const isSettings = isOptions(interpreter.valueOf(first.node, first.env));
  const settings = isSettings ? first : argument(call, 1, env, interpreter);
  const url = isSettings ? propertyRef(first, 'url', interpreter) : first;
  if (!url) return undefined;
  const method = propertyRef(settings, 'method', interpreter) ?? propertyRef(settings, 'type', interpreter);
  const verb = methodIn(method, [settings], interpreter);
  const data = propertyRef(settings, 'data', interpreter);
  return {
    client: ID,
    method: verb,
    ...optional('methodRef', method),
    url: urlOf(url, interpreter),
    urlRef: url,
    ...optional('headers', propertyRef(settings, 'headers', interpreter)),
    ...optional('options', settings),
    ...carried(data, verb, interpreter),
    response: answerOf(propertyRef(settings, 'success', interpreter) !== undefined),
  };
}

/** `$.post(url, data, success)`; the data may be left out. */
function shorthand(method: string, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const first = argument(call, 0, env, interpreter);
  if (!first) return undefined;
  if (isOptions(interpreter.valueOf(first.node, first.env))) return ajax(call, env, interpreter);
  const second = argument(call, 1, env, interpreter);
  const data = second && interpreter.valueOf(second.node, second.env).kind !== 'function' ? second : undefined;
  const verb = methodValue(method);
  return {
    client: ID,
    method: verb,
    url: urlOf(first, interpreter),
    urlRef: first,
    ...carried(data, verb, interpreter),
    response: answerOf(callbackOf(call, env, interpreter) !== undefined),
  };
}

/** Data is the query of a GET and the form of anything else; text is sent as it is. */
function carried(data: Ref | undefined, method: AbstractValue, interpreter: Interpreter): Pick<HttpRequest, 'query' | 'body'> {
  if (!data) return {};
  const verb = method.kind === 'text' && method.parts[0] && 'text' in method.parts[0] ? method.parts[0].text : undefined;
  if (verb === 'GET' || verb === 'HEAD') return { query: data };
  const { kind } = interpreter.valueOf(data.node, data.env);
  return { body: { ref: data, encoding: kind === 'object' || kind === 'record' ? 'form' : 'text' } };
}

function answerOf(hasCallback: boolean): ResponseShape {
  return { body: [[]], throws: true, ...(hasCallback ? { via: 'callback' } : {}) };
}
