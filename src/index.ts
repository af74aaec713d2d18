/**
 * The library: what the commands do, as functions that return data. Nothing here prints or ends the process. The work
 * behind each function is loaded when it is first called.
 *
 * @module api-migrate
 */
import type { MigrateOptions as PlanOptions, MigrateResult } from './migrate/model.js';
import type { FileChange } from './edit/text-edit.js';
import type { Undone } from './apply/undo.js';
import type { WriteOptions, Written } from './apply/write.js';
import type { Pack } from './pack/model.js';
import type { ScanResult } from './scan/model.js';
import type { ScanOptions as AnalysisOptions } from './scan/options.js';
import type { VerifyResult } from './verify/model.js';
import type { VerifyOptions as ReplayOptions } from './verify/options.js';

export type { DeclaredWrapper } from './http/declared-wrapper.js';
export { defineConfig } from './cli/config/define.js';
export type { Config } from './cli/config/schema.js';
export type { PackOptions } from './pack/options.js';
export type { EditGroup, MigrateResult } from './migrate/model.js';
export type { FileChange, TextEdit } from './edit/text-edit.js';
export { StagingError } from './apply/error.js';
export type { Undone } from './apply/undo.js';
export type { WriteOptions, Written } from './apply/write.js';
export { definePack } from './pack/define.js';
export { PackError, UsageError } from './pack/error.js';
export type * from './pack/model.js';
export type { Evidence, FileCounts, FileProblem, Finding, ScanResult, ScanSummary, State, VersionCounts } from './scan/model.js';
export type {
  CheckOutcome,
  Coverage,
  Difference,
  DifferenceKind,
  EndpointLatency,
  LifecycleNote,
  Percentiles,
  RunProblem,
  SentRequest,
  Verdict,
  VerdictKind,
  VerifyResult,
  VerifySummary,
} from './verify/model.js';

/** The packs of a run. */
export interface PackChoice {
  /** Ids of shipped packs, such as `tao`, and packs as data. Default: every shipped pack. */
  packs?: readonly (string | Pack)[];
}

/** Options of `scan`. `cwd` defaults to the working directory of the process, `paths` to all that is below `cwd`. */
export interface ScanOptions extends Partial<Omit<AnalysisOptions, 'packs'>>, PackChoice {}

/** Options of `migrate`: those of `scan`, and what to do about single sites. */
export interface MigrateOptions extends Partial<Omit<PlanOptions, 'packs'>>, PackChoice {}

/** Options of `verify`. */
export interface VerifyOptions extends Omit<ReplayOptions, 'packs' | 'packsChosen'>, PackChoice {}

/** A migration in memory: the result of a dry run, and the files to write. */
export interface Migration {
  result: MigrateResult;
  changes: FileChange[];
}

/**
 * Finds the calls that still use v1, and what `migrate` can do about each. Reads files only; a file that cannot be read or parsed
 * is listed in the result and ends nothing.
 * @throws PackError for a pack that is not valid, UsageError for an id that no shipped pack has
 */
export async function scan(options: ScanOptions = {}): Promise<ScanResult> {
  const { quickScan } = await import('./scan/quick.js');
  return quickScan({ ...options, ...(await defaults(options)) });
}

/**
 * Plans the migration in memory; hand `changes` to `writeChanges` to write it.
 * @throws PackError for a pack that is not valid, UsageError for an id that no shipped pack has
 */
export async function migrate(options: MigrateOptions = {}): Promise<Migration> {
  const [{ migrate: plan }, { migrateResult }] = await Promise.all([import('./migrate/index.js'), import('./apply/index.js')]);
  const { cwd, ...given } = await defaults(options);
  const planned = await plan({ ...options, ...given, cwd });
  return { result: migrateResult(planned, cwd), changes: planned.changes };
}

/**
 * Writes all changes or none, with a journal for `undo` under `.api-migrate` in `cwd`.
 * @returns undefined when there was nothing to write
 * @throws StagingError when a file changed since it was read, leads out of the project, or cannot be written
 */
export async function writeChanges(changes: readonly FileChange[], options: WriteOptions): Promise<Written | undefined> {
  const staging = await import('./apply/index.js');
  return staging.writeChanges(changes, options);
}

/**
 * Gives every file of a run its old bytes back: the newest run, or the one named.
 * @throws StagingError when there is nothing to undo, or a file changed since; then no file is touched
 */
export async function undo(cwd: string, id?: string): Promise<Undone> {
  const staging = await import('./apply/index.js');
  return staging.undo(cwd, id);
}

/**
 * Replays recordings against a v2 server and judges every answer.
 * @throws UsageError when nothing can be done: wrong options, no readable recording, the target is the recorded server
 * @throws PackError for a pack that is not valid, UsageError for an id that no shipped pack has
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const { verify: run } = await import('./verify/index.js');
  return run({ ...options, packs: await packsOf(options.packs), packsChosen: options.packs !== undefined });
}

async function defaults(options: ScanOptions): Promise<Pick<AnalysisOptions, 'paths' | 'cwd' | 'packs'>> {
  return { paths: options.paths ?? ['.'], cwd: options.cwd ?? process.cwd(), packs: await packsOf(options.packs) };
}

async function packsOf(packs: PackChoice['packs']): Promise<Pack[]> {
  const { loadShipped, shippedPacks } = await import('../rules/index.js');
  return Promise.all((packs ?? shippedPacks).map((pack, index) => (typeof pack === 'string' ? loadShipped(pack) : checked(pack, index))));
}

/** A pack that a program hands over is checked like one from a file: plain JavaScript has no types. */
async function checked(pack: Pack, index: number): Promise<Pack> {
  const { parsePack } = await import('./pack/load.js');
  return parsePack(pack, `packs[${index}]`);
}
