import { blockers } from '../../../scan/blockers.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Pair } from '../../../scan/pairs.js';
import { emptyChangeSet, type ChangeSet, block } from '../../plan/change-set.js';
import { foldsOf } from './between.js';
import { planDirect } from './direct.js';
import { planKept } from './kept.js';
import { planNested } from './nested.js';
import { planRegistry } from './registry.js';
import { planThen } from './then.js';

/** Plans every pair of calls that a collapse rule merges; calls of other rules are left to others. */
export function planCollapses(open: ChangeSet['sites'], analysis: Analysis): ChangeSet[] {
  return analysis.pairs.flatMap((pair): ChangeSet[] => {
    const sites = [pair.first, ...pair.seconds.map(({ site }) => site)];
    const members = open.filter(({ site }) => sites.includes(site));
    if (members.length < sites.length) return members.map((member) => halfOf(member));
    return [planPair(pair, members, foldsOf(pair, open), analysis)];
  });
}

function planPair(pair: Pair, members: ChangeSet['sites'], folds: ChangeSet['sites'], analysis: Analysis): ChangeSet {
  if (pair.seconds.length === 0) {
    const group = emptyChangeSet(members);
    block(group, blockers.secondCallMissing(pair.rule.v2));
    return group;
  }
  const merged = planThen(pair, members, analysis) ?? planNested(pair, members, analysis);
  if (merged) return merged;
  if (!pair.seconds.every(({ direct }) => direct)) return planRegistry(pair, members, analysis);
  const [only, ...more] = pair.seconds;
  if (more.length > 0 || only?.straight !== true) return planKept(pair, members, analysis);
  return planDirect(
    pair,
    [...folds, ...members],
    folds.map(({ site }) => site),
    analysis,
  );
}

/** One of two calls that only go together: the other is ignored, or not selected. */
function halfOf(member: ChangeSet['sites'][number]): ChangeSet {
  const group = emptyChangeSet([member]);
  block(group, blockers.partnerStays());
  return group;
}
