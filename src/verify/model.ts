import type { Json } from '../pack/model.js';

/** Header fields in the order of the message; names as they were written. */
export type HeaderList = [name: string, value: string][];

/** One recorded request and its answer, freed from the recording format. */
export interface Exchange {
  /** Recording file as given on the command line. */
  recording: string;
  /** Index of the entry in the recording, from 0. */
  entry: number;
  /** Which exchange of its recorder it is, when that says so. */
  number?: number;
  /** Start, milliseconds since the epoch; null when the recording has none. */
  startedAt: number | null;
  /** Milliseconds; null when unknown. */
  duration: number | null;
  request: {
    /** Upper case. */
    method: string;
    /** Absolute and normalised, without user information and fragment. */
    url: string;
    headers: HeaderList;
    body: string | null;
    /** The body is not text: `body` holds it in base64. */
    base64?: true;
    /** The recording does not say whether there was a body. */
    isBodyUnknown?: true;
  };
  response: {
    status: number;
    headers: HeaderList;
    /** Null when there is none, or when the recording did not keep it. */
    body: string | null;
    base64?: true;
  };
  /** Why it cannot be replayed: the recording does not hold a body, or holds it broken. */
  broken?: string;
}

/** What became of an exchange. */
export type VerdictKind = 'pass' | 'fail' | 'skipped' | 'error';

/**
 * How a difference between the two versions is judged.
 * - `explained`: a rule says so, and v2 does so;
 * - `additive`: v2 answers more than v1 did;
 * - `volatile`: differs from run to run by its nature (ids, times), or was learned to do so;
 * - `accepted`: the configuration or the baseline of the user allows it;
 * - `unexplained`: nothing allows it.
 */
export type DifferenceKind = 'explained' | 'additive' | 'volatile' | 'accepted' | 'unexplained';

/** How the answer of the live server differs at one place. */
export interface Difference {
  /** JSON path of the v2 answer (`$.data.items[3].id`), `status`, or `header <name>`. */
  path: string;
  kind: DifferenceKind;
  /** Rule that explains or demands it. */
  rule?: string;
  expected?: Json;
  actual?: Json;
  message?: string;
  /** Nothing was compared at this place; `message` says why. */
  notCompared?: true;
}

/** A request that was sent to the target, or would be. */
export interface SentRequest {
  method: string;
  url: string;
  /** Null when no answer came. */
  status: number | null;
  /** Milliseconds to the last byte of the answer. */
  duration: number | null;
}

/** One recorded exchange and what became of it. */
export interface Verdict {
  recording: string;
  entry: number;
  request: { method: string; url: string };
  /** The v2 requests sent in its place, in order; empty when another exchange carries it (a collapse) or none was sent. */
  v2: SentRequest[];
  verdict: VerdictKind;
  rule?: string;
  /** v1 endpoint template that it matched. */
  endpoint?: string;
  /** Why, for everything but `pass`. */
  reason?: string;
  /** Not a call of an API that is verified, such as a page or a preflight: counted apart from the calls. */
  other?: true;
  differences: Difference[];
}

/** Something about a run or a recording as a whole that a person should know. */
export interface RunProblem {
  recording?: string;
  entry?: number;
  message: string;
}

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  count: number;
  p50: number | null;
  p95: number | null;
}

/** Latency of one endpoint, as recorded and live. */
export interface EndpointLatency {
  endpoint: string;
  recorded: Percentiles;
  live: Percentiles;
  /** Samples by bucket (see `latency.ts`), so that results can be merged: pairs of bucket and count. */
  buckets: { recorded: [number, number][]; live: [number, number][] };
}

