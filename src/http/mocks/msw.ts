import { argument, clientUse, methodValue, VERBS } from '../clients/client.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { resolverReply } from './replies.js';

const ID = 'msw';
const MODULES = ['msw', 'msw/core', 'msw/core/http'];

/** Mock Service Worker: `http.get(url, resolver)`, and `rest.get` of version 1. */
export const msw: MockLibrary = {
  id: ID,
  mock(callee, call, env, interpreter) {
    const [namespace, verb, ...rest] = clientUse(callee, ID, MODULES)?.path ?? [];
    if ((namespace !== 'http' && namespace !== 'rest') || verb === undefined || rest.length > 0) return undefined;
    if (verb !== 'all' && !VERBS.includes(verb)) return undefined;
    const url = argument(call, 0, env, interpreter);
    if (!isPattern(url, interpreter)) return undefined;
    return {
      library: ID,
      role: 'answer',
      ...(verb === 'all' ? {} : { method: methodValue(verb) }),
      url: patternOf(url, interpreter),
      urlRef: url,
      ...resolverReply(argument(call, 1, env, interpreter), interpreter),
    };
  },
};
