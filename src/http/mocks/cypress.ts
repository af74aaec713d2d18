import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { constantText, type Environment, type Ref } from '../../dataflow/value.js';
import { argument, globalPath, methodOf, optional, propertyRef } from '../clients/client.js';
import type { MockLibrary, MockReading } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { objectReply } from './replies.js';

const ID = 'Cypress';
const REPLY = { status: ['statusCode', 'status'], body: ['body', 'response'] };

/** Cypress: `cy.intercept(method, url, answer)`, and `cy.route` of old. */
export const cypress: MockLibrary = {
  id: ID,
  mock(callee, call, env, interpreter) {
    const name = globalPath(callee)?.join('.');
    if (name !== 'cy.intercept' && name !== 'cy.route') return undefined;
    const first = argument(call, 0, env, interpreter);
    if (!first) return undefined;
    if (interpreter.valueOf(first.node, first.env).kind === 'object')
      return matched(first, argument(call, 1, env, interpreter), interpreter);
    return positional(first, call, env, interpreter);
  },
};

/** `{ method, url }` and the answer. */
function matched(matcher: Ref, answer: Ref | undefined, interpreter: Interpreter): MockReading | undefined {
  const url = ['url', 'pathname', 'path'].map((name) => propertyRef(matcher, name, interpreter)).find((found) => found !== undefined);
  return url && isPattern(url, interpreter) ? reading(url, propertyRef(matcher, 'method', interpreter), answer, interpreter) : undefined;
}

/** `(url, answer?)` and `(method, url, answer?)`. */
function positional(first: Ref, call: CallNode, env: Environment, interpreter: Interpreter): MockReading | undefined {
  const isMethod = /^[A-Za-z]+$/.test(constantText(interpreter.valueOf(first.node, first.env)) ?? '');
  const url = isMethod ? argument(call, 1, env, interpreter) : first;
  if (!isPattern(url, interpreter)) return undefined;
  return reading(url, isMethod ? first : undefined, argument(call, isMethod ? 2 : 1, env, interpreter), interpreter);
}

function reading(url: Ref, method: Ref | undefined, answer: Ref | undefined, interpreter: Interpreter): MockReading {
  return {
    library: ID,
    role: 'answer',
    ...(method ? { method: methodOf(method, interpreter, 'GET') } : {}),
    ...optional('methodRef', method),
    url: patternOf(url, interpreter),
    urlRef: url,
    ...objectReply(answer, REPLY, interpreter),
  };
}
