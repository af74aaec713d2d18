import type { Json } from '../model.js';
import { isObject, withRenamedField } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field under another name. When both names are there, nothing is guessed and both stay. */
export const rename: LensOperation<OpOf<'rename'>> = {
  forward: ({ from, to }, value) => renamed(value, from, to),
  backward: ({ from, to }, value) => renamed(value, to, from),
  move(op, path) {
    const [first, ...rest] = path;
    return first === op.from ? { path: [op.to, ...rest] } : inside(op, path);
  },
  added: () => [],
  lossy: () => false,
};

function renamed(value: Json, from: string, to: string): Json {
  if (!isObject(value) || !Object.hasOwn(value, from) || Object.hasOwn(value, to)) return value;
  return withRenamedField(value, from, to);
}
