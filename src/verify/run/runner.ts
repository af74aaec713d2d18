import type { Match } from '../../match/index.js';
import { credentialTokens } from '../ids/cookies.js';
import type { Exchange, RunProblem, Verdict } from '../model.js';
import type { Recorded } from '../recording/index.js';
import { isSafe } from '../methods.js';
import { type Access, accessOf } from '../schedule/access.js';
import type { Earlier } from '../results/resume.js';
import { Scheduler } from '../schedule/scheduler.js';
import { Scopes } from '../schedule/scope.js';
import { requestTokens } from '../schedule/words.js';
import { UnsentChanges } from '../schedule/unsent.js';
import type { Creation } from '../translate/creations.js';
import { decodeParameters } from '../translate/request.js';
import type { Channel } from './channel.js';
import { type RunContext, type Task, unsent } from './context.js';
import { type Classifier, createdId, normalise } from './classify.js';
import { Health } from './health.js';
import { sentMethod } from './plan.js';
import { replay } from './replay.js';
import type { Sequences } from './sequences.js';

/** What is said of a write of an earlier run whose end is not known. */
const INTERRUPTED = 'the run before was interrupted while this was sent; it may have reached the target, and is not sent again';

/** First steps that wait for their second at most; the oldest is given up. */
const MAX_PENDING = 10_000;

/** Which entries a run judges. */
export interface Selection {
  /** By position over all recordings. */
  isMine: (position: number) => boolean;
  /** What an earlier run did. */
  earlier: Pick<Earlier, 'isDone' | 'hasFailed' | 'isOpen'> | undefined;
}

/** Takes recorded entries in order and brings each to a verdict. */
export class Runner {
  readonly #context: RunContext;
  readonly #sequences: Sequences<RunContext>;
  readonly #classifier: Classifier;
  readonly #output: Channel<Verdict>;
  readonly #problems: RunProblem[];
  readonly #scheduler: Scheduler;
  readonly #health = new Health();
  readonly #pending = new Set<Creation>();
  readonly #selection: Selection;
  readonly #unsent = new UnsentChanges();
  readonly #scopes: Scopes;
  #position = 0;
  #failures = 0;
  #isBailed = false;
  #sequence: RunContext | undefined;
  #stopped: string | undefined;

  constructor(
    context: RunContext,
    sequences: Sequences<RunContext>,
    classifier: Classifier,
    output: Channel<Verdict>,
    problems: RunProblem[],
    selection: Selection,
  ) {
    this.#sequences = sequences;
    this.#selection = selection;
    this.#context = context;
    this.#classifier = classifier;
    this.#output = output;
    this.#problems = problems;
    this.#scheduler = new Scheduler(context.settings.concurrency);
    this.#scopes = new Scopes(context.matcher.tables);
  }

  /** Why the run ended before the recordings did. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** It ended because too much failed. */
  get bailed(): boolean {
    return this.#isBailed;
  }

