import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Latencies } from './latency.js';
import type { Coverage, RunProblem, Verdict, VerdictKind, VerdictStream, VerifyEnd, VerifySummary } from '../model.js';
import { UsageError } from '../../pack/error.js';
import { isRecord } from '../recording/fields.js';
import { addRow, tooFewJudged } from './summary.js';

/** Created resources that are listed as left at most. */
const MAX_LISTED = 1000;

/** A JSON document larger than this cannot be read at once. */
const MAX_DOCUMENT = 400 * 1024 * 1024;

/**
 * One result of several, such as the shards of one recording. Reports are `--format json` or `--format jsonl`.
 * @param minJudged percent of the recorded calls that must be judged
 * @throws UsageError when a file is no report (when the verdicts are read)
 */
export function mergeReports(files: readonly string[], minJudged?: number): VerdictStream {
  let settle: ((end: VerifyEnd) => void) | undefined;
  let refuse: ((error: unknown) => void) | undefined;
  const end = new Promise<VerifyEnd>((resolve, reject) => {
    settle = resolve;
    refuse = reject;
  });
  end.catch(() => undefined);
  return {
    end,
    async *[Symbol.asyncIterator]() {
      const ends: VerifyEnd[] = [];
      try {
        for (const file of files) {
          const report = yield* readReport(file);
          refuseOther(file, report, ends[0]);
          ends.push(report);
        }
        const whole = mergeEnds(ends);
        whole.errors.push(...tooFewJudged(whole.summary, minJudged));
        settle?.(whole);
      } catch (error) {
        refuse?.(error);
        throw error;
      }
    },
  };
}

/**
 * Parts of different runs make no whole.
 * @throws UsageError
 */
function refuseOther(file: string, { summary }: VerifyEnd, first: VerifyEnd | undefined): void {
  const { shard } = summary;
  const other = first?.summary.shard;
  if (!shard || !other || shard.count === other.count) return;
  throw new UsageError(
    `--merge: ${file} is shard ${shard.index}/${shard.count}, the first report is shard ${other.index}/${other.count}: they are parts of different runs`,
  );
}

async function* readReport(file: string): AsyncGenerator<Verdict, VerifyEnd> {
  const { size } = await stat(file).catch(() => {
    throw new UsageError(`--merge: there is no file ${file}`);
  });
  const first = await firstLine(file);
  if (isRecord(first) && 'recording' in first) return yield* readLines(file);
  if (isRecord(first) && 'summary' in first && first['exchanges'] === undefined) return yield* readLines(file);
  if (size > MAX_DOCUMENT) throw new UsageError(`--merge: ${file} is too large to read as one document; write shards with --format jsonl`);
  const report = parse(await readFile(file, 'utf8'));
  if (!isReport(report)) throw new UsageError(`--merge: ${file} is no JSON report of verify`);
  const { exchanges, ...rest } = report;
  yield* exchanges;
  return rest;
}

async function* readLines(file: string): AsyncGenerator<Verdict, VerifyEnd> {
  let last: VerifyEnd | undefined;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const item = parse(line);
    if (isEnd(item)) last = item;
    else if (isVerdict(item)) yield item;
  }
  if (!last) throw new UsageError(`--merge: ${file} has no last line with the sum; the run did not end`);
  return last;
}

