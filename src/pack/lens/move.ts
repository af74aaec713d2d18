import type { LensOp } from '../model.js';
import type { Gone, Move, MovedPath, Path, Step } from './operation.js';

type StepOf = (op: LensOp, path: Path) => Step | Gone | undefined;

/** Follows a path through the operations of a lens, first to last. */
export function movePathWith(stepOf: StepOf, lens: LensOp[], path: Path): Move {
  let moved: MovedPath = { path, back: [], inner: [], rules: [] };
  for (const op of lens) {
    const step = stepOf(op, moved.path);
    if (step && 'gone' in step) return step;
    const when = moved.when && movedAlternative(stepOf, op, moved.when);
    if (step) moved = joined(moved, step, op);
    if (when) moved = { ...moved, when };
  }
  return moved;
}

function movedAlternative(stepOf: StepOf, op: LensOp, when: NonNullable<MovedPath['when']>): MovedPath['when'] {
  const step = stepOf(op, when.path);
  return step && 'path' in step ? { type: when.type, path: step.path } : when;
}

function joined(moved: MovedPath, { back = [], inner = [], rules, ...step }: Step, op: LensOp): MovedPath {
  return {
    ...moved,
    ...step,
    back: [...back, ...moved.back],
    inner: [...moved.inner, ...inner],
    rules: [...new Set([...moved.rules, ...(rules ?? rulesOf(op))])],
  };
}

/** The rules of an operation and of those that it holds. */
export function rulesOf(op: LensOp): string[] {
  const held = op.op === 'in' || op.op === 'map' ? op.lens.flatMap((part) => rulesOf(part)) : [];
  return [...new Set([...(op.rule === undefined ? [] : [op.rule]), ...held])];
}
