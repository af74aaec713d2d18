import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { count } from '../../pack/count.js';
import { dryRunReporter } from '../../report/verify/dry-run/index.js';
import { VERIFY_FORMATS, verifyReporter } from '../../report/verify/index.js';
import type { VerdictStream, VerifyEnd } from '../../verify/model.js';
import type { VerifyOptions } from '../../verify/options.js';
import { AcceptedDifferences, readDifferences } from '../baseline.js';
import type { VerifyCommandOptions } from '../commands/verify.js';
import { loadConfig } from '../config/load.js';
import { UsageError } from '../../pack/error.js';
import { ExitCode, exitCodeOfVerify } from '../exit-code.js';
import { given } from '../given.js';
import { handleInterrupts, interruptible } from '../interrupt.js';
import { choosePacks } from '../packs.js';
import { type Progress, startProgress } from '../progress.js';
import { assertOutput } from '../output-file.js';
import { formatFor, writeReport } from '../report.js';
import { note } from '../terminal.js';

/** `api-migrate verify` */
export async function runVerify(recordings: readonly string[], options: VerifyCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  const { mergeReports, planRequests, verifyStream } = await import('../../verify/index.js');
  const files = outputsOf(options);
  for (const file of files) await assertOutput(file, [...recordings, ...inputsOf(options)]);
  assertBaselineOptions(options);
  if (options.merge === true) return report(mergeReports(recordings, options.minJudged), [], options);
  const { baseline, updateBaseline = false } = options;
  const known = baseline === undefined || (updateBaseline && !existsSync(baseline)) ? [] : await readDifferences(baseline);
  const accepted = new AcceptedDifferences(known, updateBaseline);
  const settings = { ...(await verifySettings(recordings, options)), ...(baseline !== undefined && { accepts: accepted.accepts }) };
  if (options.dryRun !== undefined) {
    const { report: toText } = await dryRunReporter(options.dryRun);
    const format = options.dryRun === 'table' ? 'pretty' : 'json';
    await writeReport({ format, report: toText }, planRequests(settings), settings.packs, options);
    return ExitCode.done;
  }
  if (options.allowWrites === true) await announceWrites(settings);
  const progress = await startProgress();
  return interruptible(async (signal) => {
    const onProgress: VerifyOptions['onProgress'] = ({ done, fail, error }) =>
      progress.step(`${count(done, 'exchange')} judged, ${fail + error} not passed`);
    const code = await report(verifyStream({ ...settings, signal, onProgress }), settings.packs, options, progress).finally(progress.stop);
    if (baseline !== undefined && !signal.aborted) await endBaseline(accepted, baseline, options, code);
    if (!signal.aborted) return code;
    note('interrupted: the report tells what was verified until then');
    return ExitCode.failed;
  });
}

async function report(
  stream: VerdictStream,
  packs: VerifyOptions['packs'],
  options: VerifyCommandOptions,
  progress?: Progress,
): Promise<ExitCode> {
  await writeReports(stream, packs, options, progress);
  const end = await stream.end;
  if (end.summary.stopped !== undefined) note(end.summary.bailed === true ? end.summary.stopped : `error: ${end.summary.stopped}`);
  else if (isUnjudged(end)) note('nothing was judged: the report says why each exchange was skipped');
  if (end.summary.throttled !== undefined) note('the target answered 429 (too many requests): slow the run down with --rate');
  return exitCodeOfVerify(end);
}

/** Writes every report that is asked for, from one run. One that cannot be written keeps no other from its end. */
async function writeReports(
  stream: VerdictStream,
  packs: VerifyOptions['packs'],
  options: VerifyCommandOptions,
  progress: Progress | undefined,
): Promise<void> {
  const { branchesOf } = await import('../../verify/index.js');
  const { format: wanted = [] } = options;
  const main = wanted.find(({ file }) => file === undefined);
  const isMain = main !== undefined || options.output !== undefined || wanted.length === 0;
  const targets = [
    ...(isMain ? [{ format: formatFor(main?.format, options.output, VERIFY_FORMATS), file: options.output }] : []),
    ...wanted.filter(({ file }) => file !== undefined),
  ];
  const branches = branchesOf(stream, targets.length);
  const written = await Promise.allSettled(
    targets.map(async ({ format, file }, index) => {
      const branch = branches[index];
      if (!branch) return;
      const { output: _output, ...rest } = options;
      const own = { ...rest, ...(file !== undefined && { output: file }) };
      await writeReport(await verifyReporter(format), branch.stream, packs, own, progress ? { progress } : {}).finally(branch.leave);
    }),
  );
  for (const result of written) if (result.status === 'rejected') throw result.reason;
}

