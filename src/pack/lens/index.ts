import type { Json, Lens } from '../model.js';
import { movePathWith, operationOf } from './operations.js';
import type { Added, LensRunner, Move, Path } from './operation.js';

export { backwardCode, convertBackward, convertForward, forwardCode, helperCode, type HelperStyle, isReversible } from './conversions.js';
export { isDerived, isFromParameter } from './operations.js';
export { rulesOf } from './operations.js';
export type { Added, Move, MovedPath, Path } from './operation.js';

/** Where the values of a lens come from beside the JSON itself. */
export interface LensContext {
  /** Texts that fill the parameters of the v1 path, decoded. */
  parameters?: { [parameter: string]: string };
}

/**
 * Runs a lens from v1 to v2. Fields that are not there are left alone, and so is a value that is v2-shaped already, as far as
 * its shape tells. Never changes its input; gives the same value, not a copy, when there is nothing to do.
 */
export function forward(lens: Lens, value: Json, context: LensContext = {}): Json {
  return (context.parameters ? new Runner(context.parameters) : PLAIN).forward(lens, value);
}

/** Runs a lens from v2 to v1, as far as the way back exists: see `isLossy`. Same promises as `forward`. */
export function backward(lens: Lens, value: Json): Json {
  return PLAIN.backward(lens, value);
}

/** True when `backward` cannot give all that `forward` took, such as a removed field or the case of a text. */
export function isLossy(lens: Lens): boolean {
  return PLAIN.lossy(lens);
}

/** Where the value at a path of a v1 document stands in the v2 document, or that it is gone. */
export function movePath(lens: Lens, path: Path): Move {
  return PLAIN.move(lens, path);
}

/** The v2 paths that the lens adds, with the rule of each. */
export function addedBy(lens: Lens): Added[] {
  return PLAIN.added(lens);
}

/** True when the lens only adds fields: a reader of v1 need not notice. */
export function isAdditive(lens: Lens): boolean {
  return lens.every((op) => op.op === 'add' || ((op.op === 'in' || op.op === 'map') && isAdditive(op.lens)));
}

class Runner implements LensRunner {
  readonly parameters: { [parameter: string]: string };

  constructor(parameters: { [parameter: string]: string }) {
    this.parameters = parameters;
  }

  forward(lens: Lens, value: Json): Json {
    let current = value;
    for (const op of lens) current = operationOf(op).forward(op, current, this);
    return current;
  }

  backward(lens: Lens, value: Json): Json {
    return lens.reduceRight((current, op) => operationOf(op).backward(op, current, this), value);
  }

  move(lens: Lens, path: Path): Move {
    return movePathWith((op, at) => operationOf(op).move(op, at, this), lens, path);
  }

  added(lens: Lens): Added[] {
    return lens.flatMap((op, index) =>
      operationOf(op)
        .added(op, this)
        .flatMap((added) => movedOn(added, this.move(lens.slice(index + 1), added.path))),
    );
  }

  lossy(lens: Lens): boolean {
    return lens.some((op) => operationOf(op).lossy(op, this));
  }
}

const PLAIN = new Runner({});

/** An added path after the rest of the lens. */
function movedOn(added: Added, move: Move): Added[] {
  return 'gone' in move ? [] : [{ ...added, path: move.path }];
}
