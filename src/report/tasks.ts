import { coreRules } from '../pack/core-rules.js';
import { count } from '../pack/count.js';
import type { Example, Pack, RuleBase } from '../pack/model.js';
import type { FileProblem, Finding } from '../scan/model.js';
import { escapeMarkdown, markdownCode, printable } from './escape.js';
import { changeOf, hiddenText, isLeft, placeOf, problemText } from './findings.js';
import type { CodeResult, ReportContext, Reporter } from './model.js';

/** Lines of code shown before and after what a task is about. */
const AROUND = 3;

/**
 * A worklist of what is left, in Markdown, for people and for coding agents: each task has its code, its facts, what the rule says and
 * shows, and the command that judges whether it is done.
 */
export const reporter: Reporter<CodeResult> = {
  format: 'tasks',
  extension: 'md',
  report(result, context) {
    const left = result.findings.filter(isLeft);
    const blind = [...result.errors, ...result.files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true)];
    const hidden = hiddenText(result, context.filters);
    const tasks = [...left.map((finding, index) => task(finding, index + 1, context)), ...unread(blind, left.length)];
    return `${[`<!-- api-migrate ${result.command} -->`, heading(tasks.length), ...(hidden === undefined ? [] : [`${escapeMarkdown(hidden)}.`]), ...tasks].join('\n\n')}\n`;
  },
};

function heading(tasks: number): string {
  if (tasks === 0) return '# No tasks left';
  return [
    `# ${count(tasks, 'task')}`,
    'Do one task, run the command that judges it, and go on with the next. Every fact below was read from the code; nothing here is a guess.',
  ].join('\n\n');
}

function task(finding: Finding, number: number, context: ReportContext): string {
  const rule = ruleOf(finding, context.packs);
  const facts = [
    `Change: ${markdownCode(changeOf(finding, context.packs))}`,
    `Level: ${finding.level}; client: ${escapeMarkdown(finding.client)}`,
    ...(finding.reason === undefined ? [] : [`Why it is left: ${escapeMarkdown(finding.reason)}`]),
    ...(rule?.why === undefined ? [] : [`Why the API changed: ${escapeMarkdown(rule.why)}`]),
    ...(rule?.todo === undefined ? [] : [`What to do: ${escapeMarkdown(rule.todo)}`]),
    ...(finding.evidence ?? []).map((step) => `Seen: ${markdownCode(placeOf(step))} ${escapeMarkdown(step.what)}`),
    `Judge: ${markdownCode(judge(finding))}`,
  ];
  return [
    `## ${number}. ${markdownCode(placeOf(finding))} ${markdownCode(finding.rule)}`,
    escapeMarkdown(finding.message),
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...codeOf(finding, context),
    ...fixOf(finding, context),
    ...(rule?.examples ?? []).slice(0, 1).flatMap(exampleOf),
  ].join('\n\n');
}

/** The command that finds nothing any more when the task is done. */
function judge({ file, rule }: Finding): string {
  return `npx api-migrate scan ${quoted(file)} --rule ${quoted(rule)} --max 0`;
}

function quoted(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\\''`)}'`;
}

function ruleOf({ rule }: Finding, packs: readonly Pack[]): RuleBase | undefined {
  return [...coreRules, ...packs.flatMap((pack): RuleBase[] => pack.rules)].find(({ id }) => id === rule);
}

function codeOf({ file, line, endLine, client }: Finding, { linesOf }: ReportContext): string[] {
  if (client === 'text') return [];
  const lines = linesOf?.(file)?.slice(Math.max(0, line - 1 - AROUND), endLine + AROUND);
  return lines === undefined ? [] : [fenced(lines.join('\n'), languageOf(file))];
}

/** What migrate would write for it. */
function fixOf({ id }: Finding, { fixes }: ReportContext): string[] {
  const edits = fixes?.get(id)?.edits ?? [];
  if (edits.length === 0) return [];
  const lines = edits.map(
    ({ file, line, before, after }) => `- ${markdownCode(`${file}:${line}`)} ${markdownCode(before)} → ${markdownCode(after)}`,
  );
  return ['`migrate` writes this; check it:', lines.join('\n')];
}

function exampleOf({ before, after, file = 'example.ts' }: Example): string[] {
  const language = languageOf(file);
  const head = after === undefined ? 'The rule leaves code like this alone:' : 'Before, as the rule shows it:';
  return [head, fenced(before, language), ...(after === undefined ? [] : ['After:', fenced(after, language)])];
}

function fenced(text: string, language: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map((run) => run[0].length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return `${fence}${language}\n${printable(text).trimEnd()}\n${fence}`;
}

function languageOf(file: string): string {
  const extension = /\.(\w+)$/.exec(file)?.[1] ?? '';
  return { mts: 'ts', cts: 'ts', mjs: 'js', cjs: 'js' }[extension] ?? extension;
}

function unread(problems: readonly FileProblem[], before: number): string[] {
  return problems.map(
    (problem, index) =>
      `## ${before + index + 1}. ${markdownCode(placeOf(problem))}\n\n${escapeMarkdown(problemText(problem))}\n\n- Judge: ${markdownCode(`npx api-migrate scan ${quoted(problem.file)}`)}`,
  );
}
