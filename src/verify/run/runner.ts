import type { Match } from '../../match/index.js';
import { LruMap } from '../ids/lru.js';
import type { Exchange, RunProblem, Verdict } from '../model.js';
import { UsageError } from '../options.js';
import type { Recorded } from '../recording/index.js';
import { isSafe } from '../replay/sender.js';
import { accessOf } from '../schedule/access.js';
import { Scheduler } from '../schedule/scheduler.js';
import { requestTokens } from '../schedule/tokens.js';
import type { Creation } from '../translate/creations.js';
import { createdId } from './created.js';
import type { Channel } from './channel.js';
import { type RunContext, type Task, unsent } from './context.js';
import type { Evidence } from './evidence.js';
import { Health } from './health.js';
import { planExchange } from './plan.js';
import { replay } from './replay.js';
import { screen } from './screen.js';

/** First steps that wait for their second at most; the oldest is given up. */
const MAX_PENDING = 10_000;

/** Takes recorded entries in order and brings each to a verdict. */
export class Runner {
  readonly #context: RunContext;
  readonly #evidence: Evidence;
  readonly #output: Channel<Verdict>;
  readonly #problems: RunProblem[];
  readonly #scheduler: Scheduler;
  readonly #health = new Health();
  readonly #pending = new Set<Creation>();
  /** Ids that entries of the current batch create, to their position in it. */
  #upcoming = new Map<string, { position: number; entry: number }>();
  readonly #duplicates = new LruMap<string, number>(4000);
  #stopped: string | undefined;

  constructor(context: RunContext, evidence: Evidence, output: Channel<Verdict>, problems: RunProblem[]) {
    this.#context = context;
    this.#evidence = evidence;
    this.#output = output;
    this.#problems = problems;
    this.#scheduler = new Scheduler(context.settings.concurrency);
  }

  /** Why the run ended before the recordings did. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Judges all entries; settles when the last verdict is out. */
  async run(entries: AsyncIterable<Recorded[]>, signal: AbortSignal | undefined): Promise<void> {
    for await (const batch of entries) {
      this.#upcoming = this.#creationsIn(batch);
      for (const [position, recorded] of batch.entries()) {
        if (signal?.aborted === true) this.#stop('the run was interrupted');
        if (this.#stopped !== undefined) break;
        await this.#scheduler.room();
        await this.#output.room();
        this.#take(recorded, position);
      }
      if (this.#stopped !== undefined) break;
    }
    await this.#scheduler.idle();
    for (const creation of this.#pending) this.#giveUp(creation);
    if (this.#stopped !== undefined) this.#problems.push({ message: this.#stopped });
  }

  #stop(reason: string): void {
    this.#stopped ??= reason;
  }

  #take({ exchange, problem }: Recorded, position: number): void {
    if (problem) {
      const { recording, entry, request, verdict, reason } = problem;
      this.#tell({ recording, entry, request, v2: [], verdict, reason, differences: [] });
      return;
    }
    this.#context.redactor.note(exchange);
    this.#context.recordedFrom ??= exchange.startedAt;
    const reason = screen(exchange);
    if (reason !== undefined) this.#tell(unsent(exchange, 'skipped', reason));
    else this.#match(exchange, position);
  }

  #match(exchange: Exchange, position: number): void {
    const { matcher, tally } = this.#context;
    const { method, url } = exchange.request;
    const found = matcher.match(method, url);
    switch (found.kind) {
      case 'other':
        this.#tell(unsent(exchange, 'skipped', 'no call of the APIs that are verified'));
        break;
      case 'current':
        this.#tell(unsent(exchange, 'skipped', 'a request to v2 already'));
        break;
      case 'unclassified':
        tally.uncovered(method, `/${found.parts.segments.map((segment) => segment.text).join('/')}`, exchange.recording, exchange.entry);
        this.#tell(unsent(exchange, 'skipped', `no rule of ${found.table.pack.id} names this operation`));
        break;
      default:
        this.#plan(exchange, found.match, position);
    }
  }

  #plan(exchange: Exchange, match: Match, position: number): void {
    const { settings, creations } = this.#context;
    const foreign = this.#evidence.refuse(exchange, match);
    if (foreign !== undefined) return this.#tell(unsent(exchange, 'skipped', foreign));
    if (match.parts.origin === settings.target.origin) {
      throw new UsageError(`the target ${settings.target.origin} is the server that was recorded; name another one`);
    }
    const twin = this.#duplicateOf(exchange);
    if (twin !== undefined) return this.#tell(unsent(exchange, 'skipped', `recorded twice: the same as entry ${twin}`, match.operation));
    const plan = planExchange(exchange, match, settings, creations);
    const early = plan.do === 'replay' ? this.#usedTooEarly(plan.task, position) : undefined;
    if (early !== undefined) return this.#tell(unsent(exchange, 'error', early, match.operation));
    switch (plan.do) {
      case 'tell':
        this.#lose(exchange, match, false);
        return this.#tell(plan.verdict);
      case 'hold':
        return this.#hold(plan.creation);
      case 'fold':
        return undefined;
      default:
        return this.#schedule(plan.task);
    }
  }

