import type { CallNode } from '../../project/nodes.js';
import { referencesTo } from '../../project/scopes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY, type Environment, type Ref, join, type AbstractValue } from '../../dataflow/value.js';
import {
  argument,
  clientUse,
  type ClientUse,
  firstProperty,
  isOptions,
  type HttpClient,
  type HttpRequest,
  joinUrl,
  methodValue,
  openProperty,
  optional,
  propertyRef,
  urlOf,
  VERBS,
} from './client.js';
import { methodIn } from './method.js';
import { baseOf } from './options.js';
import { prefixOf, written } from './rewritten.js';

const ID = 'axios';
const MODULES = ['axios'];
const MEMBERS = new Set(['statusText', 'headers', 'config', 'request', 'toString()']);
const ANSWER: HttpRequest['response'] = { body: [['data']], status: 'status', throws: true, members: MEMBERS };

/** axios in all its calling forms, with instances, defaults and interceptors that set the base. */
export const axiosClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || use.path.length !== 1 || !['create', 'Axios'].includes(use.path[0] ?? '')) return undefined;
    const config = argument(call, 0, env, interpreter);
    return {
      kind: 'client',
      client: ID,
      ...optional('config', config),
      parents: use.config ? [use.config, ...use.parents] : use.parents,
      path: [],
      made: call,
    };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    return use && axiosRequest(use, call, env, interpreter);
  },
};

/** Reads a call of axios, or of something that has its methods. */
export function axiosRequest(use: ClientUse, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const [verb, ...rest] = use.path;
  if (rest.length > 0) return undefined;
  if (verb === undefined) return configured(use, call, env, interpreter);
  if (verb === 'request') return fromConfig(use, argument(call, 0, env, interpreter), undefined, call, env, interpreter);
  const form = /^(post|put|patch)Form$/.exec(verb)?.[1];
  if (!VERBS.includes(form ?? verb)) return undefined;
  return byVerb(use, form ?? verb, call, env, interpreter, form === undefined ? 'json' : 'form');
}

/** `axios(url, config)` and `axios(config)`. */
function configured(use: ClientUse, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  if (ts.isNewExpression(call)) return undefined;
  const first = argument(call, 0, env, interpreter);
  if (!first) return undefined;
  const value = interpreter.valueOf(first.node, first.env);
  if (isOptions(value)) return fromConfig(use, first, undefined, call, env, interpreter);
  return fromConfig(use, argument(call, 1, env, interpreter), first, call, env, interpreter);
}

function fromConfig(
  use: ClientUse,
  config: Ref | undefined,
  url: Ref | undefined,
  call: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const given = url ?? propertyRef(config, 'url', interpreter) ?? openProperty(config, 'url', interpreter);
  if (!given) return undefined;
  const method = propertyRef(config, 'method', interpreter);
  const body = propertyRef(config, 'data', interpreter);
  return {
    client: ID,
    method: methodIn(method, [config], interpreter),
    ...optional('methodRef', method),
    ...located(use, given, config, call, env, interpreter),
    ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
    response: ANSWER,
  };
}

function byVerb(
  use: ClientUse,
  verb: string,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
  encoding: 'json' | 'form',
): HttpRequest | undefined {
  const url = argument(call, 0, env, interpreter);
  if (!url) return undefined;
  const takesBody = ['post', 'put', 'patch'].includes(verb);
  const config = argument(call, takesBody ? 2 : 1, env, interpreter);
  const body = takesBody ? argument(call, 1, env, interpreter) : propertyRef(config, 'data', interpreter);
  return {
    client: ID,
    method: methodValue(verb),
    ...located(use, url, config, call, env, interpreter),
    ...(body ? { body: { ref: body, encoding } } : {}),
    response: ANSWER,
  };
}

