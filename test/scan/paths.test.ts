import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { scan } from '../../src/scan/index.js';
import { type Files, workspace } from '../workspace.js';

const packs = [await loadShipped('tao')];
const CALL = (specifier: string): string =>
  `import { ROOT } from '${specifier}';\nexport const load = (id: string) => fetch(\`\${ROOT}/datasets/\${id}/jobs\`);\n`;
const ROOT = "export const ROOT = 'https://tao.example.com/api/v1/orgs/acme';\n";

/** Places of findings, of a run on paths in a directory. */
async function found(files: Files, paths: string[], cwd = '.'): Promise<string[]> {
  return foundIn(workspace(files), paths, cwd);
}

async function foundIn(root: string, paths: string[], cwd = '.'): Promise<string[]> {
  const { findings } = await scan({ cwd: join(root, cwd), paths: paths.map((path) => join(root, cwd, path)), packs });
  return findings.map(({ file, line }) => `${file}:${line}`);
}

const FEATURES = { 'package.json': '{}', 'src/settings/api.ts': ROOT, 'src/pages/list.ts': CALL('../settings/api') };

it.each([['src/pages'], ['src/pages/list.ts'], ['.']])('finds on %s what it finds at the root', async (path) => {
  expect(await found(FEATURES, [path])).toEqual(['src/pages/list.ts:2']);
});

it('finds a call whose base its caller outside of the paths gives', async () => {
  const files = {
    'package.json': '{}',
    'lib/client.ts':
      'export class Client {\n  constructor(private base: string) {}\n  jobs = () => fetch(`${this.base}/datasets/d/jobs`);\n}\n',
    'app/main.ts':
      "import { Client } from '../lib/client';\nexport const client = new Client('https://tao.example.com/api/v1/orgs/acme');\n",
  };
  expect(await found(files, ['lib'])).toEqual(['lib/client.ts:3']);
  expect(await found(files, ['app'])).toEqual([]);
});

const WORKSPACE = {
  'package.json': '{ "private": true, "workspaces": ["packages/*", "apps/*"] }',
  'packages/settings/package.json': '{ "name": "@shop/settings", "exports": "./src/index.ts" }',
  'packages/settings/src/index.ts': ROOT,
  'apps/web/package.json': '{ "name": "web", "dependencies": { "@shop/settings": "workspace:*" } }',
  'apps/web/src/list.ts': CALL('@shop/settings'),
};

it('reads the packages of a workspace from inside of one of them', async () => {
  expect(await found(WORKSPACE, ['.'], 'apps/web')).toEqual(['src/list.ts:2']);
});

it('reads a package that is only linked, and one beside it that is imported by its path', async () => {
  const { 'package.json': _, ...files } = WORKSPACE;
  const root = workspace({ ...files, 'apps/site/main.ts': CALL('../../packages/settings/src') });
  execFileSync('git', ['init', '-q', root]);
  mkdirSync(join(root, 'apps/web/node_modules/@shop'), { recursive: true });
  symlinkSync('../../../../packages/settings', join(root, 'apps/web/node_modules/@shop/settings'));
  expect(await foundIn(root, ['.'], 'apps/web')).toEqual(['src/list.ts:2']);
  expect(await foundIn(root, ['.'], 'apps/site')).toEqual(['main.ts:2']);
});

it('does not take the calls of a project beside for its own', async () => {
  const other = { 'other/package.json': '{}', 'other/list.ts': ROOT + CALL('./list') };
  expect(await found({ ...other, 'mine/package.json': '{}', 'mine/a.ts': 'export const a = 1;\n' }, ['.'], 'mine')).toEqual([]);
});

it('never changes what stands outside of the paths', async () => {
  const root = workspace({ ...FEATURES, 'src/pages/other.ts': CALL('../settings/api') });
  const plan = await migrate({ cwd: root, paths: [join(root, 'src/pages/list.ts')], packs });
  expect(plan.changes.filter(({ file }) => !file.endsWith('list.ts'))).toEqual([]);
  expect(plan.findings.map(({ file }) => file)).toEqual(['src/pages/list.ts']);
  const base = await migrate({ cwd: root, paths: [join(root, 'src/settings')], packs });
  expect(base.changes).toEqual([]);
});

it('names a path that is neither a file nor a directory', async () => {
  const root = workspace({ 'a.ts': 'export {};\n' });
  execFileSync('mkfifo', [join(root, 'pipe.ts')]);
  const { files } = await scan({ cwd: root, paths: [join(root, 'pipe.ts')], packs });
  expect(files.skipped).toMatchObject([{ file: 'pipe.ts', mayHoldCalls: true }]);
});
