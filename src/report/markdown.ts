import { count } from '../pack/count.js';
import type { Level, Pack, Rule } from '../pack/model.js';
import type { FileProblem, Finding, VersionCounts } from '../scan/model.js';
import { escapeMarkdown, markdownCode, printable } from './escape.js';
import { changeOf, fullMessage, groupBy, hiddenText, ignoredText, isLeft, LEVELS, placeOf } from './findings.js';
import type { CodeResult, ReportContext, Reporter } from './model.js';

/** The migration plan: what to do in which phase, how far it has come, and how to roll it out and back. */
export const reporter: Reporter<CodeResult> = {
  format: 'markdown',
  extension: 'md',
  report(result, context) {
    const packs = [...groupBy(result.findings, ({ pack }) => pack)];
    const parts = [
      `<!-- api-migrate ${result.command} -->\n\n# ${result.command === 'scan' ? 'Migration plan' : 'Migration'}`,
      overview(result, context),
      ...packs.map(([id, findings]) => packSection(findings, id, context.packs)),
      completion(result),
      problems('Not understood', result.errors),
      problems('Not analysed', result.files.skipped),
      ...(result.command === 'migrate' ? [changes(result.files.changed)] : []),
      rollout(result.findings),
    ];
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  },
};

function overview(result: CodeResult, { filters }: ReportContext): string {
  const { summary, findings, files } = result;
  const notes = [hiddenText(result, filters), ignoredText(result)].filter((text) => text !== undefined);
  const left = findings.filter(isLeft).length;
  return [
    `- ${count(summary.findings, 'finding')} in ${count(files.scanned, 'file')}, ${left} left to do`,
    `- by level: ${LEVELS.map((level) => `${summary.byLevel[level]} ${level}`).join(', ')}`,
    ...(summary.completion === null ? [] : [`- ${summary.completion} % of the calls use v2`]),
    `- the migration saves ${count(summary.callsRemoved, 'HTTP call')}`,
    ...notes.map((text) => `- ${escapeMarkdown(text)}`),
  ].join('\n');
}

function packSection(findings: Finding[], id: string, packs: readonly Pack[]): string {
  const pack = packs.find((known) => known.id === id);
  const heading = `## ${escapeMarkdown(pack?.title ?? id)}`;
  const guide =
    pack &&
    `Guide: ${pack.guide.url === undefined ? escapeMarkdown(pack.guide.title) : `[${escapeMarkdown(pack.guide.title)}](<${pack.guide.url}>)`}`;
  const rules = new Map(pack?.rules.map((rule) => [rule.id, rule]));
  const phases = [...groupBy(findings, ({ phase }) => phase ?? '')].toSorted(([a], [b]) => comparePhases(a, b));
  const sections = phases.map(
    ([phase, members]) =>
      `### ${phaseTitle(phase, pack)}\n\n${members.map((finding) => item(finding, rules.get(finding.rule), packs)).join('\n')}`,
  );
  return [heading, guide, ...sections].filter((part) => part !== undefined).join('\n\n');
}

/** Numbers by size, then names; work without a phase comes last. */
function comparePhases(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return a.localeCompare(b, 'en', { numeric: true });
}

function phaseTitle(phase: string, pack: Pack | undefined): string {
  if (phase === '') return 'In any phase';
  const text = pack?.phases?.[phase];
  return `Phase ${escapeMarkdown(phase)}${text === undefined ? '' : `: ${escapeMarkdown(text)}`}`;
}

function item(finding: Finding, rule: Rule | undefined, packs: readonly Pack[]): string {
  const lines = [
    `- [${isLeft(finding) ? ' ' : 'x'}] ${markdownCode(placeOf(finding))} **${finding.state === 'open' ? finding.level : finding.state}** ${markdownCode(finding.rule)} ${markdownCode(changeOf(finding, packs))}`,
  ];
  if (finding.level !== 'auto' || finding.reason !== undefined) lines.push(`  ${escapeMarkdown(fullMessage(finding))}`);
  if (rule?.todo !== undefined && rule.todo !== finding.reason && isLeft(finding) && finding.level !== 'auto')
    lines.push(`  To do: ${escapeMarkdown(rule.todo)}`);
  return lines.join('\n');
}

