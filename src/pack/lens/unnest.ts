import { fieldOf, isObject } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** An object whose only field is `name` becomes the value of that field. */
export const unnest: LensOperation<OpOf<'unnest'>> = {
  forward({ name }, value) {
    const inner = fieldOf(value, name);
    return inner === undefined || !isObject(value) || Object.keys(value).length !== 1 ? value : inner;
  },
  backward: ({ name }, value) => ({ [name]: value }),
  move(op, path) {
    const [first, ...rest] = path;
    if (first === undefined) return inside(op, path);
    return first === op.name ? { path: rest } : undefined;
  },
  added: () => [],
  lossy: () => false,
};
