import { blockers } from '../../../scan/blockers.js';
import { changeTypes } from './declared-types.js';
import { type Body, type Refusal, type ResponsePlan, startPlan } from './context.js';
import { decideReads, type ReadDecision } from './decide.js';
import { createEditBuilder } from './draft.js';
import { takeOffLevel } from './envelope.js';
import { followRule } from './follow.js';
import type { PathMap } from './path-map.js';
import { rebindPatterns } from './patterns.js';
import { isAnyChanged, keepTolerance, moveRead, readMissing, readValue } from './reads.js';
import { changeSchemas } from './schemas.js';
import { readWhole } from './whole-value.js';

/**
 * Makes every visible read of a body read the v2 answer: takes off an outer level where the body comes into view, and
 * rewrites the reads. `success` says how the body of a success is read after that. Gives the reason when a read cannot be
 * rewritten.
 */
export function rewriteReads(body: Body, success: PathMap): ResponsePlan | Refusal {
  const work = startPlan(body, success);
  const unwrapping = takeOffLevel(work);
  if (unwrapping) return unwrapping;
  const decisions = decideReads(work);
  if (!Array.isArray(decisions)) return decisions;
  return (
    first(decisions, (decision) => moveRead(decision, work)) ??
    first(decisions, (decision) => readMissing(decision, work)) ??
    rebind(work) ??
    first(onceEach(decisions), (decision) => readValue(decision, work)) ??
    finish(decisions, work) ??
    work
  );
}

function finish(decisions: ReadDecision[], work: ResponsePlan): Refusal | undefined {
  for (const decision of onceEach(decisions)) keepTolerance(decision, work);
  return first(work.answer.sinks, (sink) => readWhole(sink, work)) ?? (work.success.matter ? declareTypes(work) : undefined);
}

function first<T>(items: readonly T[], step: (item: T) => Refusal | undefined): Refusal | undefined {
  for (const item of items) {
    const refusal = step(item);
    if (refusal) return refusal;
  }
  return undefined;
}

function rebind({ rebound, draft }: ResponsePlan): Refusal | undefined {
  const problem = rebindPatterns(rebound, draft);
  return problem === undefined ? undefined : { reason: problem };
}

/** One decision for each read and path: what several calls answer may pass through one place. */
function onceEach(decisions: ReadDecision[]): ReadDecision[] {
  const seen = new Map<ReadDecision['read']['node'], Set<string>>();
  return decisions.filter(({ read, to }) => {
    const paths = seen.get(read.node) ?? new Set();
    seen.set(read.node, paths);
    const path = to.join('.');
    return !paths.has(path) && paths.add(path);
  });
}

/** Makes declared types and schemas say what v2 answers. Types that other code needs stay, when no read depends on them. */
function declareTypes(work: ResponsePlan): Refusal | undefined {
  const { answer, success, types, interpreter, sharing, operation } = work;
  const schema = changeSchemas(answer.types, { moves: success, draft: types, interpreter, sharing });
  if (schema !== undefined) return { reason: schema };
  const problem = changeTypes(answer.types, { moves: success, draft: types, interpreter, follows: sharing.follows });
  if (problem === undefined) {
    if (types.size() > 0) work.rules.add(followRule(operation, 'types'));
    return undefined;
  }
  if (work.isStated || isAnyChanged(work)) return { reason: problem };
  work.types = createEditBuilder();
  work.open.push(blockers.typeStays(problem.text));
  return undefined;
}
