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

it('reports any path on the base of a pack that the user named, unless the host is that of another product', async () => {
  const text =
    "export const feed = () => new WebSocket('ws://localhost:8000/v1/events');\nexport const other = () => fetch('https://api.example.com/v1/events');\n";
  expect(await foundIn(text)).toEqual([]);
  expect(await foundIn(text, ['agent-platform'])).toEqual(['1 core/unclassified-v1-url manual']);
});

it('reports what no rule names on the host of an API as a URL of that API, whoever else has the base', async () => {
  const text = "export const xml = () => fetch('https://www.openml.org/api/v1/data/31');\n";
  const root = workspace({ 'a.ts': text });
  const all = [await loadShipped('tao'), ...packs];
  const { findings } = await scan({ cwd: root, paths: [root], packs: all });
  expect(findings).toMatchObject([{ line: 1, rule: 'core/unclassified-v1-url', pack: 'openml' }]);
});

it('takes the foreign host of a default for evidence against, whoever is given in its place', async () => {
  const client = `class Voices {
  constructor(private readonly origin = 'https://api.example.com') {}
  add(name: string) {
    return fetch(\`\${this.origin}/v1/agents\`, { method: 'POST', body: JSON.stringify({ name, model: 'gpt-4' }) });
  }
}
export const voices = new Voices('http://127.0.0.1:4000');
`;
  expect(await foundIn(client)).toEqual([]);
  expect(await foundIn(client.replace(" = 'https://api.example.com'", ': string'))).toMatchObject([
    expect.stringMatching(/^4 agent-platform/),
  ]);
});

it('takes a value that no table of the pack knows for no evidence', async () => {
  const add = (model: string): string =>
    `export const add = () => fetch('/v1/agents', { method: 'POST', body: JSON.stringify({ name: 'a', model: '${model}' }) });\n`;
  expect(await foundIn(add('turbo-2'))).toEqual([]);
  expect(await foundIn(add('gpt-4'))).toMatchObject([expect.stringMatching(/^1 agent-platform/)]);
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
