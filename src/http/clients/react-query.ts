import { nodesOf } from '../../project/nodes.js';
import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { type Binding, EMPTY, type Environment, type Ref } from '../../dataflow/value.js';
import { argument, clientUse, type HttpClient, propertyRef } from './client.js';

const ID = 'React Query';
const PACKAGES = ['react', 'vue', 'solid', 'svelte', 'angular', 'query-core'].map(
  (name) => `@tanstack/${name === 'query-core' ? name : `${name}-query`}`,
);
const MODULES = [...PACKAGES, '@tanstack/angular-query-experimental', 'react-query', 'vue-query'];
const HOOK =
  /^(?:use|create|inject)?(?:Suspense|Infinite|Prefetch|SuspenseInfinite)?(?:Query|query|Queries)$|^(?:queryOptions|infiniteQueryOptions|fetchQuery|prefetchQuery|ensureQueryData)$/;

/** React Query and its kin: a query function is called with the key in its context. */
export const reactQueryClient: HttpClient = {
  id: ID,
  modules: MODULES,
  flows(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, MODULES);
    if (!use || !HOOK.test(use.path.at(-1) ?? '')) return undefined;
    const { key, fn } = optionsOf(call, env, interpreter);
    const callback = fn ?? (key ? defaultFunction(interpreter) : undefined);
    if (!key || !callback) return undefined;
    const context: Binding = { value: { kind: 'record', members: new Map([['queryKey', interpreter.valueOf(key.node, key.env)]]) } };
    return [{ callee: callback, args: [context], gives: ['data'] }];
  },
};

/** `useQuery({ queryKey, queryFn })`, or `useQuery(key, fn)` of older versions. */
function optionsOf(call: CallNode, env: Environment, interpreter: Interpreter): { key?: Ref; fn?: Ref } {
  const first = argument(call, 0, env, interpreter);
  if (!first) return {};
  const value = interpreter.valueOf(first.node, first.env);
  if (value.kind !== 'object') {
    const fn = argument(call, 1, env, interpreter);
    return { key: first, ...(fn && interpreter.valueOf(fn.node, fn.env).kind === 'function' ? { fn } : {}) };
  }
  const [key, fn] = [propertyRef(first, 'queryKey', interpreter), propertyRef(first, 'queryFn', interpreter)];
  return { ...(key ? { key } : {}), ...(fn ? { fn } : {}) };
}

/** The query function of `new QueryClient({ defaultOptions })`, when the project has one. */
function defaultFunction(interpreter: Interpreter): Ref | undefined {
  for (const { tree } of interpreter.project.parsed()) {
    for (const made of nodesOf(tree).news) {
      const callee = clientUse(interpreter.valueOf(made.expression, EMPTY), ID, MODULES);
      const [options] = callee?.path.join('.') === 'QueryClient' ? (made.arguments ?? []) : [];
      if (!options) continue;
      const defaults = propertyRef({ node: options, env: EMPTY }, 'defaultOptions', interpreter);
      const fn = propertyRef(propertyRef(defaults, 'queries', interpreter), 'queryFn', interpreter);
      if (fn) return fn;
    }
  }
  return undefined;
}
