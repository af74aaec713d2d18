import { argument, clientUse, methodOf, methodValue, optional, propertyRef, VERBS } from '../clients/client.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Ref } from '../../dataflow/value.js';
import type { MockLibrary } from './mock.js';
import { isPattern, patternOf } from './patterns.js';
import { objectReply, type Reply } from './replies.js';

const ID = 'fetch-mock';
const MODULES = ['fetch-mock', 'fetch-mock-jest', '@fetch-mock/jest', '@fetch-mock/vitest'];
const ROUTES = new Set(['mock', 'route', 'once', 'any', 'anyOnce', 'mockOnce', 'routeOnce']);

/** fetch-mock: `fetchMock.get(url, response)`, `fetchMock.mock(url, response, { method })`. */
export const fetchMock: MockLibrary = {
  id: ID,
  instance(callee) {
    // Every route gives the mock back.
    const use = clientUse(callee, ID, MODULES);
    return use && use.path.length > 0 && callee.kind === 'external' ? { ...callee, path: [] } : undefined;
  },
  mock(callee, call, env, interpreter) {
    const path = clientUse(callee, ID, MODULES)?.path ?? [];
    const name = path.at(-1);
    const verb = name?.replace(/Once$/, '');
    if (name === undefined || verb === undefined || path.length > 2 || (!ROUTES.has(name) && !VERBS.includes(verb))) return undefined;
    const first = argument(call, 0, env, interpreter);
    const url = propertyRef(first, 'url', interpreter) ?? first;
    if (!isPattern(url, interpreter)) return undefined;
    const options = argument(call, 2, env, interpreter);
    const method = propertyRef(options, 'method', interpreter) ?? propertyRef(first, 'method', interpreter);
    const isVerb = VERBS.includes(verb);
    return {
      library: ID,
      role: 'answer',
      ...(isVerb ? { method: methodValue(verb) } : method ? { method: methodOf(method, interpreter, 'GET') } : {}),
      ...optional('methodRef', isVerb ? undefined : method),
      url: patternOf(url, interpreter),
      urlRef: url,
      ...replyOf(argument(call, 1, env, interpreter), interpreter),
    };
  },
};

const CONFIG = new Set(['status', 'body', 'headers', 'throws', 'redirectUrl', 'sendAsJson', 'includeContentLength']);

/** An object says how to answer when nothing else is in it; any other is the body. */
function replyOf(ref: Ref | undefined, interpreter: Interpreter): Reply {
  const value = ref && interpreter.valueOf(ref.node, ref.env);
  const isBody = value?.kind === 'object' && value.node.properties.some(({ name }) => !name || !CONFIG.has(name.getText()));
  return ref && isBody ? { body: ref } : objectReply(ref, { status: ['status'], body: ['body'] }, interpreter);
}
