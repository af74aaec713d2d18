import { referencesTo } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { wrapperOf } from '../../project/unwrap.js';
import type { Effect } from '../models/functions.js';
import { parsedData, readData } from './data.js';
import { isRef } from './environment.js';
import type { Interpreter } from '../interpreter.js';
import { moduleValue } from './imports.js';
import { listOf, tableOf } from './tables.js';
import {
  type Arguments,
  type Binding,
  concat,
  constantText,
  type Environment,
  mapValue,
  textOf,
  textValue,
  join,
  unknown,
  type AbstractValue,
  isNothing,
} from '../value.js';

type External = Extract<AbstractValue, { kind: 'external' }>;
type Call = (call: ts.CallExpression, env: Environment, interpreter: Interpreter) => AbstractValue | undefined;

/** Calls that are read by more than their arguments' values: a file of the project, a declared type. */
const SPECIAL = new Map<string, Call>([
  ['react.useState', stateOf],
  ['react.useContext', contextOf],
  ['global.require', required],
  ['global.import', required],
  ['global.JSON.parse', parsedData],
  ...(['keys', 'values', 'entries'] as const).map((of): [string, Call] => [`global.Object.${of}`, listed(of)]),
  ...['readJson', 'readJSON', 'readJsonSync', 'readJSONSync'].map((name): [string, Call] => [`fs-extra.${name}`, readData]),
]);

/** `Object.values(table)` and its like. */
function listed(of: 'keys' | 'values' | 'entries'): Call {
  return ({ arguments: [given] }, env, interpreter) => {
    const table = given && tableOf(interpreter.valueOf(given, env), interpreter);
    return table && listOf(table, of);
  };
}

/** The value of a call of a package or a global; undefined when nothing is known of it. */
export function externalCall(
  callee: External,
  args: Arguments,
  call: ts.CallExpression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const { module, path } = callee;
  const special = SPECIAL.get([module, ...path].join('.'));
  if (special) return special(call, env, interpreter);
  const known = externalResult(callee, args, call, env, interpreter);
  if (known) return known;
  // Decorators of clients: `retry(fetch)`, `axiosRetry(axios.create())`.
  if (module === 'global' || path.length > 1) return undefined;
  const value = valueAt(args, 0, interpreter);
  if (!value || !interpreter.isClient(value)) return undefined;
  return value.kind === 'client' ? { ...value, through: [...(value.through ?? []), call] } : value;
}

/** What a function of a package or a global gives for these arguments, wherever it is called: `list.map(encodeURIComponent)`. */
export function externalResult(
  { module, path }: External,
  args: Arguments,
  node: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const effect = interpreter.models.effectOf(module, path);
  return effect && resultOf(effect, args, node, env, interpreter);
}

function resultOf(
  effect: Effect,
  args: Arguments,
  node: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  if ('sees' in effect) return undefined;
  const first = valueAt(args, 0, interpreter);
  switch (effect.gives) {
    case 'argument':
      return first;
    case 'result':
      return first?.kind === 'function' ? interpreter.returned(first.node, first.env) : first;
    case 'instance':
      return first && interpreter.instanceOf(first);
    case 'encoded':
      return first && encoded(first, args.items[0], node, env);
    case 'merged':
      return merged(effect.wins, args, node, env, interpreter);
    case 'path':
      return joinPath(args, node, env, interpreter);
    case 'formatted':
      return first && formatted(first, args, node, env, interpreter);
    case 'member':
      return memberAt(args, interpreter);
    case 'made':
      return effect.called ? definedBy(args, interpreter) : undefined;
    default:
      return undefined;
  }
}

/** A function that gives a store stands for it: the options, or the function that sets it up. */
function definedBy(args: Arguments, interpreter: Interpreter): AbstractValue | undefined {
  const definition = args.items.map((item) => interpreter.resolve(item)).find(({ kind }) => kind === 'object' || kind === 'function');
  return definition?.kind === 'object' ? { kind: 'component', node: definition.node, env: definition.env } : definition;
}

function valueAt(args: Arguments, index: number, interpreter: Interpreter): AbstractValue | undefined {
  const item = args.items[index];
  return item && interpreter.resolve(item);
}

function encoded(value: AbstractValue, given: Binding | undefined, node: ts.Expression, env: Environment): AbstractValue {
  return mapValue(value, (option) => {
    const text = constantText(option);
    if (text !== undefined) return textValue(encodeURIComponent(text));
    const isOwn =
      ts.isCallExpression(node) && given !== undefined && isRef(given) && node.arguments.some((argument) => argument === given.node);
    // Passed by its name, the function stands nowhere with its argument: it is written where the text is.
    if (isOwn || !given || !isRef(given)) return { kind: 'text', parts: [{ placeholder: { node, env }, encoded: true }] };
    return { kind: 'text', parts: [{ placeholder: given, encoded: true, code: `encodeURIComponent(${given.node.getText()})` }] };
  });
}

