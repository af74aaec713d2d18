import { clientForm } from '../../../http/clients/forms.js';
import type { ResponseTrace, Path, AccessPath } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import { ts } from '../../../project/syntax.js';

/** A call that can be made once for each page, and what it gives. */
export interface Loop {
  /** The expression that is made for each page: the call, with what follows it up to the parsed body. */
  node: ts.CallExpression;
  /** Wrappers around the expression. */
  depth: number;
  gives: Gives;
}

export type Gives =
  /** The parsed body, or a part of it at `path`, under names of the user's own. */
  | { kind: 'body'; path: Path; under: Path }
  /** What the client gives; `way` leads on to the body. */
  | { kind: 'response'; way: Path };

/** The expressions that can be made once for each page, from the outermost call of a wrapper to the client's own. */
export function loopsOf(call: ApiCall, answer: ResponseTrace): Loop[] {
  const calls = [...new Set<ts.Node>([call.site, ...call.env.frames.slice(1).map((frame) => frame.call), call.sink])];
  return calls.flatMap((node, depth) => loopAround(node, depth, call, answer) ?? []);
}

/** Members that hand on another value than the one they are called on when it fails. */
const FALLBACKS = new Set(['catch', 'finally']);

/**
 * The expression around a call that is a promise of its parsed body; of the client's answer where the code looks at that
 * first. Undefined where the answer comes in another way than by a promise.
 */
function loopAround(call: ts.Node, depth: number, { request, sink }: ApiCall, answer: ResponseTrace): Loop | undefined {
  let found: Loop | undefined;
  if (call === sink && request.response.via !== undefined) return undefined;
  for (let at = call; ts.isCallExpression(at) && answer.promised.has(at);) {
    const gives = givenAt(at, answer);
    // A chain of calls before the request is sent: `.set(…).query(…)`.
    const isBuilding = gives?.kind === 'response' && clientForm(request.client)?.chained === true;
    if (gives && (at === call || gives.kind === 'body' || isBuilding)) found = { node: at, depth, gives };
    const next = chainedTo(at);
    if (gives?.kind === 'body' || !next) break;
    at = next;
  }
  return found && waysOn(found, request.response.body);
}

function givenAt(node: ts.Node, { visited }: ResponseTrace): Gives | undefined {
  const places = (visited.get(node) ?? []).flatMap((place) => givesOf(place) ?? []);
  const [first] = places;
  return first && places.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
}

function givesOf(place: AccessPath, under: Path = []): Gives | undefined {
  if (place.kind === 'holder') return under.length === 0 ? givesOf(place.inner, place.under) : undefined;
  if (place.kind === 'body') return place.failed ? undefined : { kind: 'body', path: place.path, under };
  return place.kind === 'response' && !place.failed && under.length === 0 ? { kind: 'response', way: place.way } : undefined;
}

/** The call of a member of what a call gives: `.json()`, `.then(…)`. */
function chainedTo(node: ts.CallExpression): ts.CallExpression | undefined {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== node || FALLBACKS.has(access.name.text)) return undefined;
  return ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
}

/** The way that leads on from what the client gives, by members alone where there is a choice. */
function waysOn(loop: Loop, ways: string[][]): Loop | undefined {
  const { gives } = loop;
  if (gives.kind === 'body') return loop;
  const further = ways.filter((way) => gives.way.every((step, index) => way[index] === step)).map((way) => way.slice(gives.way.length));
  const [first] = further;
  const plain = further.find((way) => way.every((step) => !step.endsWith('()')));
  const way = plain ?? first;
  return way && { ...loop, gives: { kind: 'response', way } };
}
