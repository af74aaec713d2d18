import type { ts } from '../../project/syntax.js';
import { LIMITS, type LimitName } from '../limits.js';
import type { Environment, AbstractValue } from '../value.js';

/** Computes the value of a node once; undefined when it is being computed already, and the name of the bound when too much is. */
export type Remember = (node: ts.Node, env: Environment, compute: () => AbstractValue) => AbstractValue | LimitName | undefined;

interface Entry {
  value: AbstractValue | undefined;
  /** Depth at which it is being computed; -1 when it is not. */
  depth: number;
  /** The outermost computation for which the value holds; 0 for any. */
  round: number;
  /** How often it came out cut short. */
  cuts: number;
}

/**
 * Remembers values, ends cycles, and bounds depth and work. A value that was cut short by a cycle or a bound further out
 * may be better known when asked for by itself: it is kept for good only once it came out that way twice.
 */
export function createMemory(): Remember {
  const memo = new WeakMap<Environment, Map<ts.Node, Entry>>();
  let depth = 0;
  let steps = 0;
  let round = 0;
  /** Depth of the outermost value that the running one had to do without. */
  let cut = Number.POSITIVE_INFINITY;

  const entryOf = (node: ts.Node, env: Environment): Entry => {
    let entries = memo.get(env);
    if (!entries) {
      entries = new Map();
      memo.set(env, entries);
    }
    const known = entries.get(node);
    if (known) return known;
    const entry: Entry = { value: undefined, depth: -1, round: 0, cuts: 0 };
    entries.set(node, entry);
    return entry;
  };

  return (node, env, compute) => {
    const entry = entryOf(node, env);
    if (depth === 0) {
      steps = 0;
      round += 1;
    }
    if (entry.value && (entry.round === 0 || entry.round === round)) return entry.value;
    steps += 1;
    const limit = entry.depth !== -1 ? undefined : depth >= LIMITS.depth.bound ? 'depth' : 'steps';
    if (limit !== 'steps' || steps > LIMITS.steps.bound) {
      cut = Math.min(cut, Math.max(entry.depth, 0));
      return limit;
    }
    const outside = cut;
    cut = Number.POSITIVE_INFINITY;
    entry.depth = depth;
    depth += 1;
    try {
      entry.value = compute();
      const isWhole = cut >= entry.depth;
      if (isWhole) cut = Number.POSITIVE_INFINITY;
      else entry.cuts += 1;
      entry.round = isWhole || entry.cuts > 1 ? 0 : round;
      return entry.value;
    } finally {
      depth -= 1;
      entry.depth = -1;
      cut = Math.min(cut, outside);
    }
  };
}
