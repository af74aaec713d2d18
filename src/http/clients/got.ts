import type { CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { type Environment, isNothing, type Ref, type AbstractValue } from '../../dataflow/value.js';
import {
  argument,
  clientUse,
  type ClientUse,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodValue,
  optional,
  propertyRef,
  urlOf,
  VERBS,
  isOptions,
} from './client.js';
import { methodIn } from './method.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { baseOf, configured, readOptions } from './options.js';

const ID = 'got';
const MODULES = ['got', 'got-cjs', 'gotql', 'got-scraping'];
const EXPORTS = new Set(['got', 'gotScraping', 'default']);

/** got: `got(url)`, `got.post(url, options)`, instances by `got.extend`. */
export const gotClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = gotUse(callee);
    if (!use || use.path.join('.') !== 'extend') return undefined;
    const config = argument(call, 0, env, interpreter);
    const parents = use.config ? [use.config, ...use.parents] : use.parents;
    return { kind: 'client', client: ID, ...optional('config', config), parents, path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = gotUse(callee);
    const target = use && targetOf(use.path);
    if (!use || !target || ts.isNewExpression(call)) return undefined;
    const first = argument(call, 0, env, interpreter);
    if (!first) return undefined;
    const value = interpreter.valueOf(first.node, first.env);
    const options = isOptions(value) ? first : argument(call, 1, env, interpreter);
    const url = isOptions(value) ? propertyRef(first, 'url', interpreter) : first;
    return url && requestOf(use, target, url, options, call, env, interpreter);
  },
};

function gotUse(callee: AbstractValue): ClientUse | undefined {
  const use = clientUse(callee, ID, MODULES);
  const [name, ...rest] = use?.path ?? [];
  return use && name !== undefined && EXPORTS.has(name) ? { ...use, path: rest } : use;
}

interface Target {
  /** Absent where the options say it. */
  verb?: string;
  stream: boolean;
}

function targetOf(path: string[]): Target | undefined {
  const [first, second, ...rest] = path;
  if (rest.length > 0) return undefined;
  if (first === undefined) return { stream: false };
  const stream = first === 'stream';
  if (!stream && first !== 'paginate') return second === undefined && VERBS.includes(first) ? { verb: first, stream } : undefined;
  if (second === undefined || second === 'all' || second === 'each') return { stream };
  return VERBS.includes(second) ? { verb: second, stream } : undefined;
}

function requestOf(
  use: ClientUse,
  { verb, stream }: Target,
  url: Ref,
  options: Ref | undefined,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest {
  const configs = [options, use.config, ...use.parents];
  const base = configured(configs, ['prefixUrl'], interpreter);
  const method = verb === undefined ? configured(configs, ['method'], interpreter) : undefined;
  return {
    client: ID,
    method: verb === undefined ? methodIn(method, configs, interpreter) : methodValue(verb),
    ...optional('methodRef', method),
    url: joinUrl(base && baseOf(base, interpreter), urlOf(url, interpreter), call, env),
    urlRef: url,
    defaults: [...(use.config ? [use.config] : []), ...use.parents],
    ...readOptions(options, { query: ['searchParams', 'query'], body: { json: 'json', form: 'form', body: 'text' } }, interpreter),
    response: answerOf(configs, stream, interpreter),
  };
}

function answerOf(configs: (Ref | undefined)[], stream: boolean, interpreter: Interpreter): ResponseShape {
  if (stream) return { body: [], throws: true };
  const bodyOnly = configured(configs, ['resolveBodyOnly'], interpreter);
  if (bodyOnly && !isFalse(bodyOnly, interpreter)) return { body: [[]], throws: true };
  return { body: [['json()'], ['body']], status: 'statusCode', ok: 'ok', throws: true };
}

/** True for an option that is switched off. */
function isFalse(ref: Ref | undefined, interpreter: Interpreter): boolean {
  const value = ref && interpreter.valueOf(ref.node, ref.env);
  return value?.kind === 'constant' && !isNothing(value) && value.value === false;
}