  /** Judges all entries; settles when the last verdict is out. */
  async run(entries: AsyncIterable<Recorded[]>, signal: AbortSignal | undefined): Promise<void> {
    for await (const batch of entries) {
      await this.#follow(batch);
      this.#classifier.begin(batch);
      for (const [position, recorded] of batch.entries()) {
        await this.#room();
        if (signal?.aborted === true) this.#stop('the run was interrupted');
        if (this.#stopped !== undefined) break;
        if (this.#selection.isMine(this.#position++)) this.#take(recorded, position);
        else if (recorded.exchange) this.#pass(recorded.exchange);
      }
      if (this.#stopped !== undefined) break;
    }
    await this.#scheduler.idle();
    for (const creation of this.#pending) this.#giveUp(creation);
    if (this.#stopped !== undefined) this.#problems.push({ message: this.#stopped });
  }

  /** A recording begins when the one before it is over: an id of the one may mean something else in the other. */
  async #follow([first]: readonly Recorded[]): Promise<void> {
    if (!first) return;
    const { recording } = first.exchange ?? first.problem;
    const sequence = this.#sequences.of(recording);
    if (this.#sequence && this.#sequence !== sequence) await this.#scheduler.restart();
    this.#sequence = sequence;
  }

  async #room(): Promise<void> {
    for (let wait = this.#scheduler.room(); wait; wait = this.#scheduler.room()) await wait;
    for (let wait = this.#output.room(); wait; wait = this.#output.room()) await wait;
  }

  #stop(reason: string): void {
    this.#stopped ??= reason;
  }

  #take(recorded: Recorded, position: number): void {
    const { plan, exchange, match } = this.#classifier.decide(recorded, position);
    const place = recorded.exchange ?? recorded.problem;
    const { earlier } = this.#selection;
    if (exchange && match && plan.do === 'report' && plan.isUnsent === true) this.#leaveOut(exchange, match);
    if (earlier?.isDone(place) === true) {
      // A first step that is done was carried; a second one completes no collapse again.
      if (plan.do === 'hold') plan.creation.state = 'carried';
      if (exchange && match && earlier.hasFailed(place)) this.#lose(exchange, match, true);
      return;
    }
    if (exchange && match && earlier?.isOpen(place) === true) {
      this.#lose(exchange, match, true);
      this.#report(unsent(exchange, 'error', INTERRUPTED, match.operation), { isLost: true });
      return;
    }
    switch (plan.do) {
      case 'report':
        this.#report(plan.verdict);
        break;
      case 'hold':
        this.#hold(plan.creation);
        break;
      case 'replay':
        this.#schedule(plan.task);
        break;
      case 'fold':
        break;
    }
  }

  #schedule(task: Task): void {
    const { exchange, operation, carries } = task;
    if (carries) this.#pending.delete(carries.creation);
    this.#context.tally.met(operation.v1.source, exchange.request.url);
    const answers = [...answerTexts(exchange), ...(carries ? answerTexts(carries.creation.exchange) : [])];
    const given = requestTokens(task.parameters, task.query, exchange.request.body);
    const { method } = exchange.request;
    const isMoving = this.#classifier.isMoving(exchange);
    const access = accessOf({ method, scope: this.#scopes.of(operation), parameters: task.parameters, given, isMoving });
    const change = isSafe(method) ? this.#leftOutBefore(exchange, access, isMoving) : undefined;
    if (change) task.stale = `entry ${change.entry} changes this, which was not sent`;
    const maker = this.#unsent.mayBeMadeBy(access);
    if (maker) task.unnamed = maker.entry;
    if (access.creates && hasLostAnswer(exchange)) this.#unsent.noteUnnamed(access, { entry: exchange.entry });
    this.#scheduler.add({
      access,
      tokens: [...given, ...credentialTokens(exchange.request.headers)],
      answers,
      run: () => this.#replay(task),
    });
  }

  /** A change that was not sent and that the recorded answer shows. */
  #leftOutBefore({ request, response }: Exchange, access: Access, isMoving: boolean): { entry: number } | undefined {
    const seen = isMoving ? this.#unsent.shownBetween(request.url, normalise(response.body)) : undefined;
    return this.#unsent.shownIn(access) ?? seen;
  }

  async #replay(task: Task): Promise<void> {
    if (this.#stopped !== undefined) {
      this.#report(unsent(task.exchange, 'skipped', `not sent: ${this.#stopped}`, task.operation));
      return;
    }
    try {
      const verdict = await replay(task, this.#sequences.of(task.exchange.recording));
      const { exchange, operation } = task;
      this.#context.tally.latencies.add(operation.v1.source, exchange.duration, null);
      const failed = (verdict.v2.at(-1)?.status ?? 500) >= 400 || verdict.verdict === 'error';
      if (failed && exchange.response.status < 400) this.#lose(exchange, task, true);
      this.#report(verdict);
      if (task.carries) this.#reportCarried(task.carries.creation, verdict);
      const reason = this.#health.check(verdict, exchange.response.status);
      if (reason !== undefined) this.#stop(reason);
    } catch (error) {
      this.#output.fail(error);
      this.#stop('internal error');
    }
  }

  /** The first step of a collapse, and what was folded into it, share the fate of the request that carried them. */
  #reportCarried({ exchange, operation, folded }: Creation, carrier: Verdict): void {
    const { rule } = operation;
    const ok = (carrier.v2.at(-1)?.status ?? 500) < 400;
    const reason = `carried by entry ${carrier.entry}${ok ? '' : ', which failed'}`;
    for (const part of [exchange, ...folded]) {
      this.#report({ ...unsent(part, 'skipped', reason, operation), verdict: ok ? 'pass' : 'skipped', rule: rule.id });
    }
  }

  #hold(creation: Creation): void {
    this.#pending.add(creation);
    const [oldest] = this.#pending;
    if (this.#pending.size > MAX_PENDING && oldest) this.#giveUp(oldest);
  }

  #giveUp(creation: Creation): void {
    this.#pending.delete(creation);
    creation.state = 'abandoned';
    for (const exchange of [creation.exchange, ...creation.folded]) {
      const reason = 'v2 has no call for it alone: the recording holds no second step that completes it';
      this.#report(unsent(exchange, 'skipped', reason, creation.operation));
    }
  }

