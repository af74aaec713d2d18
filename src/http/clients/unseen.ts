import { isBuiltin } from 'node:module';
import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { type Environment, unknown, type AbstractValue } from '../../dataflow/value.js';
import { argument, type HttpClient, type HttpRequest, methodOf, methodValue, propertyRef, urlOf } from './client.js';

const ID = 'unseen';
const VERB = /^(?:get|post|put|patch|delete|head)$/;
/** Names of functions that may send what they are given. */
const SENDING =
  /^(?:send|submit|fetch|request|http|ajax|call|invoke|execute|download|upload|get|post|put|patch|delete|head)$|^(?:send|fetch|submit|download|upload)[A-Z]|^do[A-Z]|(?:Fetch|Request|Http|HTTP)$/;
/** Names of functions that only look at a URL, write it down, go there or stand in for it. */
const OTHER =
  /^(?:log|track|mark|record|report|is|has|assert|expect|mock|stub|parse|format|build|create|make|to|validate|match|register|use|navigate|redirect|open|invalidate|set|on|wait)(?:[A-Z]|$)/;
/** Options that only a request has. */
const OPTIONS = ['method', 'body', 'headers'];

/**
 * A function of a package that cannot be seen and is given a URL as a request is: what it sends, only a person or the
 * configuration can tell.
 */
export const unseenClient: HttpClient = {
  id: ID,
  request(callee, call, env, interpreter): HttpRequest | undefined {
    const described = describedRequest(callee, call, env, interpreter);
    if (described) return described;
    if (callee.kind !== 'external' || ts.isNewExpression(call) || !isForeign(callee.module)) return undefined;
    const name = callee.path.at(-1) ?? '';
    const url = argument(call, 0, env, interpreter);
    if (!url || OTHER.test(name) || handles(call, env, interpreter)) return undefined;
    const options = (call.arguments ?? []).slice(1).map((node) => ({ node, env }));
    const settings = options.find((option) => OPTIONS.some((key) => propertyRef(option, key, interpreter)));
    if (!settings && !SENDING.test(name)) return undefined;
    const method = propertyRef(settings, 'method', interpreter);
    return {
      client: ID,
      unseen: [callee.module, ...callee.path.map((part) => part.replace(/^#/, ''))].join(' '),
      method: VERB.test(name) ? methodValue(name) : method ? methodOf(method, interpreter, 'GET') : unknown(call, env),
      url: urlOf(url, interpreter),
      urlRef: url,
      response: { body: [], throws: true },
    };
  },
};

const HANDLER = /\bhandler\s*\(/;
/** Names under which the description of a request holds its URL. */
const URLS = ['url', 'uri', 'endpoint'];

/**
 * `backend.datasourceRequest({ url, method })`: a request that is described by an object and sent by a client that is handed over, or
 * by a package whose code is not seen.
 */
function describedRequest(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  if (ts.isNewExpression(call) || !mayBeSender(callee)) return undefined;
  const [node] = call.arguments ?? [];
  const name = nameOf(call);
  if (!node || !ts.isObjectLiteralExpression(unwrap(node)) || OTHER.test(name) || handles(call, env, interpreter)) return undefined;
  const options = { node, env };
  // A route of a server is described by an object too.
  if (name === 'route' || propertyRef(options, 'handler', interpreter) || HANDLER.test(node.getText())) return undefined;
  const url = URLS.map((key) => propertyRef(options, key, interpreter)).find((found) => found !== undefined);
  const method = propertyRef(options, 'method', interpreter);
  if (!url || !(method || SENDING.test(name))) return undefined;
  const body = propertyRef(options, 'data', interpreter) ?? propertyRef(options, 'body', interpreter);
  return {
    client: ID,
    unseen: call.expression.getText().replaceAll(/\s+/g, ' '),
    method: method ? methodOf(method, interpreter, 'GET') : unknown(call, env),
    url: urlOf(url, interpreter),
    urlRef: url,
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    options,
    response: { body: [], throws: true },
  };
}

/** A function of which nothing is known, or one of a package that is not there to be read. */
function mayBeSender(callee: AbstractValue): boolean {
  return callee.kind === 'unknown' || (callee.kind === 'external' && isForeign(callee.module));
}

/** The last name of what is called. */
function nameOf({ expression }: CallNode): string {
  const inner = unwrap(expression);
  return ts.isPropertyAccessExpression(inner) ? inner.name.text : ts.isIdentifier(inner) ? inner.text : '';
}

/** Packages whose name says that they test or stand in for what is called. */
const TESTING = /(?:^|[-/@])(?:mocks?|test(?:s|ing)?|jest|vitest|sinon|nock|msw|cypress|playwright|pact)(?:$|[-/])/;

/** Code of a package that a program runs, neither of the platform nor of the project. */
function isForeign(module: string): boolean {
  return module !== 'global' && !module.startsWith('.') && !isBuiltin(module) && !TESTING.test(module);
}

/** A handler among the arguments: a route, a mock or a listener. */
function handles(call: CallNode, env: Environment, interpreter: Interpreter): boolean {
  return (call.arguments ?? []).some((node) => {
    const { kind }: AbstractValue = interpreter.valueOf(ts.isSpreadElement(node) ? node.expression : node, env);
    return kind === 'function' || kind === 'class';
  });
}
