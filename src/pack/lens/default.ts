import { fieldOf, isObject, sameJson, withField, withoutField } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field that v1 left out when it had no value, and v2 always has. Backward leaves it out again. */
export const defaultTo: LensOperation<OpOf<'default'>> = {
  forward: ({ name, value: given }, value) => (isObject(value) && !Object.hasOwn(value, name) ? withField(value, name, given) : value),
  backward: ({ name, value: given }, value) =>
    isObject(value) && sameJson(fieldOf(value, name), given) ? withoutField(value, name) : value,
  move(op, path) {
    if (path[0] !== op.name) return inside(op, path);
    return path.length === 1 ? { path, unset: op.value } : undefined;
  },
  added: () => [],
  // A v1 value that equals the default is left out too.
  lossy: () => false,
};
