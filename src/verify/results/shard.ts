import type { Matcher } from '../../match/index.js';
import { isDistinctive } from '../ids/map.js';
import { LruMap, LruSet, ownText } from '../ids/lru.js';
import type { Exchange } from '../model.js';
import type { Recorded } from '../recording/index.js';
import { isSafe } from '../methods.js';
import { requestTokens } from '../schedule/words.js';
import { decodeParameters } from '../translate/request.js';

/** Texts that are remembered while chains are found. */
const CAPACITY = 200_000;

/**
 * Assigns the entries of recordings to shards so that exchanges that depend on each other stay together: those linked by an
 * identifier, and all that touch a collection that is written to. Every shard computes the same assignment.
 * @returns the shard (from 0) of each entry, in the order of `entries`
 */
export async function assignShards(
  entries: AsyncIterable<Recorded[]>,
  matcher: Matcher,
  { count, allowWrites }: { count: number; allowWrites: boolean },
): Promise<(position: number) => number> {
  const chains = new Chains(matcher, allowWrites);
  for await (const batch of entries) {
    for (const { exchange } of batch) chains.add(exchange);
  }
  return chains.assign(count);
}

class Chains {
  readonly #matcher: Matcher;
  readonly #allowWrites: boolean;
  /** Union-find: the entry that each entry was joined to. */
  #parents = new Int32Array(1024);
  #length = 0;
  /** Entry whose answer first told a text. */
  readonly #tellers = new LruMap<string, number>(CAPACITY);
  /** Texts that clients knew before any answer told them. */
  readonly #known = new LruSet<string>(CAPACITY);
  readonly #roots = new Map<string, { first: number; isWritten: boolean; members: number[] }>();

  constructor(matcher: Matcher, allowWrites: boolean) {
    this.#matcher = matcher;
    this.#allowWrites = allowWrites;
  }

  add(exchange: Exchange | undefined): void {
    const position = this.#next();
    const found = exchange && this.#matcher.match(exchange.request.method, exchange.request.url);
    if (!exchange || found?.kind !== 'match') return;
    const { match } = found;
    const tokens = requestTokens(decodeParameters(match.parameters, match.operation), match.parts.query, exchange.request.body);
    for (const token of tokens) {
      const teller = this.#tellers.get(token);
      if (teller === undefined) this.#known.add(token);
      else this.#join(position, teller);
    }
    this.#touch(position, match.operation.v1.source, match.parameters, exchange.request.method);
    if (match.operation.v2) this.#touch(position, match.operation.v2.source, match.parameters, exchange.request.method);
    for (const text of identifiersIn(exchange.response.body)) {
      if (!this.#known.has(text) && this.#tellers.get(text) === undefined) this.#tellers.set(ownText(text), position);
    }
  }

  assign(count: number): (position: number) => number {
    const sizes = new Map<number, number>();
    for (let position = 0; position < this.#length; position += 1) {
      const root = this.#find(position);
      sizes.set(root, (sizes.get(root) ?? 0) + 1);
    }
    const loads = Array.from({ length: count }, () => 0);
    const shards = new Map<number, number>();
    for (const [root, size] of [...sizes].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])) {
      const lightest = loads.indexOf(Math.min(...loads));
      loads[lightest] = (loads[lightest] ?? 0) + size;
      shards.set(root, lightest);
    }
    return (position) => shards.get(this.#find(position)) ?? 0;
  }

  /** Joins all that touch one collection once something in it is written. */
  #touch(position: number, endpoint: string, parameters: { [parameter: string]: string }, method: string): void {
    const key = rootOf(endpoint, parameters);
    const root = this.#roots.get(key) ?? { first: position, isWritten: false, members: [] };
    this.#roots.set(key, root);
    if (!root.isWritten && this.#allowWrites && !isSafe(method)) {
      root.isWritten = true;
      for (const member of root.members) this.#join(member, root.first);
      root.members = [];
    }
    if (root.isWritten) this.#join(position, root.first);
    else root.members.push(position);
  }

  #next(): number {
    if (this.#length === this.#parents.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#parents);
      this.#parents = larger;
    }
    this.#parents[this.#length] = this.#length;
    this.#length += 1;
    return this.#length - 1;
  }

  #find(position: number): number {
    let at = position;
    for (let parent = this.#parents[at] ?? at; parent !== at; parent = this.#parents[at] ?? at) {
      this.#parents[at] = this.#parents[parent] ?? parent;
      at = parent;
    }
    return at;
  }

  #join(a: number, b: number): void {
    const [low, high] = [this.#find(a), this.#find(b)].toSorted((x, y) => x - y);
    if (low !== undefined && high !== undefined) this.#parents[high] = low;
  }
}

/** The outermost collection that holds the resource: its path up to the first fixed segment that no other one follows as a scope. */
function rootOf(endpoint: string, parameters: { [parameter: string]: string }): string {
  const path = endpoint.replace(/^[A-Z]+ /, '').replace(/[?:].*$/, '');
  const segments = path.split('/').filter((segment) => segment !== '');
  // `/orgs/{org}/jobs`: the first collection is only a scope when another one follows its parameter.
  const isScoped = segments.length >= 3 && segments[1]?.startsWith('{') === true && segments[2]?.startsWith('{') === false;
  return segments
    .slice(0, isScoped ? 3 : 1)
    .join('/')
    .replaceAll(/\{(\w+)\*?\}/g, (_whole, parameter: string) => parameters[parameter] ?? '');
}

function identifiersIn(body: string | null): Set<string> {
  const found = new Set<string>();
  if (body === null) return found;
  for (const [, text = ''] of body.matchAll(/"([^"\\\s]{12,200})"/g)) {
    if (isDistinctive(text)) found.add(text);
  }
  for (const [, text, number] of body.matchAll(/"\w*(?:[iI]d|uuid|cursor|token)"\s*:\s*(?:"([^"\\]{1,200})"|(\d+))/g))
    found.add(text ?? number ?? '');
  return found;
}
