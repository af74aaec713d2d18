import type { Json, JsonObject } from '../model.js';
import { fieldOf, isObject } from './fields.js';
import { addedBy, type LensOperation, type OpOf } from './operation.js';

/** The whole value goes into a field of a new object. A value that has the field and all of `also` is v2 already. */
export const nest: LensOperation<OpOf<'nest'>> = {
  forward: ({ name, also }, value) => (isNested(value, name, also) ? value : { ...also, [name]: value }),
  backward({ name }, value) {
    const inner = fieldOf(value, name);
    return inner === undefined ? value : inner;
  },
  move: ({ name }, path) => ({ path: [name, ...path] }),
  added: (op) => Object.keys(op.also ?? {}).map((key) => addedBy(op, [key])),
  lossy: () => false,
};

function isNested(value: Json, name: string, also: JsonObject = {}): boolean {
  const keys = Object.keys(also);
  return isObject(value) && Object.hasOwn(value, name) && keys.length > 0 && keys.every((key) => Object.hasOwn(value, key));
}
