import { ts } from '../../project/syntax.js';
import { EMPTY } from '../value.js';
import type { TrackedValue } from './facts.js';
import { bodyPath, elementPath, insideContainer, pointOf } from './access-path.js';
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
  const follow = (change: Partial<TrackedValue>): boolean => {
    tracer.follow({ ...flow, node: call, ...change });
    return true;
  };
  const note = (as: 'text' | 'number' | 'test' | 'type' | 'keys'): boolean => {
    used(as, flow, `${name}()`, tracer);
    return true;
  };
  switch (name) {
    case 'JSON.parse':
      return parse(flow, call, tracer);
    case 'JSON.stringify':
      return leave(flow, 'serialised', tracer);
    case 'Promise.all':
    case 'Promise.race':
    case 'Promise.any':
      return follow({ promise: true, ...(name === 'Promise.all' ? {} : { accessPath: elementPath(flow.accessPath) ?? flow.accessPath }) });
    case 'Promise.allSettled':
      return settle(flow, call, tracer);
    case 'Promise.resolve':
    case 'rxjs.firstValueFrom':
    case 'rxjs.lastValueFrom':
      return follow({ promise: true, observable: false });
    case 'rxjs.from':
      return follow({ promise: true, observable: true });
    case 'Object.freeze':
    case 'Object.seal':
    case 'structuredClone':
    case 'Array.from':
    case 'react.use':
    case 'vue.unref':
    case 'vue.toRaw':
    case 'vue.markRaw':
    case 'vue.reactive':
      return follow({});
    case 'vue.ref':
    case 'vue.shallowRef':
      return follow({ accessPath: insideContainer('value', flow.accessPath) });
    case 'Object.assign':
      return assign(flow, index, call, tracer);
    case 'Buffer.concat':
      return follow({ accessPath: elementPath(flow.accessPath) ?? flow.accessPath });
    case 'Object.values':
      return flow.accessPath.kind === 'body' ? note('keys') : leave(flow, 'listed', tracer);
    case 'Object.keys':
    case 'Object.entries':
      return flow.accessPath.kind === 'status' ? true : note('keys');
    case 'Object.hasOwn':
    case 'Reflect.has':
      return hasKey(flow, index, call, tracer);
    case 'Array.isArray':
      return note('type');
    case 'String':
    case 'encodeURIComponent':
    case 'encodeURI':
    case 'alert':
      return note('text');
    case 'Number':
    case 'parseInt':
    case 'parseFloat':
    case 'Number.parseInt':
    case 'Number.parseFloat':
    case 'Number.isInteger':
    case 'Number.isFinite':
    case 'isNaN':
    case 'Math.max':
    case 'Math.min':
    case 'Math.round':
      return note('number');
    case 'Boolean':
      return note('test');
    default:
      return name.startsWith('console.') ? print(flow, name, tracer) : false;
  }
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
  const { inner } = flow.accessPath;
  tracer.follow({ ...flow, node: call, accessPath: { kind: 'holder', under: [index, 'value', ...rest], inner }, promise: true });
  if (rest.length === 0 && canReject(flow, tracer))
    tracer.follow({
      ...flow,
      node: call,
      accessPath: { kind: 'holder', under: [index, 'reason'], inner: { kind: 'failure' } },
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
