import type { MigrateResult } from '../migrate/model.js';
import { count } from '../pack/count.js';
import type { Level } from '../pack/model.js';
import type { FileProblem, Finding, ScanResult, ScanSummary, State } from '../scan/model.js';
import { diffLines } from './diff-lines.js';
import { printable, printableLine } from './escape.js';
import { changeOf, fullMessage, groupBy, isLeft, LEVELS, placeOf, problemText } from './findings.js';
import type { CodeResult, ReportContext, Reporter, Style } from './model.js';

/** For people at a terminal. */
export const reporter: Reporter<CodeResult> = {
  format: 'pretty',
  extension: 'txt',
  report(result, context) {
    const sections =
      result.command === 'scan'
        ? [list(result.findings, context)]
        : [diffs(result, context), list(result.findings.filter(isLeft), context)];
    const parts = [...sections, problems(result, context.style), summary(result, context)].filter((part) => part !== '');
    return `${parts.join('\n\n')}\n`;
  },
};

function paint(style: Style, level: Level | State): (text: string) => string {
  if (level === 'auto' || level === 'migrated') return style.green;
  if (level === 'review' || level === 'open') return style.yellow;
  return level === 'manual' ? style.red : style.dim;
}

function list(findings: Finding[], context: ReportContext): string {
  const shown = findings.filter(({ state }) => state !== 'ignored');
  return [...groupBy(shown, ({ file }) => file)]
    .map(([file, members]) =>
      [context.style.bold(printableLine(file)), ...members.flatMap((finding) => lines(finding, context))].join('\n'),
    )
    .join('\n\n');
}

function lines(finding: Finding, { style, explain }: ReportContext): string[] {
  const place = `${finding.line}:${finding.column}`.padEnd(8);
  const level = paint(style, finding.level)(finding.level.padEnd(6));
  const head = `  ${style.dim(place)}${level}  ${finding.rule}  ${style.dim(printableLine(changeOf(finding)))}`;
  const indent = ' '.repeat(18);
  const message =
    finding.level === 'auto' && finding.reason === undefined && !explain ? [] : [indent + printableLine(fullMessage(finding))];
  const chain = explain
    ? (finding.evidence ?? []).map((step) => style.dim(`${indent}${printableLine(placeOf(step))}  ${printableLine(step.what)}`))
    : [];
  return [head, ...message, ...chain];
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

function problems({ errors, files }: CodeResult, style: Style): string {
  const texts = (title: string, items: FileProblem[]): string[] =>
    items.length === 0 ? [] : [style.bold(title), ...items.map((item) => `  ${printableLine(problemText(item))}`)];
  return [...texts('Not understood', errors), ...texts('Not analysed', files.skipped)].join('\n');
}

function summary(result: CodeResult, context: ReportContext): string {
  return (result.command === 'scan' ? scanSummary(result, context) : migrateSummary(result, context)).join('\n');
}

function scanSummary(
  { summary: { byLevel, byState, byVersion, completion, callsRemoved }, findings, files }: ScanResult,
  { style, packs }: ReportContext,
): string[] {
  if (findings.length === 0) return [`No v1 calls of ${packs.map(({ id }) => id).join(', ')} in ${count(files.scanned, 'file')}.`];
  const levels = LEVELS.filter((level) => byLevel[level] > 0).map((level) => paint(style, level)(`${byLevel[level]} ${level}`));
  const where = new Set(findings.map(({ file }) => file)).size;
  return [
    `${style.bold(count(findings.length, 'finding'))} in ${count(where, 'file')}: ${levels.join(', ')}${byState.ignored > 0 ? `; ${byState.ignored} ignored` : ''}.`,
    ...(completion === null
      ? []
      : [
          `${completion} % of the calls speak v2 (${versions(byVersion)}).${callsRemoved > 0 ? ` The migration saves ${count(callsRemoved, 'HTTP call')}.` : ''}`,
        ]),
    ...(byState.open > 0 ? [`Next: ${style.cyan('api-migrate migrate')} shows the diff, ${style.cyan('--explain')} the evidence.`] : []),
  ];
}

/** Calls of each API that speak v2, of all: `tao 3 of 12`. */
function versions(byVersion: ScanSummary['byVersion']): string {
  return Object.entries(byVersion)
    .map(([pack, { v1, v2 }]) => `${pack} ${v2} of ${v1 + v2}`)
    .join(', ');
}

function migrateSummary(
  { summary: { byState, callsRemoved, written }, findings, files }: MigrateResult,
  { style, packs }: ReportContext,
): string[] {
  if (findings.length === 0)
    return [`Nothing to migrate: no v1 calls of ${packs.map(({ id }) => id).join(', ')} in ${count(files.scanned, 'file')}.`];
  const states = (['migrated', 'review', 'manual', 'open', 'ignored'] as const).filter((state) => byState[state] > 0);
  const counts = states.map((state) => paint(style, state)(`${byState[state]} ${state}`)).join(', ');
  const saved = callsRemoved > 0 ? `, ${count(callsRemoved, 'HTTP call')} saved` : '';
  return [
    `${style.bold(written ? 'Written' : 'Dry run')}: ${counts}; ${count(files.changed.length, 'file')} ${written ? 'changed' : 'would change'}${saved}.`,
    ...nextSteps(
      { written, changes: files.changed.length > 0, review: byState.review > 0, manual: byState.manual + byState.open > 0 },
      style,
    ),
  ];
}

function nextSteps(
  { written, changes, review, manual }: { written: boolean; changes: boolean; review: boolean; manual: boolean },
  { cyan }: Style,
): string[] {
  return [
    ...(changes && !written
      ? [`Next: ${cyan('api-migrate migrate --write')} applies it, ${cyan('--interactive')} asks change by change.`]
      : []),
    ...(written && review ? [`Look at the lines marked ${cyan('TODO(api-migrate)')}.`] : []),
    ...(manual ? ['What is manual is listed above with what to do.'] : []),
    ...(written
      ? [
          `Then run your tests, and ${cyan('api-migrate verify <recording> --target <URL>')}. ${cyan('api-migrate migrate --undo')} takes it back.`,
        ]
      : []),
  ];
}
