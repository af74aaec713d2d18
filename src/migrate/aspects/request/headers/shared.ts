import { reachOf, usesOf } from '../../../../http/response/index.js';
import type { Listing } from '../../../../dataflow/limits.js';
import type { ApiCall } from '../../../../http/call.js';
import { propertyRef } from '../../../../http/clients/client.js';
import { instanceBehind } from '../../../../http/calls/hooks.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { requestOf } from '../../../../http/calls/explore-wrappers.js';
import { alternatives, EMPTY, type Ref, type AbstractValue } from '../../../../dataflow/value.js';
import { type CallNode, nodesOf } from '../../../../project/nodes.js';
import { ts } from '../../../../project/syntax.js';
import type { PlanContext } from '../../../plan/result.js';
import type { InsertionPoint } from '../slots.js';

/** Headers that several calls send: those of an instance of a client, or of a wrapper. */
export interface SharedHeaders {
  slot: InsertionPoint;
  /** What they are for: the making of the instance, the request of the wrapper. */
  at: ts.Node;
  /** The calls that send them, as far as they are v1 calls that a rule names. */
  calls: ApiCall[];
  /** A call sends them that is none of these. */
  others: boolean;
}

type Client = Extract<AbstractValue, { kind: 'client' }>;

/** The headers that the instance of a call's client sends with each call; undefined for calls without an instance. */
export function instanceHeaders(call: ApiCall, context: PlanContext): SharedHeaders | undefined {
  const { interpreter } = context;
  const instance = instanceBehind(call, interpreter);
  if (!instance?.made || !isCall(instance.made)) return undefined;
  const slot = headersSlot(instance, instance.made, interpreter);
  const sinks = sinksOf(instance.made, interpreter);
  const { calls, others } = usersOf(sinks.items, context);
  return { slot, at: instance.made, calls, others: others || sinks.incomplete !== undefined };
}

/** The headers that a wrapper writes itself, for all of its calls. */
export function wrapperHeaders(call: ApiCall, context: PlanContext): SharedHeaders | undefined {
  const { headers } = call.request;
  if (!headers || headers.env.frames.length === 0) return undefined;
  return { slot: { kind: 'filled', ref: { node: headers.node, env: EMPTY } }, at: call.sink, ...usersOf([call.sink], context) };
}

function isCall(node: ts.Node): node is CallNode {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function headersSlot({ config }: Client, made: CallNode, interpreter: Interpreter): InsertionPoint {
  if (!config) return { kind: 'property', owner: { kind: 'argument', call: made, index: 0 }, name: 'headers' };
  const found: Ref | undefined = propertyRef(config, 'headers', interpreter);
  return found ? { kind: 'filled', ref: found } : { kind: 'property', owner: { kind: 'filled', ref: config }, name: 'headers' };
}

/** Requests of an instance, in its own file and in those that can reach it. */
function sinksOf(made: CallNode, interpreter: Interpreter): Listing<CallNode> {
  const home = made.getSourceFile();
  const { items, incomplete } = reachOf(home.fileName, interpreter);
  const found = [home, ...items].flatMap((tree) =>
    nodesOf(tree).calls.filter((call) => call !== made && isRequestOf(call, made, interpreter)),
  );
  return incomplete ? { items: found, incomplete } : { items: found };
}

/** The calls that send requests by the same instance as a call, or by the package itself where it has none. */
export function sharersOf(call: ApiCall, context: PlanContext): Pick<SharedHeaders, 'calls' | 'others'> {
  const { interpreter } = context;
  const made = instanceBehind(call, interpreter)?.made;
  if (made && !isCall(made)) return { calls: [], others: true };
  const sinks: Listing<CallNode> = made ? sinksOf(made, interpreter) : { items: plainRequests(call.request.client, interpreter) };
  const { calls, others } = usersOf(sinks.items, context);
  return { calls, others: others || sinks.incomplete !== undefined };
}

/** Requests of a client without an instance. */
function plainRequests(client: string, interpreter: Interpreter): CallNode[] {
  return interpreter.project.parsed().flatMap(({ tree }) =>
    nodesOf(tree).calls.filter((other) => {
      const callee = interpreter.valueOf(other.expression, EMPTY);
      const isPlain = alternatives(callee).some((value) => value.kind !== 'client' || value.made === undefined);
      return isPlain && requestOf(callee, other, EMPTY, interpreter)?.client === client;
    }),
  );
}

function isRequestOf(call: CallNode, made: CallNode, interpreter: Interpreter): boolean {
  const callee = interpreter.valueOf(call.expression, EMPTY);
  const isOwn = alternatives(callee).some((value) => value.kind === 'client' && value.made === made);
  return isOwn && requestOf(callee, call, EMPTY, interpreter) !== undefined;
}

/** The v1 calls behind some requests, and whether there are other calls behind them. */
export function usersOf(sinks: readonly CallNode[], { sites, interpreter }: PlanContext): Pick<SharedHeaders, 'calls' | 'others'> {
  const calls: ApiCall[] = [];
  let others = false;
  for (const sink of sinks) {
    const own = sites.filter(({ call }) => call.sink === sink).map(({ call }) => call);
    calls.push(...own);
    others ||= own.length === 0 || hasOtherCallers(own, interpreter);
  }
  return { calls: [...new Set(calls)], others };
}

/** True when a wrapper between these calls and their request is also called otherwise. */
function hasOtherCallers(calls: ApiCall[], interpreter: Interpreter): boolean {
  const entered = new Set<ts.Node>(calls.flatMap(({ env }) => env.frames.map((frame) => frame.call)));
  const wrappers = new Set(calls.flatMap(({ env }) => env.frames.map((frame) => frame.callee)));
  return [...wrappers].some((wrapper) => {
    const { items, incomplete, unresolved } = usesOf(wrapper, interpreter);
    return incomplete !== undefined || unresolved.length > 0 || items.some(({ call }) => !call || !entered.has(call));
  });
}
