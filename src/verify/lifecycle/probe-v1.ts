import type { Match } from '../../match/index.js';
import type { Json, Pack } from '../../pack/model.js';
import { tryParseJson } from '../json.js';
import { describeSigns, type LifecycleSigns, lifecycleSigns, noticeIn, versionErrorIn } from './signs.js';
import type { LifecycleNote } from '../model.js';
import { type Proxies, TargetClient } from '../replay/client.js';
import { bodyText } from '../replay/decode.js';

/** Endpoints of the old API that are asked. */
const MAX_PROBES = 25;

/** One recorded call of an endpoint. */
export interface Called {
  method: string;
  /** Path and query. */
  path: string;
  match: Match;
}

/** What v1 answered. */
export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  signs: LifecycleSigns | undefined;
  /** What a body says of the end of v1. */
  notice: string | undefined;
}

/** What one endpoint of the old API showed. */
export interface Probe {
  called: Called;
  note: LifecycleNote;
  /** Absent when no answer came. */
  answered?: Answered;
}

/**
 * Reads the state of deprecation of the old API: one GET for each endpoint that was recorded with GET, without
 * credentials. An API that was only written to is asked with GET all the same: a server that is retired, or warns, does so
 * for its paths whatever the method.
 * @param v1 URL of the running v1 API
 * @param endpoints one call of each endpoint
 */
export async function probeV1(
  v1: string,
  endpoints: readonly Called[],
  { timeout, proxies, now }: { timeout: number; proxies: Proxies | undefined; now: number },
): Promise<Probe[]> {
  const { origin, pathname } = new URL(v1);
  const prefix = pathname.replace(/\/+$/, '');
  const client = new TargetClient({ origin, connections: 1, timeout, ...(proxies && { proxies }) });
  const probes: Probe[] = [];
  const read = endpoints.filter(({ method }) => method === 'GET');
  try {
    for (const called of (read.length > 0 ? read : endpoints).slice(0, MAX_PROBES)) {
      const at = called.path.startsWith(`${prefix}/`) ? called.path : prefix + called.path;
      probes.push(await probe(client, origin, called, at, now));
    }
  } finally {
    await client.close();
  }
  return probes;
}

async function probe(client: TargetClient, origin: string, called: Called, path: string, now: number): Promise<Probe> {
  const place = { api: 'v1', method: 'GET', url: origin + path } as const;
  try {
    const answer = await client.send({ method: 'GET', path, headers: {}, body: null });
    const { pack } = called.match.table;
    const { text } = await bodyText(answer);
    const body = text === null ? undefined : tryParseJson(text);
    const { status, headers } = answer;
    const answered = { status, headers, signs: lifecycleSigns(headers), notice: noticeIn(body, pack) };
    const state = stateOf(answered, called.method, now, endOf(status, headers, body, place.url, pack));
    return { called, answered, note: { ...place, ...state } };
  } catch (error) {
    return { called, note: { ...place, state: 'unreachable', message: error instanceof Error ? error.message : String(error) } };
  }
}

function stateOf(
  { status, signs, notice }: Answered,
  method: string,
  now: number,
  end: string | undefined,
): Pick<LifecycleNote, 'state' | 'message'> {
  const said = [signs ? describeSigns(signs, now) : '', notice === undefined ? '' : `answers say ${notice}`].filter((part) => part !== '');
  if (end !== undefined) return { state: 'retired', message: [end, ...said].join(', ') };
  // A 404 to a GET tells nothing about a path that is only written to.
  if (status === 404 && (method === 'GET' || said.length === 0)) return { state: 'absent', message: absence(method) };
  if (said.length > 0) return { state: 'deprecated', message: said.join(', ') };
  return { state: 'current', message: `${status}, no sign of deprecation` };
}

/** How an answer says that the endpoint is gone; undefined when it does not. */
function endOf(status: number, headers: Answered['headers'], body: Json | undefined, url: string, pack: Pack): string | undefined {
  if (status === 410) return '410 Gone';
  const location = headers['location'];
  if (status >= 300 && status < 400 && status !== 304 && !isSamePlace(location, url))
    return `redirects to ${String(location ?? 'nowhere')}`;
  return status >= 400 ? versionErrorIn(body, pack) : undefined;
}

/** A redirect to the same path, such as with a slash at its end or over https, is no end. */
function isSamePlace(location: string | string[] | undefined, url: string): boolean {
  if (typeof location !== 'string' || !URL.canParse(location, url)) return false;
  const bare = (text: string): string => new URL(text, url).pathname.replace(/\/+$/, '');
  return bare(location) === bare(url);
}

function absence(method: string): string {
  return method === 'GET'
    ? '404: v1 does not have it any more, or not for this id'
    : `404 to a GET: v1 does not have it any more, or answers ${method} alone`;
}
