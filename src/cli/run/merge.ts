import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../pack/error.js';
import { codeReporter } from '../../report/index.js';
import { FORMATS } from '../../report/model.js';
import type { CodeResult } from '../../report/model.js';
import { addTo, emptyAccounts, emptySummary } from '../../scan/empty.js';
import type { Accounts, FileProblem, Finding, ScanResult, ScanSummary } from '../../scan/model.js';
import type { MergeCommandOptions } from '../commands/merge.js';
import { readJson } from '../config/json.js';
import { loadConfig } from '../config/load.js';
import { type ExitCode, exitCodeOfScan } from '../exit-code.js';
import { choosePacks } from '../packs.js';
import { formatFor, writeReport } from '../report.js';

/** A report, and what is put before the names of its files. */
interface Source {
  path: string;
  name?: string;
}

/** `api-migrate merge` */
export async function runMerge(reports: readonly string[], options: MergeCommandOptions): Promise<ExitCode> {
  const sources = (await Promise.all(reports.map(sourcesOf))).flat();
  const results = await Promise.all(sources.map(read));
  const merged = mergeResults(results);
  const { packs } = await choosePacks({}, await loadConfig(await realpath(process.cwd()), options.config));
  const format = formatFor(options.format, options.output, FORMATS);
  // The code of the reports lies elsewhere: no lines of it are shown.
  await writeReport(await codeReporter(format), merged, packs, options, { linesOf: () => undefined });
  return exitCodeOfScan(merged);
}

/** `name=path`, a directory of reports, or the path of one. */
async function sourcesOf(text: string): Promise<Source[]> {
  const named = existsSync(text) ? undefined : /^([^=]+)=(.+)$/.exec(text);
  const [, name, path = text] = named ?? [];
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`${path}: no such file or directory`);
  if (!found.isDirectory()) return [{ path, ...(name === undefined ? {} : { name }) }];
  const files = (await readdir(path, { recursive: true })).filter((file) => file.endsWith('.json')).toSorted();
  if (files.length === 0) throw new UsageError(`${path}: holds no JSON report`);
  return files.map((file) => ({ path: join(path, file), name: file.replaceAll('\\', '/').slice(0, -'.json'.length) }));
}

async function read({ path, name }: Source): Promise<CodeResult> {
  const value = await readJson(path);
  if (!isReport(value)) throw new UsageError(`${path}: is no JSON report of scan or migrate`);
  return name === undefined ? value : prefixed(value, `${name}/`);
}

function isReport(value: unknown): value is CodeResult {
  if (typeof value !== 'object' || value === null) return false;
  const { schemaVersion, command, summary, findings, files, errors } = value as Record<string, unknown>;
  return (
    schemaVersion === 1 &&
    (command === 'scan' || command === 'migrate') &&
    typeof summary === 'object' &&
    summary !== null &&
    typeof files === 'object' &&
    files !== null &&
    Array.isArray(findings) &&
    Array.isArray(errors)
  );
}

function prefixed(result: CodeResult, prefix: string): CodeResult {
  const moved = <T extends { file: string }>(item: T): T => ({ ...item, file: prefix + item.file });
  const skipped = result.files.skipped.map(moved);
  const findings = result.findings.map((finding): Finding => ({
    ...moved(finding),
    id: `${prefix}${finding.id}`,
    ...(finding.evidence ? { evidence: finding.evidence.map(moved) } : {}),
  }));
  const byDirectory = Object.fromEntries(Object.entries(result.summary.byDirectory).map(([name, counts]) => [prefix + name, counts]));
  const ignored = result.files.ignoredEnvironment?.map((file) => prefix + file);
  const files = { ...result.files, skipped, ...(ignored ? { ignoredEnvironment: ignored } : {}) };
  const shared = { findings, errors: result.errors.map(moved) };
  if (result.command === 'scan' && result.accounts) {
    const accounts = { ...result.accounts, items: result.accounts.items.map(moved) };
    return { ...result, ...shared, files, accounts, summary: { ...result.summary, byDirectory } };
  }
  return result.command === 'scan'
    ? { ...result, ...shared, files, summary: { ...result.summary, byDirectory } }
    : { ...result, ...shared, files: { ...result.files, ...files }, summary: { ...result.summary, byDirectory } };
}

/** One report of several; a finding that two of them have counts once. */
export function mergeResults(results: readonly CodeResult[]): ScanResult {
  const findings = [...new Map(results.flatMap((result) => result.findings).map((finding) => [finding.id, finding])).values()].toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
  const ignored = results.flatMap(({ files }) => files.ignoredEnvironment ?? []);
  return {
    schemaVersion: 1,
    command: 'scan',
    summary: summaryOf(findings, results),
    findings,
    files: {
      scanned: sum(results.map(({ files }) => files.scanned)),
      parsed: sum(results.map(({ files }) => files.parsed)),
      skipped: distinct(results.flatMap(({ files }) => files.skipped)),
      ...(ignored.length > 0 ? { ignoredEnvironment: [...new Set(ignored)] } : {}),
    },
    ...mergedAccounts(results),
    errors: distinct(results.flatMap(({ errors }) => errors)),
  };
}

/** The accounts of all parts; a literal that two of them have counts once. */
function mergedAccounts(results: readonly CodeResult[]): { accounts?: Accounts } {
  const all = results.flatMap((result) => (result.command === 'scan' && result.accounts ? [result.accounts] : []));
  if (all.length === 0) return {};
  const byPlace = new Map(all.flatMap(({ items }) => items).map((item) => [`${item.file}:${item.line}:${item.column}`, item]));
  const accounts = emptyAccounts();
  for (const item of byPlace.values()) addTo(accounts, item);
  return { accounts };
}

function summaryOf(findings: readonly Finding[], results: readonly CodeResult[]): ScanSummary {
  const summary: ScanSummary = { ...emptySummary(), findings: findings.length };
  for (const { level, state, pack, rule } of findings) {
    summary.byLevel[level] += 1;
    summary.byState[state] += 1;
    summary.byPack[pack] = (summary.byPack[pack] ?? 0) + 1;
    summary.byRule[rule] = (summary.byRule[rule] ?? 0) + 1;
  }
  const summaries = results.map((result) => result.summary);
  summary.callsRemoved = sum(summaries.map(({ callsRemoved }) => callsRemoved));
  summary.hidden = sum(summaries.map(({ hidden }) => hidden));
  for (const key of ['byDirectory', 'byVersion'] as const) {
    for (const [name, { v1, v2 }] of summaries.flatMap((one) => Object.entries(one[key]))) {
      const counts = (summary[key][name] ??= { v1: 0, v2: 0 });
      counts.v1 += v1;
      counts.v2 += v2;
    }
  }
  const [v1, v2] = (['v1', 'v2'] as const).map((version) => sum(Object.values(summary.byVersion).map((counts) => counts[version])));
  const all = (v1 ?? 0) + (v2 ?? 0);
  summary.completion = all === 0 ? null : Math.round(((v2 ?? 0) / all) * 100);
  return summary;
}

function distinct(problems: readonly FileProblem[]): FileProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + (Number.isFinite(number) ? number : 0), 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
