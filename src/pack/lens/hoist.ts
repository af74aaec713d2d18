import { lift, sink } from './lift.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field of a nested object comes up beside it. */
export const hoist: LensOperation<OpOf<'hoist'>> = {
  forward: ({ host, name }, value) => lift(value, host, name),
  backward: ({ host, name }, value) => sink(value, host, name),
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.host) return inside(op, path);
    if (second === undefined) return { path, split: true };
    return second === op.name ? { path: [op.name, ...rest] } : undefined;
  },
  added: () => [],
  lossy: () => false,
};
