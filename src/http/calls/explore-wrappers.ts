import type { Matcher } from '../../match/index.js';
import { TooDeep } from '../../project/attempt.js';
import { callsBelow, type CallNode } from '../../project/nodes.js';
import { ts } from '../../project/syntax.js';
import { declaredRequest } from '../clients/declared.js';
import { invocationOf, withBound } from '../../dataflow/interpret/arguments.js';
import { type Cause, LIMITS, type LimitName } from '../../dataflow/limits.js';
import type { Arguments } from '../../dataflow/value.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import { constructorOf } from '../../dataflow/interpret/classes.js';
import { isReachable } from '../../dataflow/interpret/reachable.js';
import { isParameterName } from '../../dataflow/interpret/parameters.js';
import { classify, type Classification } from './classify.js';
import { httpClients } from '../clients/index.js';
import { firstProperty, type HttpRequest, propertyRefs, type RequestPart, VERBS } from '../clients/client.js';
import { clientForm } from '../clients/forms.js';
import { written } from '../clients/rewritten.js';
import { createSourceIndex } from '../../project/source-index.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { alternatives, EMPTY, type Environment, join, type AbstractValue } from '../../dataflow/value.js';

/** A request that a call leads to, and the bindings under which it was read. */
export interface Sink {
  /** The client's own call. */
  call: CallNode;
  env: Environment;
  request: HttpRequest;
  classification: Classification;
  /** Set where the request is made by a function that the call only makes, not runs. */
  latent?: Latent;
  /** A bound ended the way from the call to this request: what the call asks of it is not known. */
  incomplete?: Cause;
}

/** A function that a factory makes: its request belongs to whoever calls it. */
export interface Latent {
  /** Call inside the made function through which the request is reached. */
  through: CallNode;
  factory: ts.SignatureDeclaration;
}

/** Follows calls through the user's own functions to the requests that they make. */
export interface Explorer {
  /** Requests that a call decides: its own, or those of the functions it runs as far as they depend on it. */
  sinksOf(call: CallNode): Sink[];
  /** The same for a call that stands for a call of another function, as in `expect(fn).toHaveBeenCalledWith(url)`. */
  sinksAs(call: CallNode, callee: AbstractValue): Sink[];
  /** True for a function whose requests depend on who calls it, or that hands them to a function which `env` gives it. */
  isOpen(callee: ts.SignatureDeclaration, env?: Environment): boolean;
}

/** Calls inside a function that lead to requests which its callers decide. */
interface Summary {
  run: CallNode[];
  latent: CallNode[];
  /** Calls of what the function is given: whether they lead to any request, only the caller shows. */
  handed: CallNode[];
}

