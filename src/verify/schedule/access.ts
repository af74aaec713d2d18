/** What an exchange touches: decides which exchanges may run at the same time. */
export interface Access {
  /** Changes something on the server. */
  writes: boolean;
  /** Adds an item to the collection at the path and touches no other item. */
  creates: boolean;
  /** Texts that the request gives: a new item may be named by one of them. */
  given: readonly string[];
  /** Resource paths, on v1 and on v2, each ending in `/`; asked for only when something is written. */
  paths: () => readonly string[];
}

/**
 * Describes an exchange by its method and its paths (below the base, with a verb such as `:cancel`).
 * @param isMoving a read that sees something change by itself: to be kept in order like a write
 */
export function accessOf(method: string, paths: () => readonly string[], isMoving: boolean, given: readonly string[] = []): Access {
  const writes = isMoving || (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS');
  const creates = method === 'POST' && paths().every((path) => !path.includes(':'));
  let resources: readonly string[] | undefined;
  return { writes, creates, given, paths: () => (resources ??= paths().map(resourceOf)) };
}

/** True when the order of the two can show in an answer. */
export function conflicts(a: Access, b: Access): boolean {
  if (!a.writes && !b.writes) return false;
  return a.paths().some((left) => b.paths().some((right) => overlaps(a, left, b, right)));
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

function resourceOf(path: string): string {
  const bare = path.replace(/\?.*$/, '').replace(/:[^/:]*$/, '');
  return bare.endsWith('/') ? bare : `${bare}/`;
}
