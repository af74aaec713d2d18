import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { COVERAGE } from '../../scripts/coverage-doc.js';
import { coreRulePages, packPage } from '../../src/pack/explain/index.js';

/** Ids of all changes that the five guides were found to state, and of the tool's own. */
const wanted = JSON.parse(readFileSync(new URL('rule-ids.json', import.meta.url), 'utf8')) as string[];

const pages = await Promise.all(shippedPacks.map(async (id) => packPage(await loadShipped(id))));
const known = new Set([...pages.flatMap(({ rules }) => rules), ...coreRulePages()].map(({ id }) => id));

test('there is a rule for every change that is known', () => {
  expect(wanted.filter((id) => !known.has(id))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(150);
});

test('every shipped pack has a list of the statements of its guide', () => {
  expect(Object.keys(COVERAGE)).toEqual([...shippedPacks]);
});

describe.each(pages)('the guide of $id', ({ id, rules }) => {
  const headings = COVERAGE[id] ?? [];
  const statements = headings.flatMap((heading) => heading.statements);
  const named = new Set(statements.flatMap((statement) => ('rules' in statement ? statement.rules.map((name) => `${id}/${name}`) : [])));

  test('has no statement without a rule or a reason', () => {
    const open = statements.filter((statement) => ('rules' in statement ? statement.rules.length === 0 : statement.none === ''));
    expect(open).toEqual([]);
    expect(statements.length).toBeGreaterThan(10);
  });

  test('names only rules that exist', () => {
    expect([...named].filter((rule) => !known.has(rule))).toEqual([]);
  });

  test('has a statement for each rule that does not come from elsewhere', () => {
    const elsewhere = new Set(['real-only', 'derived']);
    const lone = rules.filter((rule) => !named.has(rule.id) && !elsewhere.has(rule.evidence ?? ''));
    expect(lone.map((rule) => rule.id)).toEqual([]);
  });

  test('has the headings that the rules name', () => {
    const titles = new Set(headings.map(({ heading }) => heading));
    expect([...new Set(rules.map(({ guide }) => guide))].filter((heading) => !titles.has(heading))).toEqual([]);
  });

  test('is off by default where only a public server shows it', () => {
    const isOptional = (option: string | undefined): boolean => option !== undefined && !option.startsWith('!');
    expect(rules.filter(({ evidence, option }) => evidence === 'real-only' && !isOptional(option)).map((rule) => rule.id)).toEqual([]);
  });
});