/** Makes the explorer of a project. */
export function createExplorer(interpreter: Interpreter, matcher: Matcher): Explorer {
  const alone = new Map<CallNode, Sink[]>();
  const summaries = new Map<ts.Node, Summary>();
  let steps = 0;
  let nested = 0;
  const deep = new Set<ts.Node>();

  const sinksOf = (call: CallNode): Sink[] => {
    const known = alone.get(call);
    if (known) return known;
    // A cycle meets this entry and finds nothing.
    alone.set(call, []);
    const before = steps;
    steps = 0;
    try {
      const sinks = distinct(follow(call, EMPTY));
      alone.set(call, sinks);
      return sinks;
    } catch (error) {
      alone.delete(call);
      throw error;
    } finally {
      steps = before;
    }
  };

  const summaryOf = (callee: ts.SignatureDeclaration): Summary => {
    const known = summaries.get(callee);
    if (known) return known;
    const { bound, what } = LIMITS.nested;
    if (nested >= bound || deep.has(callee)) throw new TooDeep(`there are more than ${bound} ${what}`);
    const summary: Summary = { run: [], latent: [], handed: [] };
    summaries.set(callee, summary);
    nested += 1;
    try {
      const body = 'body' in callee ? callee.body : undefined;
      for (const call of body ? callsBelow(body) : []) {
        if (sinksOf(call).some(isOpen)) (isRun(call, callee) ? summary.run : summary.latent).push(call);
        else if (summary.handed.length < LIMITS.handed.bound && isHanded(call, interpreter) && isRun(call, callee))
          summary.handed.push(call);
      }
      return summary;
    } catch (error) {
      // Half of a summary would pass for the whole.
      summaries.delete(callee);
      // Half of the way still led on: whoever else comes here need not go it again.
      if (error instanceof TooDeep && nested <= bound / 2) deep.add(callee);
      throw error;
    } finally {
      nested -= 1;
    }
  };

  const follow = (call: CallNode, env: Environment): Sink[] => {
    steps += 1;
    if (steps > LIMITS.wrappers.bound) return cutOff(call, env, 'wrappers');
    const { callee, args } = invocationOf(call, env, interpreter);
    return followValue(interpreter.valueOf(callee, env), args, call, env);
  };

  /** The requests behind a call that is followed no further, as far as the call alone shows them. */
  const cutOff = (call: CallNode, env: Environment, limit: LimitName): Sink[] =>
    (alone.get(call) ?? []).map((sink) => ({ ...sink, env, incomplete: sink.incomplete ?? { limit, node: call } }));

  const followValue = (value: AbstractValue, args: Arguments, call: CallNode, env: Environment): Sink[] => {
    const request = requestOf(value, call, env, interpreter);
    if (request) return [{ call, env, request, classification: classify(request, call, matcher, interpreter) }];
    const sinks: Sink[] = [];
    for (const { target, given, closure, gives } of [...entries(value, args), ...flowsOf(value, call, env, interpreter)]) {
      const { run, latent, handed } = summaryOf(target);
      if (run.length + latent.length + handed.length === 0) continue;
      const inner = interpreter.enter(target, call, env, closure, undefined, given);
      if (inner.frames === env.frames) {
        if (env.frames.length >= LIMITS.calls.bound)
          sinks.push(...[...run, ...latent, ...handed].flatMap((next) => cutOff(next, env, 'calls')));
        continue;
      }
      const entered = gives ? withGives(inner, gives) : inner;
      const isRuledOut = (next: CallNode): boolean => !isReachable(next, target, entered, interpreter);
      for (const next of [...run, ...handed]) if (!isRuledOut(next)) sinks.push(...follow(next, entered).filter(isDecidedHere(next)));
      for (const next of latent) {
        if (isRuledOut(next)) continue;
        const found = follow(next, entered).filter(isDecidedHere(next));
        sinks.push(...found.map((sink) => ({ ...sink, latent: sink.latent ?? { through: next, factory: target } })));
      }
    }
    const all = distinct(sinks);
    const { bound } = LIMITS.sinks;
    if (all.length <= bound) return all;
    return all.slice(0, bound).map((sink, index) => (index < bound - 1 ? sink : { ...sink, incomplete: { limit: 'sinks', node: call } }));
  };

  /** Leaves out what the inner call says by itself, whoever calls. */
  const isDecidedHere =
    (next: CallNode) =>
    (sink: Sink): boolean =>
      sink.incomplete !== undefined ||
      !sinksOf(next).some(
        (known) =>
          known.call === sink.call &&
          known.request.client === sink.request.client &&
          known.classification.decided &&
          known.classification.key === sink.classification.key,
      );

  return {
    sinksOf,
    sinksAs(call, callee) {
      steps = 0;
      return followValue(callee, invocationOf(call, EMPTY, interpreter).args, call, EMPTY);
    },
    isOpen: (callee, env) => {
      const { run, latent, handed } = summaryOf(callee);
      if (run.length + latent.length > 0) return true;
      steps = 0;
      return env !== undefined && handed.some((call) => follow(call, env).length > 0);
    },
  };
}

function isOpen({ classification, incomplete }: Sink): boolean {
  return classification.open || incomplete !== undefined;
}

/** Each request once, however many ways lead to it; where a bound ended one of them, that is kept. */
function distinct(sinks: Sink[]): Sink[] {
  const found = new Map<CallNode, Map<string, Sink>>();
  for (const sink of sinks) {
    const known = found.get(sink.call) ?? new Map<string, Sink>();
    found.set(sink.call, known);
    const key = `${sink.classification.key} ${sink.incomplete ? 'cut' : ''} ${sink.latent?.through.pos ?? ''}`;
    if (!known.has(key)) known.set(key, sink);
  }
  return [...found.values()].flatMap((known) => [...known.values()]);
}

interface Entered {
  target: ts.SignatureDeclaration;
  given: Arguments;
  closure: Environment;
  gives?: string[];
}

/** Functions that a call enters. */
function entries(value: AbstractValue, args: Arguments): Entered[] {
  return alternatives(value).flatMap((option): Entered[] => {
    if (option.kind === 'function') return [{ target: option.node, given: withBound(option, args), closure: option.env }];
    const constructor = option.kind === 'class' ? constructorOf(option.node) : undefined;
    return constructor ? [{ target: constructor, given: args, closure: EMPTY }] : [];
  });
}

/** Functions of the user that a client's call runs. */
function flowsOf(value: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): Entered[] {
  return alternatives(value).flatMap((option) =>
    (mayBeClient(option) ? flowing : []).flatMap((client) =>
      (client.flows?.(option, call, env, interpreter) ?? []).flatMap(({ callee, args, gives }): Entered[] => {
        const target = interpreter.valueOf(callee.node, callee.env);
        if (target.kind !== 'function') return [];
        return [{ target: target.node, given: { items: args, open: false }, closure: target.env, ...(gives ? { gives } : {}) }];
      }),
    ),
  );
}

const flowing = httpClients.filter((client) => client.flows !== undefined);

function mayBeClient({ kind }: AbstractValue): boolean {
  return kind === 'external' || kind === 'client' || kind === 'unknown';
}

