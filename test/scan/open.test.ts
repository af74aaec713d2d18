import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { scan } from '../../src/scan/index.js';
import { workspace } from '../workspace.js';

const KNOWN = "fetch('/api/v1/orgs/lab/experiments');\n";

/** Rules of the findings in a file with one line. */
async function rulesOf(line: string, beside: string): Promise<string[]> {
  const root = workspace({ 'beside.js': beside, 'a.js': line });
  const { findings } = await scan({ paths: [root], cwd: root, packs: [await loadShipped('tao')] });
  return findings.filter(({ file }) => file === 'a.js').map(({ rule }) => rule);
}

it('reports a path that no rule names where the code speaks the API', async () => {
  expect(await rulesOf("fetch('/api/v1/orgs/lab/unheard/of');\n", KNOWN)).toEqual(['core/unclassified-v1-url']);
});

it.each([
  ['starts as none of the API does', "fetch('/api/v1/shops/1');\n", KNOWN],
  ['names the host of another product', "fetch('https://git.example.com/api/v1/orgs/lab/teams');\n", KNOWN],
  ['stands in code that never speaks the API', "fetch('/api/v1/orgs/lab/teams');\n", ''],
])('leaves a path alone that %s', async (_, line, beside) => {
  expect(await rulesOf(line, beside)).toEqual([]);
});
