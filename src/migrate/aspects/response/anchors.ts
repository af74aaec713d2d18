import { blockers, type Blocker } from '../../../scan/blockers.js';
import type { ResponseTrace, Source, ProgramPoint } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import type { ts } from '../../../project/syntax.js';
import { placeOf } from './code.js';
import type { Agreement, SharedReaders } from './sharing.js';

/** The places where the body of one call is taken in hand, before anything reads it. */
export interface Anchors {
  sources: Source[];
  /** Wrappers between the sources and the site: 0 at the site's own call. */
  depth: number;
}

/** How many of the wrappers between site and client are still around a place. */
export function depthOf({ frames }: ProgramPoint, call: ApiCall): number {
  return frames.filter((frame) => call.env.frames.includes(frame)).length;
}

/**
 * The innermost places that all reads of the body pass, and that only calls pass which ask for the same change. Wrappers
 * that other calls share are left alone: then the place is the call of the wrapper. Places that do not fit are given only
 * when there are no others.
 */
export function anchorsOf(
  call: ApiCall,
  answer: ResponseTrace,
  sharing: SharedReaders,
  agrees: Agreement,
  fits: (source: Source, depth: number) => boolean,
): Anchors | { problem: Blocker } {
  const successes = answer.sources.filter((source) => source.outcome !== 'failure');
  let innermost: Anchors | undefined;
  for (let depth = call.env.frames.length; depth >= 0; depth -= 1) {
    const sources = depth === call.env.frames.length ? successes.filter(({ via }) => via === 'client') : arrivalsAt(depth, call, successes);
    if (sources.length === 0 || !sources.every((source) => sharing.agreed(source.node, source, agrees))) continue;
    if (sources.every((source) => fits(source, depth))) return { sources, depth };
    innermost ??= { sources, depth };
  }
  if (innermost) return innermost;
  const [first] = successes;
  if (!first) return { problem: blockers.parseUnseen() };
  return { problem: blockers.responseSharedAt(placeOf(first.node)) };
}

function arrivalsAt(depth: number, call: ApiCall, sources: Source[]): Source[] {
  const node: ts.Node | undefined = call.env.frames[depth]?.call;
  const arrived = sources.filter((source) => source.via === 'call' && source.node === node && depthOf(source, call) === depth);
  // A wrapper that gives the body inside of an object: it comes into view where it is taken out.
  return arrived.length > 0 || depth > 0 ? arrived : sources.filter((source) => source.via === 'held' && depthOf(source, call) === 0);
}
