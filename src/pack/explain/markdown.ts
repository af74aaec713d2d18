import { count } from '../count.js';
import type { Example } from '../model.js';
import { type PackPage, type RulePage, traitsOf } from './page.js';

/** The page of a pack with all of its rules. */
export function packMarkdown(page: PackPage): string {
  const options = page.options.map(
    ({ name, description, default: value }) => `- \`${name}\` (default \`${String(value)}\`): ${description}`,
  );
  return joined([
    `# ${page.title}`,
    `After the guide "${page.guide.title}"${page.guide.url === undefined ? '' : ` (<${page.guide.url}>)`}. Base \`${page.base.v1.join('`, `')}\` becomes \`${page.base.v2}\`.`,
    `${count(page.rules.length, 'rule')}: ${page.levels.auto} auto, ${page.levels.review} review, ${page.levels.manual} manual.`,
    section(
      '## Phases',
      page.phases.map(({ id, title }) => `- \`${id}\`: ${title}`),
    ),
    section('## Options', options),
    section(
      '## Stages',
      page.stages.map((name) => `- \`--stage ${name}\``),
    ),
    section('## Rules', [
      '| rule | level | |',
      '| --- | --- | --- |',
      ...page.rules.map((rule) => `| [\`${rule.id}\`](#${anchorOf(rule.id)}) | ${rule.level} | ${cell(rule.title)} |`),
    ]),
    ...page.rules.map((rule) => ruleMarkdown(rule)),
  ]);
}

/** The page of one rule. */
export function ruleMarkdown(page: RulePage): string {
  return joined([
    `## ${page.id}`,
    `${page.title}.`,
    [`**${page.level}**`, ...traitsOf(page)].join(' · '),
    page.why,
    section('', endpointTable(page)),
    section(
      '',
      page.changes.map((change) => `- ${change}`),
    ),
    section(
      'Applied when:',
      page.facts.map((fact) => `- ${fact}`),
    ),
    page.todo === undefined ? undefined : `To do: ${page.todo}`,
    page.environment === undefined ? undefined : `Outside of the code: ${page.environment}`,
    page.verify === undefined ? undefined : `Verify: ${page.verify}`,
    ...page.examples.map((example) => exampleMarkdown(example)),
  ]);
}

function endpointTable({ endpoints }: RulePage): string[] {
  if (endpoints.length === 0) return [];
  return ['| v1 | v2 |', '| --- | --- |', ...endpoints.map(({ v1, v2 }) => `| ${endpointCell(v1)} | ${endpointCell(v2)} |`)];
}

function endpointCell(endpoints: readonly string[]): string {
  return endpoints.length === 0 ? 'none' : endpoints.map((endpoint) => `\`${cell(endpoint)}\``).join('<br>');
}

function exampleMarkdown({ name, before, after, file }: Example): string {
  const language = /\.(\w+)$/.exec(file ?? 'example.ts')?.[1] ?? 'ts';
  const code = (title: string, text: string): string => `${title}\n\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  const heading = name === undefined ? 'Example' : `Example: ${name}`;
  if (after === undefined) return code(`${heading}, which stays as it is`, before);
  return `${code(`${heading}, before`, before)}\n\n${code('After', after)}`;
}

/** Anchor of a rule's heading on the page of its pack, as GitHub makes it. */
export function anchorOf(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
}

function section(heading: string, rows: readonly string[]): string | undefined {
  if (rows.length === 0) return undefined;
  return heading === '' ? rows.join('\n') : `${heading}\n\n${rows.join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function joined(parts: readonly (string | undefined)[]): string {
  return `${parts
    .filter((part) => part !== undefined)
    .map((part) => part.trimEnd())
    .join('\n\n')}\n`;
}
