import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { entry, har } from '../verify/support/recording.js';
import { json, serve } from '../verify/support/server.js';
import { ACME, PROJECT, type Run } from './run.js';
import { workspace, writeFiles } from '../workspace.js';

const run = promisify(execFile);
const V1 = `fetch('https://acme.example.com/acme/v1/users/1');\n`;
const V2 = `fetch('https://acme.example.com/acme/v2/people/1');\n`;
const DATA = JSON.stringify({
  ...ACME,
  rules: ACME.rules.map((rule) => (rule.id === 'acme/get-user' ? { ...rule, examples: [{ before: V1, after: V2 }] } : rule)),
});
const MODULE = `export default ${DATA};\n`;
const DEFINED = `import { definePack } from 'api-migrate';\nexport default definePack(${DATA});\n`;
const HAR = har([entry({ url: 'https://acme.example.com/acme/v1/users/1', answer: { id: '1', age: 30 } })]);

let base: string;

/** Packs a package as `npm publish` would, and unpacks it as `npm install` would. */
async function install(directory: string, name: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], { cwd: directory });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const target = join(base, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', join(base, filename), '-C', target, '--strip-components=1']);
}

beforeAll(async () => {
  base = workspace();
  await install(resolve('.'), 'api-migrate');
  for (const name of Object.keys(packageJson.dependencies)) {
    mkdirSync(dirname(join(base, 'node_modules', name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(base, 'node_modules', name));
  }
  const pack = writeFiles(join(base, 'acme-pack'), {
    'package.json': JSON.stringify({
      name: '@acme/migration',
      version: '1.0.0',
      type: 'module',
      exports: './index.js',
      peerDependencies: { 'api-migrate': '*' },
    }),
    'index.js': `import { rules } from './rules.js';\n${DEFINED.replace(/definePack\((.*)\)/, 'definePack({ ...$1, rules })')}`,
    'rules.js': `export const rules = ${JSON.stringify((JSON.parse(DATA) as typeof ACME).rules)};\n`,
  });
  await install(pack, '@acme/migration');
});

/** A project below the installation, with a v1 call. */
function project(files: Record<string, string>): string {
  return writeFiles(mkdtempSync(join(base, 'project-')), {
    'src/jobs.ts': PROJECT['src/jobs.ts'] ?? '',
    'traffic.har': HAR,
    ...files,
  });
}

async function installed(cwd: string, ...args: string[]): Promise<Run> {
  const bin = join(base, 'node_modules/api-migrate/bin/api-migrate.js');
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

function configured(from: string, others: Record<string, string> = {}): Record<string, string> {
  return { 'api-migrate.config.json': JSON.stringify({ packs: { acme: { from } } }), ...others };
}

describe('every command of an installed package knows a pack', () => {
  it.each<[string, Record<string, string>]>([
    ['of a package', configured('@acme/migration')],
    ['in TypeScript', configured('./packs/acme.ts', { 'packs/acme.ts': DEFINED })],
    ['in JavaScript', configured('./packs/acme.js', { 'packs/acme.js': DEFINED })],
    ['in an ES module', configured('./packs/acme.mjs', { 'packs/acme.mjs': MODULE })],
    ['in JSON', configured('./packs/acme.json', { 'packs/acme.json': DATA })],
    [
      'in the configuration itself',
      {
        'api-migrate.config.ts': `import { defineConfig, definePack } from 'api-migrate';\nexport default defineConfig({ packs: { acme: { from: definePack(${DATA}) } } });\n`,
      },
    ],
  ])('%s', async (_, files) => {
    const server = await serve((got, response) =>
      got.url === '/acme/v2/people/1' ? json(response, 200, { id: '1', age: 30 }) : json(response, 404, {}),
    );
    const root = project(files);
    const scan = await installed(root, 'scan', 'src', '--pack', 'acme');
    expect(scan).toEqual({ code: 1, stdout: expect.stringContaining('acme/get-job'), stderr: '' });
    const migrate = await installed(root, 'migrate', 'src', '--pack', 'acme', '--write', '--allow-dirty');
    expect({ code: migrate.code, file: readFileSync(join(root, 'src/jobs.ts'), 'utf8') }).toEqual({
      code: 0,
      file: (PROJECT['src/jobs.ts'] ?? '').replace(/acme\/v1\/experiments\/\$\{experiment\}/, 'acme/v2'),
    });
    const verify = await installed(root, 'verify', 'traffic.har', '--target', server.url, '--pack', 'acme');
    expect(verify).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 exchange: 1 passed/) });
    expect(server.got.map(({ url }) => url)).toContain('/acme/v2/people/1');
    expect((await installed(root, 'explain', 'acme')).stdout).toContain('acme/get-user');
    expect((await installed(root, 'explain', 'acme/get-user')).stdout).toContain('Users are people');
    expect((await installed(root, 'explain', '--check', 'acme')).stdout).toBe('1 example passed, 0 failed.\n');
  });
});

describe('an installed package takes a configuration', () => {
  it.each<[string, string]>([
    [
      'api-migrate.config.ts',
      `import { defineConfig } from 'api-migrate';\nexport default defineConfig({ packs: { acme: { from: '@acme/migration' } } });\n`,
    ],
    [
      'api-migrate.config.js',
      `import { defineConfig } from 'api-migrate';\nexport default defineConfig({ packs: { acme: { from: '@acme/migration' } } });\n`,
    ],
    ['api-migrate.config.mjs', `import pack from '@acme/migration';\nexport default { packs: { [pack.id]: { from: pack } } };\n`],
    ['api-migrate.config.json', '{"packs": {"acme": {"from": "@acme/migration"}}}'],
  ])('as %s', async (name, content) => {
    const { code, stdout } = await installed(project({ [name]: content }), 'scan', 'src');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('acme/get-job') });
  });
});
