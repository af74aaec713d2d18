import type { CallNode } from '../../project/nodes.js';
import { callsBelow, nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import { elementName } from '../../dataflow/interpret/environment.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY, type Environment, type Ref, type AbstractValue } from '../../dataflow/value.js';
import { argument, clientUse, type HttpClient, type HttpRequest, joinUrl, openProperty, optional, propertyRef, urlOf } from './client.js';
import { methodIn } from './method.js';
import { baseOf, readOptions } from './options.js';
import { type BodyTransform, transformOf } from './transform.js';

const ID = 'RTK Query';
const MODULES = [
  '@reduxjs/toolkit/query',
  '@reduxjs/toolkit/query/react',
  '@rtk-query/core',
  '@rtk-query/react',
  '@rtk-incubator/rtk-query/react',
];
const BASE_QUERY = 'fetchBaseQuery';
const KINDS = new Set(['query', 'mutation', 'infiniteQuery']);

type Instance = Extract<AbstractValue, { kind: 'client' }>;

/** RTK Query: `createApi` with `fetchBaseQuery` or a base query of the user's own, and the endpoints it is given. */
export const rtkQueryClient: HttpClient = {
  id: ID,
  modules: MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    const name = use?.path.length === 1 ? use.path[0] : undefined;
    if (callee.kind === 'client') return name === 'injectEndpoints' || name === 'enhanceEndpoints' ? { ...callee, path: [] } : undefined;
    if (name !== 'createApi' && name !== BASE_QUERY) return undefined;
    const client = name === BASE_QUERY ? BASE_QUERY : ID;
    return { kind: 'client', client, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    if (callee.kind === 'client' && callee.client === BASE_QUERY && callee.path.length === 0) {
      const given = argument(call, 0, env, interpreter);
      return given && reading(callee, interpreter.valueOf(given.node, given.env), given, call, env, interpreter);
    }
    const endpoint = endpointOf(call, interpreter);
    if (endpoint?.base.kind !== 'client') return undefined;
    const request = reading(endpoint.base, endpoint.given, endpoint.definition, call, env, interpreter);
    const transform = request && transformIn(endpoint, request, call, interpreter);
    return request && { ...request, ...(transform ? { transform } : {}) };
  },
  flows(_callee, call, _env, interpreter) {
    const endpoint = endpointOf(call, interpreter);
    if (endpoint?.base.kind !== 'function') return undefined;
    return [{ callee: endpoint.baseRef, args: [{ value: endpoint.given }], gives: ['data'] }];
  },
};

/** The `transformResponse` of an endpoint, where it is certain that it is given the parsed body as the server sent it. */
function transformIn(
  { definition, base, baseRef }: Endpoint,
  { options }: HttpRequest,
  call: CallNode,
  interpreter: Interpreter,
): BodyTransform | undefined {
  const isPlain = base.kind === 'client' && interpreter.valueOf(baseRef.node, baseRef.env).kind === 'client';
  if (!isPlain || enhancementsIn(interpreter.project).length > 0) return undefined;
  const isTreated = [base.config, options].some((given) =>
    TREATING.some((name) => propertyRef(given, name, interpreter) ?? openProperty(given, name, interpreter)),
  );
  const transform = isTreated ? undefined : transformOf(definition, 'transformResponse', [], call, interpreter);
  return transform && { ...transform, typesResult: true };
}

/** Options by which a base query makes something else of a response. */
const TREATING = ['responseHandler', 'fetchFn'];

/** Calls of `enhanceEndpoints` that may give endpoints other functions than their definitions do. */
const enhancementsIn = createSourceIndex(({ tree }) =>
  (nodesOf(tree).accesses.get('enhanceEndpoints') ?? []).filter(({ parent }) => {
    const given = ts.isCallExpression(parent) ? parent.arguments[0] : undefined;
    const isLiteral = given && ts.isObjectLiteralExpression(given);
    return !isLiteral || given.properties.some(({ name }) => !name || !ts.isIdentifier(name) || name.text === 'endpoints');
  }),
);

interface Endpoint {
  definition: Ref;
  /** URL, or request, that its `query` function gives. */
  given: AbstractValue;
  base: AbstractValue;
  baseRef: Ref;
}

/** Reads `builder.query({ query })` inside the endpoints of an API. */
function endpointOf(call: CallNode, interpreter: Interpreter): Endpoint | undefined {
  const config = apiConfig(builderOf(unwrap(call.expression)), interpreter);
  const [definition] = call.arguments ?? [];
  const baseRef = propertyRef(config, 'baseQuery', interpreter);
  if (!definition || !baseRef) return undefined;
  const query = interpreter.member(interpreter.valueOf(definition, EMPTY), 'query');
  if (query?.kind !== 'function') return undefined;
  return {
    definition: { node: definition, env: EMPTY },
    given: interpreter.returned(query.node, query.env),
    baseRef,
    base: baseQuery(interpreter.valueOf(baseRef.node, baseRef.env), interpreter),
  };
}

/** The parameter that `query` or `mutation` is taken from: `builder.query(…)`, or `({ query }) => … query(…)`. */
function builderOf(callee: ts.Expression): ts.Node | undefined {
  if (ts.isPropertyAccessExpression(callee))
    return KINDS.has(callee.name.text) && ts.isIdentifier(callee.expression) ? declarationOf(callee.expression) : undefined;
  const element = ts.isIdentifier(callee) ? declarationOf(callee) : undefined;
  return element && ts.isBindingElement(element) && KINDS.has(elementName(element) ?? '') ? element.parent.parent : undefined;
}

/** The configuration of the API whose `endpoints` function has this parameter. */
function apiConfig(declaration: ts.Node | undefined, interpreter: Interpreter): Ref | undefined {
  if (!declaration || !ts.isParameter(declaration)) return undefined;
  const endpoints = declaration.parent;
  const property = ts.isMethodDeclaration(endpoints) ? endpoints : wrapperOf(endpoints).parent;
  if (!ts.isMethodDeclaration(property) && !ts.isPropertyAssignment(property)) return undefined;
  if (!ts.isIdentifier(property.name) || property.name.text !== 'endpoints') return undefined;
  const call = wrapperOf(property.parent).parent;
  if (!ts.isCallExpression(call)) return undefined;
  const api = interpreter.valueOf(call, EMPTY);
  return api.kind === 'client' && api.client === ID ? api.config : undefined;
}

/** A base query that wraps another one, for instance to sign in again, stands for that one. */
function baseQuery(value: AbstractValue, interpreter: Interpreter): AbstractValue {
  if (value.kind !== 'function' || !('body' in value.node) || !value.node.body) return value;
  for (const call of callsBelow(value.node.body)) {
    const callee = interpreter.valueOf(call.expression, EMPTY);
    if (callee.kind === 'client' && callee.client === BASE_QUERY) return callee;
  }
  return value;
}

function reading(
  base: Instance,
  given: AbstractValue,
  from: Ref,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const object = alternatives(given).find((option) => option.kind === 'object');
  const options: Ref | undefined = object && { node: object.node, env: object.env };
  const url = propertyRef(options, 'url', interpreter);
  const root = propertyRef(base.config, 'baseUrl', interpreter);
  const path = url ? urlOf(url, interpreter) : given;
  if (!url && given.kind !== 'text' && given.kind !== 'union' && given.kind !== 'unknown') return undefined;
  const method = propertyRef(options, 'method', interpreter);
  return {
    client: ID,
    method: methodIn(method, [options], interpreter),
    ...optional('methodRef', method),
    url: joinUrl(root && baseOf(root, interpreter), path, call, env),
    urlRef: url ?? from,
    ...readOptions(options, { query: ['params'], body: { body: 'json' } }, interpreter),
    response: { body: [['data']], throws: false, via: 'hook' },
  };
}
