import { setMaxListeners } from 'node:events';
import type { Matcher, Table } from '../../match/index.js';
import { runChecks } from '../lifecycle/checks.js';
import { Cleanup } from '../cleanup.js';
import { checkKey } from '../compare/allow.js';
import type { FieldRow } from '../compare/fields.js';
import type { IdMap } from '../ids/map.js';
import type { CheckOutcome, Coverage, RunProblem, Verdict, VerifyEnd, VerifySummary } from '../model.js';
import type { Settings, VerifyOptions } from '../options.js';
import { checkAnnouncements } from '../lifecycle/announcements.js';
import { type Called, probeV1 } from '../lifecycle/probe-v1.js';
import { openRecordings, type Recordings } from '../recording/index.js';
import { UsageError } from '../../pack/error.js';
import { type Proxies, TargetClient } from '../replay/client.js';
import { Pacer, Sender } from '../replay/sender.js';
import { TokenCommand } from '../replay/token.js';
import { type Earlier, Journal, readJournal } from '../results/resume.js';
import { addRow, tooFewJudged } from '../results/summary.js';
import { assignShards } from '../results/shard.js';
import { readSites, type Site, siteCoverage } from '../results/call-site-coverage.js';
import { Channel } from './channel.js';
import type { RunContext } from './context.js';
import { factsOf } from './operation.js';
import { Runner } from './runner.js';
import { isThisMachine } from './same-server.js';
import { Sequences } from './sequences.js';
import { planContext, prepare, readableRecordings } from './setup.js';
import { Classifier } from './classify.js';

/** Verdicts that wait for their reader at most. */
const QUEUE = 1000;

interface Parts {
  options: VerifyOptions;
  settings: Settings;
  matcher: Matcher;
  context: RunContext;
  sequences: Sequences<RunContext>;
  classifier: Classifier;
  recordings: Recordings;
  sites: Site[] | undefined;
  earlier: Earlier | undefined;
  /** True for entries that this run judges, by their position. */
  isMine: (position: number) => boolean;
  client: TargetClient;
  leave: AbortController;
  startedAt: number;
}

