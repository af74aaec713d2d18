import { lift, sink } from './lift.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field goes down into a nested object, which is made when it is missing. */
export const plunge: LensOperation<OpOf<'plunge'>> = {
  forward: ({ host, name }, value) => sink(value, host, name),
  backward: ({ host, name }, value) => lift(value, host, name),
  move(op, path) {
    const [first, ...rest] = path;
    return first === op.name ? { path: [op.host, op.name, ...rest] } : inside(op, path);
  },
  added: () => [],
  lossy: () => false,
};
