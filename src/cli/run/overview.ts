import { count } from '../../pack/count.js';
import type { Pack } from '../../pack/model.js';
import { printableLine } from '../../report/escape.js';
import { groupBy, hiddenText, ignoredText } from '../../report/findings.js';
import { tasksOf, taskPlaces } from '../../report/first.js';
import type { ReportContext } from '../../report/model.js';
import { wrap } from '../../report/wrap.js';
import type { ScanResult } from '../../scan/model.js';
import { quickScan } from '../../scan/quick.js';
import type { OverviewCommandOptions } from '../commands/overview.js';
import { type ExitCode, exitCodeOfScan } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import { startProgress } from '../progress.js';
import { writeReport } from '../report.js';
import { scanSettings } from '../settings.js';
import { VERSION } from '../version.js';

/** `api-migrate` alone: which APIs the project calls, what blocks, and the next three commands. */
export async function runOverview(options: OverviewCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  const settings = await scanSettings(['.'], options);
  const progress = await startProgress();
  const result = await quickScan({ ...settings, onProgress: progress.step }).finally(progress.stop);
  await writeReport({ report: overview }, result, settings.packs, options);
  return exitCodeOfScan(result);
}

/** Tasks that are named. */
const SHOWN = 3;

function overview(result: ScanResult, context: ReportContext): string {
  const { style, width } = context;
  const used = result.findings.length > 0 || Object.keys(result.summary.byVersion).length > 0;
  const lines = [
    `${style.bold('api-migrate')} ${VERSION}: finds the calls of an old API version, rewrites them, and proves it.`,
    '',
    ...(used ? apis(result, context) : none(result, context)),
    ...blockers(result, context),
    ...notes(result),
    '',
    style.bold('Next'),
    ...commandsFor(result, used).flatMap(([command, what]) => [`  ${style.cyan(command)}`, `    ${what}`]),
    '',
    'npx api-migrate help lists all commands; help scan prints the options of one.',
  ];
  return `${lines.flatMap((line) => (line === '' ? [''] : wrap(line.trimStart(), width, /^ */.exec(line)?.[0] ?? ''))).join('\n')}\n`;
}

function none({ files: { scanned } }: ScanResult, { packs, style }: ReportContext): string[] {
  const names = packs.map(({ id }) => id).join(', ');
  return [
    `${style.bold('No calls of a known API')} in ${count(scanned, 'file')} (looked for ${names}).`,
    'Another API? A rule pack is data that you can write: docs/authoring.md shows how.',
  ];
}

/** One line for each API that the project calls. */
function apis({ findings, summary: { byVersion } }: ScanResult, { packs, style }: ReportContext): string[] {
  const byPack = groupBy(findings, ({ pack }) => pack);
  const ids = [...new Set([...Object.keys(byVersion), ...byPack.keys()])];
  return [
    style.bold('This project calls'),
    ...ids.map((id) => {
      const members = (byPack.get(id) ?? []).filter(({ state }) => state === 'open');
      const { v1 = 0, v2 = 0 } = byVersion[id] ?? {};
      const levels = (['auto', 'review', 'manual'] as const)
        .map((level) => [members.filter((finding) => finding.level === level).length, level] as const)
        .filter(([number]) => number > 0)
        .map(([number, level]) => `${number} ${level}`);
      const calls = [...(v1 > 0 ? [`${count(v1, 'call')} of v1`] : []), ...(v2 > 0 ? [`${count(v2, 'call')} of v2`] : [])];
      const found = levels.length > 0 ? `${count(members.length, 'finding')}: ${levels.join(', ')}` : 'nothing left to do';
      return `  ${style.bold(titleOf(id, packs))}  ${[...calls, found].join('; ')}`;
    }),
  ];
}

function titleOf(id: string, packs: readonly Pack[]): string {
  const pack = packs.find((known) => known.id === id);
  return pack ? `${id} (${pack.title})` : id;
}

/** What is left to a person, what sets most of the rest free first. */
function blockers({ findings, files, errors }: ScanResult, { style }: ReportContext): string[] {
  const tasks = tasksOf(findings.filter(({ level }) => level === 'manual'));
  const blind = [...errors, ...files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true)];
  if (tasks.length + blind.length === 0) return [];
  const more = tasks.length - SHOWN;
  return [
    '',
    style.bold('What blocks'),
    ...tasks.slice(0, SHOWN).flatMap((task) => [`  ${printableLine(taskPlaces(task))}`, `    ${printableLine(task.text)}`]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...blind.slice(0, SHOWN).map(({ file, message }) => `  ${printableLine(file)}: ${printableLine(message)}`),
  ];
}

function notes(result: ScanResult): string[] {
  return [hiddenText(result), ignoredText(result)].flatMap((text) => (text === undefined ? [] : ['', `Note: ${printableLine(text)}.`]));
}

/** The next three commands for what was found. */
function commandsFor({ summary: { byLevel, byState } }: ScanResult, used: boolean): [command: string, what: string][] {
  if (!used)
    return [
      ['npx api-migrate explain', 'which APIs are known'],
      ['npx api-migrate scan --pack <id> --explain', 'look again, for one of them'],
      ['npx api-migrate help', 'all commands'],
    ];
  const VERIFY: [string, string] = ['npx api-migrate verify <recording> -t <URL>', 'replay recorded traffic against v2'];
  if (byState.open === 0)
    return [
      VERIFY,
      ['node --import api-migrate/record app.js', 'record that traffic while the program runs'],
      ['npx api-migrate scan', 'in CI: fail on a new call of v1'],
    ];
  if (byLevel.auto + byLevel.review === 0)
    return [
      ['npx api-migrate scan --format tasks', 'what to do by hand, with facts and examples'],
      ['npx api-migrate explain <rule>', 'what a rule says'],
      VERIFY,
    ];
  return [
    ['npx api-migrate scan', 'every call, and why it is auto, review or manual'],
    ['npx api-migrate migrate', 'the changes as a diff; --write applies them'],
    VERIFY,
  ];
}
