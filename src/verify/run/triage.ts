import { createHash } from 'node:crypto';
import type { Match } from '../../match/index.js';
import { LruMap } from '../ids/lru.js';
import type { Exchange } from '../model.js';
import { UsageError } from '../../pack/error.js';
import type { Recorded } from '../recording/index.js';
import { isSafe } from '../replay/sender.js';
import type { PlanContext } from './context.js';
import { unsent } from './context.js';
import { createdId } from './created.js';
import type { Evidence } from './evidence.js';
import { type Plan, planExchange } from './plan.js';
import { prefilter } from './screen.js';

/** What becomes of an entry, and the match when it is a call of a known API. */
export interface Classified {
  plan: Plan;
  exchange?: Exchange;
  match?: Match;
}

/** Exchanges that are remembered for finding copies. */
const REMEMBERED = 4000;

/** Decides for each recorded entry, in order, what is to be done with it; sends nothing. */
export class Classifier {
  readonly #context: PlanContext;
  readonly #evidence: Evidence;
  readonly #copies = new LruMap<string, number>(REMEMBERED);
  /** Ids that entries of the current batch create, to their position in it. */
  #upcoming = new Map<string, { position: number; entry: number }>();

  #moving: ReadonlySet<string> = new Set();

  constructor(context: PlanContext, evidence: Evidence) {
    this.#context = context;
    this.#evidence = evidence;
  }

  /** Looks ahead: call before the entries of a batch are decided. */
  begin(batch: readonly Recorded[]): void {
    this.#upcoming = new Map();
    this.#moving = movingUrls(batch);
    const { matcher } = this.#context;
    this.#evidence.gather(
      batch.flatMap(({ exchange }) => exchange ?? []),
      matcher,
    );
    for (const [position, { exchange }] of batch.entries()) {
      if (!exchange || isSafe(exchange.request.method)) continue;
      const found = this.#evidence.match(exchange, matcher);
      if (found.kind !== 'match') continue;
      const id = createdId(exchange, found.match.operation, found.match.parameters);
      if (id !== undefined && !this.#upcoming.has(id)) this.#upcoming.set(id, { position, entry: exchange.entry });
    }
  }

  /** True for a read whose recorded answers changed from call to call, such as a poll: its order matters like that of a write. */
  isMoving({ request }: Exchange): boolean {
    return this.#moving.has(request.url);
  }

  /** The match of an entry that another run judges, without counting it. */
  matchOf(exchange: Exchange): Match | undefined {
    const found = this.#evidence.match(exchange, this.#context.matcher);
    return found.kind === 'match' ? found.match : undefined;
  }

  /** @param position of the entry in its batch */
  decide({ exchange, problem }: Recorded, position: number): Classified {
    if (problem) {
      const { recording, entry, request, verdict, reason } = problem;
      return { plan: { do: 'tell', verdict: { recording, entry, request, v2: [], verdict, reason, differences: [] } } };
    }
    this.#context.redactor.note(exchange);
    this.#context.recordedFrom ??= exchange.startedAt;
    const reason = prefilter(exchange);
    if (reason !== undefined) return { exchange, plan: { do: 'tell', verdict: unsent(exchange, 'skipped', reason) } };
    return { exchange, ...this.#match(exchange, position) };
  }

  #match(exchange: Exchange, position: number): Classified {
    const { matcher, tally } = this.#context;
    const { method } = exchange.request;
    const found = this.#evidence.match(exchange, matcher);
    const skip = (reason: string): Classified => ({ plan: { do: 'tell', verdict: unsent(exchange, 'skipped', reason) } });
    switch (found.kind) {
      case 'other':
        return skip('no call of the APIs that are verified');
      case 'current':
        return skip('a request to v2 already');
      case 'unclassified':
        tally.uncovered(method, `/${found.parts.segments.map((segment) => segment.text).join('/')}`, exchange);
        return skip(`no rule of ${found.table.pack.id} names this operation`);
      default:
        return { match: found.match, plan: this.#plan(exchange, found.match, position) };
    }
  }

  #plan(exchange: Exchange, match: Match, position: number): Plan {
    const { settings, creations, told } = this.#context;
    const foreign = this.#evidence.refuse(exchange, match);
    if (foreign !== undefined) return { do: 'tell', verdict: unsent(exchange, 'skipped', foreign) };
    if (match.parts.origin === settings.target.origin) {
      throw new UsageError(`the target ${settings.target.origin} is the server that was recorded; name another one`);
    }
    const twin = this.#copyOf(exchange);
    if (twin !== undefined)
      return { do: 'tell', verdict: unsent(exchange, 'skipped', `recorded twice: the same as entry ${twin}`, match.operation) };
    told.note('recorded', match.operation, exchange.response.body);
    const plan = planExchange(exchange, match, settings, creations);
    const early = plan.do === 'replay' ? this.#usedTooEarly(plan.task.parameters, position) : undefined;
    return early === undefined ? plan : { do: 'tell', verdict: unsent(exchange, 'error', early, match.operation), isUnsent: true };
  }

  #usedTooEarly(parameters: { [parameter: string]: string }, position: number): string | undefined {
    if (this.#upcoming.size === 0) return undefined;
    for (const value of Object.values(parameters)) {
      const creation = this.#upcoming.get(value);
      if (creation && creation.position > position) {
        return `it uses ${value} before entry ${creation.entry} creates it; the recording is out of order`;
      }
    }
    return undefined;
  }

  /** Entry of which this one is a copy: some recorders write an exchange twice. */
  #copyOf(exchange: Exchange): number | undefined {
    const { recording, entry, startedAt, request, response } = exchange;
    if (startedAt === null || isSafe(request.method)) return undefined;
    const facts = [recording, startedAt, request.method, request.url, request.body, response.body];
    const key = createHash('sha256').update(JSON.stringify(facts)).digest('base64');
    const twin = this.#copies.get(key);
    if (twin === undefined) this.#copies.set(key, entry);
    return twin;
  }
}

/** URLs that were read several times with different answers. Times and made-up ids alone make no difference. */
function movingUrls(batch: readonly Recorded[]): Set<string> {
  const last = new Map<string, string | null>();
  const moving = new Set<string>();
  for (const { exchange } of batch) {
    if (!exchange || !isSafe(exchange.request.method)) continue;
    const { url } = exchange.request;
    const { body } = exchange.response;
    const before = last.get(url);
    last.set(url, body);
    if (before === undefined || before === body || moving.has(url)) continue;
    if (normalise(before) !== normalise(body)) moving.add(url);
  }
  return moving;
}

/** A recorded answer without times and made-up ids, which differ each time. */
export function normalise(body: string | null): string {
  return (body ?? '').replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+|[0-9a-f]{8}-[0-9a-f-]{27}/gi, '');
}
