import { describeSigns, lifecycleSigns } from './lifecycle.js';
import type { LifecycleNote } from './model.js';
import { UsageError } from '../pack/error.js';
import { TargetClient } from './replay/client.js';

/** Endpoints of the old API that are asked. */
const MAX_PROBES = 25;

/** One recorded call of an endpoint. */
interface Called {
  method: string;
  /** Path and query. */
  path: string;
}

/**
 * Reads the state of deprecation of the old API: one GET for each endpoint that was recorded with GET, without
 * credentials. An API that was only written to is asked with GET all the same: a server that is retired, or warns, does so
 * for its paths whatever the method.
 * @param v1 URL of the running v1 API
 * @param endpoints one call of each endpoint
 */
export async function probeV1(v1: string, endpoints: readonly Called[], timeout: number, now: number): Promise<LifecycleNote[]> {
  if (!URL.canParse(v1)) throw new UsageError(`--v1: "${v1}" is no URL; write it as http://host:port`);
  const { origin, pathname } = new URL(v1);
  const prefix = pathname.replace(/\/+$/, '');
  const client = new TargetClient({ origin, connections: 1, timeout });
  const notes: LifecycleNote[] = [];
  const read = endpoints.filter(({ method }) => method === 'GET');
  try {
    for (const { method, path } of (read.length > 0 ? read : endpoints).slice(0, MAX_PROBES)) {
      const at = path.startsWith(`${prefix}/`) ? path : prefix + path;
      notes.push(await probe(client, origin, { method, path: at }, now));
    }
  } finally {
    await client.close();
  }
  return notes;
}

async function probe(client: TargetClient, origin: string, { method, path }: Called, now: number): Promise<LifecycleNote> {
  const place = { api: 'v1', method: 'GET', url: origin + path } as const;
  try {
    const { status, headers } = await client.send({ method: 'GET', path, headers: {}, body: null });
    const signs = lifecycleSigns(headers);
    const said = signs ? describeSigns(signs, now) : '';
    if (status === 410) return { ...place, state: 'retired', message: ['410 Gone', said].filter((part) => part !== '').join(', ') };
    if (status >= 300 && status < 400)
      return { ...place, state: 'retired', message: `redirects to ${String(headers['location'] ?? 'nowhere')}` };
    // A 404 to a GET tells nothing about a path that is only written to.
    if (status === 404 && (method === 'GET' || !signs)) return { ...place, state: 'absent', message: absence(method) };
    return signs
      ? { ...place, state: 'deprecated', message: said }
      : { ...place, state: 'current', message: `${status}, no sign of deprecation` };
  } catch (error) {
    return { ...place, state: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

function absence(method: string): string {
  return method === 'GET'
    ? '404: v1 does not have it any more, or not for this id'
    : `404 to a GET: v1 does not have it any more, or answers ${method} alone`;
}
