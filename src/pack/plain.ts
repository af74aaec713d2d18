import { type Place, placeText } from './place.js';

/** A mistake at one place of a value. */
export interface PlainProblem {
  /** As text: `rules[3].v1[0]`. */
  place: string;
  message: string;
}

/** Levels of objects and lists in each other; no table of rules comes near it. */
const DEEPEST = 100;

/** Why a value is no plain data, as JSON could hold it; undefined when it is. Nothing of it is run, getters included. */
export function plainProblem(value: unknown): PlainProblem | undefined {
  return problemAt(value, []);
}

function problemAt(value: unknown, place: Place, within: readonly object[] = []): PlainProblem | undefined {
  const problem = (message: string): PlainProblem => ({ place: placeText(place), message });
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    return problem(`is a ${typeof value}; only plain data can stand here`);
  if (typeof value !== 'object' || value === null) return undefined;
  if (within.includes(value)) return problem('leads back to itself');
  if (within.length >= DEEPEST) return problem(`is nested more than ${DEEPEST} levels deep`);
  if (!isPlain(value)) return problem(`is a ${nameOf(value)}; only plain data can stand here`);
  for (const [name, { value: member, get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (Array.isArray(value) && name === 'length') continue;
    const inner = [...place, Array.isArray(value) ? Number(name) : name];
    if (name === '__proto__') return { place: placeText(inner), message: 'there can be no field of this name' };
    if (get) return { place: placeText(inner), message: 'is computed by a getter; only plain data can stand here' };
    const found = problemAt(member, inner, [...within, value]);
    if (found) return found;
  }
  return undefined;
}

/** Objects of another realm, such as a worker's or a test's, have another `Object.prototype`: one above which nothing stands. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
