import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { scan } from '../../src/scan/index.js';
import { workspace } from '../workspace.js';

const packs = [await loadShipped('openml'), await loadShipped('agent-platform')];

async function foundIn(text: string, named: string[] = []): Promise<string[]> {
  const root = workspace({ 'a.ts': text });
  const { findings } = await scan({ cwd: root, paths: [root], packs, named });
  return findings.map(({ line, rule, level }) => `${line} ${rule} ${level}`);
}

const PLAIN = 'export const one = (base: string) => fetch(`${base}/v1/agents`);\n';

it('reports a path that fits without evidence only where the user named the pack', async () => {
  expect(await foundIn(PLAIN)).toEqual([]);
  expect(await foundIn(PLAIN, ['agent-platform'])).toMatchObject([expect.stringMatching(/^1 agent-platform\/.* manual$/)]);
});

it('takes a foreign host among the addresses of a call for evidence against', async () => {
  const text =
    "const host = process.env.AGENT_PLATFORM_URL ?? 'https://api.example.com';\nexport const all = () => fetch(`${host}/v1/agents`);\n";
  expect(await foundIn(text)).toEqual([]);
});

it('finds nothing of an API in a path of another host that only fits by what is not known', async () => {
  expect(await foundIn('export const a = (x: string) => fetch(`https://api.pods.example.com/v2/${x}/status/${x}`);\n')).toEqual([]);
});

it('never edits a call whose path is open', async () => {
  const root = workspace({
    'a.ts': 'export const a = (kind: string) => fetch(`https://www.openml.org/v1/${kind}/1`).then((r) => r.json());\n',
  });
  const { findings, changes } = await migrate({ cwd: root, paths: [join(root, 'a.ts')], packs });
  expect(findings).toMatchObject([{ rule: 'core/dynamic-url', state: 'manual' }]);
  expect(changes).toEqual([]);
});