  #schedule(task: Task): void {
    const { exchange, operation, carries } = task;
    if (carries) this.#release(carries.exchange);
    const paths = [pathOf(operation.v1.source, task), ...(operation.v2 ? [pathOf(operation.v2.source, task)] : [])];
    const answers = [exchange.response.body, carries?.exchange.response.body].filter((body) => typeof body === 'string');
    this.#scheduler.add({
      access: accessOf(exchange.request.method, paths),
      tokens: requestTokens(task.holes, task.query, exchange.request.body),
      answers,
      run: () => this.#replay(task),
    });
  }

  async #replay(task: Task): Promise<void> {
    if (this.#stopped !== undefined) {
      this.#tell(unsent(task.exchange, 'skipped', `not sent: ${this.#stopped}`, task.operation));
      return;
    }
    try {
      const verdict = await replay(task, this.#context);
      const { exchange, operation } = task;
      this.#context.tally.latencies.add(operation.v1.source, exchange.duration, null);
      const failed = (verdict.v2.at(-1)?.status ?? 500) >= 400 || verdict.verdict === 'error';
      if (failed && exchange.response.status < 400) this.#lose(exchange, task, true);
      this.#tell(verdict);
      if (task.carries) this.#tellCarried(task.carries, verdict);
      const reason = this.#health.check(verdict, exchange.response.status);
      if (reason !== undefined) this.#stop(reason);
    } catch (error) {
      this.#output.fail(error);
      this.#stop('internal error');
    }
  }

  /** The first step of a collapse, and what was folded into it, share the fate of the request that carried them. */
  #tellCarried({ exchange, operation, folded }: NonNullable<Task['carries']>, carrier: Verdict): void {
    const { rule } = operation;
    const ok = (carrier.v2.at(-1)?.status ?? 500) < 400;
    const reason = `carried by entry ${carrier.entry}${ok ? '' : ', which failed'}`;
    for (const part of [exchange, ...folded]) {
      this.#tell({ ...unsent(part, 'skipped', reason, operation), verdict: ok ? 'pass' : 'skipped', rule: rule.id });
    }
  }

  #hold(creation: Creation): void {
    this.#pending.add(creation);
    const [oldest] = this.#pending;
    if (this.#pending.size > MAX_PENDING && oldest) this.#giveUp(oldest);
  }

  #release(exchange: Exchange): void {
    for (const creation of this.#pending) {
      if (creation.exchange === exchange) this.#pending.delete(creation);
    }
  }

  #giveUp(creation: Creation): void {
    this.#pending.delete(creation);
    for (const exchange of [creation.exchange, ...creation.folded]) {
      this.#tell(
        unsent(
          exchange,
          'skipped',
          'v2 has no call for it alone: the recording holds no second step that completes it',
          creation.operation,
        ),
      );
    }
  }

  /** Marks the id that a creation answered as one that v2 does not have. */
  #lose(exchange: Exchange, { operation, holes }: Pick<Match, 'operation' | 'holes'>, failed: boolean): void {
    if (isSafe(exchange.request.method)) return;
    const id = createdId(exchange, operation, holes);
    if (id !== undefined) this.#context.lost.set(id, { recording: exchange.recording, entry: exchange.entry, failed });
  }

  #creationsIn(batch: readonly Recorded[]): Map<string, { position: number; entry: number }> {
    const created = new Map<string, { position: number; entry: number }>();
    for (const [position, { exchange }] of batch.entries()) {
      if (!exchange || isSafe(exchange.request.method)) continue;
      const found = this.#context.matcher.match(exchange.request.method, exchange.request.url);
      if (found.kind !== 'match') continue;
      const id = createdId(exchange, found.match.operation, found.match.holes);
      if (id !== undefined && !created.has(id)) created.set(id, { position, entry: exchange.entry });
    }
    return created;
  }

  #usedTooEarly(task: Task, position: number): string | undefined {
    if (this.#upcoming.size === 0) return undefined;
    for (const value of Object.values(task.holes)) {
      const creation = this.#upcoming.get(value);
      if (creation && creation.position > position)
        return `it uses ${value} before entry ${creation.entry} creates it; the recording is out of order`;
    }
    return undefined;
  }

  /** Entry of which this one is a copy: some recorders write an exchange twice. */
  #duplicateOf(exchange: Exchange): number | undefined {
    const { recording, entry, startedAt, request, response } = exchange;
    if (startedAt === null || isSafe(request.method)) return undefined;
    const key = [recording, startedAt, request.method, request.url, request.body ?? '', response.body ?? ''].join('\0');
    const twin = this.#duplicates.get(key);
    if (twin === undefined) this.#duplicates.set(key, entry);
    return twin;
  }

  #tell(verdict: Verdict): void {
    this.#context.tally.verdict(verdict);
    this.#output.push(this.#context.redactor.verdict(verdict));
  }
}

function pathOf(endpoint: string, task: Task): string {
  return endpoint.replace(/^[A-Z]+ /, '').replaceAll(/\{(\w+)\*?\}/g, (_whole, hole: string) => task.holes[hole] ?? `{${hole}}`);
}