/** One run from its options to its end. */
export class Session {
  readonly #parts: Parts;
  readonly #problems: RunProblem[];
  #checks: CheckOutcome[] = [];
  #stopped: string | undefined;
  #cleaned = 0;
  #bailed = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#problems = parts.recordings.problems;
  }

  /**
   * Opens the recordings and reads what the options name.
   * @throws UsageError
   */
  static async open(options: VerifyOptions): Promise<Session> {
    const startedAt = Date.now();
    const { settings, matcher, evidence } = prepare(options);
    const recordings = await readableRecordings(options, settings, matcher);
    const sites = options.sites === undefined ? undefined : await readSites(options.sites);
    const leave = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
    // Every request that waits for its turn listens to it.
    setMaxListeners(0, signal);
    const { origin } = settings.target;
    const proxies = proxiesOf(origin, options.env ?? process.env);
    const client = new TargetClient({
      origin,
      connections: settings.concurrency,
      timeout: settings.timeout,
      signal,
      ...(options.tls && { tls: options.tls }),
      ...(proxies && { proxies }),
    });
    const { resume } = options;
    const earlier = resume === undefined ? undefined : await readJournal(resume, recordings.files);
    // What the run before made is no left-over of an older one.
    const plan = planContext(settings, matcher, earlier?.began ?? startedAt, options);
    const isMine = await shardOf(options, matcher);
    const { tokenCommand, v2Openapi } = options;
    const openapi = v2Openapi === undefined ? undefined : await (await import('../openapi.js')).OpenApiDocument.read(v2Openapi);
    const token = tokenCommand === undefined ? undefined : await TokenCommand.run(tokenCommand, (secret) => plan.redactor.give(secret));
    const sender = new Sender(client, origin, new Pacer(settings.rate), signal, token);
    const idsOf = (recording: string): IdMap => sequences.of(recording).ids;
    const journal = resume === undefined ? undefined : new Journal(resume, idsOf, startedAt);
    const context: RunContext = { ...plan, sender, cleanup: new Cleanup(matcher.tables), journal, openapi };
    const sequences: Sequences<RunContext> = new Sequences(context, recordings.sequenceOf, journal !== undefined);
    await earlier?.restore(idsOf);
    const classifier = new Classifier(context, sequences, evidence);
    return new Session({
      options,
      settings,
      matcher,
      context,
      sequences,
      classifier,
      recordings,
      sites,
      earlier,
      isMine,
      client,
      leave,
      startedAt,
    });
  }

  /** Runs; yields each verdict as it is known. */
  async *verdicts(): AsyncGenerator<Verdict> {
    const { options, context, client, leave, earlier } = this.#parts;
    if (earlier) {
      for await (const verdict of earlier.verdicts()) {
        this.#recount(verdict);
        yield verdict;
      }
    }
    const output = new Channel<Verdict>(QUEUE);
    const running = this.#run(output);
    try {
      for await (const verdict of output) {
        yield verdict;
        options.onProgress?.({ ...context.tally.progress, requests: context.sender.count });
      }
    } finally {
      leave.abort();
      await running;
      context.journal?.close();
      await client.close();
    }
  }

  /** The sum; call after the last verdict. */
  end(): VerifyEnd {
    const { options, settings, matcher, context, sequences, recordings, sites, startedAt } = this.#parts;
    const { tally, sender, redactor } = context;
    if (sequences.forgotten > 0)
      this.#problems.push({ message: `${sequences.forgotten} ids were evicted; later references to them were sent as recorded` });
    const found = tally.coverage(matcher.tables);
    const undocumented = context.openapi?.problems;
    const coverage = {
      ...found,
      ...(undocumented && { undocumented }),
      allowances: this.#allowances(),
      uncovered: found.uncovered.map((each) => ({ ...each, path: redactor.url(each.path) })),
    };
    const summary = tally.summary({
      recordings: recordings.files,
      target: settings.target.origin + settings.target.prefix,
      requests: sender.count,
      duration: Date.now() - startedAt,
      strict: options.strict ?? false,
      ...(this.#stopped !== undefined && { stopped: this.#stopped }),
      ...(this.#bailed && { bailed: true as const }),
      ...(options.shard && { shard: options.shard }),
      ...(options.cleanup === true && { cleaned: this.#cleaned }),
      ...(settings.allowWrites && { created: this.#created() }),
      ...(sender.throttled > 0 && { throttled: sender.throttled }),
    });
    // A part of the recordings says nothing about the whole.
    if (!options.shard) this.#problems.push(...tooFewJudged(summary, settings.minJudged));
    return {
      summary,
      coverage: sites ? { ...coverage, sites: siteCoverage(sites, new Set(tally.endpoints.keys())) } : coverage,
      latency: tally.latencies.result(),
      lifecycle: tally.notes.map((note) => ({ ...note, url: redactor.url(note.url), message: redactor.text(note.message) })),
      checks: this.#checks,
      errors: this.#problems,
    };
  }

  /** Rows that let fields differ. What an earlier run explained is not known: then none is listed. */
  #allowances(): Coverage['allowances'] {
    const { matcher, context, earlier } = this.#parts;
    if (earlier) return [];
    const all = new Set<FieldRow>();
    for (const operation of matcher.tables.flatMap(({ operations }) => operations)) {
      if (!context.tally.endpoints.has(operation.v1.source)) continue;
      const { added, volatile, optional, rules } = factsOf(operation);
      for (const fields of [added, volatile, optional, context.allowances.for(rules)]) for (const row of fields?.rows() ?? []) all.add(row);
    }
    const rows = new Map<string, Coverage['allowances'][number]>();
    for (const { rule, pattern: field, uses } of all) addRow(rows, { rule, field, uses });
    return [...rows.values()];
  }

  /** What the run created, without secrets in its paths. */
  #created(): NonNullable<VerifySummary['created']> {
    const { cleanup, redactor } = this.#parts.context;
    const { left, ...counts } = cleanup.result;
    return { ...counts, left: left.map((path) => redactor.url(path)) };
  }

  async #run(output: Channel<Verdict>): Promise<void> {
    const { options, context, sequences, classifier, recordings, earlier, isMine, leave } = this.#parts;
    const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
    const runner = new Runner(context, sequences, classifier, output, this.#problems, { isMine, earlier });
    try {
      await runner.run(recordings.entries, signal);
      this.#stopped = runner.stopped;
      this.#bailed = runner.bailed;
      if (this.#stopped === undefined) await this.#afterwards();
      if (options.cleanup === true) await this.#cleanUp();
      output.end();
    } catch (error) {
      output.fail(error);
    }
  }

  /** What is asked beside the recorded calls. */
  async #afterwards(): Promise<void> {
    const { options, settings, matcher, context } = this.#parts;
    const met = matcher.tables.filter(({ pack }) => context.tally.hasPack(pack.id));
    const checks = await runChecks(met, {
      sender: context.sender,
      prefix: settings.target.prefix,
      headers: settings.headers,
      options: options.packOptions ?? {},
      now: Date.now(),
    });
    if (options.v1 !== undefined) checks.push(...(await this.#askV1(options.v1, met)));
    this.#checks = checks.map((check) => this.#accepted(check));
  }

  /** What a running v1 says of its end, held against what the rules announce. */
  async #askV1(v1: string, met: readonly Table[]): Promise<CheckOutcome[]> {
    const { options, settings, context } = this.#parts;
    const probes = await probeV1(v1, this.#called(met), {
      timeout: settings.timeout,
      proxies: proxiesOf(new URL(v1).origin, options.env ?? process.env),
      now: Date.now(),
    });
    for (const { note } of probes) context.tally.lifecycle(note.url, note);
    return checkAnnouncements(met, probes).map((check) => ({ ...check, message: context.redactor.text(check.message) }));
  }

  /** A check that failed, accepted where the user says so. */
  #accepted(check: CheckOutcome): CheckOutcome {
    const isAccepted = check.outcome === 'fail' && this.#parts.context.accepts?.(checkKey(check)) === true;
    return isAccepted ? { ...check, outcome: 'accepted' } : check;
  }

  /** One recorded call of each endpoint of these APIs. */
  #called(tables: readonly Table[]): Called[] {
    const { matcher, context } = this.#parts;
    return [...context.tally.endpoints].flatMap(([endpoint, url]) => {
      const method = endpoint.slice(0, endpoint.indexOf(' '));
      const found = matcher
        .matchAll(method === 'ANY' ? undefined : method, url)
        .find((result) => result.kind === 'match' && tables.includes(result.match.table) && result.match.operation.v1.source === endpoint);
      return found?.kind === 'match' ? [{ method, path: url.replace(/^https?:\/\/[^/]+/, ''), match: found.match }] : [];
    });
  }

  async #cleanUp(): Promise<void> {
    const { context, settings } = this.#parts;
    this.#cleaned = await context.cleanup.run(context.sender, settings.headers, this.#problems);
  }

  /** Counts a verdict of an earlier run. */
  #recount(verdict: Verdict): void {
    const { context, matcher } = this.#parts;
    const { tally } = context;
    tally.verdict(verdict);
    const operations = matcher.tables.flatMap((table) => table.operations);
    const operation = operations.find(({ v1, rule }) => v1.source === verdict.endpoint && rule.id === verdict.rule);
    if (!operation || verdict.v2.length === 0) return;
    tally.met(operation.v1.source, verdict.request.url);
    tally.exercised(factsOf(operation).rules, verdict.differences);
    for (const { duration } of verdict.v2) tally.latencies.add(operation.v1.source, null, duration);
  }
}

/** The proxies of the environment; none for a server of this machine. */
function proxiesOf(origin: string, env: NonNullable<VerifyOptions['env']>): Proxies | undefined {
  const [http, https] = [env['http_proxy'] ?? env['HTTP_PROXY'], env['https_proxy'] ?? env['HTTPS_PROXY']];
  const wanted = origin.startsWith('https:') ? https : http;
  if (wanted === undefined || wanted === '' || isThisMachine(new URL(origin).hostname)) return undefined;
  if (!/^https?:\/\/[^/]/i.test(wanted) || !URL.canParse(wanted))
    throw new UsageError('the URL of the proxy in the environment is not valid; write it as http://host:port');
  return { http: http ?? wanted, https: https ?? wanted, none: env['no_proxy'] ?? env['NO_PROXY'] ?? '' };
}

async function shardOf(options: VerifyOptions, matcher: Matcher): Promise<(position: number) => boolean> {
  const { shard } = options;
  if (!shard || shard.count === 1) return () => true;
  const { entries } = await openRecordings(options.recordings);
  const assigned = await assignShards(entries, matcher, { count: shard.count, allowWrites: options.allowWrites ?? false });
  return (position) => assigned(position) === shard.index - 1;
}
