import type { Segment } from '../pack/endpoint.js';
import type { Operation, Table } from './table.js';

const byLength = new WeakMap<Table, Map<number, Operation[]>>();

/** The operations whose path may have so many segments, in table order. */
export function operationsOfLength(table: Table, count: number): readonly Operation[] {
  let known = byLength.get(table);
  if (!known) byLength.set(table, (known = new Map()));
  let operations = known.get(count);
  if (!operations) {
    operations = table.operations.filter(({ v1 }) => fitsLength(v1.segments, count));
    known.set(count, operations);
  }
  return operations;
}

/** True when a template may stand for a path of so many segments. */
export function fitsLength(segments: readonly Segment[], count: number): boolean {
  if (isRoot(segments)) return count === 0;
  return segments.at(-1)?.rest === true ? count >= segments.length - 1 : count === segments.length;
}

/** True for the path `/`. */
export function isRoot(segments: readonly Segment[]): boolean {
  return segments.length === 1 && segments[0]?.parts.length === 0;
}
