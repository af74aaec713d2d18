import { type ResponseTrace, isInterceptorFrame, type ProgramPoint, traceResponse, usesOf } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import type { CallFrame } from '../../../dataflow/value.js';
import { ts } from '../../../project/syntax.js';
import type { Site } from '../../../scan/site.js';
import type { PlanContext } from '../../plan/result.js';
import { changeOf, type PathMap, operationAsRead, successPathMap } from './path-map.js';

/** Whether another call asks for the same change of some place in the code. */
export type Agreement = (site: Site, answer: ResponseTrace) => boolean;

/** Who else passes a place in the code. */
export interface SharedReaders {
  /**
   * True when all that can pass the place with a value are calls that are migrated and ask for the same change there.
   * The calls are noted as standing together.
   */
  agreed(node: ts.Node, spot: ProgramPoint, agrees: Agreement): boolean;
  /** True when a migrated call reads the name there, and the value changes as told. */
  follows(node: ts.Node, name: string, change: string): boolean;
  /** True when a migrated call passes the test. The calls that do are noted as standing together. */
  standsWith(test: (answer: ResponseTrace, moves: PathMap) => boolean): boolean;
  /** Notes a call as standing together with this one. */
  joins(call: ApiCall): void;
  /** Calls that an agreement was found with. */
  dependsOn: ReadonlySet<ApiCall>;
}

/** Knows who shares the code that the answer of a call passes. */
export function sharedReadersOf(call: ApiCall, context: PlanContext): SharedReaders {
  const dependsOn = new Set<ApiCall>();
  const own = traceResponse(call, context.interpreter);

  const agreed = (node: ts.Node, spot: ProgramPoint, agrees: Agreement): boolean => {
    const found = new Set<ApiCall>();
    const isAgreed =
      !spot.frames.some((frame) => isInterceptorFrame(frame)) &&
      isPassedByAgreed(node, agrees, found, context) &&
      isEntered(spot.frames, agrees, found, call, context) &&
      spot.others.every((other) => isCovered(other, own, agrees, found, context));
    if (isAgreed) for (const other of found) if (other !== call) dependsOn.add(other);
    return isAgreed;
  };
  const standsWith: SharedReaders['standsWith'] = (test) => {
    const found = context.sites.filter((site) => {
      if (!isMigrated(site)) return false;
      const answer = traceResponse(site.call, context.interpreter);
      return test(answer, successPathMap(operationAsRead(site.match.operation, answer)));
    });
    for (const site of found) if (site.call !== call) dependsOn.add(site.call);
    return found.length > 0;
  };
  const follows: SharedReaders['follows'] = (node, name, change) =>
    standsWith((answer, moves) => {
      const steps = answer.reads.filter((step) => step.node === node && step.name === name);
      return steps.length > 0 && steps.every(({ from }) => changeOf(moves, from, name) === change);
    });
  return { agreed, follows, standsWith, joins: (other) => void dependsOn.add(other), dependsOn };
}

const visitors = new WeakMap<readonly Site[], Map<ts.Node, Site[]>>();

/** Sites whose answer is seen at a node. */
function visitorsOf(node: ts.Node, { sites, interpreter }: PlanContext): readonly Site[] {
  const known = visitors.get(sites);
  if (known) return known.get(node) ?? [];
  const found = new Map<ts.Node, Site[]>();
  visitors.set(sites, found);
  for (const site of sites) {
    for (const visited of traceResponse(site.call, interpreter).visited.keys()) {
      const others = found.get(visited);
      if (others) others.push(site);
      else found.set(visited, [site]);
    }
  }
  return found.get(node) ?? [];
}

/** All calls whose answer is seen at the node ask for the same. */
function isPassedByAgreed(node: ts.Node, agrees: Agreement, found: Set<ApiCall>, context: PlanContext): boolean {
  for (const site of visitorsOf(node, context)) {
    if (!isMigrated(site) || !agreesAsRead(site, agrees, context)) return false;
    found.add(site.call);
  }
  return true;
}

function agreesAsRead(site: Site, agrees: Agreement, { interpreter }: PlanContext): boolean {
  const answer = traceResponse(site.call, interpreter);
  return agrees({ ...site, match: { ...site.match, operation: operationAsRead(site.match.operation, answer) } }, answer);
}

/** The call becomes one of v2, as far as scanning tells. */
export function isMigrated(site: Site): boolean {
  return site.level !== 'manual' && site.match.operation.v2 !== undefined;
}

/** All callers of the functions around the place are known, and ask for the same. */
function isEntered(frames: readonly CallFrame[], agrees: Agreement, found: Set<ApiCall>, call: ApiCall, context: PlanContext): boolean {
  const frame = frames.at(-1);
  if (!frame) return true;
  const outer = frames.slice(0, -1);
  // Functions entered with the value are covered by the other arguments; those on the way from the site are not.
  const isWrapper = call.env.frames.includes(frame);
  if (isWrapper && !areCallersAgreed(frame.callee, agrees, found, new Set(), context)) return false;
  return isEntered(outer, agrees, found, call, context);
}

function areCallersAgreed(fn: ts.Node, agrees: Agreement, found: Set<ApiCall>, seen: Set<ts.Node>, context: PlanContext): boolean {
  if (seen.has(fn)) return true;
  seen.add(fn);
  const { items, incomplete, unresolved } = usesOf(fn, context.interpreter);
  if (incomplete || unresolved.length > 0) return false;
  return items.every(({ node, call }) => {
    const place = call ?? handedTo(node);
    const sites = visitorsOf(place, context);
    // Put into an object: the member's own calls are uses too.
    if (sites.length === 0) return ts.isShorthandPropertyAssignment(node.parent) || ts.isPropertyAssignment(node.parent);
    if (!isPassedByAgreed(place, agrees, found, context)) return false;
    if (sites.some((site) => site.call.site === place)) return true;
    const around = ts.findAncestor(place, ts.isFunctionLike);
    return around === undefined || areCallersAgreed(around, agrees, found, seen, context);
  });
}

/** The call that a function is handed to, where it is an argument. */
function handedTo(node: ts.Expression): ts.Expression {
  return ts.isCallExpression(node.parent) ? node.parent : node;
}

/** Another value that may stand at the place is itself an answer that asks for the same, or has nothing to change. */
function isCovered(other: ts.Node, own: ResponseTrace, agrees: Agreement, found: Set<ApiCall>, context: PlanContext): boolean {
  if (own.visited.has(other)) return true;
  const passing = visitorsOf(other, context);
  if (passing.length === 0) return false;
  if (!passing.every((site) => isMigrated(site) && agreesAsRead(site, agrees, context))) return false;
  passing.forEach((site) => found.add(site.call));
  return true;
}
