import { isBuiltin } from 'node:module';
import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
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