function located(
  use: ClientUse,
  url: Ref,
  config: Ref | undefined,
  call: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): Pick<HttpRequest, 'url' | 'urlRef' | 'query' | 'headers' | 'options' | 'defaults'> {
  const base = axiosBase(use, config, interpreter);
  return {
    url: joinUrl(base, urlOf(url, interpreter), call, env),
    urlRef: url,
    ...optional('query', propertyRef(config, 'params', interpreter)),
    ...optional('headers', propertyRef(config, 'headers', interpreter)),
    ...optional('options', config),
    ...(use.config ? { defaults: [use.config, ...use.parents] } : {}),
  };
}

/** The base of an axios instance: of the call, of the instance, of its defaults and interceptors. */
export function axiosBase(use: ClientUse, config: Ref | undefined, interpreter: Interpreter): AbstractValue | undefined {
  const own = firstProperty([config, use.config, ...use.parents], 'baseURL', interpreter);
  const ofCall = propertyRef(config, 'baseURL', interpreter);
  const isSet = ofCall !== undefined && alternatives(interpreter.valueOf(ofCall.node, ofCall.env)).every(({ kind }) => kind === 'text');
  const values = [...(own ? [baseOf(own, interpreter)] : []), ...assignedBases(use, isSet, interpreter)];
  return values.length === 0 ? undefined : join(values);
}

/**
 * `axios.defaults.baseURL = …`, and what a request interceptor of the same instance does to the URL.
 * @param isSet the call has a base of its own, which goes before defaults
 */
function assignedBases(use: ClientUse, isSet: boolean, interpreter: Interpreter): AbstractValue[] {
  if (use.typed) return [];
  return assignmentsIn(interpreter.project).flatMap(({ owner, base, isDefault }) => {
    if (isDefault && isSet) return [];
    const client = clientUse(interpreter.valueOf(owner, EMPTY), ID, MODULES);
    const isSame = client !== undefined && client.path.length === 0 && client.made === use.made && !client.typed;
    return isSame ? [base(interpreter)] : [];
  });
}

interface BaseAssignment {
  /** The client whose requests are changed. */
  owner: ts.Expression;
  /** It holds only where a call says nothing else. */
  isDefault: boolean;
  base: (interpreter: Interpreter) => AbstractValue;
}

const assignmentsIn = createSourceIndex((source): BaseAssignment[] => [
  ...written(source.tree, 'baseURL').flatMap(({ target, value }) =>
    ownersOf(target).map((owner): BaseAssignment => ({
      owner,
      isDefault: isDefaults(target),
      base: (interpreter) => baseOf({ node: value, env: EMPTY }, interpreter),
    })),
  ),
  ...written(source.tree, 'url').flatMap(({ target, value }) =>
    interceptedBy(target).map((owner): BaseAssignment => ({
      owner,
      isDefault: false,
      base: (interpreter) => prefixOf({ node: value, env: EMPTY }, interpreter),
    })),
  ),
]);

/** The client whose defaults or whose interceptor an assignment changes. */
function ownersOf(target: ts.Expression): ts.Expression[] {
  return isDefaults(target) ? [target.expression] : interceptedBy(target);
}

function isDefaults(target: ts.Expression): target is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(target) && target.name.text === 'defaults';
}

/** Clients with a request interceptor that a node stands in. */
function interceptedBy(node: ts.Node): ts.Expression[] {
  const handler = ts.findAncestor(node, ts.isFunctionLike);
  if (!handler) return [];
  const named = ts.isVariableDeclaration(handler.parent) ? handler.parent : ts.isFunctionDeclaration(handler) ? handler : undefined;
  const places: ts.Node[] = [handler, ...(named ? referencesTo(named) : [])];
  return places.flatMap((place) => {
    const call = place.parent;
    const owner = ts.isCallExpression(call) ? interceptorOwner(call.expression) : undefined;
    return owner ? [owner] : [];
  });
}

/** `owner` of `owner.interceptors.request.use`. */
function interceptorOwner(callee: ts.Expression): ts.Expression | undefined {
  const names = ['use', 'request', 'interceptors'];
  let at = callee;
  for (const name of names) {
    if (!ts.isPropertyAccessExpression(at) || at.name.text !== name) return undefined;
    at = at.expression;
  }
  return at;
}
