import type { MigrateResult } from '../migrate/model.js';
import { count } from '../pack/count.js';
import type { Level } from '../pack/model.js';
import type { FileProblem, Finding, ScanResult, ScanSummary, State } from '../scan/model.js';
import { diffLines } from './diff-lines.js';
import { printable, printableLine } from './escape.js';
import { changeOf, fullMessage, groupBy, hiddenText, ignoredText, isLeft, LEVELS, placeOf, problemText, unprovenText } from './findings.js';
import { tasksOf, taskPlaces } from './first.js';
import { codeFrame } from './frame.js';
import { ruleUrl } from './links.js';
import type { CodeResult, ReportContext, Reporter, Style } from './model.js';
import { wrap } from './wrap.js';

/** For people at a terminal. */
export const reporter: Reporter<CodeResult> = {
  format: 'pretty',
  extension: 'txt',
  report(result, context) {
    const isQuiet = context.detail === 'quiet';
    const body =
      result.command === 'scan'
        ? [list(result.findings, context)]
        : [
            diffs(result, context),
            list(
              result.findings.filter((finding) => isLeft(finding) || finding.state === 'ignored'),
              context,
            ),
          ];
    const parts = [
      ...(isQuiet ? [] : body),
      accounts(result, context),
      problems(result, context),
      summary(result, context),
      ...(isQuiet ? [] : [ending(result, context)]),
    ];
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  },
};

function paint(style: Style, level: Level | State): (text: string) => string {
  if (level === 'auto' || level === 'migrated') return style.green;
  if (level === 'review' || level === 'open') return style.yellow;
  return level === 'manual' ? style.red : style.dim;
}

function list(findings: Finding[], context: ReportContext): string {
  const shown = findings.filter(({ state }) => state !== 'ignored' || context.suppressed === true);
  const told = new Map<string, string>();
  return [...groupBy(shown, ({ file }) => file).values()]
    .map((members) => spaced(members.map((finding) => block(finding, told, context))))
    .join('\n\n');
}

/** Blocks of one or two lines stand close, longer ones apart. */
function spaced(blocks: readonly string[][]): string {
  return blocks
    .map((lines, index) => {
      const isApart = index > 0 && (lines.length > 2 || (blocks[index - 1]?.length ?? 0) > 2);
      return (isApart ? '\n' : '') + lines.join('\n');
    })
    .join('\n');
}

/** One finding: where it is, what changes, why, and the code where a person has to look. */
function block(finding: Finding, told: Map<string, string>, context: ReportContext): string[] {
  const { style, width, explain, detail } = context;
  const isVerbose = detail === 'verbose';
  const needsLook = finding.level !== 'auto' || finding.reason !== undefined;
  const chain = (explain || isVerbose ? (finding.evidence ?? []) : []).flatMap((step) =>
    wrap(`${printableLine(placeOf(step))} ${printableLine(step.what)}`, width, '    ', '      ').map((line) => style.dim(line)),
  );
  return [
    ...heading(finding, context),
    ...(needsLook || explain ? reasonLines(finding, told, context) : []),
    ...(isVerbose || (needsLook && width !== undefined) ? codeFrame(finding, context, isVerbose) : []),
    ...chain,
  ];
}

function heading(finding: Finding, context: ReportContext): string[] {
  const { style, width, link, absolute, packs } = context;
  const { file, rule, level } = finding;
  const place = printableLine(placeOf(finding));
  const url = ruleUrl(rule, packs);
  const linked = (text: string, target: string | undefined): string => (link && target !== undefined ? link(text, target) : text);
  const named = linked(style.bold(place), absolute && fileUrl(absolute(file)));
  const first = `${named}  ${finding.state === 'ignored' ? style.dim('ignored') : paint(style, level)(level)}  ${linked(rule, url)}`;
  const change = printableLine(changeOf(finding, packs));
  const plainLength = `${place}  ${level}  ${rule}  ${change}`.length;
  if (width === undefined || plainLength <= width) return [`${first}  ${style.dim(change)}`];
  return [first, ...changeLines(change, width).map((line) => style.dim(line))];
}

/** The change below its heading; on two lines where one has no room for both sides. */
function changeLines(change: string, width: number): string[] {
  if (change.length + 2 <= width) return [`  ${change}`];
  const [before = '', after] = change.split(' -> ');
  return after === undefined
    ? wrap(before, width, '  ')
    : [...wrap(before, width, '  ', '    '), ...wrap(`-> ${after}`, width, '    ', '       ')];
}

/** Message and reason: in one line where it may have any length, else one below the other. What was printed before is not printed again. */
function reasonLines(finding: Finding, told: Map<string, string>, { width }: ReportContext): string[] {
  const whole = fullMessage(finding);
  if (width === undefined || whole === finding.message) return wrap(once(whole, finding, told), width, '  ');
  const before = told.get(whole);
  const reason = once(finding.reason ?? '', finding, told);
  told.set(whole, before ?? placeOf(finding));
  if (before !== undefined) return wrap(printableLine(`same as ${before}`), width, '  ');
  return [...wrap(printableLine(finding.message), width, '  '), ...wrap(reason, width, '    ')];
}