/** Notes in the last frame what the call gives of what the function returns. */
function withGives(env: Environment, gives: string[]): Environment {
  const last = env.frames.at(-1);
  return last ? { ...env, frames: [...env.frames.slice(0, -1), { ...last, gives }] } : env;
}

/** True for a call that runs when the function does; false in a function that it only makes. */
function isRun(call: CallNode, callee: ts.SignatureDeclaration): boolean {
  for (let at: ts.Node = call.parent; at !== callee && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    const place = wrapperOf(at);
    const { parent } = place;
    const isArgument =
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && (parent.arguments?.some((arg) => arg === place) ?? false);
    const isCalled = ts.isCallExpression(parent) && parent.expression === place;
    if (!isArgument && !isCalled) return false;
  }
  return true;
}

/** True for a call of a parameter, or of a member of one or of `this`, of which nothing is known without a caller. */
function isHanded(call: CallNode, interpreter: Interpreter): boolean {
  let root = unwrap(call.expression);
  while (ts.isPropertyAccessExpression(root)) root = unwrap(root.expression);
  const isGiven =
    (root.kind === ts.SyntaxKind.ThisKeyword && root !== unwrap(call.expression)) || (ts.isIdentifier(root) && isParameterName(root));
  return isGiven && interpreter.valueOf(call.expression, EMPTY).kind === 'unknown';
}

/** Reads a call as a request of any HTTP client; where it may be one of several calls of a client, any of their methods. */
export function requestOf(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  const found = alternatives(callee).flatMap((option) => requestBy(option, call, env, interpreter) ?? []);
  const [first, ...others] = found;
  if (!first || others.length === 0) return first;
  const any = { ...first, method: join(found.map(({ method }) => method)), url: join(found.map(({ url }) => url)) };
  // Clients differ in what they take and give: of a call of one or the other, no more than the URL is known.
  return others.every(({ client }) => client === first.client) ? any : { ...any, client: MIXED, response: { body: [], throws: true } };
}

/** Stands for a call of one of several clients. */
const MIXED = 'several clients';

function requestBy(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): HttpRequest | undefined {
  if (!mayBeClient(callee)) return undefined;
  const declared = declaredRequest(callee, call, env, interpreter);
  if (declared) return declared;
  for (const client of httpClients) {
    const request = client.request?.(callee, call, env, interpreter);
    if (!request) continue;
    const lenient = givesErrors(request, interpreter) ? { response: { ...request.response, throws: false } } : {};
    const several = severalIn(request, interpreter);
    return {
      ...request,
      ...lenient,
      ...(several.size > 0 ? { several } : {}),
      ...(isIndirect(callee, call) ? { indirect: true } : {}),
    };
  }
  return undefined;
}

/** Names that clients have for the parts of a request, among their options. */
const PART_OPTIONS: readonly [RequestPart, readonly string[]][] = [
  ['headers', ['headers']],
  ['body', ['body', 'data', 'json', 'form']],
  ['query', ['params', 'query', 'searchParams', 'qs']],
];

/** The parts of a request that its options may give in several ways. */
function severalIn({ options, headers, body, query }: HttpRequest, interpreter: Interpreter): Set<RequestPart> {
  const found = { headers, body: body?.ref, query };
  return new Set(
    PART_OPTIONS.flatMap(([part, names]) => {
      const ref = found[part];
      const ways = ref ? names.map((name) => propertyRefs(options, name, interpreter)) : [];
      return ways.some((refs) => new Set(refs.map(({ node }) => node)).size > 1 && refs.some(({ node }) => node === ref?.node))
        ? [part]
        : [];
    }),
  );
}

/** An option of the call or its instances may keep the client from rejecting on errors. */
function givesErrors({ client, options, defaults = [], response }: HttpRequest, interpreter: Interpreter): boolean {
  const errors = clientForm(client)?.errors;
  if (!errors || !response.throws) return false;
  const given = firstProperty([options, ...defaults], errors.option, interpreter);
  if (!given) return setInDefaults(interpreter.project).includes(errors.option);
  const value = interpreter.valueOf(given.node, given.env);
  return value.kind !== 'constant' || (value.value !== undefined && value.value !== errors.usual);
}

/** Options that are set for all calls: `axios.defaults.validateStatus = …`. */
const setInDefaults = createSourceIndex(({ tree }) => (written(tree, 'validateStatus').length > 0 ? ['validateStatus'] : []));

/** True for a call through `call`, `apply` or `Reflect.apply`, or of a verb that was taken off its client. */
function isIndirect(callee: AbstractValue, call: CallNode): boolean {
  const access = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(access) ? access.name.text : undefined;
  if (name === 'call' || name === 'apply') return true;
  const member = callee.kind === 'client' || callee.kind === 'external' ? callee.path.at(-1) : undefined;
  return ts.isIdentifier(access) && member !== undefined && VERBS.includes(member);
}
