import type { Interpreter } from '../../dataflow/interpreter.js';
import { type Environment, textValue, type AbstractValue } from '../../dataflow/value.js';
import type { CallNode } from '../../project/nodes.js';
import { argument, type HttpRequest, joinUrl, methodOf, methodValue, optional, urlOf } from './client.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { FETCH_ANSWER } from './fetch.js';
import { type DeclaredWrapper, declaredWrappers } from '../declared-wrapper.js';

const ANSWERS: { [answer in NonNullable<DeclaredWrapper['answer']>]: ResponseShape } = {
  body: { body: [[]], throws: true },
  fetch: FETCH_ANSWER,
  axios: { body: [['data']], status: 'status', throws: true },
};

/** Reads a call of a declared wrapper as a request. */
export function declaredRequest(
  callee: AbstractValue,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  if (callee.kind !== 'external') return undefined;
  const path = callee.path.join('.');
  const wrapper = declaredWrappers(interpreter).find(({ module, name = '' }) => module === callee.module && name === path);
  const at = (index: number | undefined) => (index === undefined ? undefined : argument(call, index, env, interpreter));
  const url = wrapper && at(wrapper.url ?? 0);
  if (!url) return undefined;
  const { method = 'GET', base, answer = 'body' } = wrapper;
  const methodRef = typeof method === 'number' ? at(method) : undefined;
  const body = at(wrapper.body);
  return {
    client: wrapper.module,
    method: typeof method === 'number' ? methodOf(methodRef, interpreter, 'GET') : methodValue(method),
    ...optional('methodRef', methodRef),
    url: joinUrl(base === undefined ? undefined : textValue(base), urlOf(url, interpreter), call, env),
    urlRef: url,
    ...(base === undefined ? {} : { unseenBase: true }),
    ...optional('query', at(wrapper.query)),
    ...optional('headers', at(wrapper.headers)),
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: ANSWERS[answer],
  };
}
