import { argument, clientUse, methodOf, optional, propertyRef } from '../clients/client.js';
import { followUps } from '../clients/chain.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';

const ID = 'HttpTestingController';
const MODULES = ['@angular/common/http/testing'];
const NAMES = new Set(['expectOne', 'match', 'expectNone']);

/** The HTTP testing controller of Angular: `controller.expectOne(url).flush(body)`. */
export const angularTesting: MockLibrary = {
  id: ID,
  mock(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (use?.type !== ID || use.path.length !== 1 || !NAMES.has(use.path[0] ?? '')) return undefined;
    const first = argument(call, 0, env, interpreter);
    const url = propertyRef(first, 'url', interpreter) ?? first;
    if (!isPattern(url, interpreter)) return undefined;
    const method = propertyRef(first, 'method', interpreter);
    const [body, options] = followUps(call).find(({ name }) => name === 'flush')?.call.arguments ?? [];
    const status = options && propertyRef({ node: options, env }, 'status', interpreter);
    return {
      library: ID,
      role: 'answer',
      ...(method ? { method: methodOf(method, interpreter, 'GET') } : {}),
      ...optional('methodRef', method),
      url: patternOf(url, interpreter),
      urlRef: url,
      ...optional('status', status),
      ...(body ? { body: { node: body, env } } : {}),
    };
  },
};
