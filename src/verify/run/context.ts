import type { CheckRule } from '../../pack/model.js';
import type { Matcher, Operation } from '../../match/index.js';
import type { Allowances } from '../compare/allow.js';
import type { Clocks } from '../compare/context.js';
import type { IdMap } from '../ids/map.js';
import type { LruMap } from '../ids/lru.js';
import type { Exchange, Verdict } from '../model.js';
import type { Cleanup } from '../cleanup.js';
import type { OpenApiDocument } from '../openapi.js';
import type { Settings, VerifyOptions } from '../options.js';
import type { Redactor } from '../redact.js';
import type { Sender } from '../replay/sender.js';
import type { Creation, Creations } from '../translate/creations.js';
import type { ResponseIndex } from '../translate/response-index.js';
import type { Matched, TranslationContext, Variant } from '../translate/request.js';
import type { Journal } from '../results/resume.js';
import type { Tally } from '../results/summary.js';

/** A recorded creation whose id v2 never gave a partner. */
interface LostId {
  recording: string;
  entry: number;
  /** It was tried and failed; else it was not sent. */
  failed: boolean;
}

/** What all parts of one run share. */
export interface RunContext extends PlanContext {
  sender: Sender;
  /** What the run created. */
  cleanup: Cleanup;
  journal: Journal | undefined;
  /** What v2 says of its own answers. */
  openapi: OpenApiDocument | undefined;
}

/** What is needed to decide what is sent. */
export interface PlanContext extends TranslationContext {
  settings: Settings;
  matcher: Matcher;
  ids: IdMap;
  creations: Creations;
  responses: ResponseIndex;
  redactor: Redactor;
  tally: Tally;
  /** What the configuration lets differ. */
  allowances: Allowances;
  /** Accepts a difference that nothing explains. */
  accepts: VerifyOptions['accepts'];
  /** What packs promise of every v2 answer, by pack id. */
  promises: Map<string, CheckRule[]>;
  /** Identifiers of creations that did not come to v2. */
  lost: LruMap<string, LostId>;
  /** Those of all recordings. */
  lostElsewhere: LruMap<string, LostId>;
  /** Generic paths of values that differ between two equal requests, by endpoint. */
  noise: Map<string, Set<string>>;
  control: boolean;
  /** Signs of deprecation in answers of v2 are failures. */
  strict: boolean;
  now: () => number;
}

/** One exchange to replay. */
export interface Task extends Matched {
  exchange: Exchange;
  operation: Operation;
  variant: Variant;
  /** Why what it reads may hold other values than the recording: a change before it was not sent. */
  stale?: string;
  /** Entry that creates something of this kind, perhaps this very thing: the recording does not hold its answer. */
  unnamed?: number;
  /** The first step of the collapse that this exchange completes. */
  carries?: { creation: Creation; identity: string; /** Parameter of this exchange that its id fills. */ parameter: string };
}

/** Times of the recorded and the live answer, for judging dates. */
export function clocksOf({ exchange }: Task, context: RunContext): Clocks {
  const { startedAt, duration } = exchange;
  const recorded =
    startedAt === null || context.recordedFrom === null ? null : { from: context.recordedFrom, at: startedAt + (duration ?? 0) };
  return { recorded, live: { from: context.startedAt, at: context.now() } };
}

/** A verdict on an exchange that is not a call of a verified API. */
export function other(exchange: Exchange, reason: string, operation?: Operation): Verdict {
  return { ...unsent(exchange, 'skipped', reason, operation), other: true };
}

/** A verdict on an exchange that was not sent. */
export function unsent(exchange: Exchange, verdict: 'skipped' | 'error', reason: string, operation?: Operation): Verdict {
  const { recording, entry, request } = exchange;
  return {
    recording,
    entry,
    request: { method: request.method, url: request.url },
    v2: [],
    verdict,
    ...(operation && { rule: operation.rule.id, endpoint: operation.v1.source }),
    reason,
    differences: [],
  };
}
