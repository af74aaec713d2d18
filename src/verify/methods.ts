/** Methods that change nothing: sent without asking, and sent again when the connection broke. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for methods that change nothing on the server. */
export function isSafe(method: string): boolean {
  return SAFE.has(method);
}
