import { loadShipped, shippedPacks } from '../rules/index.js';
import { coreRulePages, packMarkdown, packPage, ruleMarkdown } from '../src/pack/explain/index.js';

const NOTE = '<!-- Printed from the rule packs by `npm run docs`. -->';

/** The pages of docs/rules/, by path. */
export async function packDocs(): Promise<[path: string, text: string][]> {
  const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
  const pages = packs.map((pack) => packPage(pack));
  const rows = pages.map(
    ({ id, title, rules, levels }) =>
      `| [${id}](${id}.md) | ${title} | ${rules.length} | ${levels.auto} | ${levels.review} | ${levels.manual} |`,
  );
  const index = [
    NOTE,
    '# Rules',
    'A rule says how far it goes by itself: `auto` is applied without asking, `review` is applied with a marker comment, `manual` is reported with what to do.',
    ['| pack | API | rules | auto | review | manual |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n'),
    'Rules of the tool itself, for every pack, are in [core](core.md).',
  ];
  const core = [NOTE, '# Rules of the tool itself', ...coreRulePages().map((page) => ruleMarkdown(page).trimEnd())];
  return [
    ['docs/rules/README.md', `${index.join('\n\n')}\n`],
    ['docs/rules/core.md', `${core.join('\n\n')}\n`],
    ...pages.map((page): [string, string] => [`docs/rules/${page.id}.md`, `${NOTE}\n\n${packMarkdown(page)}`]),
  ];
}
