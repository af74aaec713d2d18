import { type CallNode, nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { EMPTY, type Ref } from '../../dataflow/value.js';
import { returnsOf } from '../../dataflow/interpret/returns.js';
import { unwrap } from '../../project/unwrap.js';
import { clientUse, type HttpClient } from './client.js';
import { axiosRequest } from './axios.js';

/** The configuration of `HttpModule.register({ baseURL })`, or what that of `registerAsync` makes, in the module that provides the class around a call. */
function registeredBase(call: CallNode, interpreter: Interpreter): Ref | undefined {
  const service = ts.findAncestor(call, ts.isClassDeclaration);
  if (!service) return undefined;
  const found = registrations(interpreter.project).filter(({ access }) => provides(access, service, interpreter));
  const [only] = found;
  const config =
    found.length === 1 && only ? (only.access.name.text === 'register' ? only.config : madeBy(only.config, interpreter)) : undefined;
  return config && { node: config, env: EMPTY };
}

const registrations = createSourceIndex(({ tree }) =>
  ['register', 'registerAsync']
    .flatMap((name) => nodesOf(tree).accesses.get(name) ?? [])
    .flatMap((access) => {
      const [config] = ts.isCallExpression(access.parent) ? access.parent.arguments : [];
      return config && access.expression.getText().endsWith('HttpModule') ? [{ access, config }] : [];
    }),
);

/** The one thing that `useFactory` gives. */
function madeBy(options: ts.Expression, interpreter: Interpreter): ts.Expression | undefined {
  const factory = interpreter.member(interpreter.valueOf(options, EMPTY), 'useFactory');
  const body = factory?.kind === 'function' && 'body' in factory.node ? factory.node.body : undefined;
  if (!body) return undefined;
  const given = ts.isBlock(body) ? returnsOf(body) : [body];
  return given.length === 1 && given[0] ? unwrap(given[0]) : undefined;
}

/** True when the decorator around a node names the class among its providers. */
function provides(node: ts.Node, service: ts.ClassDeclaration, interpreter: Interpreter): boolean {
  const decorator = ts.findAncestor(node, ts.isDecorator);
  const metadata = decorator && ts.isCallExpression(decorator.expression) ? decorator.expression.arguments[0] : undefined;
  const providers = metadata && interpreter.member(interpreter.valueOf(metadata, EMPTY), 'providers');
  if (providers?.kind !== 'array') return false;
  return providers.node.elements.some((element) => {
    const value = interpreter.valueOf(element, providers.env);
    return value.kind === 'class' && value.node === service;
  });
}

const ID = 'HttpService';
const MODULES = ['@nestjs/axios', '@nestjs/common'];

/** `HttpService` of Nest: axios with observables; `axiosRef` is axios itself. */
export const nestClient: HttpClient = {
  id: ID,
  modules: ['@nestjs/axios'],
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || use.type !== ID) return undefined;
    const isAxios = use.path[0] === 'axiosRef';
    const config = registeredBase(call, interpreter);
    const request = axiosRequest(
      { ...use, path: isAxios ? use.path.slice(1) : use.path, ...(config ? { config } : {}) },
      call,
      env,
      interpreter,
    );
    if (!request || isAxios) return request && { ...request, client: ID };
    // A service cannot be called itself.
    return use.path.length === 0 ? undefined : { ...request, client: ID, response: { ...request.response, via: 'observable' } };
  },
};
