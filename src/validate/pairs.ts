import type { ApiCall, CallUrl } from '../http/call.js';
import type { EndpointTemplate, Matcher } from '../match/index.js';
import type { Analysis } from '../scan/analyse.js';
import type { Site } from '../scan/site.js';
import { argumentsOfCallers } from './callers.js';

/** A v2 call of the edited code. */
export interface CurrentCall {
  call: ApiCall;
  url: CallUrl;
  pack: string;
  target: EndpointTemplate;
  certain: boolean;
  /** Other endpoints that it may turn out to call at run time. */
  possible: EndpointTemplate[];
  parameters: { [name: string]: string };
  /** Which of the callers of the function that it stands in takes the place of the v1 call, where each takes that of another one. */
  caller?: number;
}

/** A v1 call of the code before, and what stands in its place. */
export interface CallPair {
  before: Site;
  /** The first step, where v2 makes one call of two. */
  first?: Site;
  after: { kind: 'v2'; call: CurrentCall } | { kind: 'v1'; site: Site } | { kind: 'none' };
}

/** Pairs every v1 call of the code before with what takes its place, and tells which v2 calls are new. */
export function pairCalls(before: Analysis, after: Analysis): { pairs: CallPair[]; added: CurrentCall[] } {
  const merged = new Map<Site, Site>();
  for (const { first, seconds } of before.pairs) for (const { site } of seconds) merged.set(site, first);
  const absorbed = new Set(merged.values());
  const wanted = before.sites.filter((site) => isMovable(site) && !absorbed.has(site));
  const kept = before.current.flatMap((call) => currentUrls(call, before.matcher));
  const slots = new Slots(after);
  const pairs: CallPair[] = [];
  // What was v2 before stays what it is, and takes its place in the order.
  const items = [...wanted.map((site) => ({ site })), ...kept.map((current) => ({ current }))].toSorted(byPlace);
  for (const item of items) {
    if ('current' in item) {
      slots.take(item.current.call, keyOf(item.current.pack, item.current.target.source));
      continue;
    }
    const { site } = item;
    const first = merged.get(site);
    const found = targetsOf(site).map((target) => slots.take(site.call, keyOf(site.match.table.pack.id, target)));
    pairs.push({ before: site, ...(first ? { first } : {}), after: found.find((slot) => slot !== undefined) ?? { kind: 'none' } });
  }
  for (const pair of pairs) {
    if (pair.after.kind !== 'none') continue;
    for (const target of targetsOf(pair.before)) {
      const slot = slots.takeAnywhere(keyOf(pair.before.match.table.pack.id, target));
      if (slot && pair.after.kind === 'none') pair.after = slot;
    }
  }
  shareCalls(pairs, after);
  return { pairs, added: slots.left() };
}

/** One call in a function that several others call may take the place of several: each caller stands for one of them. */
function shareCalls(pairs: CallPair[], { interpreter }: Analysis): void {
  for (const pair of pairs) {
    if (pair.after.kind !== 'none') continue;
    const keys = new Set(targetsOf(pair.before).map((target) => keyOf(pair.before.match.table.pack.id, target)));
    const shared = pairs.flatMap((other) =>
      other.after.kind === 'v2' && keys.has(keyOf(other.after.call.pack, other.after.call.target.source))
        ? [{ other, current: other.after.call }]
        : [],
    );
    for (const { current } of shared) {
      const users = shared.filter((one) => one.current.call === current.call);
      if (argumentsOfCallers(current.call, interpreter).length <= users.length) continue;
      users.forEach(({ other }, index) => {
        other.after = { kind: 'v2', call: { ...current, caller: index } };
      });
      pair.after = { kind: 'v2', call: { ...current, caller: users.length } };
      break;
    }
  }
}

function isMovable({ match: { operation } }: Site): boolean {
  return operation.v2 !== undefined || operation.rule.kind === 'expand';
}

/** v2 endpoints that may take the place of a call. */
function targetsOf({ match: { operation } }: Site): string[] {
  if (operation.rule.kind === 'expand') return [operation.rule.each];
  return operation.v2 ? [operation.v2.source] : [];
}

/** Endpoints that differ only in the query that they fix, or in the names of parameters, look alike in a URL. */
function keyOf(pack: string, target: string): string {
  const [path = ''] = target.split('?');
  return `${pack} ${path.replaceAll(/\{\w+/g, '{')}`;
}

/** The v2 endpoints that a call of the edited code means. */
export function currentUrls(call: ApiCall, matcher: Matcher): CurrentCall[] {
  const found = new Map<string, CurrentCall>();
  for (const { kind, url } of call.urls) {
    if (kind !== 'current') continue;
    for (const result of matcher.matchAll(call.method, url.text)) {
      if (result.kind !== 'current') continue;
      const { table, target, certain, possible, parameters } = result;
      const key = keyOf(table.pack.id, target.source);
      if (!found.has(key)) found.set(key, { call, url, pack: table.pack.id, target, certain, possible, parameters });
    }
  }
  return [...found.values()];
}

type Slot = Exclude<CallPair['after'], { kind: 'none' }>;

/** What the edited code has, by endpoint and in the order of the source; each is taken once. */
class Slots {
  readonly #byKey = new Map<string, Slot[]>();
  readonly #taken = new Set<Slot>();

  constructor({ current, sites, matcher }: Analysis) {
    for (const call of current)
      for (const found of currentUrls(call, matcher)) {
        const slot: Slot = { kind: 'v2', call: found };
        for (const key of new Set([found.target, ...found.possible].map(({ source }) => keyOf(found.pack, source)))) this.#add(key, slot);
      }
    for (const site of sites)
      for (const target of targetsOf(site)) this.#add(keyOf(site.match.table.pack.id, target), { kind: 'v1', site });
    for (const slots of this.#byKey.values()) slots.sort((a, b) => comparePlaces(callOf(a), callOf(b)));
  }

  /** The next in the same file. */
  take({ source }: ApiCall, key: string): Slot | undefined {
    return this.#first(key, (slot) => callOf(slot).source.path === source.path);
  }

  takeAnywhere(key: string): Slot | undefined {
    return this.#first(key, () => true);
  }

  left(): CurrentCall[] {
    return [...new Set([...this.#byKey.values()].flat())].flatMap((slot) =>
      slot.kind === 'v2' && !this.#taken.has(slot) ? [slot.call] : [],
    );
  }

  #add(key: string, slot: Slot): void {
    const slots = this.#byKey.get(key);
    if (slots) slots.push(slot);
    else this.#byKey.set(key, [slot]);
  }

  #first(key: string, fits: (slot: Slot) => boolean): Slot | undefined {
    const options = (this.#byKey.get(key) ?? []).filter((option) => !this.#taken.has(option) && fits(option));
    // A call that only could be of this endpoint, such as the request inside of a wrapper, comes last.
    const slot = options.find((option) => option.kind === 'v1' || option.call.certain) ?? options[0];
    if (slot) this.#taken.add(slot);
    return slot;
  }
}

function callOf(slot: Slot): ApiCall {
  return slot.kind === 'v2' ? slot.call.call : slot.site.call;
}

type Item = { site: Site } | { current: CurrentCall };

function byPlace(a: Item, b: Item): number {
  return comparePlaces('site' in a ? a.site.call : a.current.call, 'site' in b ? b.site.call : b.current.call);
}

function comparePlaces(a: ApiCall, b: ApiCall): number {
  if (a.source.path !== b.source.path) return a.source.path < b.source.path ? -1 : 1;
  return a.site.getStart() - b.site.getStart() || a.sink.getStart() - b.sink.getStart();
}
