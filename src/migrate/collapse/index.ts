import type { Analysis } from '../../scan/analyse.js';
import { emptyGroup, type Group, refuse } from '../group.js';
import { planDirect } from './direct.js';
import { planKept } from './kept.js';
import { type Open, type Pair, pairsOf } from './pairs.js';
import { planRegistry } from './registry.js';
import { planThen } from './then.js';

/** Plans every call that takes part in a collapse rule; calls of other rules are left to others. */
export function planCollapses(open: Open[], analysis: Analysis): Group[] {
  const pairs = pairsOf(open, analysis);
  const groups = pairs.map((pair) => planPair(pair, analysis));
  return groups;
}

function planPair(pair: Pair, analysis: Analysis): Group {
  if (pair.seconds.length === 0) {
    const group = emptyGroup([pair.first]);
    refuse(group, `no call was found that goes on with what this one creates: v2 creates both at once (${pair.rule.v2})`);
    return group;
  }
  if (!pair.seconds.every(({ direct }) => direct)) return planThen(pair, analysis) ?? planRegistry(pair, analysis);
  return pair.seconds.length > 1 ? planKept(pair, analysis) : planDirect(pair, analysis);
}