/** An object with the members of all arguments: any of them may give a member, the one that wins first. */
function merged(
  wins: 'first' | 'last',
  args: Arguments,
  node: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue | undefined {
  const values = args.items.map((item) => interpreter.resolve(item));
  const [target, ...rest] = values;
  if (!target || rest.length === 0 || target.kind === 'function' || target.kind === 'client') return target;
  const inOrder = wins === 'last' ? values.toReversed() : values;
  const value = join(args.open ? [...inOrder, unknown(node, env)] : inOrder);
  return value.kind === 'union' ? { ...value, merged: true } : value;
}

/** Joins path pieces; a `/` too many does not matter to what is read from the path. */
function joinPath(args: Arguments, node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  if (args.open) return unknown(node, env);
  const slash = textValue('/');
  const pieces = args.items.map((item) => asText(item, node, env, interpreter));
  return concat(
    pieces.flatMap((piece, index) => (index === 0 ? [piece] : [slash, piece])),
    unknown(node, env),
  );
}

function asText(item: Binding, node: ts.Expression, env: Environment, interpreter: Interpreter): AbstractValue {
  const value = interpreter.resolve(item);
  return isRef(item) ? textOf(value, item.node, item.env) : textOf(value, node, env);
}

/** `format('/orgs/%s/jobs', org)`. */
function formatted(
  template: AbstractValue,
  args: Arguments,
  node: ts.Expression,
  env: Environment,
  interpreter: Interpreter,
): AbstractValue {
  const text = constantText(template);
  if (text === undefined || args.open) return unknown(node, env);
  let next = 1;
  const pieces = text.split(/(%[sdifjoO%])/).map((piece): AbstractValue => {
    if (piece === '%%') return textValue('%');
    if (!/^%[sdifjoO]$/.test(piece)) return textValue(piece);
    const item = args.items[next];
    next += 1;
    return item ? asText(item, node, env, interpreter) : textValue(piece);
  });
  return concat(pieces, unknown(node, env));
}

/** `get(settings, 'api.url', fallback)`. */
function memberAt(args: Arguments, interpreter: Interpreter): AbstractValue | undefined {
  const object = valueAt(args, 0, interpreter);
  const path = constantText(valueAt(args, 1, interpreter) ?? textValue(''));
  const names = path?.split(/[.[\]]+/).filter((name) => name !== '') ?? [];
  const found = names.reduce<AbstractValue | undefined>((at, name) => at && interpreter.member(at, name), object);
  const fallback = valueAt(args, 2, interpreter);
  if (names.length === 0) return undefined;
  if (!found) return fallback;
  return fallback ? join([found, fallback]) : found;
}

/** `require('./file')` and `import('./file')`. */
function required(call: ts.CallExpression, _env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [specifier] = call.arguments;
  if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
  return moduleValue(specifier.text, '*', call.getSourceFile().fileName, interpreter);
}

/** `const [value] = useState(initial)`. */
function stateOf(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [initial] = call.arguments;
  const given = initial && interpreter.valueOf(initial, env);
  const value = given?.kind === 'function' ? interpreter.returned(given.node, given.env) : given;
  const all = value && joinStates(value, setTo(call, env, interpreter));
  return all && { kind: 'record', members: new Map([['0', all]]) };
}

/** A state that is empty until it is set is what it is set to. */
function joinStates(initial: AbstractValue, later: AbstractValue[]): AbstractValue {
  return later.length > 0 && (isNothing(initial) || constantText(initial) === '') ? join(later) : join([initial, ...later]);
}

/** What the code sets a state to: `setPath('/jobs')`. A setter that is handed on may set anything. */
function setTo(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue[] {
  const declaration = wrapperOf(call).parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isArrayBindingPattern(declaration.name)) return [];
  const [, setter] = declaration.name.elements;
  if (!setter || !ts.isBindingElement(setter)) return [];
  return referencesTo(setter).flatMap((reference): AbstractValue[] => {
    const { parent } = reference;
    if (!ts.isCallExpression(parent) || parent.expression !== reference)
      return ts.isArrayLiteralExpression(parent) ? [] : [unknown(reference, env)];
    const [given] = parent.arguments;
    const value = given && interpreter.valueOf(given, env);
    if (!value || isNothing(value)) return [];
    return [value.kind === 'function' ? interpreter.returned(value.node, value.env) : value];
  });
}

/** What a context holds: its default value, or what its type says. */
function contextOf(call: ts.CallExpression, env: Environment, interpreter: Interpreter): AbstractValue | undefined {
  const [context] = call.arguments;
  const value = context && interpreter.valueOf(context, env);
  if (value && value.kind !== 'unknown' && value.kind !== 'constant') return value;
  const declared = context && interpreter.initializer(context, env);
  const [type] = declared && ts.isCallExpression(declared) ? (declared.typeArguments ?? []) : [];
  return type && interpreter.typed(type);
}
