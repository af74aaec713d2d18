import type { Table } from '../../match/index.js';
import { Latencies } from './latency.js';
import type {
  Coverage,
  Difference,
  DifferenceKind,
  LifecycleNote,
  Verdict,
  VerdictKind,
  VerifySummary,
  RunProblem,
  VerifyEnd,
} from '../model.js';

/** Distinct uncovered operations that are listed. */
const MAX_UNCOVERED = 1000;
const MAX_NOTES = 200;

/** What a tally counts by itself. */
type Counted = 'exchanges' | 'calls' | 'judged' | 'notCompared' | 'byVerdict' | 'byDifference' | 'byPack' | 'byRule' | 'warnings';

/** Counts a run as it goes; its size does not depend on the length of the recordings. */
export class Tally {
  readonly latencies = new Latencies();
  readonly #byVerdict = counts();
  readonly #byDifference: Record<DifferenceKind, number> = { explained: 0, additive: 0, volatile: 0, accepted: 0, unexplained: 0 };
  readonly #byPack: Record<string, Record<VerdictKind, number>> = {};
  readonly #byRule: Record<string, Record<VerdictKind, number>> = {};
  readonly #exercised = new Map<string, number>();
  readonly #uncovered = new Map<string, Coverage['uncovered'][number]>();
  readonly #notes = new Map<string, LifecycleNote>();
  readonly #met = new Map<string, string>();
  #exchanges = 0;
  #calls = 0;
  #notCompared = 0;

  /** Counts a verdict. */
  verdict(verdict: Verdict): void {
    this.#exchanges += 1;
    if (verdict.other !== true) this.#calls += 1;
    if (verdict.verdict === 'skipped' && verdict.differences.some(({ notCompared }) => notCompared === true)) this.#notCompared += 1;
    this.#byVerdict[verdict.verdict] += 1;
    for (const { kind } of verdict.differences) this.#byDifference[kind] += 1;
    if (verdict.rule === undefined) return;
    (this.#byRule[verdict.rule] ??= counts())[verdict.verdict] += 1;
    const pack = verdict.rule.slice(0, verdict.rule.indexOf('/'));
    (this.#byPack[pack] ??= counts())[verdict.verdict] += 1;
  }

  /** Counts the rules that a replayed exchange exercised: those of its operation, and those its differences name. */
  exercised(rules: readonly string[], differences: readonly Difference[]): void {
    for (const rule of rules) this.#count(rule);
    for (const { rule } of differences) {
      if (rule !== undefined && !rules.includes(rule)) this.#count(rule);
    }
  }

  /** Notes a call that was replayed; the first of each endpoint stands for it. */
  met(endpoint: string, url: string): void {
    if (!this.#met.has(endpoint)) this.#met.set(endpoint, url);
  }

  /** Recorded URL of one call for each endpoint. */
  get endpoints(): ReadonlyMap<string, string> {
    return this.#met;
  }

  /** Notes a recorded operation of a known API that no rule names. */
  uncovered(method: string, path: string, { recording, entry }: { recording: string; entry: number }): void {
    const key = `${method} ${path}`;
    const known = this.#uncovered.get(key);
    if (known) known.count += 1;
    else if (this.#uncovered.size < MAX_UNCOVERED) this.#uncovered.set(key, { method, path, count: 1, recording, entry });
  }

  /** Notes a sign of deprecation, once for each endpoint. */
  lifecycle(endpoint: string, note: LifecycleNote): void {
    const key = `${note.api} ${endpoint} ${note.message}`;
    if (!this.#notes.has(key) && this.#notes.size < MAX_NOTES) this.#notes.set(key, note);
  }

  /** True when traffic of the pack was met. */
  hasPack(pack: string): boolean {
    return this.#byPack[pack] !== undefined;
  }

  get notes(): LifecycleNote[] {
    return [...this.#notes.values()];
  }

  get progress(): { done: number; fail: number; error: number; skipped: number } {
    const { fail, error, skipped } = this.#byVerdict;
    return { done: this.#exchanges, fail, error, skipped };
  }

  summary(rest: Omit<VerifySummary, Counted>): VerifySummary {
    return {
      exchanges: this.#exchanges,
      calls: this.#calls,
      judged: this.#byVerdict.pass + this.#byVerdict.fail,
      notCompared: this.#notCompared,
      byVerdict: this.#byVerdict,
      byDifference: this.#byDifference,
      byPack: this.#byPack,
      byRule: this.#byRule,
      ...rest,
      warnings: this.notes.filter((note) => note.api === 'v2').length,
    };
  }

  /** Coverage of the rules that traffic can exercise, for the packs that the traffic belongs to. */
  coverage(tables: readonly Table[]): Omit<Coverage, 'allowances'> {
    const met = tables.filter((table) => this.#byPack[table.pack.id] !== undefined || tables.length === 1);
    const rules = new Set(
      met.flatMap((table) => table.operations.flatMap((operation) => [operation.rule.id, ...operation.changes.map((change) => change.id)])),
    );
    return {
      exercised: Object.fromEntries([...this.#exercised].toSorted((a, b) => a[0].localeCompare(b[0]))),
      unexercised: [...rules].filter((rule) => !this.#exercised.has(rule)).toSorted(),
      uncovered: [...this.#uncovered.values()].toSorted((a, b) => b.count - a.count),
    };
  }

  #count(rule: string): void {
    this.#exercised.set(rule, (this.#exercised.get(rule) ?? 0) + 1);
  }
}

/** Adds a row, or its uses to those of the same row elsewhere. */
export function addRow(rows: Map<string, Coverage['allowances'][number]>, row: Coverage['allowances'][number]): void {
  const key = `${row.rule} ${row.field}`;
  rows.set(key, { ...row, uses: row.uses + (rows.get(key)?.uses ?? 0) });
}

function counts(): Record<VerdictKind, number> {
  return { pass: 0, fail: 0, skipped: 0, error: 0 };
}

/**
 * How a run ended, for the exit code: `done` when every exchange that could be judged passed, `left` when something is left
 * for a person, `failed` when the run could not do its work.
 */
export function outcomeOf({ summary, checks, errors }: VerifyEnd): 'done' | 'left' | 'failed' {
  if (summary.bailed === true) return 'left';
  if (summary.stopped !== undefined) return 'failed';
  const { pass, fail, error } = summary.byVerdict;
  if (fail + error > 0 || errors.length > 0 || checks.some(({ outcome }) => outcome === 'fail')) return 'left';
  // A part of a small recording may hold nothing.
  const isEmptyShard = summary.shard !== undefined && summary.exchanges === 0;
  if (pass === 0 && !isEmptyShard) return 'left';
  return summary.strict && summary.warnings > 0 ? 'left' : 'done';
}

/** Says so when less of the recorded calls was judged than the user asks for. */
export function tooFewJudged({ calls, judged }: Pick<VerifySummary, 'calls' | 'judged'>, minimum: number | undefined): RunProblem[] {
  if (minimum === undefined || calls === 0 || (judged / calls) * 100 >= minimum) return [];
  return [{ message: `only ${judged} of ${calls} recorded calls were judged; --min-judged asks for ${minimum} %` }];
}
