import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { describe, expect, test } from 'vitest';
import { checkExamples, type ExampleOutcome } from '../../src/migrate/examples.js';
import { packPage } from '../../src/pack/explain/index.js';
import { parsePack } from '../../src/pack/load.js';

const file = fileURLToPath(new URL('../../examples/acme-billing/acme.ts', import.meta.url));
const guide = readFileSync('docs/authoring.md', 'utf8');
const source = readFileSync(file, 'utf8');

describe('the pack of docs/authoring.md', () => {
  const alias = { 'api-migrate': fileURLToPath(new URL('../../src/index.ts', import.meta.url)) };
  const load = (): Promise<unknown> => createJiti(import.meta.url, { alias }).import(file, { default: true });

  test('is sound', async () => {
    const { levels, rules } = packPage(parsePack(await load(), 'acme.ts'));
    expect(rules.length).toBeGreaterThan(7);
    expect(Object.values(levels).every((count) => count > 0)).toBe(true);
  });

  test('comes out as its examples say', async () => {
    const outcomes: ExampleOutcome[] = [];
    for await (const outcome of checkExamples(parsePack(await load(), 'acme.ts'))) outcomes.push(outcome);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  });

  test.each([...guide.matchAll(/^ {2}(id: 'acme\/[^']+',\n[\s\S]*?)\n\}\n```/gm)].map(([, rule = '']) => rule))(
    'has the rule that the page shows: %s',
    (rule) => {
      const lines = rule.split('\n').map((line) => line.trim());
      const own = source.split('\n').map((line) => line.trim());
      const first = own.indexOf(lines[0] ?? '');
      expect(first).toBeGreaterThan(0);
      expect(lines.filter((line) => !own.slice(first).includes(line))).toEqual([]);
    },
  );
});

describe('the table of refusals', () => {
  const about = { title: 'a rule', guide: 'Guide', level: 'auto' };
  const pack = (...rules: unknown[]): unknown => ({
    id: 'acme',
    title: 'Acme',
    guide: { title: 'Guide' },
    base: { v1: '/v1', v2: '/v2' },
    evidence: {},
    rules: rules.map((rule, index) => ({ ...about, id: `acme/r-${index}`, kind: 'move', ...(rule as object) })),
  });

  test.each<[string, unknown]>([
    ['is no endpoint: expected "METHOD /path/{parameter}"', pack({ v1: ['/a'], v2: 'GET /a' })],
    ['tilte: there is no such field; did you mean "title"?', pack({ v1: ['GET /a'], v2: 'GET /a', tilte: 'x' })],
    ['matches the same URLs as "GET /a/{c}" of', pack({ v1: ['GET /a/{c}'], v2: 'GET /a' }, { v1: ['GET /a/{b}'], v2: 'GET /a' })],
    ['no rule decides where "POST /cart" goes', pack({ kind: 'change', on: ['POST /cart'] })],
    ['nothing of "GET /a" fills {id}', pack({ v1: ['GET /a'], v2: 'GET /a/{id}' })],
  ])('tells of a real message: %s', (message, value) => {
    expect(guide).toContain(message);
    expect(() => parsePack(value, 'acme.json')).toThrow(message);
  });
});
