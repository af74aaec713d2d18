import { migrate, type MigrateOptions, type MigratePlan } from '../../migrate/index.js';
import {
  formatChanges,
  migrateResult,
  patchOf,
  resolveTargets,
  StagingError,
  uncommitted,
  writableOnly,
  writeChanges,
} from '../../apply/index.js';
import { codeReporter } from '../../report/index.js';
import { FORMATS } from '../../report/model.js';
import { ownersIn } from '../codeowners.js';
import { fixesOf, nameOf } from '../fixes.js';
import type { MigrateCommandOptions } from '../commands/migrate.js';
import { UsageError } from '../../pack/error.js';
import { ExitCode, exitCodeOfMigrate } from '../exit-code.js';
import { handleInterrupts, interruptible } from '../interrupt.js';
import { assertOutput, writeOutputFile } from '../output-file.js';
import { printConfig } from '../print-config.js';
import { startProgress } from '../progress.js';
import { filtersOf } from '../filters.js';
import { formatFor, lineReader, writeReport } from '../report.js';
import { writeStepSummary } from '../step-summary.js';
import { scanSettings } from '../settings.js';
import { note } from '../terminal.js';

/** `api-migrate migrate` */
export async function runMigrate(paths: readonly string[], options: MigrateCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  assertTogether(options);
  const scanned = await scanSettings(paths, options);
  if (options.printConfig === true) {
    await printConfig(scanned);
    return ExitCode.done;
  }
  await assertOutput(options.output);
  await assertOutput(options.patch, [], '--patch');
  const settings: MigrateOptions = { ...scanned, markers: options.markers, veto: writableOnly({ cwd: scanned.cwd, roots: scanned.paths }) };
  const writes = options.write === true || options.interactive === true;
  const planWith = (wanted: MigrateOptions): Promise<MigratePlan> => planned(wanted, options);
  let plan = await planWith(settings);
  if (writes) await assertHeldByGit(plan, settings, options);
  if (options.interactive === true) {
    const { askForGroups } = await import('../interactive.js');
    plan = await askForGroups(plan, settings, planWith, options.color);
  }
  if (options.patch !== undefined) {
    await writeOutputFile(options.patch, await patchOf(plan.changes, settings.cwd));
    note(`patch written to ${options.patch}`);
  }
  const undoId = writes ? await commit(plan, settings) : undefined;
  const result = migrateResult(plan, settings.cwd, undoId);
  const format = formatFor(options.format, options.output, FORMATS);
  await writeReport(await codeReporter(format), result, settings.packs, options, {
    filters: filtersOf(options),
    fixes: fixesOf(plan, settings.cwd),
    writes,
    linesOf: lineReader(
      settings.cwd,
      plan.changes.map(({ file, before }) => [nameOf(file, settings.cwd), before ?? '']),
    ),
    ...ownersIn(settings.cwd),
    ...(options.patch === undefined ? {} : { patch: options.patch }),
  });
  for (const fact of plan.environment) note(`note: ${fact}`);
  if (format === 'github') await writeStepSummary(result, settings.packs, { filters: filtersOf(options) });
  return exitCodeOfMigrate(result);
}

function assertTogether({ write, interactive, patch, format }: MigrateCommandOptions): void {
  if (patch !== undefined && (write === true || interactive === true))
    throw new UsageError('--patch leaves the files alone: give it without --write and --interactive');
  if (interactive !== true) return;
  if (format !== undefined && format !== 'pretty') throw new UsageError('--interactive asks at the terminal: leave out --format');
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError('--interactive needs a terminal; use --write, or select with --rule');
}

/** Plans the changes, with new lines as the formatter of the project writes them. */
async function planned(settings: MigrateOptions, options: MigrateCommandOptions): Promise<MigratePlan> {
  const progress = await startProgress(options);
  try {
    const plan = await migrate({ ...settings, onProgress: progress.step });
    // The formatter loads code of the project, as its configuration does.
    if (options.formatter === false || options.config === false) return plan;
    progress.step('formatting what changed');
    const { changes, problems } = await formatChanges(plan.changes);
    for (const problem of problems) note(`note: ${problem}`);
    return { ...plan, changes };
  } finally {
    progress.stop();
  }
}

async function assertHeldByGit(plan: MigratePlan, { cwd, paths }: MigrateOptions, { allowDirty }: MigrateCommandOptions): Promise<void> {
  if (allowDirty === true || plan.changes.length === 0) return;
  const { targets } = resolveTargets(plan.changes, { cwd, roots: paths });
  const names = new Map(targets.filter(({ before }) => before !== null).map(({ path, name }) => [path, name]));
  const dirty = await uncommitted([...names.keys()]);
  if (dirty.length === 0) return;
  throw new StagingError(
    'nothing was written: commit or stash first, or pass --allow-dirty',
    dirty.map((path) => ({ file: names.get(path) ?? path, message: 'has content that git does not hold' })),
  );
}

async function commit(plan: MigratePlan, { cwd, paths }: MigrateOptions): Promise<string | undefined> {
  const written = await interruptible((signal) => writeChanges(plan.changes, { cwd, roots: paths, signal }));
  if (written && written.interrupted.length > 0)
    note(
      `an earlier run had been cut off: the first --undo takes this run back, ${written.interrupted.length === 1 ? 'the second' : 'the next ones'} what that one had written`,
    );
  return written?.undoId;
}
