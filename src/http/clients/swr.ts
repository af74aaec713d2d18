import type { CallNode } from '../../project/nodes.js';
import { nodesOf } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { type Binding, EMPTY, type Environment, type Ref, type AbstractValue } from '../../dataflow/value.js';
import { argument, clientUse, type CallbackFlow, type HttpClient, propertyRef } from './client.js';

const ID = 'SWR';
const MODULES = ['swr', 'swr/immutable', 'swr/infinite', 'swr/mutation', '@nuxtjs/swr'];
const HOOKS = new Set(['', 'default', 'useSWR', 'useSWRImmutable', 'useSWRInfinite', 'useSWRMutation', 'preload']);

/** SWR: the key of a hook is what its fetcher is called with. */
export const swrClient: HttpClient = {
  id: ID,
  modules: MODULES,
  flows(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || !HOOKS.has(use.path.join('.'))) return undefined;
    const key = argument(call, 0, env, interpreter);
    const fetcher = fetcherOf(call, env, interpreter);
    if (!key || !fetcher) return undefined;
    const flow: CallbackFlow = { callee: fetcher, args: keyArguments(key, fetcher, interpreter), gives: ['data'] };
    return [flow];
  },
};

/** The fetcher of a hook: its own, or that of the `SWRConfig` around it. */
function fetcherOf(call: CallNode, env: Environment, interpreter: Interpreter): Ref | undefined {
  for (const index of [1, 2]) {
    const given = argument(call, index, env, interpreter);
    if (!given) continue;
    if (interpreter.valueOf(given.node, given.env).kind === 'function') return given;
    const option = propertyRef(given, 'fetcher', interpreter);
    if (option) return option;
  }
  return sharedFetcher(interpreter);
}

/** `<SWRConfig value={{ fetcher }}>`, when the project has one. */
function sharedFetcher(interpreter: Interpreter): Ref | undefined {
  for (const { tree } of interpreter.project.parsed()) {
    for (const identifier of nodesOf(tree).identifiers.get('SWRConfig') ?? []) {
      const element = identifier.parent;
      if (!ts.isJsxOpeningElement(element) && !ts.isJsxSelfClosingElement(element)) continue;
      for (const attribute of element.attributes.properties) {
        const value = ts.isJsxAttribute(attribute) && attribute.name.getText() === 'value' ? attribute.initializer : undefined;
        const options = value && ts.isJsxExpression(value) ? value.expression : undefined;
        const fetcher = options && propertyRef({ node: options, env: EMPTY }, 'fetcher', interpreter);
        if (fetcher) return fetcher;
      }
    }
  }
  return undefined;
}

/** A key is one argument; the elements of a list are several where the fetcher takes several. */
function keyArguments(key: Ref, fetcher: Ref, interpreter: Interpreter): Binding[] {
  const value = keyValue(interpreter.valueOf(key.node, key.env), interpreter);
  const callee = interpreter.valueOf(fetcher.node, fetcher.env);
  const takes = callee.kind === 'function' ? callee.node.parameters.length : 1;
  if (value.kind === 'array' && takes > 1) return value.node.elements.map((node) => ({ node, env: value.env }));
  return ts.isArrowFunction(key.node) || ts.isFunctionExpression(key.node) ? [{ value }] : [key];
}

function keyValue(value: AbstractValue, interpreter: Interpreter): AbstractValue {
  return value.kind === 'function' ? interpreter.returned(value.node, value.env) : value;
}
