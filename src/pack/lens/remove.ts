import { isObject, withField, withoutField } from './fields.js';
import { gone, inside, type LensOperation, type OpOf } from './operation.js';

/** A field that v2 does not know, or with `*` every field; `value` is what a v1 reader may be given in its place. */
export const remove: LensOperation<OpOf<'remove'>> = {
  forward({ name }, value) {
    if (!isObject(value)) return value;
    if (name !== '*') return withoutField(value, name);
    return Object.keys(value).length === 0 ? value : {};
  },
  backward({ name, value: given }, value) {
    if (given === undefined || name === '*' || !isObject(value) || Object.hasOwn(value, name)) return value;
    return withField(value, name, given);
  },
  move(op, path) {
    const [first] = path;
    if (first === undefined) return inside(op, path);
    return first === op.name || (op.name === '*' && typeof first === 'string' && first !== '*') ? gone(op) : undefined;
  },
  added: () => [],
  lossy: ({ name, value }) => name === '*' || value === undefined,
};