async function firstLine(file: string): Promise<unknown> {
  for await (const line of createInterface({ input: createReadStream(file, { end: 1024 * 1024 }) })) return parse(line);
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isVerdict(value: unknown): value is Verdict {
  return isRecord(value) && typeof value['recording'] === 'string' && typeof value['verdict'] === 'string';
}

function isEnd(value: unknown): value is VerifyEnd {
  return isRecord(value) && value['command'] === 'verify' && isRecord(value['summary']) && isRecord(value['coverage']);
}

function isReport(value: unknown): value is VerifyEnd & { exchanges: Verdict[] } {
  return isEnd(value) && 'exchanges' in value && Array.isArray(value.exchanges);
}

/** The end of one run that stands for several. */
function mergeEnds(ends: readonly VerifyEnd[]): VerifyEnd {
  const [first] = ends;
  if (!first) throw new UsageError('--merge: no report given');
  const latencies = new Latencies();
  for (const { latency } of ends) latency.forEach((each) => latencies.merge(each));
  const summaries = ends.map(({ summary }) => summary);
  return {
    summary: mergeSummaries(first.summary, summaries),
    coverage: mergeCoverage(ends.map(({ coverage }) => coverage)),
    latency: latencies.result(),
    lifecycle: distinct(ends.flatMap(({ lifecycle }) => lifecycle)),
    checks: distinct(ends.flatMap(({ checks }) => checks)),
    errors: [...distinct(ends.flatMap(({ errors }) => errors)), ...missingShards(summaries)],
  };
}

function mergeSummaries(first: VerifySummary, all: readonly VerifySummary[]): VerifySummary {
  const sum = (read: (summary: VerifySummary) => number): number => all.reduce((total, summary) => total + read(summary), 0);
  const stopped = all.find((summary) => summary.stopped !== undefined)?.stopped;
  const { shard: _shard, ...rest } = first;
  return {
    ...rest,
    exchanges: sum(({ exchanges }) => exchanges),
    calls: sum(({ calls }) => calls),
    judged: sum(({ judged }) => judged),
    notCompared: sum(({ notCompared }) => notCompared),
    byVerdict: addCounts(all.map(({ byVerdict }) => byVerdict)),
    byDifference: addCounts(all.map(({ byDifference }) => byDifference)),
    byPack: addNested(all.map(({ byPack }) => byPack)),
    byRule: addNested(all.map(({ byRule }) => byRule)),
    recordings: [...new Set(all.flatMap(({ recordings }) => recordings))],
    requests: sum(({ requests }) => requests),
    duration: Math.max(...all.map(({ duration }) => duration)),
    warnings: sum(({ warnings }) => warnings),
    ...(stopped !== undefined && { stopped }),
    ...addOptional(all),
  };
}

/** What only some runs have. */
function addOptional(all: readonly VerifySummary[]): Pick<VerifySummary, 'created' | 'throttled'> {
  const created = all.flatMap((summary) => summary.created ?? []);
  const throttled = all.reduce((total, summary) => total + (summary.throttled ?? 0), 0);
  return {
    ...(throttled > 0 && { throttled }),
    ...(created.length > 0 && {
      created: {
        made: created.reduce((total, { made }) => total + made, 0),
        deleted: created.reduce((total, { deleted }) => total + deleted, 0),
        left: created.flatMap(({ left }) => left).slice(0, MAX_LISTED),
      },
    }),
  };
}

function mergeCoverage(all: readonly Coverage[]): Coverage {
  const exercised = addCounts(all.map((coverage) => coverage.exercised));
  const uncovered = new Map<string, Coverage['uncovered'][number]>();
  for (const operation of all.flatMap((coverage) => coverage.uncovered)) {
    const key = `${operation.method} ${operation.path}`;
    uncovered.set(key, { ...operation, count: operation.count + (uncovered.get(key)?.count ?? 0) });
  }
  const rows = new Map<string, Coverage['allowances'][number]>();
  for (const row of all.flatMap(({ allowances = [] }) => allowances)) addRow(rows, row);
  const undocumented = [...new Set(all.flatMap((coverage) => coverage.undocumented ?? []))];
  const sites = mergeSites(all.flatMap((coverage) => coverage.sites ?? []));
  return {
    exercised,
    unexercised: [...new Set(all.flatMap((coverage) => coverage.unexercised))].filter((rule) => exercised[rule] === undefined).toSorted(),
    allowances: [...rows.values()],
    uncovered: [...uncovered.values()].toSorted((a, b) => b.count - a.count),
    ...(undocumented.length > 0 && { undocumented }),
    ...(sites && { sites }),
  };
}

/** A site is exercised when any part exercised it. */
function mergeSites(all: readonly NonNullable<Coverage['sites']>[]): Coverage['sites'] {
  const [first, ...others] = all;
  if (!first) return undefined;
  const rest = others.map((sites) => new Set(sites.unexercised.map(placeOfSite)));
  const unexercised = first.unexercised.filter((site) => rest.every((places) => places.has(placeOfSite(site))));
  return { total: first.total, exercised: first.total - unexercised.length, unexercised };
}

function placeOfSite({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}

function missingShards(summaries: readonly VerifySummary[]): RunProblem[] {
  const shards = summaries.flatMap(({ shard }) => shard ?? []);
  const [first] = shards;
  if (!first) return [];
  const present = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: first.count }, (_, index) => index + 1).filter((index) => !present.has(index));
  const twice = [...present].filter((index) => shards.filter((shard) => shard.index === index).length > 1);
  const targets = [...new Set(summaries.map(({ target }) => target))];
  return [
    ...missing.map((index) => ({ message: `the report of shard ${index}/${first.count} is missing` })),
    ...twice.map((index) => ({ message: `shard ${index}/${first.count} was given twice; its exchanges count twice` })),
    ...(targets.length > 1 ? [{ message: `the shards asked different servers: ${targets.join(', ')}` }] : []),
  ];
}

function addCounts<Key extends string>(all: readonly Record<Key, number>[]): Record<Key, number> {
  const sum: Partial<Record<Key, number>> = {};
  for (const counts of all) {
    for (const key of Object.keys(counts) as Key[]) sum[key] = (sum[key] ?? 0) + counts[key];
  }
  return sum as Record<Key, number>;
}

function addNested(all: readonly Record<string, Record<VerdictKind, number>>[]): Record<string, Record<VerdictKind, number>> {
  const keys = new Set(all.flatMap((counts) => Object.keys(counts)));
  return Object.fromEntries([...keys].map((key) => [key, addCounts(all.flatMap((counts) => counts[key] ?? []))]));
}

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
