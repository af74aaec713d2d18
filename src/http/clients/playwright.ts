import type { CallNode } from '../../project/nodes.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, AbstractValue } from '../../dataflow/value.js';
import { argument, clientUse, type HttpClient, type HttpRequest, joinUrl, methodValue, optional, propertyRef, urlOf } from './client.js';
import { methodIn } from './method.js';
import { baseOf, readOptions } from './options.js';

const ID = 'Playwright';
export const PLAYWRIGHT_MODULES = ['@playwright/test', 'playwright', 'playwright-core'];
const VERBS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head']);
const HOOKS = new Set(['beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'only', 'skip', 'fixme', 'fail', 'step']);

/** Requests that a Playwright test sends itself: `request.get(url)`, `page.request.post(url, { data })`. */
export const playwrightClient: HttpClient = {
  id: ID,
  modules: PLAYWRIGHT_MODULES,
  instance(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, PLAYWRIGHT_MODULES);
    if (use?.path.join('.') !== 'request.newContext' && !(use?.type === 'APIRequest' && use.path.join('.') === 'newContext'))
      return undefined;
    return { kind: 'client', client: ID, ...optional('config', argument(call, 0, env, interpreter)), parents: [], path: [], made: call };
  },
  request(callee, call, env, interpreter) {
    const use = clientUse(callee, ID, PLAYWRIGHT_MODULES);
    const path = use && requestPath(use.type, use.path, callee);
    const [name] = path ?? [];
    if (!use || path?.length !== 1 || name === undefined || (name !== 'fetch' && !VERBS.has(name))) return undefined;
    const base = propertyRef(use.config, 'baseURL', interpreter);
    return reading(name, base && baseOf(base, interpreter), call, env, interpreter);
  },
  passed(callee, position, index) {
    const use = clientUse(callee, ID, PLAYWRIGHT_MODULES);
    const [first, ...rest] = use?.path ?? [];
    if (!use || index !== 0 || (first !== 'test' && first !== 'it') || !rest.every((name) => HOOKS.has(name))) return undefined;
    return position > 2 ? undefined : fixtures();
  },
};

function typed(name: string): AbstractValue {
  return { kind: 'external', module: '@playwright/test', path: [`#${name}`] };
}

/** What a test is given. */
function fixtures(): AbstractValue {
  return {
    kind: 'record',
    members: new Map([
      ['page', typed('Page')],
      ['context', typed('BrowserContext')],
      ['request', typed('APIRequestContext')],
      ['playwright', typed('Playwright')],
    ]),
  };
}

/** The path from the request context on: that of a page or a browser context counts too. */
function requestPath(type: string | undefined, path: string[], callee: AbstractValue): string[] | undefined {
  if (callee.kind === 'client' || type === 'APIRequestContext') return path;
  return (type === 'Page' || type === 'BrowserContext') && path[0] === 'request' ? path.slice(1) : undefined;
}

function reading(
  name: string,
  base: AbstractValue | undefined,
  call: CallNode,
  env: Environment,
  interpreter: Interpreter,
): HttpRequest | undefined {
  const url = argument(call, 0, env, interpreter);
  if (!url) return undefined;
  const options = argument(call, 1, env, interpreter);
  const method = name === 'fetch' ? propertyRef(options, 'method', interpreter) : undefined;
  return {
    client: ID,
    method: name === 'fetch' ? methodIn(method, [options], interpreter) : methodValue(name),
    ...optional('methodRef', method),
    url: joinUrl(base, urlOf(url, interpreter), call, env),
    urlRef: url,
    ...readOptions(options, { query: ['params'], body: { data: 'json', form: 'form', multipart: 'form' } }, interpreter),
    response: { body: [['json()']], status: 'status()', ok: 'ok()', throws: false },
  };
}
