import { ts } from '../../project/syntax.js';
import { axiosBase } from '../clients/axios.js';
import { followUps } from '../clients/chain.js';
import { argument, clientUse, joinUrl, methodValue, optional } from '../clients/client.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { positionalReply } from './replies.js';

const ID = 'axios-mock-adapter';
const MODULES = ['axios-mock-adapter'];
const REPLIES = new Set(['reply', 'replyOnce', 'timeout', 'networkError']);

/** axios-mock-adapter: `new MockAdapter(axios).onGet(url).reply(status, body)`; paths are those given to the instance. */
export const axiosMockAdapter: MockLibrary = {
  id: ID,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use) return undefined;
    if (callee.kind === 'client') return REPLIES.has(use.path.at(-1) ?? '') ? { ...callee, path: [] } : undefined;
    if (!ts.isNewExpression(call) || use.path.length > 0) return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  mock(callee, call, env, interpreter) {
    const use = callee.kind === 'client' ? clientUse(callee, ID, MODULES) : undefined;
    const [name, ...rest] = use?.path ?? [];
    const verb = /^on(Get|Post|Put|Patch|Delete|Head|Options|Any)$/.exec(name ?? '')?.[1]?.toLowerCase();
    const url = argument(call, 0, env, interpreter);
    if (!use || verb === undefined || rest.length > 0 || !isPattern(url, interpreter)) return undefined;
    const instance = use.config && clientUse(interpreter.valueOf(use.config.node, use.config.env), 'axios', ['axios']);
    const reply = followUps(call).find((next) => REPLIES.has(next.name));
    return {
      library: ID,
      role: 'answer',
      ...(verb === 'any' ? {} : { method: methodValue(verb) }),
      url: joinUrl(instance && axiosBase(instance, undefined, interpreter), patternOf(url, interpreter), call, env),
      urlRef: url,
      ...positionalReply(reply?.call, env),
    };
  },
};
