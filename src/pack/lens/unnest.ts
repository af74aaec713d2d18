import { fieldOf, isObject } from './fields.js';
import { gone, inside, type LensOperation, type OpOf } from './operation.js';

/**
 * An object that wraps a value becomes the value. It is a wrapper when it has no other fields than those of `beside`, which go
 * away with it. An `optional` wrapper may be missing in v1: then nothing tells it from the value, so whole values stay.
 */
export const unnest: LensOperation<OpOf<'unnest'>> = {
  forward({ name, beside = [] }, value) {
    const inner = fieldOf(value, name);
    if (inner === undefined || !isObject(value)) return value;
    return Object.keys(value).every((key) => key === name || beside.includes(key)) ? inner : value;
  },
  backward: ({ name, optional }, value) => (optional === true ? value : { [name]: value }),
  move(op, path) {
    const [first, ...rest] = path;
    if (first === undefined) return op.optional === true ? undefined : inside(op, path);
    if (first === op.name) return { path: rest };
    return typeof first === 'string' && op.beside?.includes(first) === true ? gone(op) : undefined;
  },
  added: () => [],
  lossy: ({ beside = [], optional = false }) => optional || beside.length > 0,
};
