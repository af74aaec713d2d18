import { followUps } from '../clients/chain.js';
import { argument, clientUse, joinUrl, methodValue, optional, VERBS } from '../clients/client.js';
import { ts } from '../../project/syntax.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';

const ID = 'supertest';
const MODULES = ['supertest', 'supertest-as-promised', 'chai-http'];

/** supertest: `request(app).get(path).expect(status)`, a test of a server that stands for the API. */
export const supertest: MockLibrary = {
  id: ID,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || callee.kind !== 'external' || !['', 'agent', 'default'].includes(use.path.join('.'))) return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  mock(callee, call, env, interpreter) {
    const use = callee.kind === 'client' ? clientUse(callee, ID, MODULES) : undefined;
    const [name, ...rest] = use?.path ?? [];
    const verb = name === 'del' ? 'delete' : name;
    const url = argument(call, 0, env, interpreter);
    if (!use || verb === undefined || rest.length > 0 || !VERBS.includes(verb) || !isPattern(url, interpreter)) return undefined;
    const base = use.config && interpreter.valueOf(use.config.node, use.config.env);
    const status = followUps(call).flatMap((next) => {
      const [first] = next.name === 'expect' ? next.call.arguments : [];
      return first && ts.isNumericLiteral(first) ? [first] : [];
    })[0];
    return {
      library: ID,
      role: 'expectation',
      method: methodValue(verb),
      url: joinUrl(base?.kind === 'text' ? base : undefined, patternOf(url, interpreter), call, env),
      urlRef: url,
      ...(status ? { status: { node: status, env } } : {}),
    };
  },
};
