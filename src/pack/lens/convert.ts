import type { Json } from '../model.js';
import { convertBackward, convertForward, isReversible } from './conversions.js';
import { fieldOf, isObject, withField } from './fields.js';
import { inside, type LensOperation, type OpOf } from './operation.js';

/** A field in another representation. What the conversion cannot read stays as it is, and so does null unless it is replaced. */
export const convert: LensOperation<OpOf<'convert'>> = {
  forward: (op, value) => converted(value, op.name, (field) => convertForward(op.with, field)),
  backward: (op, value) => converted(value, op.name, (field) => convertBackward(op.with, field)),
  move(op, path) {
    if (path[0] !== op.name) return inside(op, path);
    return path.length === 1 ? { path, back: [op.with] } : undefined;
  },
  added: () => [],
  lossy: (op) => !isReversible(op.with),
};

function converted(value: Json, name: string, change: (field: Json) => Json | undefined): Json {
  const field = fieldOf(value, name);
  if (!isObject(value) || field === undefined) return value;
  const next = change(field);
  return next === undefined ? value : withField(value, name, next);
}