/** What the traffic exercised, and what it did not. */
export interface Coverage {
  /** How many exchanges exercised each rule. */
  exercised: Record<string, number>;
  /** Rules that concern traffic and were never met. */
  unexercised: string[];
  /** Rows of rules and of the configuration that let a field differ, of the calls that were replayed, and how often each explained one. */
  allowances: { rule: string; field: string; uses: number }[];
  /** Recorded operations of a known API that no rule names, most frequent first; at most 1,000. */
  uncovered: { method: string; path: string; count: number; recording: string; entry: number }[];
  /** With an OpenAPI document of v2: answers that could not be held against it, and why. */
  undocumented?: string[];
  /** With a scan report: call sites whose endpoint the traffic never used. */
  sites?: { total: number; exercised: number; unexercised: { file: string; line: number; rule: string; v1: string }[] };
}

/** A sign that an endpoint is deprecated or gone. */
export interface LifecycleNote {
  /** `v1`: seen on the old API, `v2`: a warning about the new one. */
  api: 'v1' | 'v2';
  state: 'current' | 'deprecated' | 'retired' | 'absent' | 'unreachable';
  method: string;
  url: string;
  /** Such as `Sunset 2026-05-01, 12 days ago`. */
  message: string;
}

/** Outcome of a rule that only a running server can show. */
export interface CheckOutcome {
  rule: string;
  /** `accepted`: it failed, and the baseline of the user allows it. */
  outcome: 'pass' | 'fail' | 'skipped' | 'accepted';
  message: string;
}

/** Counts of a run. */
export interface VerifySummary {
  exchanges: number;
  /** Exchanges that are calls of a verified API. */
  calls: number;
  /** Calls that were compared with an answer of the target: those that passed or failed. */
  judged: number;
  /** Calls that the target answered and whose answer was not compared, such as one that the recording does not hold. */
  notCompared: number;
  byVerdict: Record<VerdictKind, number>;
  byDifference: Record<DifferenceKind, number>;
  byPack: Record<string, Record<VerdictKind, number>>;
  /** By rule of the v1 endpoint. */
  byRule: Record<string, Record<VerdictKind, number>>;
  recordings: string[];
  /** Origin and path that was asked. */
  target: string;
  /** Requests sent to the target. */
  requests: number;
  /** Milliseconds of the whole run. */
  duration: number;
  /** Why the run ended before the recordings did. */
  stopped?: string;
  /** It ended because of `maxFailures`. */
  bailed?: true;
  /** The part of the recordings that was judged; `index` from 1. */
  shard?: { index: number; count: number };
  /** Created resources that were deleted again. */
  cleaned?: number;
  /** Resources that the run created; `left` are those that are still there, as paths on the target. At most 1,000 are listed. */
  created?: { made: number; deleted: number; left: string[] };
  /** Answers of 429 (too many requests). */
  throttled?: number;
  /** Warnings count as failures. */
  strict: boolean;
  warnings: number;
}

/** All of a result but the verdicts: known when the last exchange is judged. */
export interface VerifyEnd {
  summary: VerifySummary;
  coverage: Coverage;
  latency: EndpointLatency[];
  lifecycle: LifecycleNote[];
  checks: CheckOutcome[];
  errors: RunProblem[];
}

/** What `verify` returns and its JSON prints. */
export interface VerifyResult extends VerifyEnd {
  schemaVersion: 1;
  command: 'verify';
  exchanges: Verdict[];
}

/** Verdicts as they come: memory stays constant however long the recording. `end` settles after the last verdict was read. */
export interface VerdictStream extends AsyncIterable<Verdict> {
  readonly end: Promise<VerifyEnd>;
}

/** A request that a run would send; identifiers are those of the recording, which a run replaces by v2's own. */
export interface PlannedRequest {
  method: string;
  url: string;
  headers: { [name: string]: string };
  body: string | null;
}

/** What a run would do with one recorded exchange. */
export interface PlannedExchange {
  recording: string;
  entry: number;
  request: { method: string; url: string };
  rule?: string;
  /** v2 endpoint template. */
  endpoint?: string;
  v2: PlannedRequest[];
  /** It changes nothing, although its method may. */
  isQuery?: true;
  /** Why nothing is sent, or what more is sent than can be told in advance. */
  note?: string;
}
