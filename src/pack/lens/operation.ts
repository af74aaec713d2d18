import type { BareType, Conversion, Json, Lens, LensOp } from '../model.js';

/** Where a value stands in JSON: names of fields, indexes, and `*` for any item of a list. */
export type Path = (string | number | '*')[];

/** Where a v1 value stands in v2, and what is different about it there. */
export interface MovedPath {
  path: Path;
  /** Conversions to undo, in this order, to have the v1 value again. */
  back: Conversion[];
  /**
   * - `wrapped`: v2 holds a list where v1 held one value, or a list of several;
   * - `head`: v2 holds one value where v1 held a list.
   */
  list?: 'wrapped' | 'head';
  /** What v2 holds where v1 had no such field. */
  unset?: Json;
  /** What is different inside the value: run forward over the v1 value it gives the v2 value. Empty when nothing is. */
  inner: Lens;
  /** Parts of the value stand at other places in v2; `inner` does not tell where. */
  split?: true;
  /** A v1 value of this type stands at this path instead: only the value itself tells which. */
  when?: { type: BareType; path: Path };
  /** Rules that had a part in it, in table order. */
  rules: string[];
}

/** v2 does not have the value; the id of the rule that says so, empty when the lens names none. */
export interface Gone {
  gone: string;
}

/** What has become of a v1 path. */
export type Move = MovedPath | Gone;

/** What one operation does to one path. `inner` is what it adds to the lens of the value; `rules` if not those of the operation. */
export type Step = { path: Path } & Partial<Omit<MovedPath, 'path'>>;

/** A v2 path that v1 has no counterpart of. */
export interface Added {
  path: Path;
  rule?: string;
}

/** Applies whole lenses on behalf of an operation that holds some. */
export interface LensRunner {
  /** Values of the parameters of the v1 path. */
  parameters: { [parameter: string]: string };
  forward(lens: Lens, value: Json): Json;
  backward(lens: Lens, value: Json): Json;
  move(lens: Lens, path: Path): Move;
  added(lens: Lens): Added[];
  lossy(lens: Lens): boolean;
}

/** An operation of the lens vocabulary: the same members for each, one file for each. */
export interface LensOperation<Op extends LensOp> {
  /** v1 to v2. The same value, not a copy, when there is nothing to do; never changes its input. */
  forward(op: Op, value: Json, run: LensRunner): Json;
  /** v2 to v1, as far as it exists. */
  backward(op: Op, value: Json, run: LensRunner): Json;
  /** Where a path moves; undefined when it stays. */
  move(op: Op, path: Path, run: LensRunner): Step | Gone | undefined;
  /** Paths that v2 has in addition. */
  added(op: Op, run: LensRunner): Added[];
  /** True when `backward` cannot give all that `forward` took. */
  lossy(op: Op, run: LensRunner): boolean;
}

/** The operation of one name. */
export type OpOf<Name extends LensOp['op']> = Extract<LensOp, { op: Name }>;

/** The outcome of an operation that takes a value away. */
export function gone(op: LensOp): Gone {
  return { gone: op.rule ?? '' };
}

/** A path that an operation adds. */
export function addedBy(op: LensOp, path: Path): Added {
  return op.rule === undefined ? { path } : { path, rule: op.rule };
}

/** The step of an operation on fields of an object when the path is that object itself. */
export function inside(op: LensOp, path: Path): Step | undefined {
  return path.length === 0 ? { path, inner: [op] } : undefined;
}
