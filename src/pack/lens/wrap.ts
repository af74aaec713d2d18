import type { Json } from '../model.js';
import { fieldOf, isObject, withField, withoutField } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field that held one value holds a list. Lists stay; null goes away, as nothing is no item. */
export const wrap: LensOperation<OpOf<'wrap'>> = {
  forward({ name }, value) {
    const one = fieldOf(value, name);
    if (!isObject(value) || one === undefined || Array.isArray(one)) return value;
    return one === null ? withoutField(value, name) : withField(value, name, [one]);
  },
  backward({ name }, value) {
    const list = fieldOf(value, name);
    return isObject(value) && Array.isArray(list) && list.length === 1 ? withField(value, name, list[0] as Json) : value;
  },
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.name) return inside(op, path);
    if (second === undefined) return { path, list: 'wrapped' };
    return typeof second === 'string' && second !== '*' ? { path: [op.name, 0, second, ...rest], list: 'wrapped' } : undefined;
  },
  added: () => [],
  // A list of one may have been a list in v1.
  lossy: () => true,
};
