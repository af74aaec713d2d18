import type { Match } from '../../match/index.js';
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

  /** @param chosen the user named the packs */
  constructor(source: string | undefined, chosen: boolean) {
    this.#source = source;
    this.#chosen = chosen;
  }

  /** Why an exchange is none of the API's, or undefined when it is one. */
  refuse(exchange: Exchange, { parts, table, operation }: Match): string | undefined {
    const { origin } = parts;
    if (this.#source !== undefined) return origin === this.#source ? undefined : `not a request to ${this.#source}`;
    const { pack } = table;
    const key = `${pack.id} ${origin}`;
    if (this.#chosen || this.#origins.has(key)) return undefined;
    const isDistinct = pack.evidence.distinct === true && !('indistinct' in operation.rule && operation.rule.indistinct === true);
    if (isDistinct || isLocal(origin) || isKnownHost(origin, pack.evidence.hosts) || hasField(exchange, pack.evidence.bodyFields)) {
      this.#origins.add(key);
      return undefined;
    }
    return `nothing shows that ${origin} serves ${pack.title}; say so with --pack ${pack.id} or --source ${origin}`;
  }
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