function completion({ summary, findings }: CodeResult): string {
  if (findings.length === 0) return '';
  const rules = [...groupBy(findings, ({ rule }) => rule)].map(([rule, members]) => [
    markdownCode(rule),
    `${members.length}`,
    ...LEVELS.map((level) => `${countLevel(members, level)}`),
    percent(members.filter((finding) => !isLeft(finding)).length, members.length),
  ]);
  return [
    '## Completion',
    table(['Rule', 'Findings', ...LEVELS, 'Done'], rules),
    ...versionTable('API', summary.byVersion),
    ...versionTable('Directory', summary.byDirectory),
  ].join('\n\n');
}

function versionTable(title: string, groups: Record<string, VersionCounts>): string[] {
  const rows = Object.entries(groups).map(([name, { v1, v2 }]) => [markdownCode(name), `${v1}`, `${v2}`, percent(v2, v1 + v2)]);
  return rows.length > 0 ? [table([title, 'v1 calls', 'v2 calls', 'Done'], rows)] : [];
}

function countLevel(findings: Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(head), tableRow(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(tableRow)].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function problems(title: string, items: FileProblem[]): string {
  if (items.length === 0) return '';
  return [`## ${title}`, items.map((problem) => `- ${markdownCode(placeOf(problem))} ${escapeMarkdown(problem.message)}`).join('\n')].join(
    '\n\n',
  );
}

function changes(changed: { file: string; diff: string }[]): string {
  if (changed.length === 0) return '';
  const diffs = changed.map(({ file, diff }) => {
    const runs = [...diff.matchAll(/`{3,}/g)].map((run) => run[0].length);
    const fence = '`'.repeat(Math.max(2, ...runs) + 1);
    return `### ${markdownCode(file)}\n\n${fence}diff\n${printable(diff).trimEnd()}\n${fence}`;
  });
  return ['## Changes', ...diffs].join('\n\n');
}

function rollout(findings: Finding[]): string {
  const ids = [...new Set(findings.flatMap(({ phase }) => (phase === undefined ? [] : [phase])))].toSorted(comparePhases);
  const migrate =
    ids.length > 1
      ? ids.map((phase) => `\`npx api-migrate migrate --write --phase ${phase}\``).join(', then ')
      : '`npx api-migrate migrate --write`';
  return [
    '## Rollout',
    [
      `1. **Migrate.** ${migrate}; commit each step by itself. Look at every \`TODO(api-migrate)\` marker and do what is listed as manual.`,
      '2. **Test.** Run the test suite and the type checker. Record v1 traffic, for instance with `node --import api-migrate/record`.',
      '3. **Staging.** Point staging at v2 and replay: `npx api-migrate verify traffic.har --target <staging URL>`. Go on when no difference is left unexplained.',
      '4. **Canary.** Send 1 % of production traffic through the migrated build for at least a day. Watch the error rate by endpoint, 4xx and 5xx apart, p95 latency, and `Deprecation` and `Sunset` headers.',
      '5. **Full rollout.** 10 %, 50 %, 100 %, each after the same watch.',
      '6. **Keep it so.** `npx api-migrate scan` in CI fails on a new v1 call; `--baseline` tolerates the known ones meanwhile.',
    ].join('\n'),
    '### Rollback',
    [
      '- Before the commit: `api-migrate migrate --undo` restores every byte.',
      '- After it: `git revert` the commit of the phase and deploy; phases are independent commits for this reason.',
      '- Send the canary share back to the old build first, then look for the cause: `npx api-migrate verify` names the exchange and the field.',
      '- Rolling back works only while v1 still answers: know its sunset date before you start.',
    ].join('\n'),
  ].join('\n\n');
}
