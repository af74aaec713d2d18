import { relative, sep } from 'node:path';
import type { ts } from '../project/syntax.js';

/** A bound on work or size, and what it means that it was reached. */
interface Limit {
  bound: number;
  /** What there is more of than the bound; completes "there are more than 64 …". */
  what: string;
}

/**
 * Every bound of the core and of the search for calls, in one table. None of them may end in silence: what a bound cuts off
 * leaves a `Cause`, in a value (`unknown` with a cause), in a list (`Listing`) or in a trace.
 */
export const LIMITS = {
  alternatives: { bound: 64, what: 'values that one expression may have' },
  depth: { bound: 220, what: 'steps from a name to its value' },
  steps: { bound: 20_000, what: 'values to compute for one expression' },
  calls: { bound: 40, what: 'functions that call one another' },
  nested: { bound: 200, what: 'functions to look into, one inside the other' },
  spreads: { bound: 200, what: 'objects that are spread into one another' },
  members: { bound: 80, what: 'objects that are spread into one another' },
  table: { bound: 32, what: 'members of a table that is read with a key only known at run time' },
  elements: { bound: 64, what: 'elements of a list that a loop goes through' },
  fold: { bound: 64, what: 'elements of a list that is reduced' },
  lineage: { bound: 48, what: 'classes that extend one another' },
  constructions: { bound: 200, what: 'places that make an object of one class' },
  literals: { bound: 12, what: 'texts in one literal type' },
  typed: { bound: 16, what: 'URLs that the literal types in one URL allow' },
  importers: { bound: 600, what: 'files that may use one name' },
  exposed: { bound: 8, what: 'values inside one another that may carry a base' },
  properties: { bound: 500, what: 'properties of one object that may carry a base' },
  handed: { bound: 48, what: 'calls of given functions in one function' },
  sinks: { bound: 96, what: 'requests behind one call' },
  wrappers: { bound: 2_000, what: 'calls to follow behind one call' },
  flows: { bound: 4_000, what: 'places that use one response' },
  frames: { bound: 48, what: 'functions that pass one response on' },
  throws: { bound: 24, what: 'functions that let one error pass' },
} as const satisfies Record<string, Limit>;

/** Name of a bound. */
export type LimitName = keyof typeof LIMITS;

/** That a bound was reached, and where. */
export interface Cause {
  limit: LimitName;
  node?: ts.Node;
}

/** A list that says whether it is all there is. Who quantifies over *all* asks `allOf`; `items` are those that are known. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly incomplete?: Cause;
}

/** All members of a list; undefined when there may be more. */
export function allOf<T>({ items, incomplete }: Listing<T>): readonly T[] | undefined {
  return incomplete ? undefined : items;
}

/** What a person is told: which bound was reached, and where. */
export function causeText({ limit, node }: Cause, root: string): string {
  const { bound, what } = LIMITS[limit];
  const place = node ? ` (${placeText(node, root)})` : '';
  return `not followed to the end: there are more than ${bound.toLocaleString('en')} ${what}${place}, the limit "${limit}"`;
}

function placeText(node: ts.Node, root: string): string {
  const tree = node.getSourceFile();
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
  return `${relative(root, tree.fileName).split(sep).join('/')}:${line + 1}`;
}
