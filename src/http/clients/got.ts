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
  methodOf,
  methodValue,
  optional,
  propertyRef,
  urlOf,
  VERBS,
  isOptions,
} from './client.js';
import type { ResponseShape } from '../../dataflow/track/source-model.js';
import { baseOf, configured, readOptions } from './options.js';

const ID = 'got';
const MODULES = ['got', 'got-cjs', 'gotql', 'got-scraping'];
const EXPORTS = new Set(['got', 'gotScraping', 'default']);

/** got: `got(url)`, `got.post(url, options)`, instances by `got.extend`. */
export const gotClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, evaluation) {
    const use = gotUse(callee);
    if (!use || use.path.join('.') !== 'extend') return undefined;
    const config = argument(call, 0, env, evaluation);
    const parents = use.config ? [use.config, ...use.parents] : use.parents;
    return { kind: 'client', client: ID, ...optional('config', config), parents, path: [], made: call };
  },
  request(callee, call, env, evaluation) {
    const use = gotUse(callee);
    const target = use && targetOf(use.path);
    if (!use || !target || ts.isNewExpression(call)) return undefined;
    const first = argument(call, 0, env, evaluation);
    if (!first) return undefined;
    const value = evaluation.valueOf(first.node, first.env);
    const options = isOptions(value) ? first : argument(call, 1, env, evaluation);
    const url = isOptions(value) ? propertyRef(first, 'url', evaluation) : first;
    return url && requestOf(use, target, url, options, call, env, evaluation);
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
  evaluation: Interpreter,
): HttpRequest {
  const configs = [options, use.config, ...use.parents];
  const base = configured(configs, ['prefixUrl'], evaluation);
  const method = verb === undefined ? configured(configs, ['method'], evaluation) : undefined;
  return {
    client: ID,
    method: verb === undefined ? methodOf(method, evaluation, 'GET') : methodValue(verb),
    ...optional('methodRef', method),
    url: joinUrl(base && baseOf(base, evaluation), urlOf(url, evaluation), call, env),
    urlRef: url,
    defaults: [...(use.config ? [use.config] : []), ...use.parents],
    ...readOptions(options, { query: ['searchParams', 'query'], body: { json: 'json', form: 'form', body: 'text' } }, evaluation),
    response: answerOf(configs, stream, evaluation),
  };
}

function answerOf(configs: (Ref | undefined)[], stream: boolean, evaluation: Interpreter): ResponseShape {
  const throws = !isFalse(configured(configs, ['throwHttpErrors'], evaluation), evaluation);
  if (stream) return { body: [], throws };
  const bodyOnly = configured(configs, ['resolveBodyOnly'], evaluation);
  if (bodyOnly && !isFalse(bodyOnly, evaluation)) return { body: [[]], throws };
  return { body: [['json()'], ['body']], status: 'statusCode', ok: 'ok', throws };
}

/** True for an option that is switched off. */
function isFalse(ref: Ref | undefined, evaluation: Interpreter): boolean {
  const value = ref && evaluation.valueOf(ref.node, ref.env);
  return value?.kind === 'constant' && !isNothing(value) && value.value === false;
}
