import type { ts } from '../../project/syntax.js';
import type { ResponseShape } from './source-model.js';
import type { Interpreter } from '../interpreter.js';
import type {
  ResponseTrace,
  TrackedValue,
  Escape,
  AccessPath,
  Source,
  ProgramPoint,
  StatusTest,
  StatusUse,
  Read,
  TypeUse,
  Sink,
  ValueKind,
} from './facts.js';
import { type Cause, LIMITS } from '../limits.js';
import { pathKey } from './access-path.js';

type Unjudged<T> = Omit<T, 'outcome'> & { failed: boolean };

/** What an interceptor gives goes to the next one, or is what the call gives. */
export interface Passed {
  sink: TrackedValue['node'];
  next?: ts.CallExpression;
}

/** What the tracing of one call has found so far, and what is still to follow. */
export interface Tracer {
  readonly interpreter: Interpreter;
  readonly shape: ResponseShape;
  /** Puts an expression on the list of those to look at, once for each place. */
  follow(flow: TrackedValue): void;
  next(): TrackedValue | undefined;
  /** Notes that a bound was reached: the value may be used elsewhere, too. */
  reach(cause: Cause): void;
  /** Notes that an interceptor stands between the client and what a call gives. */
  intercept(interceptor: ts.CallExpression, passed: Passed): void;
  /** The call whose answer passes the interceptor, and where it goes from there. */
  intercepted(interceptor: ts.Node): Passed | undefined;
  /** Marks a node that is no expression, such as a binding, as standing for a place. */
  visit(node: ts.Node, place: AccessPath): void;
  source(source: Unjudged<Source>): void;
  read(step: Unjudged<Read>): void;
  sink(use: Unjudged<Omit<Sink, 'kind'>>): void;
  escape(loss: Unjudged<Escape>): void;
  statusTest(test: StatusTest): void;
  statusUse(use: Unjudged<StatusUse>): void;
  okTest(node: ts.Expression): void;
  type(type: TypeUse): void;
  /** What was found; outcomes are judged by `judge`. */
  finish(judge: (node: ts.Node, failed: boolean) => ResponseTrace['reads'][number]['outcome']): ResponseTrace;
  readonly tests: { status: readonly StatusTest[]; ok: readonly ts.Expression[] };
}

/** Starts with nothing found. */
export function createTracer(interpreter: Interpreter, shape: ResponseShape): Tracer {
  const queue: TrackedValue[] = [];
  const seen = new Map<ts.Node, Set<string>>();
  const visited = new Map<ts.Node, AccessPath[]>();
  const promised = new Map<ts.Node, Set<ts.Node>>();
  const sources: Unjudged<Source>[] = [];
  const steps: Unjudged<Read>[] = [];
  const uses: Unjudged<Omit<Sink, 'kind'>>[] = [];
  const kinds = new Map<ts.Node, ValueKind>();
  const losses: Unjudged<Escape>[] = [];
  const statusTests: StatusTest[] = [];
  const statusUses: Unjudged<StatusUse>[] = [];
  const okTests: ts.Expression[] = [];
  const types: TypeUse[] = [];
  const interceptors = new Map<ts.Node, Passed>();
  let flows = 0;
  let incomplete: Cause | undefined;

  const visit = (node: ts.Node, place: AccessPath): void => {
    const places = visited.get(node);
    if (!places) visited.set(node, [place]);
    else if (!places.some((other) => pathKey(other) === pathKey(place))) places.push(place);
  };

  return {
    interpreter,
    shape,
    visit,
    follow(given) {
      const flow = { ...given, others: [...new Set(given.others)] };
      const key = `${pathKey(flow.accessPath)} ${flow.promise ? 'promise' : ''} ${frameKey(flow)}`;
      const keys = seen.get(flow.node) ?? new Set<string>();
      seen.set(flow.node, keys);
      if (keys.has(key)) return;
      keys.add(key);
      const limit = flows >= LIMITS.flows.bound ? 'flows' : flow.frames.length > LIMITS.frames.bound ? 'frames' : undefined;
      if (limit) {
        incomplete ??= { limit, node: flow.node };
        return;
      }
      flows += 1;
      visit(flow.node, flow.accessPath);
      noteKind(kinds, flow);
      if (flow.promise && flow.observable !== true) {
        const origins = promised.get(flow.node) ?? new Set<ts.Node>();
        promised.set(flow.node, flow.origin ? origins.add(flow.origin) : origins);
      }
      queue.push(flow);
    },
    next: () => queue.shift(),
    reach: (cause) => void (incomplete ??= cause),
    intercept: (interceptor, passed) => void interceptors.set(interceptor, passed),
    intercepted: (interceptor) => interceptors.get(interceptor),
    source(source) {
      // Code that every call of an instance passes is no place to take an answer in hand.
      if (!source.frames.some(({ call }) => interceptors.has(call))) sources.push(source);
    },
    read: (step) => void steps.push(step),
    sink: (use) => void uses.push(use),
    escape: (loss) => void losses.push(loss),
    statusTest: (test) => void statusTests.push(test),
    statusUse: (use) => void statusUses.push(use),
    okTest: (node) => void okTests.push(node),
    type(type) {
      const key = `${pathKey(type.accessPath)} ${type.frames.length}`;
      const isKnown = types.some(
        (other) => other.type === type.type && other.node === type.node && `${pathKey(other.accessPath)} ${other.frames.length}` === key,
      );
      if (!isKnown) types.push(type);
    },
    tests: { status: statusTests, ok: okTests },
    finish(judge) {
      // What stands under no test may come from where one was passed: a wrapper that throws for failed answers.
      const outcomeAt = (node: ts.Node, failed: boolean, { passed = [], origin }: ProgramPoint): Read['outcome'] => {
        const places = [node, ...passed.toReversed(), ...(origin ? [origin] : [])];
        const told = places.map((place) => judge(place, failed)).find((outcome) => outcome !== 'open');
        // A client that rejects on errors gives successful responses only.
        return told ?? (shape.throws ? 'success' : 'open');
      };
      const judged = <T extends ProgramPoint & { node: ts.Node; failed: boolean }>(
        fact: T,
      ): Omit<T, 'failed'> & { outcome: Read['outcome'] } => {
        const { failed, ...rest } = fact;
        return { ...rest, outcome: outcomeAt(fact.node, failed, fact) };
      };
      return {
        sources: sources.map(judged),
        reads: steps.map(judged),
        sinks: uses.map((use) => ({ ...judged(use), kind: kinds.get(use.node) ?? 'value' })),
        escapes: losses.map(judged),
        statusTests,
        statusUses: statusUses.map(judged),
        okTests,
        types,
        visited,
        promised,
        ...(incomplete ? { incomplete } : {}),
      };
    },
  };
}

/** An expression is one kind of value; where it was met as two, nothing holds of both. */
function noteKind(kinds: Map<ts.Node, ValueKind>, { node, promise, observable = false }: TrackedValue): void {
  const kind = !promise ? 'value' : observable ? 'observable' : 'promise';
  const known = kinds.get(node) ?? kind;
  kinds.set(node, known === kind ? kind : 'mixed');
}

function frameKey({ frames, others, origin, passed }: ProgramPoint): string {
  return `${frames.map(({ call }) => `${call.getSourceFile().fileName}:${call.pos}`).join('>')} ${others.length} ${origin?.pos ?? ''} ${passed?.at(-1)?.pos ?? ''}`;
}
