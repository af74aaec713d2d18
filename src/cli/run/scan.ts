import { stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { codeReporter } from '../../report/index.js';
import { FORMATS } from '../../report/model.js';
import type { ScanResult } from '../../scan/model.js';
import { quickScan } from '../../scan/quick.js';
import type { ScanOptions } from '../../scan/options.js';
import { applyBaseline, type Baseline, readBaseline, type Scope, writeBaseline } from '../baseline.js';
import type { ScanCommandOptions } from '../commands/scan.js';
import { UsageError } from '../../pack/error.js';
import { type ExitCode, exitCodeOfScan } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import { startProgress } from '../progress.js';
import { ownersIn } from '../codeowners.js';
import { filtersOf } from '../filters.js';
import { formatFor, writeReport } from '../report.js';
import { scanSettings } from '../settings.js';
import { note } from '../terminal.js';

/** `api-migrate scan` */
export async function runScan(paths: readonly string[], options: ScanCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  assertBaselineOptions(options);
  const settings = await scanSettings(paths, options);
  const progress = await startProgress(options);
  const found = await quickScan({ ...settings, onProgress: progress.step }).finally(progress.stop);
  const result = await withBaseline(found, settings, options);
  const format = formatFor(options.format, options.output, FORMATS);
  await writeReport(await codeReporter(format), result, settings.packs, options, {
    filters: filtersOf(options),
    ...ownersIn(settings.cwd),
  });
  return exitCodeOfScan(result, options.max);
}

function assertBaselineOptions({ baseline, updateBaseline, rule, phase, level }: ScanCommandOptions): void {
  if (updateBaseline !== true) return;
  if (baseline === undefined) throw new UsageError('--update-baseline needs --baseline <file>');
  if (rule || phase || level) throw new UsageError('--update-baseline takes all findings: leave out --rule, --phase and --level');
}

async function withBaseline(found: ScanResult, settings: ScanOptions, options: ScanCommandOptions): Promise<ScanResult> {
  const { baseline: path, updateBaseline = false, rule, phase, level } = options;
  if (path === undefined) return found;
  const inScope = scopeOf(settings);
  if (updateBaseline) {
    const old = await stat(path).then(
      () => readBaseline(path),
      (): Baseline => ({ schemaVersion: 1, findings: [] }),
    );
    await writeBaseline(
      path,
      found,
      old.findings.filter((entry) => !inScope(entry)),
    );
    note(`baseline written to ${path}`);
  }
  const { result, gone } = applyBaseline(found, await readBaseline(path), basename(path), inScope);
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
