import { isSafe } from '../methods.js';
import type { Scope } from './scope.js';

/** What an exchange touches: decides which exchanges may run at the same time. */
export interface Access {
  /** Changes something on the server. */
  writes: boolean;
  /** Adds an item to the collection at the path and touches no other item. */
  creates: boolean;
  /** Texts that the request gives: a new item may be named by one of them. */
  given: readonly string[];
  /** Paths of other resources that it changes, each ending in `/`. */
  effects: () => readonly string[];
  /** Resource paths, on v1 and on v2, each ending in `/`; asked for only when something is written. */
  paths: () => readonly string[];
}

/** What an access is made from. */
export interface Accessing {
  method: string;
  scope: Scope;
  /** v1 parameter to its value, decoded. */
  parameters: { [parameter: string]: string };
  /** Texts that the request gives. */
  given: readonly string[];
  /** A read that sees something change by itself: to be kept in order like a write. */
  isMoving?: boolean;
}

/** Describes an exchange by its method and by what its operation is about. */
export function accessOf({ method, scope, parameters, given, isMoving = false }: Accessing): Access {
  const changes = !isSafe(method) && !scope.isQuery;
  let resources: readonly string[] | undefined;
  let changed: readonly string[] | undefined;
  return {
    writes: isMoving || changes,
    creates: changes && method === 'POST' && !scope.isAction,
    given,
    effects: () => (changed ??= changes ? scope.effects(parameters) : []),
    paths: () => (resources ??= scope.paths(parameters)),
  };
}

/** True when the order of the two can show in an answer. */
export function conflicts(a: Access, b: Access): boolean {
  if (!a.writes && !b.writes) return false;
  if (a.paths().some((left) => b.paths().some((right) => overlaps(a, left, b, right)))) return true;
  return touches(a.effects(), b) || touches(b.effects(), a);
}

/** A change of these paths shows in the other. */
function touches(effects: readonly string[], { paths }: Access): boolean {
  return effects.some((left) => paths().some((right) => left.startsWith(right) || right.startsWith(left)));
}

/** One path holds the other, and not only because a new item appears beside those the other is about. */
function overlaps(a: Access, left: string, b: Access, right: string): boolean {
  if (left === right) return true;
  if (left.startsWith(right)) return !b.creates || b.given.includes(nameIn(left, right));
  return right.startsWith(left) && (!a.creates || a.given.includes(nameIn(right, left)));
}

/** The item of a collection that a path below it is about, decoded. */
function nameIn(path: string, collection: string): string {
  const [name = ''] = path.slice(collection.length).split('/', 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
