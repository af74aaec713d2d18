import { count } from '../count.js';
import type { Example } from '../model.js';
import { type PackPage, type RulePage, traitsOf } from './page.js';

/** Emphasis for a terminal. */
export interface TextStyle {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
}

/** A pack for a terminal: its rules, one line each, and what can be chosen. */
export function packText(page: PackPage, style: TextStyle): string {
  const width = Math.max(0, ...page.rules.map(({ id }) => id.length));
  const rules = page.rules.map(({ id, level, title }) => `  ${style.bold(id.padEnd(width))}  ${level.padEnd(6)}  ${unmarked(title)}`);
  return joined([
    `${style.bold(page.title)}\n${style.dim(`guide: ${page.guide.title}${page.guide.url === undefined ? '' : `, ${page.guide.url}`}`)}`,
    `base ${page.base.v1.join(', ')} becomes ${page.base.v2}`,
    block(
      'Phases',
      page.phases.map(({ id, title }) => `${id}  ${title}`),
    ),
    block(
      'Options',
      page.options.map(({ name, description, default: value }) => `${name} (default ${String(value)})  ${description}`),
    ),
    block(
      'Stages',
      page.stages.map((name) => `--stage ${name}`),
    ),
    `${count(page.rules.length, 'rule')}: ${page.levels.auto} auto, ${page.levels.review} review, ${page.levels.manual} manual\n${rules.join('\n')}`,
  ]);
}

/** A rule for a terminal. */
export function ruleText(page: RulePage, style: TextStyle): string {
  return joined([
    `${style.bold(page.id)}  ${page.level}\n${unmarked(page.title)}\n${style.dim(traitsOf(page).join(' · '))}`,
    page.why,
    block(
      'Endpoints',
      page.endpoints.map(({ v1, v2 }) => `${v1.join(' + ')}  ->  ${v2.length === 0 ? 'none' : v2.join(' + ')}`),
    ),
    block(
      'Changes',
      page.changes.map((change) => unmarked(change)),
    ),
    block('Applied when', page.facts),
    block('To do', page.todo === undefined ? [] : [page.todo]),
    block('Outside of the code', page.environment === undefined ? [] : [page.environment]),
    block('Verify', page.verify === undefined ? [] : [page.verify]),
    ...page.examples.map((example) => exampleText(example, style)),
  ]);
}

function exampleText({ name, before, after }: Example, style: TextStyle): string {
  const heading = style.bold(name === undefined ? 'Example' : `Example: ${name}`);
  if (after === undefined) return `${heading} (stays as it is)\n${marked(before, '  ')}`;
  return `${heading}\n${style.red(marked(before, '- '))}\n${style.green(marked(after, '+ '))}`;
}

function marked(code: string, mark: string): string {
  return code.trimEnd().replaceAll(/^/gm, mark);
}

function block(heading: string, rows: readonly string[]): string | undefined {
  return rows.length === 0 ? undefined : `${heading}:\n${rows.map((row) => `  ${row}`).join('\n')}`;
}

/** Text without the marks of Markdown code. */
function unmarked(text: string): string {
  return text.replaceAll('`', '');
}

function joined(parts: readonly (string | undefined)[]): string {
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