  /** Leaves an exchange to another shard. Where nothing is changed, what that shard leaves out is missing here, too. */
  #pass(exchange: Exchange): void {
    const { request, response } = exchange;
    if (this.#context.settings.allowWrites) return;
    if (this.#classifier.isMoving(exchange)) this.#unsent.shownBetween(request.url, normalise(response.body));
    const match = isSafe(request.method) ? undefined : this.#classifier.matchOf(exchange);
    if (match && !isSafe(sentMethod(exchange, match.operation))) this.#leaveOut(exchange, match);
  }

  /** Notes a change that v2 will not see. */
  #leaveOut(exchange: Exchange, { operation, parameters }: Match): void {
    const { request, response, entry } = exchange;
    const scope = this.#scopes.of(operation);
    // What v1 refused changed nothing.
    if (isSafe(request.method) || scope.isQuery || (response.status >= 400 && response.status < 500)) return;
    this.#lose(exchange, { operation, parameters }, false);
    const named = decodeParameters(parameters, operation);
    const access = accessOf({ method: request.method, scope, parameters: named, given: requestTokens(named, '', request.body) });
    this.#unsent.note(access, { entry });
    if (access.creates && hasLostAnswer(exchange)) this.#unsent.noteUnnamed(access, { entry });
  }

  /** Marks the id that a creation answered as one that v2 does not have. */
  #lose(exchange: Exchange, { operation, parameters }: Pick<Match, 'operation' | 'parameters'>, failed: boolean): void {
    if (isSafe(exchange.request.method)) return;
    const id = createdId(exchange, operation, parameters);
    if (id === undefined) return;
    const { lost, lostElsewhere } = this.#sequences.of(exchange.recording);
    for (const map of [lost, lostElsewhere]) map.set(id, { recording: exchange.recording, entry: exchange.entry, failed });
  }

  /** @param isLost it can never be judged */
  #report(verdict: Verdict, { isLost = false } = {}): void {
    const { maxFailures } = this.#context.settings;
    if (verdict.verdict === 'fail' || verdict.verdict === 'error') this.#failures += 1;
    if (maxFailures !== undefined && this.#failures >= maxFailures && this.#stopped === undefined) {
      this.#isBailed = true;
      this.#stop(`ended after ${this.#failures} that did not pass (--max-failures)`);
    }
    const clean = this.#context.redactor.verdict(verdict);
    this.#context.journal?.note(clean, isLost);
    this.#context.tally.verdict(verdict);
    this.#output.push(clean);
  }
}

/** Parts of a recorded answer that later requests may take something from. */
function answerTexts({ response }: Exchange): string[] {
  const cookies = response.headers.flatMap(([name, value]) => (name.toLowerCase() === 'set-cookie' ? [value] : []));
  return response.body === null ? cookies : [response.body, ...cookies];
}

/** A creation that v1 accepted, with an answer that is not in the recording. */
function hasLostAnswer({ request, response }: Exchange): boolean {
  return request.method === 'POST' && response.body === null && response.status < 300 && response.status !== 204;
}
