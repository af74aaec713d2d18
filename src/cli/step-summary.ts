import { appendFile } from 'node:fs/promises';
import { count } from '../pack/count.js';
import type { Pack } from '../pack/model.js';
import { escapeMarkdown, markdownCode } from '../report/escape.js';
import { changeOf, fullMessage, hiddenText, isLeft, placeOf, problemText, severityOf } from '../report/findings.js';
import type { CodeResult, ReportContext } from '../report/model.js';
import { note } from './terminal.js';

/** Findings that a summary lists; GitHub takes 1 MB, and shows ten annotations of each kind. */
const LISTED = 500;

/** Adds all findings to the summary of a step of GitHub Actions, which shows only some of the annotations. */
export async function writeStepSummary(
  result: CodeResult,
  packs: readonly Pack[],
  { filters }: Pick<ReportContext, 'filters'>,
): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  try {
    await appendFile(path, stepSummary(result, packs, filters));
  } catch (error) {
    note(`the step summary cannot be written: ${(error as Error).message}`);
  }
}

/** The findings of a result as a table in Markdown. */
export function stepSummary(result: CodeResult, packs: readonly Pack[], filters: readonly string[] = []): string {
  const left = result.findings.filter(isLeft);
  const blind = [...result.errors, ...result.files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true)];
  const hidden = hiddenText(result, filters);
  const rows = left.slice(0, LISTED).map((finding) => {
    const text = `${markdownCode(changeOf(finding, packs))} ${escapeMarkdown(fullMessage(finding))}`;
    return `| ${severityOf(finding)} | ${cell(markdownCode(placeOf(finding)))} | ${cell(markdownCode(finding.rule))} | ${cell(text)} |`;
  });
  return [
    `### api-migrate ${result.command}: ${count(left.length, 'finding')} left`,
    ...(rows.length > 0 ? [['| | Place | Rule | What |', '| --- | --- | --- | --- |', ...rows].join('\n')] : []),
    ...(left.length > LISTED ? [`and ${left.length - LISTED} more: see the log or a JSON report.`] : []),
    ...(blind.length > 0 ? [blind.map((problem) => `- not analysed: ${escapeMarkdown(problemText(problem))}`).join('\n')] : []),
    ...(hidden === undefined ? [] : [`${escapeMarkdown(hidden)}.`]),
    '',
  ].join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
