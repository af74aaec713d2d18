import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { UsageError } from '../../pack/error.js';
import { codeReporter } from '../../report/index.js';
import { FORMATS } from '../../report/model.js';
import type { ScanResult } from '../../scan/model.js';
import type { ScanOptions } from '../../scan/options.js';
import { quickScan } from '../../scan/quick.js';
import { applyBaseline, type Baseline, readBaseline, type Scope, writeBaseline } from '../baseline.js';
import { ownersIn } from '../codeowners.js';
import type { ScanCommandOptions } from '../commands/scan.js';
import { ExitCode, exitCodeOfScan } from '../exit-code.js';
import { filtersOf } from '../filters.js';
import { handleInterrupts } from '../interrupt.js';
import { assertOutput } from '../output-file.js';
import { printConfig } from '../print-config.js';
import { startProgress } from '../progress.js';
import { formatFor, writeReport } from '../report.js';
import { scanSettings } from '../settings.js';
import { writeStepSummary } from '../step-summary.js';
import { note } from '../terminal.js';

/** Commits that `--history` looks at when it is given no number. */
const HISTORY = 12;

/** `api-migrate scan` */
export async function runScan(paths: readonly string[], options: ScanCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  assertBaselineOptions(options);
  const settings = await scanSettings(paths, options);
  if (options.printConfig === true) {
    await printConfig(settings);
    return ExitCode.done;
  }
  await assertOutput(options.output);
  if (options.updateBaseline === true) await assertOutput(options.baseline, [], '--baseline');
  const progress = await startProgress(options);
  const found = await quickScan({ ...settings, onProgress: progress.step }).finally(progress.stop);
  const result = await narrowed(found, settings, options);
  const format = formatFor(options.format, options.output, FORMATS);
  const extras = {
    filters: filtersOf(options),
    ...ownersIn(settings.cwd),
    ...(options.history === undefined ? {} : { history: await history(settings, options) }),
  };
  const withHistory = extras.history ? { ...result, history: extras.history } : result;
  await writeReport(await codeReporter(format), withHistory, settings.packs, options, extras);
  if (format === 'github') await writeStepSummary(result, settings.packs, extras);
  return exitCodeOfScan(result, options.max);
}

async function history(settings: ScanOptions, options: ScanCommandOptions): Promise<NonNullable<ScanResult['history']>> {
  const { historyOf } = await import('../history.js');
  const progress = await startProgress({ ...options, timing: false });
  const points = typeof options.history === 'number' ? options.history : HISTORY;
  return historyOf(settings, points, progress.step).finally(progress.stop);
}

function assertBaselineOptions({ baseline, updateBaseline, rule, phase, level, since }: ScanCommandOptions): void {
  if (updateBaseline !== true) return;
  if (baseline === undefined) throw new UsageError('--update-baseline needs --baseline <file>');
  if (rule || phase || level || since !== undefined)
    throw new UsageError('--update-baseline takes all findings: leave out --rule, --phase, --level and --since');
}

/** The result without what is known from a baseline, and without what did not change. */
async function narrowed(found: ScanResult, settings: ScanOptions, options: ScanCommandOptions): Promise<ScanResult> {
  const result = await withBaseline(found, settings, options);
  if (options.since === undefined) return result;
  const { sinceOnly } = await import('../since.js');
  return sinceOnly(result, options.since, settings.cwd);
}

async function withBaseline(found: ScanResult, settings: ScanOptions, options: ScanCommandOptions): Promise<ScanResult> {
  const { baseline: path, updateBaseline = false, rule, phase, level } = options;
  if (path === undefined) return found;
  const inScope = scopeOf(settings);
  const old: Baseline = updateBaseline && !existsSync(path) ? { entries: [], isConflicted: false } : await readBaseline(path);
  if (updateBaseline) {
    await writeBaseline(
      path,
      found,
      old.entries.filter((entry) => !inScope(entry)),
    );
    note(`baseline written to ${path}`);
  } else if (old.isConflicted) note(`${path} has merge conflicts: both sides count; --update-baseline writes it anew`);
  const exists = (file: string): boolean => existsSync(resolve(settings.cwd, file));
  const { result, gone } = applyBaseline(found, updateBaseline ? await readBaseline(path) : old, basename(path), inScope, exists);
  // A selection hides findings that are there; only a whole run can say what is gone.
  if (gone.length > 0 && !rule && !phase && !level) {
    note(
      `${gone.length} of the baseline no longer found; --update-baseline forgets them: ${gone.map(({ rule: id, file }) => `${id} in ${file}`).join(', ')}`,
    );
  }
  return result;
}

/** Files and packs that this run looks at. */
function scopeOf({ paths, cwd, packs }: ScanOptions): Scope {
  const roots = paths.map((path) => relative(cwd, path));
  const ids = new Set(['core', ...packs.map(({ id }) => id)]);
  return ({ file, pack }) => ids.has(pack) && roots.some((root) => root === '' || file === root || file.startsWith(`${root}/`));
}
