import type { Gone, Move, Step } from './operation.js';

/** What a move inside the field or item `at` is to the value around it. */
export function nestedStep(at: string | number, moved: Move): Step | Gone {
  if ('gone' in moved) return moved;
  const path = [at, ...moved.path];
  return moved.when ? { ...moved, path, when: { type: moved.when.type, path: [at, ...moved.when.path] } } : { ...moved, path };
}