/**
 * Files that the reports go to.
 * @throws UsageError when two go to the same place
 */
function outputsOf({ format = [], output }: VerifyCommandOptions): string[] {
  if (format.filter(({ file }) => file === undefined).length > 1)
    throw new UsageError('--format: one report goes to stdout or --output; write the others as name=file');
  const files = [output, ...format.map(({ file }) => file)].filter((file) => file !== undefined);
  const twice = files.find((file, index) => files.findIndex((other) => resolve(other) === resolve(file)) !== index);
  if (twice !== undefined) throw new UsageError(`--format: two reports go to ${twice}`);
  return files;
}

/** @throws UsageError */
function assertBaselineOptions(options: VerifyCommandOptions): void {
  if (options.updateBaseline !== true) return;
  if (options.baseline === undefined) throw new UsageError('--update-baseline needs --baseline <file>');
  const partial = (['include', 'exclude', 'entry', 'shard', 'resume', 'merge', 'bail', 'maxFailures', 'dryRun'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (partial !== undefined)
    throw new UsageError(
      `--update-baseline takes all differences: leave out --${partial.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    );
}

/** Writes the baseline anew, or says what of it no longer occurs. */
async function endBaseline(accepted: AcceptedDifferences, path: string, options: VerifyCommandOptions, code: ExitCode): Promise<void> {
  const isWhole =
    code !== ExitCode.failed && !(['include', 'exclude', 'entry', 'shard', 'resume'] as const).some((name) => options[name] !== undefined);
  if (options.updateBaseline === true && code !== ExitCode.failed) {
    await accepted.write(path);
    note(`baseline written to ${path}`);
  } else if (isWhole && accepted.gone > 0) {
    note(`${count(accepted.gone, 'difference')} of the baseline did not occur; --update-baseline forgets what is gone`);
  }
}

/** Files beside the recordings that the run reads. */
function inputsOf({ sites, resume, config, baseline, v2Openapi }: VerifyCommandOptions): string[] {
  return [sites, resume, config, baseline, v2Openapi].filter((file) => typeof file === 'string');
}

/** Exchanges were read, and not one of them was replayed. */
function isUnjudged({ summary: { byVerdict } }: VerifyEnd): boolean {
  return byVerdict.skipped > 0 && byVerdict.pass + byVerdict.fail + byVerdict.error === 0;
}

/** Certificates that the command line names. */
async function tlsOf({ ca, cert, key, insecure }: VerifyCommandOptions): Promise<VerifyOptions['tls']> {
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--cert and --key belong together: give both');
  const files = { ca: await pemIn('--ca', ca), cert: await pemIn('--cert', cert), key: await pemIn('--key', key) };
  return insecure === undefined && Object.values(files).every((file) => file === undefined) ? undefined : given({ ...files, insecure });
}

async function pemIn(option: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${option}: ${file} cannot be read`);
  });
}

/** Says what is about to happen to the target. */
async function announceWrites(settings: VerifyOptions): Promise<void> {
  const { plannedWrites } = await import('../../verify/index.js');
  const writes = await plannedWrites(settings);
  const { shard: part, resume } = settings;
  const limit = `${part ? `, of it part ${part.index} of ${part.count}` : ''}${resume === undefined ? '' : `, but for what ${resume} notes as done`}`;
  if (writes.length > 0)
    note(`will be sent to ${settings.target}${limit}: ${writes.map((write) => `${write.count} x ${write.endpoint}`).join(', ')}`);
}

async function verifySettings(recordings: readonly string[], options: VerifyCommandOptions): Promise<VerifyOptions> {
  const { target } = options;
  if (target === undefined) throw new UsageError('name the v2 server with --target <url>');
  const loaded = await loadConfig(await realpath(process.cwd()), options.config);
  const { packs, named, packOptions } = await choosePacks(options, loaded);
  const { allow } = loaded.config.verify ?? {};
  const { source, v1, allowWrites, cleanup, header, concurrency, rate, timeout, control, strict, sites, shard, resume, minJudged } =
    options;
  return {
    recordings,
    target,
    packs,
    packOptions,
    packsChosen: named,
    ...given({
      allow,
      shiftTimes: options.shiftTimes,
      tokenCommand: options.tokenCommand,
      v2Openapi: options.v2Openapi,
      include: options.include,
      exclude: options.exclude,
      entries: options.entry,
      maxFailures: options.bail === true ? 1 : options.maxFailures,
      tls: await tlsOf(options),
      source,
      v1,
      allowWrites,
      cleanup,
      headers: header,
      concurrency,
      rate,
      timeout,
      control,
      strict,
      sites,
      shard,
      resume,
      minJudged,
    }),
  };
}
