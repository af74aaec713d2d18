import { ts } from '../../project/syntax.js';
import { EMPTY } from '../value.js';
import type { Effect } from '../models/functions.js';
import type { TrackedValue } from './facts.js';
import { bodyPath, elementOf, insideContainer, pointOf } from './access-path.js';
import { followMade, followRefs } from './made.js';
import { noteKey } from './reads.js';
import { canReject } from './rejections.js';
import type { Tracer } from './worklist.js';
import { escaped, used } from './sinks.js';

type Call = ts.CallExpression | ts.NewExpression;

/**
 * Follows a value into a function of the language or the platform, called by `call` or handed to it as a callback.
 * False when the function is none of those that are known.
 */
export function passToGlobal(flow: TrackedValue, callee: ts.Expression, index: number, call: Call, tracer: Tracer): boolean {
  const value = tracer.interpreter.valueOf(callee, EMPTY);
  if (value.kind !== 'external') return false;
  const name = value.module === 'global' ? value.path.join('.') : [value.module, ...value.path].join('.');
  const effect = tracer.interpreter.models.effectOf(value.module, value.path);
  if (effect) return pass(effect, flow, name, index, call, tracer);
  switch (name) {
    case 'JSON.parse':
      return parse(flow, call, tracer);
    case 'JSON.stringify':
      return leave(flow, 'serialised', tracer);
    case 'Buffer.concat':
      tracer.follow({ ...(elementOf(flow) ?? flow), node: call });
      return true;
    case 'Object.values':
      return flow.accessPath.kind === 'body' ? note('keys', flow, name, tracer) : leave(flow, 'listed', tracer);
    case 'Object.keys':
    case 'Object.entries':
      return flow.accessPath.kind === 'status' ? true : note('keys', flow, name, tracer);
    case 'Object.hasOwn':
    case 'Reflect.has':
      return hasKey(flow, index, call, tracer);
    default:
      return name.startsWith('console.') ? print(flow, name, tracer) : false;
  }
}

/** Follows a value into a function with a known effect. */
function pass(effect: Effect, flow: TrackedValue, name: string, index: number, call: Call, tracer: Tracer): boolean {
  if ('sees' in effect) return note(effect.sees, flow, name, tracer);
  const { accessPath: place } = flow;
  const follow = (change: Partial<TrackedValue>): boolean => {
    tracer.follow({ ...flow, node: call, ...change });
    return true;
  };
  switch (effect.gives) {
    case 'argument':
      // The text of a value is no longer the value.
      if (TEXTS.has(name)) return note('text', flow, name, tracer);
      return follow({
        ...(effect.promise ? { promise: true } : {}),
        ...(effect.observable === undefined ? {} : { observable: effect.observable }),
        ...(effect.under === undefined ? {} : { accessPath: insideContainer(effect.under, place) }),
      });
    case 'all':
      return follow({ promise: true });
    case 'first':
      return follow({ ...elementOf(flow), node: call, promise: true });
    case 'settled':
      return settle(flow, call, tracer);
    case 'merged':
      return assign(flow, index, call, tracer);
    case 'made':
      return followMade(flow, effect, call, tracer);
    case 'references':
      return followRefs(call, flow, tracer);
    case 'encoded':
    case 'formatted':
    case 'path':
      return note('text', flow, name, tracer);
    default:
      return false;
  }
}

const TEXTS = new Set(['String', 'encodeURI', 'decodeURI']);

function note(as: 'text' | 'number' | 'test' | 'type' | 'keys', flow: TrackedValue, name: string, tracer: Tracer): boolean {
  used(as, flow, `${name}()`, tracer);
  return true;
}

/** `Object.assign(target, value)`: the names of the value are read of the target, which is followed when it is made here. */
function assign(flow: TrackedValue, index: number, call: Call, tracer: Tracer): boolean {
  const target = call.arguments?.[0];
  const isFresh = index === 0 || (target !== undefined && ts.isObjectLiteralExpression(target));
  const isLast = ts.isExpressionStatement(call.parent);
  if (!isFresh) escaped(flow, `copied into ${target?.getText() ?? 'an object'}`, tracer, isLast ? {} : { continues: true });
  if (!isLast) tracer.follow({ ...flow, node: call });
  return true;
}

function parse(flow: TrackedValue, call: Call, tracer: Tracer): boolean {
  if (flow.accessPath.kind === 'body') return leave(flow, 'parsed again', tracer);
  if (flow.accessPath.kind !== 'text' || !ts.isCallExpression(call)) return true;
  const { failed } = flow.accessPath;
  const promise = call.arguments[0] !== flow.node;
  tracer.source({ node: call, promise, observable: false, via: 'client', failed, ...pointOf(flow) });
  tracer.follow({ ...flow, node: call, accessPath: bodyPath([], failed), promise, origin: call });
  return true;
}

/** `Promise.allSettled([…])` gives `{ status, value }` for each value, and `{ status, reason }` for each that is rejected. */
function settle(flow: TrackedValue, call: Call, tracer: Tracer): boolean {
  if (flow.accessPath.kind !== 'holder') return leave(flow, 'settled', tracer);
  const [index = '*', ...rest] = flow.accessPath.under;
  tracer.follow({ ...flow, node: call, accessPath: { ...flow.accessPath, under: [index, 'value', ...rest] }, promise: true });
  if (rest.length === 0 && canReject(flow, tracer))
    tracer.follow({
      ...flow,
      node: call,
      accessPath: { ...flow.accessPath, under: [index, 'reason'], inner: { kind: 'failure' } },
      promise: true,
      others: [],
    });
  return true;
}

function hasKey(flow: TrackedValue, index: number, call: Call, tracer: Tracer): boolean {
  const key = call.arguments?.[1];
  if (index === 0 && key) noteKey(flow, key, tracer);
  else used('text', flow, 'a property name', tracer);
  return true;
}

function print(flow: TrackedValue, name: string, tracer: Tracer): boolean {
  return leave(flow, `printed by ${name}()`, tracer);
}

function leave(flow: TrackedValue, by: string, tracer: Tracer): boolean {
  escaped(flow, by, tracer);
  return true;
}
