import { isObject, withField, withoutField } from './fields.js';
import { gone, inside, type LensOperation, type OpOf } from './operation.js';

/** A field that v2 does not know; `value` is what a v1 reader may be given in its place. */
export const remove: LensOperation<OpOf<'remove'>> = {
  forward: ({ name }, value) => (isObject(value) ? withoutField(value, name) : value),
  backward({ name, value: given }, value) {
    if (given === undefined || !isObject(value) || Object.hasOwn(value, name)) return value;
    return withField(value, name, given);
  },
  move: (op, path) => (path[0] === op.name ? gone(op) : inside(op, path)),
  added: () => [],
  lossy: ({ value }) => value === undefined,
};
