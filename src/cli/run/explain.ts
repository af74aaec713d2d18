import { realpath } from 'node:fs/promises';
import type { ExampleOutcome } from '../../migrate/examples.js';
import type { unifiedDiff } from '../../apply/diff.js';
import { count } from '../../pack/count.js';
import {
  coreRulePages,
  findRulePage,
  packMarkdown,
  type PackPage,
  packPage,
  packText,
  ruleMarkdown,
  type RulePage,
  ruleText,
} from '../../pack/explain/index.js';
import type { Pack } from '../../pack/model.js';
import type { Style } from '../../report/model.js';
import { colouredDiff } from '../../report/pretty.js';
import type { ExplainCommandOptions } from '../commands/explain.js';
import { FORMS } from '../explain-forms.js';
import { loadConfig, type LoadedConfig } from '../config/load.js';
import { isPath } from '../config/is-path.js';
import { ExitCode } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import { choosePacks, packIds } from '../packs.js';
import { formatFor, type Printer, writeReport } from '../report.js';
import { unknownName } from '../suggest.js';

/** `api-migrate explain` */
export async function runExplain(name: string | undefined, options: ExplainCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  const loaded = await loadConfig(await realpath(process.cwd()), options.config);
  const packs = await packsFor(name, options, loaded);
  if (options.check === true) return runCheck(name, packs, options);
  await writeReport(printerFor(topicOf(name, packs, loaded), formatOf(options)), undefined, packs, options);
  return ExitCode.done;
}

/** What is to be explained. */
type Topic = { list: PackPage[] } | { pack: PackPage } | { rule: RulePage };

/** The pack that is named, or the one that a rule id begins with; all of them where the name says nothing of one. */
async function packsFor(name: string | undefined, options: ExplainCommandOptions, loaded: LoadedConfig): Promise<Pack[]> {
  const first = name === undefined || isPath(name) ? name : name.split('/')[0];
  const named = first !== undefined && (isPath(first) || packIds(loaded).includes(first)) ? { pack: [first] } : {};
  return (await choosePacks({ ...options, ...named }, loaded)).packs;
}

/** @throws UsageError for a name that is no rule and no pack */
function topicOf(name: string | undefined, packs: readonly Pack[], loaded: LoadedConfig): Topic {
  if (name === undefined) return { list: packs.map((pack) => packPage(pack)) };
  const [only] = packs;
  if (only && (isPath(name) || name === only.id)) return { pack: packPage(only) };
  const rule = findRulePage(name, packs);
  if (rule) return { rule };
  throw unknownName('rule or pack', name, [...packIds(loaded), ...packs.flatMap(({ rules }) => rules.map(({ id }) => id))]);
}

function formatOf({ format, output }: ExplainCommandOptions): (typeof FORMS)[number] {
  return formatFor(format, output, FORMS);
}

function printerFor(topic: Topic, format: (typeof FORMS)[number]): Printer<undefined> {
  if (format === 'json') return { format, report: () => `${JSON.stringify(dataOf(topic), undefined, 2)}\n` };
  if (format === 'markdown') return { format, report: () => markdownOf(topic) };
  return { format, report: (_, { style }) => textOf(topic, style) };
}

/** All packs come with the rules of the tool itself, which hold for each. */
function dataOf(topic: Topic): unknown {
  if ('rule' in topic) return topic.rule;
  return 'pack' in topic ? topic.pack : [...topic.list, { id: 'core', title: 'Rules of the tool itself', rules: coreRulePages() }];
}

function markdownOf(topic: Topic): string {
  if ('rule' in topic) return ruleMarkdown(topic.rule);
  return 'pack' in topic ? packMarkdown(topic.pack) : topic.list.map((page) => packMarkdown(page)).join('\n');
}

function textOf(topic: Topic, style: Style): string {
  if ('rule' in topic) return ruleText(topic.rule, style);
  if ('pack' in topic) return packText(topic.pack, style);
  const rows = topic.list.map(({ id, title, rules }) => `  ${style.bold(id.padEnd(16))}${title}, ${count(rules.length, 'rule')}`);
  return `${rows.join('\n')}\n\nnpx api-migrate explain <pack> lists its rules, explain <rule> prints one whole.\n`;
}

async function runCheck(name: string | undefined, packs: readonly Pack[], options: ExplainCommandOptions): Promise<ExitCode> {
  const [{ checkExamples }, { unifiedDiff }] = await Promise.all([import('../../migrate/examples.js'), import('../../apply/diff.js')]);
  const outcomes: ExampleOutcome[] = [];
  for (const pack of packs) {
    for await (const outcome of checkExamples(pack)) if (isAsked(outcome, name)) outcomes.push(outcome);
  }
  const format = formatOf(options);
  const report: Printer<undefined>['report'] = (_, { style }) =>
    format === 'json' ? `${JSON.stringify(outcomes, undefined, 2)}\n` : checkText(outcomes, style, unifiedDiff);
  await writeReport({ format, report }, undefined, packs, options);
  return outcomes.some(({ outcome }) => outcome === 'fail') ? ExitCode.left : ExitCode.done;
}

function isAsked({ rule }: ExampleOutcome, name: string | undefined): boolean {
  return name === undefined || isPath(name) || !name.includes('/') || rule === name;
}

function checkText(outcomes: readonly ExampleOutcome[], style: Style, diffOf: typeof unifiedDiff): string {
  const failed = outcomes.filter(({ outcome }) => outcome === 'fail');
  const details = failed.map(({ rule, example, message = '', expected, actual }) => {
    const diff =
      expected === undefined || actual === undefined
        ? ''
        : `\n${colouredDiff(diffOf({ file: '/example', before: expected, after: actual }, '/'), style)}`;
    return `${style.red('fail')}  ${rule} (example ${example}): ${message}${diff}\n\n`;
  });
  if (outcomes.length === 0) return 'There are no examples to check: give the rules that edit a before and an after.\n';
  return `${details.join('')}${count(outcomes.length - failed.length, 'example')} passed, ${failed.length} failed.\n`;
}
