import { blockers } from '../../../scan/blockers.js';
import { traceResponse } from '../../../http/response/index.js';
import type { ApiCall } from '../../../http/call.js';
import type { Site } from '../../../scan/site.js';
import type { PlanContext } from '../../plan/result.js';
import { sentBackTo } from '../sent-back.js';
import { adaptAtSource } from './adapt-at-source.js';
import { rewriteReads } from './body.js';
import type { Body, PlannedReads, ResponsePlan } from './context.js';
import { operationAsRead, successPathMap } from './path-map.js';
import { isMigrated, sharedReadersOf } from './sharing.js';

const known = new WeakMap<readonly Site[], ReadonlySet<ApiCall>>();

/**
 * The calls whose reads stay as they are in v1, since one of them cannot follow: their answer is put back into its v1 shape, or
 * they stay altogether. What such a call shares with another one cannot be rewritten for that one, so the answer depends on
 * all of them.
 */
export function putBackCalls(context: PlanContext): ReadonlySet<ApiCall> {
  const before = known.get(context.sites);
  if (before) return before;
  const found = new Set<ApiCall>();
  const isPutBack = (call: ApiCall): boolean => found.has(call);
  const candidates = context.sites.filter((site) => isMigrated(site)).map((site) => bodyOf(site, isPutBack, context));
  const open = candidates.flatMap((body) => (successPathMap(body.operation).matter ? [body] : []));
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const body of open) {
      if (found.has(body.call)) continue;
      const reads = rewriteReads(body, successPathMap(body.operation));
      if ('reason' in reads || adaptedOnce(reads, body)) found.add(body.call);
    }
  }
  known.set(context.sites, found);
  return found;
}

/**
 * An answer that would have to be put back in several places, or in one while its declared types say what v2 answers, is put
 * back once, where it comes into view.
 */
export function adaptedOnce({ adapted, types }: Pick<ResponsePlan, 'adapted' | 'types'>, body: Body): PlannedReads | undefined {
  const isStatedOtherwise = types.size() > 0 && [...adapted.values()].includes(true);
  if (adapted.size < 2 && !isStatedOtherwise) return undefined;
  const atSource = adaptAtSource(body, blockers.responseLeavesView());
  return 'reason' in atSource ? undefined : atSource;
}

function bodyOf({ call, match }: Site, isPutBack: Body['isPutBack'], context: PlanContext): Body {
  const { interpreter } = context;
  const answer = traceResponse(call, interpreter);
  const operation = operationAsRead(match.operation, answer);
  const sharing = sharedReadersOf(call, context);
  return {
    call,
    interpreter,
    operation,
    answer,
    sharing,
    isPutBack,
    sentBackTo: (node) => sentBackTo(node, operation, answer.reads, context),
  };
}
