import { createMatcher } from '../match/index.js';
import { IdMap } from './ids/map.js';
import { LruMap } from './ids/lru.js';
import type { Verdict, VerdictStream, VerifyEnd, VerifyResult } from './model.js';
import { settingsOf, UsageError, type VerifyOptions } from './options.js';
import { openRecordings } from './recording/index.js';
import { Redactor } from './redact.js';
import { TargetClient } from './replay/client.js';
import { Pacer } from './replay/pace.js';
import { Sender } from './replay/sender.js';
import { Channel } from './run/channel.js';
import type { RunContext } from './run/context.js';
import { Evidence } from './run/evidence.js';
import { Runner } from './run/runner.js';
import { Tally } from './tally.js';
import { Creations } from './translate/creations.js';

export type * from './model.js';
export { type Progress, UsageError, type VerifyOptions } from './options.js';

/** Verdicts that wait for their reader at most. */
const QUEUE = 1000;

/**
 * Replays recordings against a v2 server and judges every answer. All verdicts are kept; for large recordings see `verifyStream`.
 * @throws UsageError when nothing can be done: wrong options, no readable recording, the target is the recorded server
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const stream = verifyStream(options);
  const exchanges: Verdict[] = [];
  for await (const verdict of stream) exchanges.push(verdict);
  const order = new Map(options.recordings.map((recording, index) => [recording, index]));
  exchanges.sort((a, b) => (order.get(a.recording) ?? 0) - (order.get(b.recording) ?? 0) || a.entry - b.entry);
  return { schemaVersion: 1, command: 'verify', exchanges, ...(await stream.end) };
}

/** Like `verify`, with verdicts as they come and in bounded memory. Reading on is what drives the run; leaving the loop ends it. */
export function verifyStream(options: VerifyOptions): VerdictStream {
  let settle: ((end: VerifyEnd) => void) | undefined;
  let refuse: ((error: unknown) => void) | undefined;
  const end = new Promise<VerifyEnd>((resolve, reject) => {
    settle = resolve;
    refuse = reject;
  });
  // Whoever reads the verdicts meets the error there.
  end.catch(() => undefined);
  return {
    end,
    async *[Symbol.asyncIterator]() {
      try {
        settle?.(yield* runVerify(options));
      } catch (error) {
        refuse?.(error);
        throw error;
      }
    },
  };
}

async function* runVerify(options: VerifyOptions): AsyncGenerator<Verdict, VerifyEnd> {
  const settings = settingsOf(options);
  const startedAt = Date.now();
  const recordings = await openRecordings(options.recordings);
  if (recordings.files.length === 0)
    throw new UsageError(recordings.problems.map(({ recording, message }) => `${recording}: ${message}`).join('; '));
  const leave = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
  const { origin } = settings.target;
  const client = new TargetClient({ origin, connections: settings.concurrency, timeout: settings.timeout });
  const sender = new Sender(client, origin, new Pacer(settings.rate), signal);
  const matcher = createMatcher([...options.packs], options.packOptions);
  const context: RunContext = {
    settings,
    matcher,
    ids: new IdMap(),
    creations: new Creations(matcher.tables),
    headers: settings.headers,
    sender,
    redactor: new Redactor(settings.secrets),
    tally: new Tally(),
    lost: new LruMap(20_000),
    startedAt,
    recordedFrom: null,
    noise: new Map(),
    control: options.control ?? false,
    now: Date.now,
  };
  const output = new Channel<Verdict>(QUEUE);
  const runner = new Runner(context, new Evidence(settings.source, options.packsChosen ?? false), output, recordings.problems);
  const running = runner.run(recordings.entries, signal).then(
    () => output.end(),
    (error: unknown) => output.fail(error),
  );
  try {
    for await (const verdict of output) {
      yield verdict;
      options.onProgress?.({ ...context.tally.progress, requests: sender.count });
    }
  } finally {
    leave.abort();
    await running;
    await client.close();
  }
  return endOf(options, context, runner, recordings, startedAt);
}

function endOf(
  options: VerifyOptions,
  context: RunContext,
  runner: Runner,
  recordings: Awaited<ReturnType<typeof openRecordings>>,
  startedAt: number,
): VerifyEnd {
  const { tally, settings, ids, sender } = context;
  if (ids.forgotten > 0)
    recordings.problems.push({
      message: `${ids.forgotten} identifiers were given up for lack of room; later uses of them were sent unchanged`,
    });
  return {
    summary: tally.summary({
      recordings: recordings.files,
      target: settings.target.origin + settings.target.prefix,
      requests: sender.count,
      duration: Date.now() - startedAt,
      strict: options.strict ?? false,
      ...(runner.stopped !== undefined && { stopped: runner.stopped }),
    }),
    coverage: tally.coverage(context.matcher.tables),
    latency: tally.latencies.result(),
    lifecycle: tally.notes,
    checks: [],
    errors: recordings.problems,
  };
}
