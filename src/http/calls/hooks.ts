import { isTest } from '../../project/file-kinds.js';
import { isAssignment, nodesOf } from '../../project/nodes.js';
import { createSourceIndex } from '../../project/source-index.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import { walk } from '../../project/walk.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY, type AbstractValue, type Ref } from '../../dataflow/value.js';
import type { ApiCall } from '../call.js';
import { initializerOf } from '../../dataflow/interpret/properties.js';
import { propertyRef, WINDOW } from '../clients/client.js';
import { interceptorsOf } from '../clients/angular.js';
import { written } from '../clients/rewritten.js';

/** Where a client takes functions of the user's that its requests, or their responses, pass. */
interface HookPlaces {
  /** Options, by path, whose functions are given the whole request or response. */
  options?: readonly string[];
  /** Options whose functions are given the body, or its text, and give another one. */
  transforms?: readonly string[];
  /** Options that name the members of the body that are kept. */
  picks?: readonly string[];
  /** Methods of the client, or of what it holds, that take a function of the whole, or an object of such functions. */
  methods?: readonly string[];
  /** Functions that the client is not told of in its own name. */
  found?(interpreter: Interpreter): ts.Node[];
}

/** A function of the user's between a call and the server. */
export interface Hook {
  /** The function; an expression where it is not known which. */
  node: ts.Node;
  /** It is given the body alone. */
  isTransform: boolean;
}

/** Members by which hooks change what is sent beside its headers. */
const SENT = new Set(['body', 'data', 'json', 'form', 'params', 'query', 'searchParams', 'method']);
/** Members by which hooks get at what was received. */
const RECEIVED = new Set(['json', 'text', 'body', 'data', '_data', 'blob', 'arrayBuffer', 'formData']);

const AXIOS = {
  request: { transforms: ['transformRequest'], methods: ['interceptors.request.use'] },
  // Responses are followed through the interceptors of axios themselves.
  response: { transforms: ['transformResponse'] },
};
const OFETCH = {
  request: { options: ['onRequest'] },
  response: { options: ['onResponse'], transforms: ['parseResponse', 'transform'] },
};

/** The hooks of the known clients, by the name that their requests carry. */
const HOOKS: { readonly [client: string]: { request: HookPlaces; response: HookPlaces } } = {
  axios: AXIOS,
  HttpService: { ...AXIOS, response: { ...AXIOS.response, methods: ['interceptors.response.use'] } },
  'umi-request': { request: { methods: ['interceptors.request.use'] }, response: { methods: ['interceptors.response.use'] } },
  ky: { request: { options: ['hooks.beforeRequest'] }, response: { options: ['hooks.afterResponse'], transforms: ['parseJson'] } },
  got: {
    request: { options: ['hooks.init', 'hooks.beforeRequest'] },
    response: { options: ['hooks.afterResponse'], transforms: ['parseJson'] },
  },
  ofetch: OFETCH,
  $fetch: OFETCH,
  useFetch: { ...OFETCH, response: { ...OFETCH.response, picks: ['pick'] } },
  'RTK Query': { request: { options: ['prepareHeaders'] }, response: { options: ['responseHandler'] } },
  jQuery: { request: { options: ['beforeSend'] }, response: { transforms: ['dataFilter'] } },
  'openapi-fetch': { request: { methods: ['use'] }, response: { methods: ['use'] } },
  HttpClient: {
    request: { found: (interpreter) => interceptorsOf('request', interpreter) },
    response: { found: (interpreter) => interceptorsOf('response', interpreter) },
  },
  fetch: { request: { found: replacedFetch }, response: { found: replacedFetch } },
};

/** Functions of the user's that a call's request passes: of its options, of its instances, and those the client was told. */
export function requestHooks(call: ApiCall, interpreter: Interpreter): Hook[] {
  return hooksAt(HOOKS[call.request.client]?.request, call, interpreter);
}

/** A hook that changes more of a request than its headers, as far as can be seen. */
export function changedRequest(call: ApiCall, interpreter: Interpreter): ts.Node | undefined {
  return requestHooks(call, interpreter).find((hook) => isUnseen(hook) || (hook.isTransform ? rewrites(hook) : changes(hook, SENT)))?.node;
}

