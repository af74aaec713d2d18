import type { Read } from '../../../http/response/index.js';
import type { ts } from '../../../project/syntax.js';
import { changeTypes } from './declared-types.js';
import { createEditBuilder } from './draft.js';
import { followRule } from './follow.js';
import { takeOffLevel } from './envelope.js';
import type { PathMap } from './path-map.js';
import { rebindPatterns } from './patterns.js';
import { isAnyChanged, readMissing, readCode, readValue } from './reads.js';
import { changeSchemas } from './schemas.js';
import { readWhole } from './whole-value.js';
import { type Body, ResponseBlocked, type PlannedReads, type ResponsePlan, startPlan } from './context.js';

/**
 * Makes every visible read of a body read the v2 answer: takes off an outer level where the body comes into view, and
 * rewrites the reads. `success` says how the body of a success is read after that.
 * @throws Obstacle when a read cannot be rewritten
 */
export function rewriteReads(body: Body, success: PathMap): PlannedReads {
  const work = startPlan(body, success);
  takeOffLevel(work);
  for (const step of body.answer.reads) readCode(step, work);
  for (const step of body.answer.reads) readMissing(step, work);
  const problem = rebindPatterns(work.rebound, work.draft);
  if (problem !== undefined) throw new ResponseBlocked(problem);
  for (const step of onceEach(body.answer.reads)) readValue(step, work);
  for (const use of body.answer.sinks) readWhole(use, work);
  if (success.matter) declareTypes(work);
  return work;
}

/** One step for each read and path: what several calls answer may pass through one place. */
function onceEach(steps: Read[]): Read[] {
  const seen = new Map<ts.Node, Set<string>>();
  return steps.filter(({ node, from, name }) => {
    const paths = seen.get(node) ?? new Set();
    seen.set(node, paths);
    const path = [...from, name].join('.');
    return !paths.has(path) && paths.add(path);
  });
}

/** Makes declared types and schemas say what v2 answers. Types that other code needs stay, when no read depends on them. */
function declareTypes(work: ResponsePlan): void {
  const { answer, success, types, interpreter, sharing, operation } = work;
  const schema = changeSchemas(answer.types, { moves: success, draft: types, interpreter, sharing });
  if (schema !== undefined) throw new ResponseBlocked(schema);
  const problem = changeTypes(answer.types, { moves: success, draft: types, interpreter, follows: sharing.follows });
  if (problem === undefined) {
    if (types.size() > 0) work.rules.add(followRule(operation, 'types'));
    return;
  }
  if (isAnyChanged(work)) throw new ResponseBlocked(problem);
  work.types = createEditBuilder();
  work.open.push(`${problem}: the type stays as it is, check what relies on it`);
}
