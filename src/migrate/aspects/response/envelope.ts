import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { Operation } from '../../../match/index.js';
import type { AccessPath, ResponseTrace, Source } from '../../../http/response/index.js';
import { ts } from '../../../project/syntax.js';
import { placeOf, shortText } from './code.js';
import { type Anchors, anchorsOf, depthOf } from './anchors.js';
import { failurePathMap, type PathMap, rulesOfMove, successPathMap, type Steps } from './path-map.js';
import type { Agreement } from './sharing.js';
import { levelNode, unwrapSource, wrapHandedTypes } from './unwrap.js';
import type { Site } from '../../../scan/site.js';
import { isApart, type Refusal, type UnwrapPoints, type ResponsePlan } from './context.js';

/** Takes off the outer level that v2 adds, at the narrowest places that all reads pass; at the reads where there are none. */
export function takeOffLevel(work: ResponsePlan): Refusal | undefined {
  const { answer, call, success } = work;
  const truth = judgedAsTruth(work);
  if (truth) return truth;
  const way = rootWay(success, answer);
  if (way.length === 0) return undefined;
  const root = success.target([]);
  if ('path' in root) rulesOfMove(root).forEach((rule) => work.rules.add(rule));
  const anchors = levelAnchors(way, work);
  if ('problem' in anchors) {
    for (const { via, node } of answer.sources) if (via === 'client') work.unanchored.add(node);
    return undefined;
  }
  work.depth = anchors.depth;
  for (const source of anchors.sources) {
    if (source.handed || isReadApart(source, anchors.depth, work)) {
      originsOf(source, answer).forEach((origin) => work.unanchored.add(origin));
      if (source.handed) wrapHandedTypes(source, way, answer, work.draft);
      continue;
    }
    const problem = unwrapSource(source, way, call, answer, work.rebound, work.draft);
    if (problem !== undefined) return { reason: problem };
    work.settled = settledAt(levelNode(source), anchors.depth, work.settled);
  }
  return undefined;
}

/** The narrowest places that all reads pass and where all calls that pass them need the same level taken off. */
export function levelAnchors(way: Steps, work: ResponsePlan): Anchors | { problem: Blocker } {
  const { answer, call, sharing } = work;
  const agrees: Agreement = (site, other) =>
    rootWay(successPathMap(site.match.operation), other).join('.') === way.join('.') && !readsApart(site, other);
  return anchorsOf(call, answer, sharing, agrees, (source, depth) => !source.handed && !isReadApart(source, depth, work));
}

/** Adds a place to those where the body is taken in hand. */
export function settledAt(node: ts.Node, depth: number, known?: UnwrapPoints): UnwrapPoints {
  return { nodes: [...(known?.nodes ?? []), node], depth };
}

/** Code that judges a bare `true` or `false` would judge the object that v2 answers. */
function judgedAsTruth({ answer, success }: ResponsePlan): Refusal | undefined {
  const root = success.target([]);
  if ('gone' in root || root.when?.type !== 'boolean') return undefined;
  const use = answer.sinks.find(({ path, outcome }) => path.length === 0 && outcome !== 'failure');
  return use && { reason: blockers.envelopeTested(shortText(use.node), placeOf(use.node)) };
}

/** Steps from the v2 body to the value that v1 answered as a whole. */
function rootWay(success: PathMap, answer: ResponseTrace): Steps {
  const root = success.target([]);
  if ('gone' in root) return [];
  if (root.when?.type === 'string' && isUsedAsText(answer)) return root.when.path;
  return root.path;
}

/** The code takes the whole answer for the text that some servers of v1 answer: it is taken out of the object of v2. */
export function isTakenForText(operation: Operation, answer: ResponseTrace): boolean {
  const root = successPathMap(operation).target([]);
  return 'path' in root && root.when?.type === 'string' && isUsedAsText(answer);
}

/** The code takes the whole answer for a text, and for nothing else. */
function isUsedAsText({ sinks: uses, reads: steps, types }: ResponseTrace): boolean {
  if (steps.some((step) => step.from.length === 0)) return false;
  const asText = uses.some(({ as, path }) => path.length === 0 && ['text', 'method'].includes(as));
  return asText || types.some(({ type, accessPath: place }) => isWholeBody(place) && isStringType(type));
}

/** The body, or a value of the user's own that holds it. */
function isWholeBody(place: AccessPath): boolean {
  return place.kind === 'holder' ? isWholeBody(place.inner) : place.kind === 'body' && place.path.length === 0;
}

function isStringType(type: ts.TypeNode | undefined): boolean {
  if (!type) return false;
  if (type.kind === ts.SyntaxKind.StringKeyword) return true;
  return ts.isTypeReferenceNode(type) && type.typeArguments?.length === 1 && isStringType(type.typeArguments[0]);
}

/** Places where the body comes into view of which the value at a source is. */
function originsOf(source: Source, { sources }: ResponseTrace): ts.Node[] {
  if (source.via === 'client') return [source.node];
  return sources.filter(({ via, outcome }) => via === 'client' && outcome !== 'failure').map(({ node }) => node);
}

/** Another call of a shared wrapper reads, outside of it, what does not have the level: it cannot be taken off within. */
function readsApart({ call, match: { operation } }: Site, { reads }: ResponseTrace): boolean {
  const maps = { operation, actual: successPathMap(operation), failure: failurePathMap(operation) };
  return reads.some((step) => depthOf(step, call) < call.env.frames.length && isApart(step.outcome, [...step.from, step.name], maps));
}

/** Something is read of the value at a source that does not have the level: a failed answer, or what stands beside the body. */
export function isReadApart(source: Source, depth: number, work: ResponsePlan): boolean {
  const { answer, call } = work;
  const origins = new Set(originsOf(source, answer));
  return answer.reads.some((step) => {
    if (!step.origin || !origins.has(step.origin) || depthOf(step, call) > depth) return false;
    return isApart(step.outcome, [...step.from, step.name], work);
  });
}
