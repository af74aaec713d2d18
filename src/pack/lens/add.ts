import type { Derived, FromParameter, Json, JsonObject } from '../model.js';
import { convertForward } from './conversions.js';
import { fieldOf, isObject, withField, withoutField } from './fields.js';
import { addedBy, inside, type LensOperation, type OpOf } from './operation.js';

/** True for a value that is computed from a sibling field. */
export function isDerived(value: Json | Derived | FromParameter): value is Derived {
  return hasOnly(value, 'from', 'with');
}

/** True for a value that is taken from a parameter of the v1 path. */
export function isFromParameter(value: Json | Derived | FromParameter): value is FromParameter {
  return hasOnly(value, 'parameter');
}

function hasOnly(value: unknown, ...names: string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** A field that v1 does not know. A field that is there already stays as it is. */
export const add: LensOperation<OpOf<'add'>> = {
  forward({ name, value: wanted }, value, { parameters }) {
    if (!isObject(value) || Object.hasOwn(value, name)) return value;
    const added = resolve(wanted, value, parameters);
    return added === undefined ? value : withField(value, name, added);
  },
  backward: ({ name }, value) => (isObject(value) ? withoutField(value, name) : value),
  move: (op, path) => inside(op, path),
  added: (op) => [addedBy(op, [op.name])],
  lossy: () => false,
};

function resolve(wanted: Json | Derived | FromParameter, value: JsonObject, parameters: { [parameter: string]: string }): Json | undefined {
  // Only the rest of a path can be empty: then there is nothing to add.
  if (isFromParameter(wanted)) return (Object.hasOwn(parameters, wanted.parameter) && parameters[wanted.parameter]) || undefined;
  if (!isDerived(wanted)) return wanted;
  const from = fieldOf(value, wanted.from);
  return from === undefined || from === null ? undefined : convertForward(wanted.with, from);
}
