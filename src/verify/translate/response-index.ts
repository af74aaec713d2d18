import type { Operation, Table } from '../../match/index.js';
import type { Json, JsonObject, SupplyFromAnswer } from '../../pack/model.js';
import { LruMap } from '../ids/lru.js';
import { tryParseJson } from '../json.js';
import { isObject } from '../../pack/lens/fields.js';

/** Things that are remembered at most. */
const CAPACITY = 50_000;

type Side = 'recorded' | 'live';

/**
 * What answers told of things that v2 names by another field than v1: the issue that v1 calls 149 has the number 3. The
 * live answers count first, as a v2 server may number things anew.
 */
export class ResponseIndex {
  readonly #wanted = new Map<string, SupplyFromAnswer[]>();
  readonly #fields = new LruMap<string, string>(CAPACITY);

  readonly #shared: ResponseIndex | undefined;

  /** @param shared what the answers of all recordings told: a recording may go on where another one stopped */
  constructor(tables: readonly Table[], shared?: ResponseIndex) {
    this.#shared = shared;
    for (const { operations } of tables) {
      for (const { rule } of operations) {
        if (rule.kind === 'move') Object.values(rule.supply ?? {}).forEach((supply) => this.#want(supply));
      }
    }
  }

  /** Remembers what an answer tells, when a rule asks for it. */
  note(side: Side, operation: Operation, text: string | null): void {
    const wanted = text === null ? undefined : this.#wanted.get(operation.v1.source);
    if (!wanted) return;
    this.#shared?.note(side, operation, text);
    for (const thing of thingsIn(tryParseJson(text ?? ''))) {
      for (const supply of wanted) {
        const [id, value] = [asText(thing[supply.id]), asText(thing[supply.field])];
        if (id !== undefined && value !== undefined) this.#fields.set(key(side, supply, id), value);
      }
    }
  }

  /** The field by which v2 names what v1 calls `recorded`, and a live answer `live`. */
  find(supply: SupplyFromAnswer, recorded: string, live: string): string | undefined {
    return (
      this.#fields.get(key('live', supply, live)) ??
      this.#fields.get(key('recorded', supply, recorded)) ??
      this.#shared?.find(supply, recorded, live)
    );
  }

  #want(supply: object): void {
    if (!isFromAnswer(supply)) return;
    for (const endpoint of supply.answers) {
      const wanted = this.#wanted.get(endpoint) ?? [];
      if (!wanted.includes(supply)) this.#wanted.set(endpoint, [...wanted, supply]);
    }
  }
}

function isFromAnswer(supply: object): supply is SupplyFromAnswer {
  return 'answers' in supply;
}

/** The same thing may be told by several endpoints, and asked for by several rules. */
function key(side: Side, { answers, id, field }: SupplyFromAnswer, value: string): string {
  return [side, answers.join(), id, field, value].join('\0');
}

function thingsIn(answer: Json | undefined): JsonObject[] {
  return [answer ?? null].flat().filter(isObject);
}

/** A text or number as a text; undefined for anything else. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
