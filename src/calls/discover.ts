import type { Matcher } from '../match/index.js';
import type { Source } from '../project/source.js';
import { ts } from '../project/syntax.js';
import type { ApiCall } from './call.js';
import { classify, isParameter } from './classify.js';
import { httpClients } from './clients/index.js';
import type { HttpRequest } from './clients/client.js';
import type { Evaluation } from './evaluation.js';
import { alternatives, EMPTY, type Env, type Value } from './value.js';

type Call = ts.CallExpression | ts.NewExpression;

interface Sink {
  call: Call;
  env: Env;
  request: HttpRequest;
}

const MAX_WRAPPERS = 7;

/** Finds the HTTP calls of a project that concern the packs of the matcher. */
export function discoverCalls(evaluation: Evaluation, matcher: Matcher): ApiCall[] {
  const found = new Map<Call, Map<Call, ApiCall>>();
  const explored = new Map<Call, Sink[]>();
  const { project } = evaluation;
  const words = [...project.needles.base, ...project.needles.words];

  const report = (site: Call, sink: Sink): void => {
    const source = project.source(site.getSourceFile().fileName);
    if (!source) return;
    const { urls, method } = classify(sink.request, matcher);
    const bySink = found.get(site) ?? new Map<Call, ApiCall>();
    found.set(site, bySink);
    bySink.set(sink.call, { site, source, sink: sink.call, env: sink.env, request: sink.request, urls, method });
  };

  const isDecided = (sink: Sink): boolean => classify(sink.request, matcher).decided;

  /** Sinks that a call leads to and that its arguments decide; those decided further in are reported on the way. */
  const explore = (call: Call, env: Env, depth: number): Sink[] => {
    const sinks: Sink[] = [];
    const callee = evaluation.evaluate(call.expression, env);
    const request = requestOf(callee, call, env, evaluation);
    if (request) return [{ call, env, request }];
    if (depth === 0) return sinks;
    for (const option of alternatives(callee)) {
      if (option.kind !== 'function' || !carriesParameters(option.node)) continue;
      const inner = evaluation.enter(option.node, call, env, option.env);
      if (inner.frames.length === env.frames.length) continue;
      for (const next of callsIn(option.node)) {
        if (!mayLeadOn(next)) continue;
        if (decidesAlone(next, depth - 1)) continue;
        sinks.push(...explore(next, inner, depth - 1));
      }
    }
    return sinks;
  };

  const alone = (call: Call, depth: number): Sink[] => {
    const known = explored.get(call);
    if (known) return known;
    explored.set(call, []);
    const sinks = explore(call, EMPTY, depth);
    explored.set(call, sinks);
    return sinks;
  };

  const decidesAlone = (call: Call, depth: number): boolean => {
    const sinks = alone(call, depth);
    const decided = sinks.filter(isDecided);
    decided.forEach((sink) => report(call, sink));
    return sinks.length > 0 && decided.length === sinks.length;
  };

  for (const file of project.candidates) project.source(file);
  for (const file of project.candidates) {
    const source = project.source(file);
    if (!source) continue;
    for (const call of allCallsIn(source)) {
      if (!isDirect(call, evaluation) && !carriesWord(call, words, evaluation)) continue;
      for (const sink of alone(call, MAX_WRAPPERS)) {
        const { decided, urls } = classify(sink.request, matcher);
        if (decided) report(call, sink);
        else if (urls.some((url) => url.kind !== 'other')) undecided(call, sink);
      }
    }
  }

  function undecided(call: Call, sink: Sink): void {
    // A wrapper's own call: its callers decide, and each of them is looked at.
    if (sink.call === call && classify(sink.request, matcher).urls.some((url) => url.url.holes.some(isParameter))) return;
    report(call, sink);
  }

  return [...found.values()].flatMap((bySink) => [...bySink.values()]);
}

/** Reads a call as a request of any HTTP client. */
export function requestOf(callee: Value, call: Call, env: Env, evaluation: Evaluation): HttpRequest | undefined {
  for (const option of alternatives(callee)) {
    for (const client of httpClients) {
      const request = client.request(option, call, env, evaluation);
      if (request) return request;
    }
  }
  return undefined;
}

function isDirect(call: Call, evaluation: Evaluation): boolean {
  return requestOf(evaluation.evaluate(call.expression, EMPTY), call, EMPTY, evaluation) !== undefined;
}

/** A call whose arguments hold a piece of a known URL: worth following into the user's own function. */
function carriesWord(call: Call, words: string[], evaluation: Evaluation): boolean {
  return (call.arguments ?? []).some((argument) => holdsWord(evaluation.evaluate(argument, EMPTY), words, evaluation, 2));
}

function holdsWord(value: Value, words: string[], evaluation: Evaluation, depth: number): boolean {
  return alternatives(value).some((option) => {
    if (option.kind === 'text') return option.parts.some((part) => 'text' in part && words.some((word) => part.text.includes(word)));
    if (option.kind === 'object' && depth > 0) {
      return option.node.properties.some((property) => {
        const name = property.name && !ts.isComputedPropertyName(property.name) ? property.name.text : undefined;
        const member = name === undefined ? undefined : evaluation.member(option, name);
        return member !== undefined && holdsWord(member, words, evaluation, depth - 1);
      });
    }
    return (
      option.kind === 'array' &&
      depth > 0 &&
      option.node.elements.some((element) => holdsWord(evaluation.evaluate(element, option.env), words, evaluation, depth - 1))
    );
  });
}

function carriesParameters(node: ts.SignatureDeclaration): boolean {
  return node.parameters.length > 0 || ts.isMethodDeclaration(node) || ts.isGetAccessor(node);
}

function mayLeadOn(call: Call): boolean {
  return (call.arguments?.length ?? 0) > 0;
}

const callCache = new WeakMap<ts.Node, Call[]>();

/** Calls in the body of a function, those of the functions inside it included. */
function callsIn(node: ts.SignatureDeclaration): Call[] {
  const body = 'body' in node ? node.body : undefined;
  return body ? callsBelow(body as ts.Node) : [];
}

function allCallsIn(source: Source): Call[] {
  return callsBelow(source.tree);
}

function callsBelow(root: ts.Node): Call[] {
  const known = callCache.get(root);
  if (known) return known;
  const found: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  callCache.set(root, found);
  return found;
}
