import { followUps } from '../clients/chain.js';
import { argument, clientUse, joinUrl, methodOf, methodValue, optional, propertyRef } from '../clients/client.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { positionalReply } from './replies.js';

const ID = 'undici';
const POOL = 'undici mock';

/** The mock agent of undici: `agent.get(origin).intercept({ path, method }).reply(status, body)`. */
export const undiciMock: MockLibrary = {
  id: ID,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, ['undici']);
    if (use?.type !== 'MockAgent' || use.path.join('.') !== 'get') return undefined;
    return { kind: 'client', client: POOL, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  mock(callee, call, env, interpreter) {
    const use = clientUse(callee, POOL, []);
    if (use?.path.join('.') !== 'intercept') return undefined;
    const options = argument(call, 0, env, interpreter);
    const path = propertyRef(options, 'path', interpreter);
    if (!isPattern(path, interpreter)) return undefined;
    const method = propertyRef(options, 'method', interpreter);
    return {
      library: ID,
      role: 'answer',
      method: method ? methodOf(method, interpreter, 'GET') : methodValue('get'),
      ...optional('methodRef', method),
      url: joinUrl(use.config && patternOf(use.config, interpreter), patternOf(path, interpreter), call, env),
      urlRef: path,
      ...positionalReply(followUps(call).find(({ name }) => name === 'reply')?.call, env),
    };
  },
};
