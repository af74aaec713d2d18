import type { ApiCall } from '../../http/call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { lowerLevel } from '../../match/index.js';
import type { Level } from '../../pack/model.js';
import { type Blocker } from '../../scan/blockers.js';
import type { Site } from '../../scan/site.js';
import type { TextEdit } from '../../edit/text-edit.js';

/** Part of what a call site needs: edits that were proved, or the fact that failed. */
export type Plan =
  | {
      kind: 'edits';
      edits: TextEdit[];
      level: Level;
      /** The first fact that is open; present unless the level is `auto`. */
      reason?: Blocker;
      /** Rules that had something to do here, beside the rule of the endpoint. */
      rules: string[];
      /** Other calls that share an edit of this plan: when one of them stays as it is, this one has to stay too. */
      dependsOn?: ApiCall[];
    }
  | { kind: 'blocked'; /** The fact that failed, for people. */ reason: Blocker };

/** What planners may ask about the project. */
export interface PlanContext {
  interpreter: Interpreter;
  /** All v1 calls of known APIs that a rule names. */
  sites: readonly Site[];
}

/** Nothing to do. */
export const NOTHING: Plan = { kind: 'edits', edits: [], level: 'auto', rules: [] };

/** Edits that were proved, as far as no fact is open. */
export function made(edits: TextEdit[], rules: Iterable<string> = [], open: readonly Blocker[] = []): Extract<Plan, { kind: 'edits' }> {
  const [reason] = open;
  return {
    kind: 'edits',
    edits,
    rules: [...rules],
    ...(reason === undefined ? { level: 'auto' } : { level: 'review', reason: reason }),
  };
}

/** A plan that refuses. */
export function blockedPlan(reason: Blocker | Blocker): Plan {
  return { kind: 'blocked', reason: reason };
}

/** All plans together; the first refusal wins, the lowest level counts. */
export function combine(plans: Plan[]): Plan {
  let level: Level = 'auto';
  let reason: Blocker | undefined;
  const edits: TextEdit[] = [];
  const rules = new Set<string>();
  const dependsOn = new Set<ApiCall>();
  for (const plan of plans) {
    if (plan.kind === 'blocked') return plan;
    edits.push(...plan.edits);
    plan.rules.forEach((rule) => rules.add(rule));
    plan.dependsOn?.forEach((call) => dependsOn.add(call));
    const next = lowerLevel(level, plan.level);
    if (next !== level) reason = plan.reason;
    level = next;
  }
  return {
    kind: 'edits',
    edits,
    level,
    rules: [...rules],
    ...(reason === undefined ? {} : { reason }),
    ...(dependsOn.size > 0 ? { dependsOn: [...dependsOn] } : {}),
  };
}
