import { followUps } from '../clients/chain.js';
import { argument, clientUse, joinUrl, methodOf, methodValue, optional, VERBS } from '../clients/client.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { positionalReply } from './replies.js';

const ID = 'nock';
const MODULES = ['nock'];
const REPLIES = new Set(['reply', 'replyWithError', 'replyWithFile']);

/** nock: `nock(host).get(path).reply(status, body)`. */
export const nock: MockLibrary = {
  id: ID,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use) return undefined;
    if (callee.kind === 'external')
      return use.path.length === 0
        ? { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call }
        : undefined;
    if (callee.kind !== 'client') return undefined;
    const name = use.path.at(-1) ?? '';
    // A reply gives the scope back; everything else stays with the request that is being described.
    if (REPLIES.has(name)) return { ...callee, path: [] };
    return VERBS.includes(name) || name === 'intercept' ? { ...callee, path: ['()'] } : { ...callee, path: callee.path.slice(0, -1) };
  },
  mock(callee, call, env, interpreter) {
    const use = callee.kind === 'client' ? clientUse(callee, ID, MODULES) : undefined;
    const [name, ...rest] = use?.path ?? [];
    if (!use || name === undefined || rest.length > 0 || (name !== 'intercept' && !VERBS.includes(name))) return undefined;
    const path = argument(call, 0, env, interpreter);
    if (!isPattern(path, interpreter)) return undefined;
    const method = name === 'intercept' ? argument(call, 1, env, interpreter) : undefined;
    const next = followUps(call);
    const reply = next.findIndex(({ name: called }) => REPLIES.has(called));
    const query = next.slice(0, Math.max(reply, 0)).find(({ name: called }) => called === 'query')?.call.arguments[0];
    const expected = argument(call, method ? 2 : 1, env, interpreter);
    return {
      library: ID,
      role: 'answer',
      method: method ? methodOf(method, interpreter, 'GET') : methodValue(name),
      ...optional('methodRef', method),
      url: joinUrl(use.config && patternOf(use.config, interpreter), patternOf(path, interpreter), call, env),
      urlRef: path,
      ...(query ? { query: { node: query, env } } : {}),
      ...optional('expected', expected),
      ...positionalReply(next[reply]?.call, env),
    };
  },
};
