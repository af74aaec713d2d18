import { ts } from '../../project/syntax.js';
import { parsedData, readData } from './data.js';
import type { Interpreter } from '../interpreter.js';
import { moduleValue } from './imports.js';
import { concat, constantText, type Environment, mapValue, textOf, textValue, join, unknown, type AbstractValue } from '../value.js';

type Call = (call: ts.CallExpression, env: Environment, interpreter: Interpreter) => AbstractValue | undefined;

const first: Call = (call, env, interpreter) => {
  const [value] = call.arguments;
  return value && interpreter.valueOf(value, env);
};

/** The value that a function given as the first argument returns. */
const made: Call = (call, env, interpreter) => {
  const value = first(call, env, interpreter);
  return value?.kind === 'function' ? interpreter.returned(value.node, value.env) : value;
};

/** A value that is asked for by its class or token: `inject(HttpClient)`. */
const injected: Call = (call, env, interpreter) => {
  const token = first(call, env, interpreter);
  return token && interpreter.instanceOf(token);
};

/** Calls of packages and globals that build text or pass a value on, by module and member. */
const CALLS = new Map<string, Call>([
  ...['String', 'encodeURI', 'decodeURI', 'Object.create', 'Object.freeze', 'Object.seal', 'structuredClone', 'Promise.resolve'].map(
    (name): [string, Call] => [`global.${name}`, first],
  ),
  ...['encodeURIComponent', 'escape'].map((name): [string, Call] => [`global.${name}`, encoded]),
  ...['ref', 'shallowRef', 'readonly', 'reactive', 'toRef', 'unref', 'toValue', 'markRaw'].map((name): [string, Call] => [
    `vue.${name}`,
    first,
  ]),
  ...['ref', 'shallowRef', 'readonly', 'reactive', 'unref', 'toValue'].map((name): [string, Call] => [`global.${name}`, first]),
  ...['vue.computed', 'global.computed', '@angular/core.computed'].map((name): [string, Call] => [name, made]),
  ...['memo', 'useCallback', 'useRef', 'forwardRef', 'cache'].map((name): [string, Call] => [`react.${name}`, first]),
  ['react.useMemo', made],
  ['react.useState', stateOf],
  ['react.useContext', contextOf],
  ['react.createContext', first],
  ['@angular/core.inject', injected],
  ['@angular/core.signal', first],
  ['tsyringe.container.resolve', injected],
  ['typedi.Container.get', injected],
  ['global.require', required],
  ['global.import', required],
  ['global.JSON.parse', parsedData],
  ...['readJson', 'readJSON', 'readJsonSync', 'readJSONSync'].map((name): [string, Call] => [`fs-extra.${name}`, readData]),
  ['global.Object.assign', assignedObject],
  ['path.join', joinPath],
  ['path.posix.join', joinPath],
  ['url-join', joinPath],
  ['urljoin', joinPath],
  ['proper-url-join', joinPath],
  ['url.format', first],
  ['url.resolve', joinPath],
]);

/** The value of a call of a package or a global; undefined when nothing is known of it. */
export function externalCall(
  module: string,
  path: string[],
  call: ts.CallExpression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const known = CALLS.get([module, ...path].join('.')) ?? CALLS.get([module.replace(/^@vue\/.*/, 'vue'), ...path].join('.'));
  if (known) return known(call, env, interpreter);
  // Decorators of clients: `retry(fetch)`, `axiosRetry(axios.create())`.
  if (module === 'global' || path.length > 1) return undefined;
  const value = first(call, env, interpreter);
  return value && interpreter.isClient(value) ? value : undefined;
}

function encoded(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const value = first(call, env, interpreter);
  return (
    value &&
    mapValue(value, (option) => {
      const text = constantText(option);
      if (text !== undefined) return textValue(encodeURIComponent(text));
      return { kind: 'text', parts: [{ placeholder: { node: call, env }, encoded: true }] };
    })
  );
}

/** `require('./file')` and `import('./file')`. */
function required(call: ts.CallExpression, _env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [specifier] = call.arguments;
  if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
  return moduleValue(specifier.text, '*', call.getSourceFile().fileName, interpreter);
}

/** `const [value] = useState(initial)`. */
function stateOf(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const value = made(call, env, interpreter);
  return value && { kind: 'record', members: new Map([['0', value]]) };
}

/** What a context holds: its default value, or what its type says. */
function contextOf(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const value = first(call, env, interpreter);
  if (value && value.kind !== 'unknown' && value.kind !== 'constant') return value;
  const [context] = call.arguments;
  const declared = context && interpreter.initializer(context, env);
  const [type] = declared && ts.isCallExpression(declared) ? (declared.typeArguments ?? []) : [];
  return type && interpreter.typed(type);
}

function assignedObject(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const values = call.arguments.map((argument) => interpreter.valueOf(argument, env));
  const [target, ...rest] = values;
  if (!target || rest.length === 0 || target.kind === 'function' || target.kind === 'client') return target;
  return join(values.toReversed());
}

/** Joins path pieces; a `/` too many does not matter to what is read from the path. */
function joinPath(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue {
  const pieces = call.arguments.map((argument) => textOf(interpreter.valueOf(argument, env), argument, env));
  const slash = textValue('/');
  return concat(
    pieces.flatMap((piece, index) => (index === 0 ? [piece] : [slash, piece])),
    unknown(call, env),
  );
}
