import { count } from '../../pack/count.js';
import type { Json } from '../../pack/model.js';
import type {
  CheckOutcome,
  Difference,
  EndpointLatency,
  Percentiles,
  RunProblem,
  SentRequest,
  Verdict,
  VerdictKind,
  VerifyEnd,
  VerifySummary,
} from '../../verify/model.js';

/** Texts that several formats of verdicts share. All of them are plain; each format escapes on its own. */

/** Verdicts in the order in which they matter. */
export const VERDICTS: readonly VerdictKind[] = ['fail', 'error', 'skipped', 'pass'];

/** How many went how, in words. */
export const WORDS: Record<VerdictKind, string> = { pass: 'passed', fail: 'failed', error: 'in error', skipped: 'skipped' };

/** `12 passed, 1 failed`: only what there is. */
function verdictCounts(counts: Record<VerdictKind, number>): string {
  const parts = (['pass', 'fail', 'error', 'skipped'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${WORDS[kind]}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Recording and entry: `shop.har#12`. */
export function placeOf({ recording, entry }: Pick<Verdict, 'recording' | 'entry'>): string {
  return `${recording}#${entry}`;
}

export function requestText({ method, url }: { method: string; url: string }): string {
  return `${method} ${url}`.trim();
}

/** `POST http://host/api/v2/jobs -> 201 in 3 ms`. */
export function sentText({ method, url, status, duration }: SentRequest): string {
  return `${method} ${url} -> ${status ?? 'no answer'}${duration === null ? '' : ` in ${milliseconds(duration)}`}`;
}

/** One line on a difference. */
export function differenceText({ path, expected, actual, message, rule }: Difference): string {
  const values = actual === undefined && expected === undefined ? '' : `expected ${valueText(expected)}, got ${valueText(actual)}`;
  const what = [message, values].filter((part) => part !== undefined && part !== '').join('; ');
  return `${path}: ${what}${rule === undefined ? '' : ` [${rule}]`}`;
}

/** A JSON value on one line, shortened. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

export function problemText({ recording, entry, message }: RunProblem): string {
  const place = recording === undefined ? '' : `${recording}${entry === undefined ? '' : `#${entry}`}: `;
  return place + message;
}

/** The differences that make an exchange fail. */
export function unexplained({ differences }: Verdict): Difference[] {
  return differences.filter(({ kind }) => kind === 'unexplained');
}

function milliseconds(value: number): string {
  return value >= 100 ? `${Math.round(value)} ms` : `${Math.round(value * 10) / 10} ms`;
}

/** `2.1 / 4.0 ms`. */
export function percentilesText({ p50, p95 }: Percentiles): string {
  return p50 === null || p95 === null ? '-' : `${round(p50)} / ${round(p95)} ms`;
}

/** The endpoints with the most live answers. */
export function busiest(latency: readonly EndpointLatency[], most: number): EndpointLatency[] {
  return latency.filter(({ live }) => live.count > 0).slice(0, most);
}

/** One line that sums a run up. */
export function summaryText({ summary, checks }: VerifyEnd): string {
  const { exchanges, byVerdict, requests, target, duration } = summary;
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  return [
    `${count(exchanges, 'exchange')}: ${verdictCounts(byVerdict)}`,
    ...(failed === 0 ? [] : [`${count(failed, 'check')} failed`]),
    judgedText(summary),
    ...acceptedText(summary, checks),
    ...(throttledText(summary) ?? []),
    ...(cleanupText(summary) ?? []),
    `${count(requests, 'request')} to ${target} in ${seconds(duration)}`,
  ].join('; ');
}

/** `8 % of the recorded calls were judged, 12 not compared`: a run is worth as much as it compared. */
function judgedText({ calls, judged, notCompared }: VerifySummary): string {
  if (calls === 0) return 'no recorded call of a verified API';
  const open = notCompared === 0 ? '' : `, ${count(notCompared, 'answer')} not compared`;
  return `${percentText(judged, calls)} of the recorded calls were judged${open}`;
}

/** A share in whole percent; only what is whole is 100 %, and only what is nothing 0 %. */
export function percentText(part: number, whole: number): string {
  if (part === 0 || part === whole) return part === 0 ? '0 %' : '100 %';
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))} %`;
}

/** What the user accepts is not what the rules say. */
function acceptedText({ byDifference }: VerifySummary, checks: readonly CheckOutcome[]): string[] {
  const amounts = [
    [byDifference.accepted, 'difference'],
    [checks.filter(({ outcome }) => outcome === 'accepted').length, 'check'],
  ] as const;
  return amounts.flatMap(([amount, what]) => (amount > 0 ? [`${count(amount, what)} accepted`] : []));
}

/** Rows that allow a difference and explained none: `volatile` fields that never change, settings that nothing needs. */
export function unusedRows({ coverage: { allowances } }: VerifyEnd): string[] {
  return allowances.filter(({ uses }) => uses === 0).map(({ rule, field }) => `${field} [${rule}]`);
}

/** What a run met and left behind beside verdicts. */
function throttledText({ throttled }: VerifySummary): string[] | undefined {
  return throttled === undefined ? undefined : [`the target answered 429 ${count(throttled, 'time')}: slow the run down with --rate`];
}

function cleanupText({ created }: VerifySummary): string[] | undefined {
  if (!created || created.made === 0) return undefined;
  const { made, deleted, left } = created;
  return [`${count(made, 'resource')} created, ${deleted} deleted, ${left.length} left`];
}

function seconds(duration: number): string {
  return duration >= 10_000 ? `${Math.round(duration / 1000)} s` : `${Math.round(duration / 100) / 10} s`;
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1);
}
