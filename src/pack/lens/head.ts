import { fieldOf, isObject, withField, withoutField } from './fields.js';
import { gone, inside, type LensOperation, type OpOf } from './operation.js';

/** A field that held a list holds its first item; an empty list goes away. */
export const head: LensOperation<OpOf<'head'>> = {
  forward({ name }, value) {
    const list = fieldOf(value, name);
    if (!isObject(value) || !Array.isArray(list)) return value;
    const [first] = list;
    return first === undefined ? withoutField(value, name) : withField(value, name, first);
  },
  backward({ name }, value) {
    const one = fieldOf(value, name);
    return !isObject(value) || one === undefined || one === null || Array.isArray(one) ? value : withField(value, name, [one]);
  },
  move(op, path) {
    const [first, second, ...rest] = path;
    if (first !== op.name) return inside(op, path);
    if (second === undefined) return { path, list: 'head' };
    if (second === '*') return { path: [op.name, ...rest], list: 'head' };
    if (typeof second === 'string') return undefined;
    return second === 0 ? { path: [op.name, ...rest] } : gone(op);
  },
  added: () => [],
  lossy: () => true,
};