/** A hook that reads or changes the body of a response before the code that made the call gets it. */
export function changedResponse(call: ApiCall, interpreter: Interpreter): ts.Node | undefined {
  const hooks = hooksAt(HOOKS[call.request.client]?.response, call, interpreter);
  // What the tracing follows itself hides nothing.
  const hidden = hooks.filter(({ node }) => node !== call.request.transform?.fn);
  return hidden.find((hook) => isUnseen(hook) || (hook.isTransform ? rewrites(hook) : mentions(hook, RECEIVED)))?.node;
}

function hooksAt(places: HookPlaces | undefined, call: ApiCall, interpreter: Interpreter): Hook[] {
  const { options = [], transforms = [], picks = [], methods = [] } = places ?? {};
  const configs = [call.request.options, ...(call.request.defaults ?? [])].flatMap((config) => config ?? []);
  const inOptions = (paths: readonly string[]): ts.Node[] => [
    ...configs.flatMap((config) => paths.flatMap((path) => optionAt(config, path, interpreter))),
    ...paths.flatMap((path) => assignedDefaults(path, interpreter)),
  ];
  const whole = [
    ...inOptions(options),
    ...methods.flatMap((path) => toldBy(path, call, interpreter)),
    ...(instanceBehind(call, interpreter)?.through ?? []),
    ...(places?.found?.(interpreter) ?? []),
    ...configs.flatMap((config) => picks.flatMap((name) => propertyRef(config, name, interpreter)?.node ?? [])),
  ];
  return [
    ...[...new Set(whole)].map((node) => ({ node, isTransform: false })),
    ...[...new Set(inOptions(transforms))].map((node) => ({ node, isTransform: true })),
  ];
}

/** Functions that the code puts in the place of the global `fetch`; what tests put there is theirs. */
function replacedFetch(interpreter: Interpreter): ts.Node[] {
  const { project } = interpreter;
  return replacementsIn(project).flatMap((value) => {
    if (isTest(project.relative(value.getSourceFile().fileName))) return [];
    const options = alternatives(interpreter.valueOf(value, EMPTY));
    return options.flatMap((option) => (option.kind === 'function' ? [option.node] : []));
  });
}

const replacementsIn = createSourceIndex(({ tree }) =>
  written(tree, 'fetch').flatMap(({ target, value }) => (ts.isIdentifier(target) && WINDOW.has(target.text) ? [value] : [])),
);

function optionAt({ node, env }: Ref, path: string, interpreter: Interpreter): ts.Node[] {
  let value: AbstractValue | undefined = interpreter.valueOf(node, env);
  for (const name of path.split('.')) value = value && interpreter.member(value, name);
  return value ? functionsOf(value, node, interpreter) : [];
}

/** `instance.defaults.transformResponse = …`. */
function assignedDefaults(path: string, interpreter: Interpreter): ts.Node[] {
  return defaultsIn(interpreter.project).flatMap(({ name, value }) =>
    name === path ? functionsOf(interpreter.valueOf(value, EMPTY), value, interpreter) : [],
  );
}

const defaultsIn = createSourceIndex(({ tree }) =>
  ['transformRequest', 'transformResponse'].flatMap((name) =>
    written(tree, name).flatMap(({ target, value }) =>
      ts.isPropertyAccessExpression(target) && target.name.text === 'defaults' ? [{ name, value }] : [],
    ),
  ),
);

/** Functions that `client.interceptors.request.use(…)` or the like takes, for the client of a call. */
function toldBy(path: string, call: ApiCall, interpreter: Interpreter): ts.Node[] {
  const names = path.split('.').toReversed();
  const [method = ''] = names;
  const made = instanceBehind(call, interpreter)?.made;
  return interpreter.project.parsed().flatMap(({ tree }) =>
    (nodesOf(tree).accesses.get(method) ?? []).flatMap((access) => {
      const owner = ownerOf(access, names);
      if (!owner || !ts.isCallExpression(access.parent) || !mayBeClientOf(interpreter.valueOf(owner, EMPTY), made, call)) return [];
      return [...access.parent.arguments]
        .slice(0, 1)
        .flatMap((given) => functionsOf(interpreter.valueOf(given, EMPTY), given, interpreter));
    }),
  );
}

/** `owner` of `owner.interceptors.request.use`. */
function ownerOf(access: ts.Expression, names: readonly string[]): ts.Expression | undefined {
  let at = access;
  for (const name of names) {
    if (!ts.isPropertyAccessExpression(at) || at.name.text !== name) return undefined;
    at = unwrap(at.expression);
  }
  return at;
}

