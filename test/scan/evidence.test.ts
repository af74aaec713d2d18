import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { scan } from '../../src/scan/index.js';
import { workspace } from '../workspace.js';

const CORPUS = join(import.meta.dirname, '../../fixtures/calls');

/** The chain of the finding at `file:line` of a project of the corpus, as `file:line what`. */
async function chainOf(project: string, place: string): Promise<string[] | undefined> {
  const root = join(CORPUS, project);
  const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
  const { findings } = await scan({ paths: [root], cwd: root, packs });
  const found = findings.find(({ file, line }) => `${file}:${line}` === place);
  return found?.evidence?.map(({ file, line, what }) => `${file}:${line} ${what}`);
}

it('leads from a literal through helpers of another package to the call', async () => {
  expect(await chainOf('workspaces', 'apps/web/src/proxy.ts:6')).toEqual([
    'apps/web/src/proxy.ts:5 literal "/tao"',
    'apps/web/src/proxy.ts:5 in member url',
    'packages/tao-client/src/paths.ts:1 literal "/api/v1/orgs/"',
    'packages/tao-client/src/paths.ts:1 in function base',
    'apps/web/src/proxy.ts:6 through base()',
    'apps/web/src/proxy.ts:6 literal "/workspaces"',
    'apps/web/src/proxy.ts:6 called here',
  ]);
});

it('names each wrapper on the way to the client', async () => {
  expect((await chainOf('wrapper-factories', 'src/resource.ts:22'))?.slice(-5)).toEqual([
    'src/resource.ts:22 into find()',
    'src/resource.ts:9 into get()',
    'src/create-client.ts:22 into call()',
    'src/create-client.ts:13 sent by fetch',
    'src/resource.ts:22 called here',
  ]);
});

it('leads from a call to what a rule points at', async () => {
  expect((await chainOf('workspaces', 'apps/worker/src/main.ts:18'))?.slice(-2)).toEqual([
    'packages/tao-client/src/index.ts:18 called here',
    'apps/worker/src/main.ts:18 used here',
  ]);
});

it('is there for every finding of a call', async () => {
  const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
  const root = join(CORPUS, 'unclassified');
  const { findings } = await scan({ paths: [root], cwd: root, packs });
  expect(
    findings.filter(({ evidence = [] }) => evidence.at(-1)?.what !== 'called here').map(({ file, line }) => `${file}:${line}`),
  ).toEqual([]);
  expect(findings.length).toBeGreaterThan(5);
});

it.each([
  ['https://www.openml.org/v2', 1],
  ['http://localhost:8001/v2', 1],
  ['https://api.tumblr.com/v2', 0],
])('counts a v1 path on the v2 base of %s as a call of the API: %i', async (base, count) => {
  const packs = await Promise.all(shippedPacks.map((id) => loadShipped(id)));
  const root = workspace({ 'a.ts': `export const info = () => fetch('${base}/user/info'); // see openml.org\n` });
  const { findings } = await scan({ paths: [root], cwd: root, packs });
  expect(findings.filter(({ pack }) => pack === 'openml')).toHaveLength(count);
});
