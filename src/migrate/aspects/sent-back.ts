import type { ApiCall } from '../../http/call.js';
import { type Read, traceResponse } from '../../http/response/index.js';
import type { Operation } from '../../match/index.js';
import { movePath } from '../../pack/lens/index.js';
import { ts } from '../../project/syntax.js';
import type { Site } from '../../scan/site.js';
import type { PlanContext } from '../plan/result.js';
import { bodyOrigin } from './request/origin.js';
import { isMoved, namesIn } from './response/adapter-code.js';
import { operationAsRead, successPathMap } from './response/path-map.js';

/** The call that an answer goes back to as its body, in the shape in which v2 answered it: read, modify, write. */
export function sentBackTo(node: ts.Node, from: Operation, reads: readonly Read[], context: PlanContext): ApiCall | undefined {
  const site = bodiesOf(context).get(node);
  return site && isSameShape(from, site.match.operation, reads) ? site.call : undefined;
}

/** The call whose answer a body is as it came, and may go back unchanged. */
export function sentBackFrom(
  call: ApiCall,
  to: Operation,
  isPutBack: (call: ApiCall) => boolean,
  context: PlanContext,
): ApiCall | undefined {
  for (const [node, site] of bodiesOf(context)) {
    if (site.call !== call) continue;
    const source = context.sites.find((other) => isAnsweredAt(node, other, to, context));
    return source && !isPutBack(source.call) ? source.call : undefined;
  }
  return undefined;
}

function isAnsweredAt(node: ts.Node, site: Site, to: Operation, { interpreter }: PlanContext): boolean {
  if (!isMigrated(site)) return false;
  const answer = traceResponse(site.call, interpreter);
  const isWhole = answer.sinks.some((sink) => {
    const isPart = sink.path.length > 0 || sink.hidden !== undefined || sink.under !== undefined || sink.others.length > 0;
    return sink.node === node && !isPart && sink.outcome !== 'failure';
  });
  return isWhole && isSameShape(operationAsRead(site.match.operation, answer), to, answer.reads);
}

const known = new WeakMap<readonly Site[], ReadonlyMap<ts.Node, Site>>();

/** The expressions that the bodies of calls are made from. */
function bodiesOf({ sites, interpreter }: PlanContext): ReadonlyMap<ts.Node, Site> {
  const before = known.get(sites);
  if (before) return before;
  const bodies = new Map<ts.Node, Site>();
  for (const site of sites) {
    const { body } = site.call.request;
    const origin =
      body && isMigrated(site) && site.match.operation.request.length > 0 ? bodyOrigin(body.ref, body.encoding, interpreter) : undefined;
    if (origin && 'ref' in origin) bodies.set(origin.ref.node, site);
  }
  known.set(sites, bodies);
  return bodies;
}

function isMigrated({ level, match }: Site): boolean {
  return level !== 'manual' && match.operation.v2 !== undefined;
}

/** What the answer and the body both hold stands at the same place in v2, and nothing is written where it moved. */
function isSameShape(from: Operation, { request }: Operation, reads: readonly Read[]): boolean {
  const answer = successPathMap(from);
  const root = answer.target([]);
  if ('gone' in root) return false;
  const moved = namesIn(root.inner).filter((name) => isMoved(root.inner, name));
  const written = reads.filter(({ node, from: above }) => above.length === 0 && isWritten(node)).map(({ name }) => name);
  if (moved.length === 0 || written.some((name) => isMoved(root.inner, name) || isMoved(request, name))) return false;
  return moved.every((name) => {
    const sent = movePath(request, [name]);
    return 'path' in sent && sent.path.join('.') === answer.between([], [name])?.join('.');
  });
}

function isWritten(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
