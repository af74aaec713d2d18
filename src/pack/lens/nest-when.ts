import type { BareType, Json } from '../model.js';
import { fieldOf, isNumeric, isObject } from './fields.js';
import type { LensOperation, OpOf } from './operation.js';

/** As `nest`, for servers that answer a bare value: only when the whole value is of the type. */
export const nestWhen: LensOperation<OpOf<'nest-when'>> = {
  forward: ({ type, name }, value) => (isOfType(value, type) ? { [name]: value } : value),
  backward({ type, name }, value) {
    const inner = fieldOf(value, name);
    const isAlone = isObject(value) && Object.keys(value).length === 1;
    return isAlone && inner !== undefined && isOfType(inner, type) ? inner : value;
  },
  move({ type, name }, path) {
    const [first] = path;
    if (first === undefined) return { path, when: { type, path: [name] } };
    return type === 'array' && (typeof first === 'number' || first === '*') ? { path: [name, ...path] } : undefined;
  },
  added: () => [],
  // v2 answers more fields than the one that v1 gave bare.
  lossy: () => true,
};

function isOfType(value: Json, type: BareType): boolean {
  if (type === 'array') return Array.isArray(value);
  return type === 'number' ? isNumeric(value) : typeof value === type;
}