/** A sentence, or the place where it was printed before. */
function once(text: string, finding: Finding, told: Map<string, string>): string {
  const before = told.get(text);
  if (before === undefined) told.set(text, placeOf(finding));
  return printableLine(before === undefined ? text : `same as ${before}`);
}

function fileUrl(path: string): string {
  return `file://${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The diff of a dry run; after writing, which files changed. */
function diffs({ files, summary: { written } }: MigrateResult, { style }: ReportContext): string {
  return files.changed
    .map(({ file, diff }) => (written ? `${style.green('changed')}  ${printableLine(file)}` : colouredDiff(printable(diff), style)))
    .join('\n');
}

/** A unified diff with additions, removals and headers in colour. */
export function colouredDiff(diff: string, { bold, cyan, green, red }: Style): string {
  const paints = { header: bold, hunk: cyan, added: green, removed: red, context: (text: string) => text };
  return diffLines(diff)
    .map(({ kind, text }) => paints[kind](text))
    .join('\n');
}

/** Where each literal with a v1 base ends, for those who ask. */
function accounts(result: CodeResult, { style, width, explain }: ReportContext): string {
  const items = explain && result.command === 'scan' ? (result.accounts?.items ?? []) : [];
  if (items.length === 0) return '';
  const lines = items.flatMap((item) =>
    wrap(printableLine(`${placeOf(item)}  ${item.account}  ${JSON.stringify(item.text)} ${item.what}`), width, '  ', '    '),
  );
  return [style.bold('Literals with a v1 base'), ...lines].join('\n');
}

function problems({ errors, files }: CodeResult, { style, width }: ReportContext): string {
  const texts = (title: string, items: FileProblem[]): string[] =>
    items.length === 0 ? [] : [style.bold(title), ...items.flatMap((item) => wrap(printableLine(problemText(item)), width, '  ', '    '))];
  return [...texts('Not understood', errors), ...texts('Not analysed', files.skipped)].join('\n');
}

function summary(result: CodeResult, context: ReportContext): string {
  const { style, width, filters } = context;
  const hidden = hiddenText(result, filters);
  const lines = [
    ...(result.command === 'scan' ? scanSummary(result, context) : migrateSummary(result, context)),
    ...owners(result, context),
    ...trend(context),
    ...(hidden === undefined ? [] : [style.yellow(`${hidden}.`)]),
    ...[ignoredText(result), unprovenText(result)].flatMap((text) => (text === undefined ? [] : [`Note: ${printableLine(text)}.`])),
  ];
  return lines.flatMap((line) => wrap(line, width, '')).join('\n');
}

/** `@api 3, @web 2, nobody 1`: findings that are left, by owner. */
function owners({ findings }: CodeResult, { ownerOf }: ReportContext): string[] {
  const left = findings.filter(isLeft);
  if (!ownerOf || left.length === 0) return [];
  const groups = [...groupBy(left, ({ file }) => ownerOf(file) ?? 'nobody')].toSorted(([, a], [, b]) => b.length - a.length);
  return [`Owners: ${groups.map(([name, members]) => `${printableLine(name)} ${members.length}`).join(', ')}.`];
}

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Open findings over time in one line of blocks. */
function trend({ history = [] }: ReportContext): string[] {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last) return [];
  const most = Math.max(1, ...history.map(({ open }) => open));
  const blocks = history.map(({ open }) => BLOCKS[Math.round((open / most) * (BLOCKS.length - 1))] ?? '');
  return [`Open since ${first.time.slice(0, 10)}: ${blocks.join('')}  ${first.open} then, ${last.open} at the last commit.`];
}

/** Where nothing is shown: whether nothing is there, or nothing that was asked for, and what could not be looked at. */
function nothing(result: CodeResult, { packs }: ReportContext): string {
  const apis = packs.map(({ id }) => id).join(', ');
  const where = count(result.files.scanned, 'file');
  const blind = result.files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true).length;
  if (result.summary.hidden > 0) return `The selection takes none of the findings in ${where}.`;
  if (blind > 0) return `Nothing found of ${apis} in ${where}, but ${count(blind, 'file')} that may hold calls could not be analysed.`;
  return result.command === 'scan' ? `No v1 calls of ${apis} in ${where}.` : `Nothing to migrate: no v1 calls of ${apis} in ${where}.`;
}

function scanSummary(result: ScanResult, context: ReportContext): string[] {
  const { byLevel, byState, byVersion, completion, callsRemoved } = result.summary;
  const { findings } = result;
  const { style } = context;
  if (findings.length === 0) return [nothing(result, context)];
  const levels = LEVELS.filter((level) => byLevel[level] > 0).map((level) => paint(style, level)(`${byLevel[level]} ${level}`));
  const where = new Set(findings.map(({ file }) => file)).size;
  const open = byState.open === 0 && byState.ignored > 0 ? `Nothing new: ` : '';
  return [
    `${open}${style.bold(count(findings.length, 'finding'))} in ${count(where, 'file')}: ${levels.join(', ')}${byState.ignored > 0 ? `; ${byState.ignored} ignored` : ''}.`,
    ...(completion === null
      ? []
      : [
          `${completion} % of the calls use v2 (${versions(byVersion)}).${callsRemoved > 0 ? ` The migration saves ${count(callsRemoved, 'HTTP call')}.` : ''}`,
        ]),
  ];
}

/** Calls of each API that use v2, of all: `tao 3 of 12`. */
function versions(byVersion: ScanSummary['byVersion']): string {
  return Object.entries(byVersion)
    .map(([pack, { v1, v2 }]) => `${pack} ${v2} of ${v1 + v2}`)
    .join(', ');
}

function migrateSummary(result: MigrateResult, context: ReportContext): string[] {
  const { style, patch, writes } = context;
  const { byState, callsRemoved, written } = result.summary;
  const changed = result.files.changed.length;
  if (result.findings.length === 0) return [nothing(result, context)];
  const states = (['migrated', 'review', 'manual', 'open', 'ignored'] as const).filter((state) => byState[state] > 0);
  const counts = states.map((state) => paint(style, state)(`${byState[state]} ${state}`)).join(', ');
  const saved = callsRemoved > 0 ? `, ${count(callsRemoved, 'HTTP call')} saved` : '';
  if (writes === true && changed === 0) return [`${style.bold('Nothing to write')}: ${counts}.`];
  const what = written ? 'Written' : patch === undefined ? 'Dry run' : 'Patch';
  return [`${style.bold(what)}: ${counts}; ${count(changed, 'file')} ${written ? 'changed' : 'would change'}${saved}.`];
}

/** What the levels mean, and what to do now. */
function ending(result: CodeResult, context: ReportContext): string {
  const steps = result.command === 'scan' ? scanSteps(result, context) : migrateSteps(result, context);
  const lines = [legend(result, context), ...steps].filter((line) => line !== '');
  return lines.join('\n');
}

const MEANINGS: Record<Level, string> = {
  auto: 'migrate applies it',
  review: 'migrate applies it and marks what to check',
  manual: 'left to you',
};

function legend({ findings }: CodeResult, { style, width }: ReportContext): string {
  const used = LEVELS.filter((level) => findings.some((finding) => finding.level === level && isLeft(finding)));
  if (used.length === 0) return '';
  const whole = used.map((level) => `${level}: ${MEANINGS[level]}`).join(' · ');
  return wrap(whole, width, '')
    .map((line) => style.dim(line))
    .join('\n');
}

/** What `scan` does not do: planning a change may show that a call has to stay. */
const PLANNED = 'plans the changes and shows the diff; a call that shares its code with one that stays is left to you as well';

function scanSteps({ summary: { byState, byLevel } }: ScanResult, { style, width }: ReportContext): string[] {
  if (byState.open === 0) return [];
  const [first, what] =
    byLevel.auto + byLevel.review > 0
      ? ['npx api-migrate migrate', PLANNED]
      : ['npx api-migrate explain <rule>', 'says what to do about a rule'];
  return wrap(`Next: ${style.cyan(first)} ${what}. ${style.cyan('scan --explain')} shows the evidence.`, width, '');
}

/** Tasks that the end of a run names. */
const FIRST = 3;

function migrateSteps({ findings, files, summary: { written, byState } }: MigrateResult, context: ReportContext): string[] {
  const { style, width, patch } = context;
  const { cyan, bold } = style;
  const tasks = tasksOf(findings.filter(({ state }) => state === 'manual' || state === 'open'));
  const first = tasks
    .slice(0, FIRST)
    .flatMap((task, index) => [
      ...wrap(`${index + 1}. ${printableLine(taskPlaces(task))}`, width, '  ', '     '),
      ...wrap(printableLine(task.text), width, '     '),
    ]);
  const more = tasks.length - FIRST;
  const changes = files.changed.length > 0;
  const next = [
    ...(changes && !written && patch === undefined
      ? [`Next: ${cyan('npx api-migrate migrate --write')} applies it, ${cyan('--interactive')} asks change by change.`]
      : []),
    ...(changes && patch !== undefined ? [`Next: ${cyan(`git apply ${patch}`)}.`] : []),
    ...(written && changes && byState.review > 0 ? [`Look at the lines marked ${cyan('TODO(api-migrate)')}.`] : []),
    ...(written && changes
      ? [
          `Then run your tests, and ${cyan('npx api-migrate verify <recording> --target <URL>')}.`,
          `${cyan('npx api-migrate migrate --undo')} takes it back.`,
        ]
      : []),
  ];
  return [
    ...(first.length > 0 ? [bold('Do first'), ...first, ...(more > 0 ? [`  and ${more} more, listed above`] : [])] : []),
    ...next.flatMap((line) => wrap(line, width, '')),
  ];
}
