import { identifiersIn } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { Evaluation } from '../evaluation.js';
import { EMPTY, type Env, type Ref, union, type Value } from '../value.js';
import {
  argument,
  clientUse,
  type ClientUse,
  firstProperty,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodOf,
  methodValue,
  optional,
  propertyRef,
  urlOf,
  VERBS,
} from './client.js';

const ID = 'axios';
const MODULES = ['axios'];
const ANSWER: HttpRequest['answer'] = { body: [['data']], status: 'status', throws: true };

/** axios in all its calling forms, with instances, defaults and interceptors that set the base. */
export const axiosClient: HttpClient = {
  id: ID,
  instance(callee, call, env) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || use.path.length !== 1 || !['create', 'Axios'].includes(use.path[0] ?? '')) return undefined;
    const config = argument(call, 0, env);
    return {
      kind: 'client',
      client: ID,
      ...optional('config', config),
      parents: use.config ? [use.config, ...use.parents] : use.parents,
      path: [],
      made: call,
    };
  },
  request(callee, call, env, evaluation) {
    const use = clientUse(callee, ID, MODULES);
    if (!use) return undefined;
    const [verb, ...rest] = use.path;
    if (rest.length > 0) return undefined;
    if (verb === undefined) return configured(use, call, env, evaluation);
    if (verb === 'request') return fromConfig(use, argument(call, 0, env), undefined, call, env, evaluation);
    const form = /^(post|put|patch)Form$/.exec(verb)?.[1];
    if (!VERBS.includes(form ?? verb)) return undefined;
    return byVerb(use, form ?? verb, call, env, evaluation, form === undefined ? 'json' : 'form');
  },
};

/** `axios(url, config)` and `axios(config)`. */
function configured(use: ClientUse, call: ts.CallExpression | ts.NewExpression, env: Env, evaluation: Evaluation): HttpRequest | undefined {
  if (ts.isNewExpression(call)) return undefined;
  const first = argument(call, 0, env);
  if (!first) return undefined;
  const value = evaluation.evaluate(first.node, first.env);
  if (value.kind === 'object') return fromConfig(use, first, undefined, call, env, evaluation);
  return fromConfig(use, argument(call, 1, env), first, call, env, evaluation);
}

function fromConfig(
  use: ClientUse,
  config: Ref | undefined,
  url: Ref | undefined,
  call: ts.Expression,
  env: Env,
  evaluation: Evaluation,
): HttpRequest | undefined {
  const given = url ?? propertyRef(config, 'url', evaluation);
  if (!given) return undefined;
  const method = propertyRef(config, 'method', evaluation);
  const body = propertyRef(config, 'data', evaluation);
  return {
    client: ID,
    method: methodOf(method, evaluation, 'GET'),
    ...optional('methodRef', method),
    ...located(use, given, config, call, env, evaluation),
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    answer: ANSWER,
  };
}

function byVerb(
  use: ClientUse,
  verb: string,
  call: ts.CallExpression | ts.NewExpression,
  env: Env,
  evaluation: Evaluation,
  encoding: 'json' | 'form',
): HttpRequest | undefined {
  const url = argument(call, 0, env);
  if (!url) return undefined;
  const takesBody = ['post', 'put', 'patch'].includes(verb);
  const config = argument(call, takesBody ? 2 : 1, env);
  const body = takesBody ? argument(call, 1, env) : propertyRef(config, 'data', evaluation);
  return {
    client: ID,
    method: methodValue(verb),
    ...located(use, url, config, call, env, evaluation),
    ...(body ? { body: { ref: body, encoding } } : {}),
    answer: ANSWER,
  };
}

function located(
  use: ClientUse,
  url: Ref,
  config: Ref | undefined,
  call: ts.Expression,
  env: Env,
  evaluation: Evaluation,
): Pick<HttpRequest, 'url' | 'urlRef' | 'query' | 'headers' | 'options'> {
  const base = baseOf(use, config, evaluation);
  return {
    url: joinUrl(base, urlOf(url, evaluation), call, env),
    urlRef: url,
    ...optional('query', propertyRef(config, 'params', evaluation)),
    ...optional('headers', propertyRef(config, 'headers', evaluation)),
    ...optional('options', config),
  };
}

function baseOf(use: ClientUse, config: Ref | undefined, evaluation: Evaluation): Value | undefined {
  const own = firstProperty([config, use.config, ...use.parents], 'baseURL', evaluation);
  const assigned = assignedBases(use, evaluation);
  const values = [...(own ? [evaluation.evaluate(own.node, own.env)] : []), ...assigned];
  return values.length === 0 ? undefined : union(values);
}

/** `axios.defaults.baseURL = …` and `config.baseURL = …` in a request interceptor of the same instance. */
function assignedBases(use: ClientUse, evaluation: Evaluation): Value[] {
  const values: Value[] = [];
  for (const source of evaluation.project.parsed()) {
    for (const identifier of identifiersIn(source.tree).get('baseURL') ?? []) {
      const access = identifier.parent;
      if (!ts.isPropertyAccessExpression(access) || access.name !== identifier) continue;
      const assignment = access.parent;
      if (!ts.isBinaryExpression(assignment) || assignment.left !== access || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
        continue;
      const owner = ownerOf(access.expression);
      const client = owner && clientUse(evaluation.evaluate(owner, EMPTY), ID, MODULES);
      if (client && client.path.length === 0 && client.made === use.made && !client.typed)
        values.push(evaluation.evaluate(assignment.right, EMPTY));
    }
  }
  return values;
}

/** The client whose defaults or whose interceptor an assignment changes. */
function ownerOf(target: ts.Expression): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(target) && target.name.text === 'defaults') return target.expression;
  const use = ts.findAncestor(
    target,
    (node): node is ts.CallExpression => ts.isCallExpression(node) && node.expression.getText().endsWith('.interceptors.request.use'),
  );
  if (!use || !ts.isPropertyAccessExpression(use.expression)) return undefined;
  const request = use.expression.expression;
  const interceptors = ts.isPropertyAccessExpression(request) ? request.expression : undefined;
  return interceptors && ts.isPropertyAccessExpression(interceptors) ? interceptors.expression : undefined;
}