/** The instance that a call goes through, or, where it is not known, a client of its package. */
function mayBeClientOf(value: AbstractValue, made: ts.Node | undefined, { request: { client } }: ApiCall): boolean {
  return alternatives(value).some((option) => {
    if (option.kind === 'client') return made === undefined ? option.client === client : option.made === made;
    return (
      option.kind === 'external' && (made === undefined || option.path.some((name) => name.startsWith('#'))) && option.module !== 'global'
    );
  });
}

/** The one instance of a client that sends the request of a call. */
export function instanceBehind({ sink, env }: Pick<ApiCall, 'sink' | 'env'>, interpreter: Interpreter): Client | undefined {
  const callee = ts.isPropertyAccessExpression(sink.expression) ? sink.expression.expression : sink.expression;
  const values = alternatives(interpreter.valueOf(callee, env));
  const [only] = values;
  return values.length === 1 && only?.kind === 'client' ? only : undefined;
}

type Client = Extract<AbstractValue, { kind: 'client' }>;

/** The functions that a value is or holds; where that is not known, the expression that gives it. */
function functionsOf(value: AbstractValue, at: ts.Expression, interpreter: Interpreter): ts.Node[] {
  const within = (node: ts.Expression, { env }: Pick<Ref, 'env'>): ts.Node[] =>
    functionsOf(interpreter.valueOf(node, env), node, interpreter);
  return alternatives(value).flatMap((option): ts.Node[] => {
    switch (option.kind) {
      case 'function':
        return [option.node];
      case 'array':
        return option.node.elements.flatMap((element) => within(ts.isSpreadElement(element) ? element.expression : element, option));
      case 'object':
        return option.node.properties.flatMap((property) => {
          if (ts.isMethodDeclaration(property)) return [property];
          const given = initializerOf(property, option.env);
          return given ? within(given.node, given) : [];
        });
      case 'constant':
        return [];
      default:
        return isBuiltIn(at) ? [] : [at];
    }
  });
}

/** What the client does by itself: `axios.defaults.transformResponse`. */
function isBuiltIn(node: ts.Expression): boolean {
  return /\bdefaults\.transform(?:Request|Response)!?$/.test(node.getText());
}

function isUnseen({ node }: Hook): boolean {
  return !ts.isFunctionLike(node);
}

/** Something in the function is a member with one of these names. */
function mentions({ node: hook }: Hook, parts: ReadonlySet<string>): boolean {
  return someBelow(hook, (node) => {
    if (ts.isPropertyAccessExpression(node)) return parts.has(node.name.text);
    return ts.isBindingElement(node) && parts.has((node.propertyName ?? node.name).getText());
  });
}

/** The function writes to one of these members, takes one away, or makes an object with it. */
function changes({ node: hook }: Hook, parts: ReadonlySet<string>): boolean {
  const isPart = (node: ts.Node): boolean => {
    let at = node;
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      if (ts.isPropertyAccessExpression(at) && parts.has(at.name.text)) return true;
      at = unwrap(at.expression);
    }
    return ts.isIdentifier(at) && parts.has(at.text);
  };
  return someBelow(hook, (node) => {
    if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) && isPart(unwrap(node.left));
    if (ts.isDeleteExpression(node)) return isPart(unwrap(node.expression));
    if (ts.isCallExpression(node))
      return node.expression.getText() === 'Object.assign' && node.arguments.some((given) => isPart(unwrap(given)));
    return (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && parts.has(node.name.getText());
  });
}

/** The function does more with the body than to read or write its JSON. */
function rewrites({ node: hook }: Hook): boolean {
  return someBelow(hook, (node) => {
    if (ts.isCallExpression(node)) return !isJson(node.expression);
    if (ts.isPropertyAccessExpression(node)) return !isJson(node);
    return ts.isObjectLiteralExpression(node) || ts.isObjectBindingPattern(node) || ts.isElementAccessExpression(node);
  });
}

function isJson(node: ts.Node): boolean {
  return /^JSON\.(?:parse|stringify)$/.test(node.getText());
}

function someBelow(root: ts.Node, holds: (node: ts.Node) => boolean): boolean {
  let found = false;
  walk(root, (node) => {
    found ||= holds(node);
    return !found;
  });
  return found;
}
