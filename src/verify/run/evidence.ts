import type { Match, Matcher, MatchResult } from '../../match/index.js';
import type { Exchange } from '../model.js';
import { tryParseJson } from '../json.js';

/**
 * Decides whether traffic belongs to an API: the same path may be served by another product. Evidence once found for a
 * server holds for the rest of the run.
 */
export class Evidence {
  readonly #source: string | undefined;
  readonly #chosen: boolean;
  readonly #origins = new Set<string>();
  /** What the exchanges of the current batch are to each API. */
  #ahead: ReadonlyMap<Exchange, MatchResult[]> = new Map();

  /** @param chosen the user named the packs */
  constructor(source: string | undefined, chosen: boolean) {
    this.#source = source;
    this.#chosen = chosen;
  }

  /**
   * Learns from the exchanges ahead which API each server serves: a path that several APIs have is read as that of the
   * server, and one that many products have counts where the server is known.
   */
  gather(exchanges: readonly Exchange[], matcher: Matcher): void {
    this.#ahead = new Map(exchanges.map((exchange) => [exchange, matchesOf(exchange, matcher)]));
    for (const [exchange, results] of this.#ahead) {
      for (const found of results) {
        if (found.kind === 'match' && isTelling(exchange, found.match)) this.#origins.add(keyOf(found.match));
      }
    }
  }

  /** What a request is to the API that its server is known to serve, else to the API that it fits best. */
  match(exchange: Exchange, matcher: Matcher): MatchResult {
    const results = this.#ahead.get(exchange) ?? matchesOf(exchange, matcher);
    const own = results.find((found) => found.kind === 'match' && this.#origins.has(keyOf(found.match)));
    return own ?? results[0] ?? { kind: 'other' };
  }

  /** Why an exchange is none of the API's, or undefined when it is one. */
  refuse(exchange: Exchange, match: Match): string | undefined {
    const { origin } = match.parts;
    if (this.#source !== undefined) return origin === this.#source ? undefined : `not a request to ${this.#source}`;
    const key = keyOf(match);
    if (this.#chosen || this.#origins.has(key)) return undefined;
    if (isTelling(exchange, match) || isLocal(origin)) {
      this.#origins.add(key);
      return undefined;
    }
    const { pack } = match.table;
    return `nothing shows that ${origin} serves ${pack.title}; say so with --pack ${pack.id} or --source ${origin}`;
  }
}

function matchesOf({ request: { method, url } }: Exchange, matcher: Matcher): MatchResult[] {
  return matcher.matchAll(method, url);
}

function keyOf({ parts, table }: Match): string {
  return `${table.pack.id} ${parts.origin}`;
}

/** True for traffic that only this API can have. */
function isTelling(exchange: Exchange, { parts, table, operation }: Match): boolean {
  const { distinct, hosts, bodyFields } = table.pack.evidence;
  return (distinct === true && !operation.indistinct) || isKnownHost(parts.origin, hosts) || hasField(exchange, bodyFields);
}

function isLocal(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|unknown\.invalid)(:\d+)?$/.test(origin);
}

function isKnownHost(origin: string, hosts: readonly string[] | undefined): boolean {
  const host = origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  return hosts?.some((known) => host === known || host.endsWith(`.${known}`)) === true;
}

function hasField(exchange: Exchange, fields: readonly string[] | undefined): boolean {
  if (!fields || exchange.request.body === null) return false;
  const body = tryParseJson(exchange.request.body);
  return typeof body === 'object' && body !== null && fields.some((field) => field in body);
}
