import type { ts } from '../../project/syntax.js';
import type { AnswerShape } from './source-model.js';
import type { Interpreter } from '../interpreter.js';
import type { Answer, Flow, Loss, Place, Source, Spot, StatusTest, StatusUse, Step, TypeUse, Use } from './facts.js';
import { placeKey } from './access-path.js';

/** Most tracked expressions of one call; beyond, the answer counts as not followed. */
const MAX_FLOWS = 4_000;
const MAX_FRAMES = 16;

type Unjudged<T> = Omit<T, 'outcome'> & { failed: boolean };

/** What the tracing of one call has found so far, and what is still to follow. */
export interface Tracer {
  readonly evaluation: Interpreter;
  readonly shape: AnswerShape;
  /** Puts an expression on the list of those to look at, once for each place. */
  follow(flow: Flow): void;
  next(): Flow | undefined;
  /** Notes that an interceptor stands between the client and what a call gives. */
  intercept(interceptor: ts.CallExpression, sink: Flow['node']): void;
  /** The call whose answer passes the interceptor. */
  intercepted(interceptor: ts.Node): Flow['node'] | undefined;
  /** Marks a node that is no expression, such as a binding, as standing for a place. */
  visit(node: ts.Node, place: Place): void;
  source(source: Unjudged<Source>): void;
  step(step: Unjudged<Step>): void;
  use(use: Unjudged<Use>): void;
  loss(loss: Unjudged<Loss>): void;
  statusTest(test: StatusTest): void;
  statusUse(use: StatusUse): void;
  okTest(node: ts.Expression): void;
  type(type: TypeUse): void;
  /** What was found; outcomes are judged by `judge`. */
  finish(judge: (node: ts.Node, failed: boolean) => Answer['steps'][number]['outcome']): Answer;
  readonly tests: { status: readonly StatusTest[]; ok: readonly ts.Expression[] };
}

/** Starts with nothing found. */
export function createTracer(evaluation: Interpreter, shape: AnswerShape): Tracer {
  const queue: Flow[] = [];
  const seen = new Map<ts.Node, Set<string>>();
  const visited = new Map<ts.Node, Place[]>();
  const promised = new Map<ts.Node, Set<ts.Node>>();
  const sources: Unjudged<Source>[] = [];
  const steps: Unjudged<Step>[] = [];
  const uses: Unjudged<Use>[] = [];
  const losses: Unjudged<Loss>[] = [];
  const statusTests: StatusTest[] = [];
  const statusUses: StatusUse[] = [];
  const okTests: ts.Expression[] = [];
  const types: TypeUse[] = [];
  const interceptors = new Map<ts.Node, Flow['node']>();
  let flows = 0;
  let truncated = false;

  const visit = (node: ts.Node, place: Place): void => {
    const places = visited.get(node);
    if (!places) visited.set(node, [place]);
    else if (!places.some((other) => placeKey(other) === placeKey(place))) places.push(place);
  };

  return {
    evaluation,
    shape,
    visit,
    follow(given) {
      const flow = { ...given, others: [...new Set(given.others)] };
      const key = `${placeKey(flow.place)} ${flow.promise ? 'promise' : ''} ${frameKey(flow)}`;
      const keys = seen.get(flow.node) ?? new Set<string>();
      seen.set(flow.node, keys);
      if (keys.has(key)) return;
      keys.add(key);
      if (flows >= MAX_FLOWS || flow.frames.length > MAX_FRAMES) {
        truncated = true;
        return;
      }
      flows += 1;
      visit(flow.node, flow.place);
      if (flow.promise && flow.observable !== true) {
        const origins = promised.get(flow.node) ?? new Set<ts.Node>();
        promised.set(flow.node, flow.origin ? origins.add(flow.origin) : origins);
      }
      queue.push(flow);
    },
    next: () => queue.shift(),
    intercept: (interceptor, sink) => void interceptors.set(interceptor, sink),
    intercepted: (interceptor) => interceptors.get(interceptor),
    source(source) {
      // Code that every call of an instance passes is no place to take an answer in hand.
      if (!source.frames.some(({ call }) => interceptors.has(call))) sources.push(source);
    },
    step: (step) => void steps.push(step),
    use: (use) => void uses.push(use),
    loss: (loss) => void losses.push(loss),
    statusTest: (test) => void statusTests.push(test),
    statusUse: (use) => void statusUses.push(use),
    okTest: (node) => void okTests.push(node),
    type(type) {
      const key = `${placeKey(type.place)} ${type.frames.length}`;
      const isKnown = types.some(
        (other) => other.type === type.type && other.node === type.node && `${placeKey(other.place)} ${other.frames.length}` === key,
      );
      if (!isKnown) types.push(type);
    },
    tests: { status: statusTests, ok: okTests },
    finish(judge) {
      const judged = <T extends { node: ts.Node; failed: boolean }>({
        failed,
        ...rest
      }: T): Omit<T, 'failed'> & { outcome: Step['outcome'] } => ({
        ...rest,
        outcome: judge(rest.node, failed),
      });
      return {
        sources: sources.map(judged),
        steps: steps.map(judged),
        uses: uses.map(judged),
        losses: losses.map(judged),
        statusTests,
        statusUses,
        okTests,
        types,
        visited,
        promised,
        truncated,
      };
    },
  };
}

function frameKey({ frames, others, origin }: Spot): string {
  return `${frames.map(({ call }) => `${call.getSourceFile().fileName}:${call.pos}`).join('>')} ${others.length} ${origin?.pos ?? ''}`;
}
