import type { Arguments } from '../value.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../interpreter.js';
import { LIMITS } from '../limits.js';
import { type AbstractValue, type Binding, type CallFrame, type Environment, join, unknown } from '../value.js';

/** What a call calls, and with what: `f.call(self, a)` and `f.apply(self, [a])` are calls of `f`. */
export interface Invocation {
  callee: ts.Expression;
  args: Arguments;
}

/** Reads a call; spread arguments are taken apart where their elements are known. */
export function invocationOf(
  call: Exclude<CallFrame['call'], ts.TaggedTemplateExpression>,
  env: Environment,
  interpreter: Interpreter,
): Invocation {
  const given = call.arguments ?? [];
  const via = ts.isCallExpression(call) ? indirect(call, env, interpreter) : undefined;
  if (!via) return { callee: call.expression, args: argumentsIn(given, env, interpreter) };
  if (via.name === 'call') return { callee: via.target, args: argumentsIn(given.slice(1), env, interpreter) };
  const list = given[via.name === 'apply' ? 1 : 2];
  return { callee: via.target, args: list ? spread(list, env, interpreter) : { items: [], open: false } };
}

/** The callee of a call through `f.call(…)`, `f.apply(…)` or `Reflect.apply(f, …)`. */
function indirect(
  call: ts.CallExpression,
  env: Environment,
  interpreter: Interpreter,
): { target: ts.Expression; name: 'call' | 'apply' | 'Reflect.apply' } | undefined {
  const access = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(access)) return undefined;
  const name = access.name.text;
  if (name !== 'call' && name !== 'apply') return undefined;
  const [target] = call.arguments;
  if (name === 'apply' && target && isReflect(access.expression)) return { target, name: 'Reflect.apply' };
  const { kind } = interpreter.valueOf(access.expression, env);
  return kind === 'function' || kind === 'external' || kind === 'client' ? { target: access.expression, name } : undefined;
}

function isReflect(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'Reflect' && declarationOf(node) === undefined;
}

/**
 * Arguments from an argument list.
 * @param seen lists that are being read: `list = [...list, more]` leads back to itself, and may be any number of elements
 */
export function argumentsIn(
  nodes: readonly ts.Expression[],
  env: Environment,
  interpreter: Interpreter,
  seen: ReadonlySet<ts.Node> = new Set(),
): Arguments {
  const items: Binding[] = [];
  for (const node of nodes) {
    if (!ts.isSpreadElement(node)) {
      items.push({ node, env });
      continue;
    }
    const more = spread(node.expression, env, interpreter, seen);
    items.push(...more.items);
    if (more.open) return { items, open: true };
  }
  return { items, open: false };
}

function spread(node: ts.Expression, env: Environment, interpreter: Interpreter, seen: ReadonlySet<ts.Node> = new Set()): Arguments {
  return elementsOf(interpreter.valueOf(node, env), interpreter, seen) ?? { items: [], open: true };
}

/** The elements of a list; undefined for what is no list. */
export function elementsOf(value: AbstractValue, interpreter: Interpreter, seen: ReadonlySet<ts.Node> = new Set()): Arguments | undefined {
  if (value.kind === 'list') return { items: value.items, open: false };
  if (value.kind === 'map') {
    const items = value.entries.map(({ key, value: held }) => ({ value: { kind: 'list' as const, items: [{ value: key }, held] } }));
    return { items, open: value.open };
  }
  if (value.kind !== 'array') return undefined;
  if (seen.has(value.node)) return { items: [], open: true };
  return argumentsIn(value.node.elements, value.env, interpreter, new Set([...seen, value.node]));
}

/** Any element of a list; undefined where none is known, or there are too many. */
export function eachOf(list: AbstractValue, interpreter: Interpreter): AbstractValue | undefined {
  const elements = elementsOf(list, interpreter);
  if (!elements || elements.items.length === 0 || elements.items.length > LIMITS.elements.bound) return undefined;
  const known = elements.items.map((item) => interpreter.resolve(item));
  if (!elements.open) return join(known);
  return list.kind === 'array' ? join([...known, unknown(list.node, list.env)]) : undefined;
}

/** Arguments of a function, those that `bind` fixed first. */
export function withBound(callee: Extract<AbstractValue, { kind: 'function' }>, args: Arguments): Arguments {
  return callee.bound ? { ...args, items: [...callee.bound, ...args.items] } : args;
}
