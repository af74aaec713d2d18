import type { Operation, Table } from '../../match/index.js';
import type { Json, JsonObject } from '../../pack/model.js';
import { LruMap } from '../ids/lru.js';
import { tryParseJson } from '../json.js';
import type { Exchange } from '../model.js';
import { isObject } from '../../pack/lens/fields.js';

/** Creations that are remembered at most. */
const CAPACITY = 20_000;

/** A recorded creation whose request body later calls may need. */
export interface Creation {
  endpoint: string;
  id: string;
  /** Recorded v1 request body. */
  body: JsonObject;
  exchange: Exchange;
  operation: Operation;
  /** Parameters of the recorded URL, decoded. */
  parameters: { [parameter: string]: string };
  /** How it came to the v2 server: not yet, with another request, in a request of its own, or never. */
  state: 'pending' | 'carried' | 'sent' | 'abandoned';
  /** Exchanges that changed the resource before v2 had it; `body` holds their changes. */
  folded: Exchange[];
}

/** Recorded creations by endpoint and the id that v1 answered. */
export class Creations {
  readonly #byId = new LruMap<string, Creation>(CAPACITY);
  /** Endpoints worth remembering, with the field of the answer that is the id. */
  readonly #idFields = new Map<string, string>();
  readonly #shared: Creations | undefined;

  /** @param shared the creations of all recordings: a recording may go on where another one stopped */
  constructor(tables: readonly Table[], shared?: Creations) {
    this.#shared = shared;
    for (const table of tables) {
      for (const operation of table.operations) this.#notice(operation);
      for (const resource of Object.values(table.pack.resources ?? {})) this.#idFields.set(resource.create, resource.id);
    }
  }

  /** Remembers an exchange when it is a creation that other calls refer to, and v1 accepted it. */
  note(exchange: Exchange, operation: Operation, parameters: { [parameter: string]: string }): Creation | undefined {
    const idField = this.#idFields.get(operation.v1.source);
    if (idField === undefined || exchange.response.status >= 300 || exchange.response.body === null) return undefined;
    const id = idOf(tryParseJson(exchange.response.body), idField);
    if (id === undefined) return undefined;
    const body = exchange.request.body === null ? {} : tryParseJson(exchange.request.body);
    if (!isObject(body)) return undefined;
    const creation: Creation = { endpoint: operation.v1.source, id, body, exchange, operation, parameters, state: 'sent', folded: [] };
    this.#keep(creation);
    if (this.#shared) this.#shared.#keep(creation);
    return creation;
  }

  find(endpoint: string, id: string): Creation | undefined {
    return this.#byId.get(`${endpoint}\0${id}`) ?? this.#shared?.find(endpoint, id);
  }

  #keep(creation: Creation): void {
    this.#byId.set(`${creation.endpoint}\0${creation.id}`, creation);
  }

  #notice(operation: Operation): void {
    const { rule } = operation;
    if (rule.kind === 'collapse') Object.values(rule.link).forEach((field) => this.#idFields.set(rule.steps[0], field));
    if (rule.kind === 'carry' && !this.#idFields.has(rule.from)) this.#idFields.set(rule.from, 'id');
    if (rule.kind !== 'move') return;
    for (const supply of Object.values(rule.supply ?? {})) {
      if ('request' in supply && !this.#idFields.has(supply.request)) this.#idFields.set(supply.request, 'id');
    }
  }
}

/** The id in an answer: the answer itself when it is a bare text, else the field, also one level below a wrapper. */
function idOf(answer: Json | undefined, field: string): string | undefined {
  if (typeof answer === 'string' || typeof answer === 'number') return String(answer);
  if (!isObject(answer)) return undefined;
  const own = answer[field];
  if (typeof own === 'string' || typeof own === 'number') return String(own);
  const inner = Object.values(answer).find((value) => isObject(value) && field in value);
  return isObject(inner) ? idOf(inner, field) : undefined;
}
