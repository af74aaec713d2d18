import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref } from '../../dataflow/value.js';
import {
  argument,
  globalPath,
  type HttpClient,
  type HttpRequest,
  isOptions,
  methodOf,
  methodValue,
  optional,
  propertyRef,
  urlOf,
} from './client.js';
import { methodIn } from './method.js';
import { readOptions } from './options.js';

const ID = 'Cypress';

/** `cy.request(url)`, `cy.request(method, url, body)` and `cy.request(options)`. */
export const cypressClient: HttpClient = {
  id: ID,
  request(callee, call, env, interpreter) {
    if (globalPath(callee)?.join('.') !== 'cy.request') return undefined;
    const first = argument(call, 0, env, interpreter);
    if (!first) return undefined;
    if (isOptions(interpreter.valueOf(first.node, first.env))) return fromOptions(first, interpreter);
    return positional(first, call, env, interpreter);
  },
};

const ANSWER: HttpRequest['response'] = { body: [['body']], status: 'status', throws: true, via: 'callback' };

function fromOptions(options: Ref, interpreter: Interpreter): HttpRequest | undefined {
  const url = propertyRef(options, 'url', interpreter);
  if (!url) return undefined;
  const method = propertyRef(options, 'method', interpreter);
  return {
    client: ID,
    method: methodIn(method, [options], interpreter),
    ...optional('methodRef', method),
    url: urlOf(url, interpreter),
    urlRef: url,
    ...readOptions(options, { query: ['qs'], body: { body: 'json' } }, interpreter),
    response: ANSWER,
  };
}

/** `(url)`, `(url, body)`, `(method, url)` and `(method, url, body)`. */
function positional(first: Ref, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest {
  const second = argument(call, 1, env, interpreter);
  const method = interpreter.valueOf(first.node, first.env);
  const name = method.kind === 'text' && method.parts[0] && 'text' in method.parts[0] ? method.parts[0].text : '';
  const isMethod = second !== undefined && /^[A-Za-z]+$/.test(name);
  const url = isMethod ? second : first;
  const body = isMethod ? argument(call, 2, env, interpreter) : second;
  return {
    client: ID,
    method: isMethod ? methodOf(first, interpreter, 'GET') : methodValue('get'),
    ...optional('methodRef', isMethod ? first : undefined),
    url: urlOf(url, interpreter),
    urlRef: url,
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: ANSWER,
  };
}
