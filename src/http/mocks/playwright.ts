import { callsBelow } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Ref } from '../../dataflow/value.js';
import { argument, clientUse } from '../clients/client.js';
import { PLAYWRIGHT_MODULES } from '../clients/playwright.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { objectReply, type Reply } from './replies.js';

const ID = 'Playwright';
const WAITS = new Set(['waitForRequest', 'waitForResponse']);

/** Playwright: `page.route(url, handler)`, and waiting for a request. */
export const playwright: MockLibrary = {
  id: ID,
  instance(callee) {
    const use = clientUse(callee, ID, PLAYWRIGHT_MODULES);
    return use?.type === 'Page' && use.path.join('.') === 'context'
      ? { kind: 'external', module: '@playwright/test', path: ['#BrowserContext'] }
      : undefined;
  },
  mock(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, PLAYWRIGHT_MODULES);
    const [name, ...rest] = use?.path ?? [];
    if (name === undefined || rest.length > 0 || (use?.type !== 'Page' && use?.type !== 'BrowserContext')) return undefined;
    const isRoute = name === 'route';
    const url = argument(call, 0, env, interpreter);
    if ((!isRoute && !WAITS.has(name)) || !isPattern(url, interpreter)) return undefined;
    return {
      library: ID,
      role: isRoute ? 'answer' : 'expectation',
      url: patternOf(url, interpreter),
      urlRef: url,
      ...(isRoute ? fulfilled(argument(call, 1, env, interpreter), interpreter) : {}),
    };
  },
};

/** `route.fulfill({ status, json })` in a handler. */
function fulfilled(handler: Ref | undefined, interpreter: Interpreter): Reply {
  const value = handler && interpreter.valueOf(handler.node, handler.env);
  if (value?.kind !== 'function' || !('body' in value.node) || !value.node.body) return {};
  for (const call of callsBelow(value.node.body)) {
    const [options] = call.arguments ?? [];
    if (!options || !ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'fulfill') continue;
    const reply = objectReply({ node: options, env: value.env }, { status: ['status'], body: ['json', 'body'] }, interpreter);
    return reply.body?.node === options ? {} : reply;
  }
  return {};
}
