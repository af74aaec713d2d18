import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACME, apiMigrate, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const { 'src/jobs.ts': JOBS = '' } = PROJECT;
const pack = JSON.stringify(ACME);

async function rules(files: Record<string, string>, ...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await apiMigrate(workspace({ 'src/jobs.ts': JOBS, ...files }), ['scan', 'src', ...args, '--format', 'jsonl']);
  if (stderr !== '') throw new Error(stderr);
  return stdout.split('\n').flatMap((line) => (line.startsWith('{"type":"finding"') ? [(JSON.parse(line) as { rule: string }).rule] : []));
}

async function error(config: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await apiMigrate(workspace({ 'src/jobs.ts': JOBS, ...config }), ['scan', 'src', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: [^\n]*\n$/);
  return stderr.slice('error: '.length, -1);
}

describe('a pack of one’s own', () => {
  it.each([
    ['JSON', { 'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.json"}}}', 'acme.json': pack }],
    [
      'a TypeScript configuration',
      {
        'api-migrate.config.ts': `import { defineConfig } from 'api-migrate';\nimport type { Config } from 'api-migrate';\nconst config: Config = { packs: { acme: { from: './acme.json' } } };\nexport default defineConfig(config);\n`,
        'acme.json': pack,
      },
    ],
    [
      'a TypeScript pack',
      {
        'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.ts"}}}',
        'acme.ts': `import { definePack } from 'api-migrate';\nexport default definePack(${pack});\n`,
      },
    ],
    [
      'an ES module',
      {
        'api-migrate.config.mjs': "export default { packs: { acme: { from: './acme.mjs' } } };\n",
        'acme.mjs': `export default ${pack};\n`,
      },
    ],
    [
      'a CommonJS pack',
      {
        'api-migrate.config.js': "export default { packs: { acme: { from: './acme.cjs' } } };\n",
        'acme.cjs': `module.exports = ${pack};\n`,
      },
    ],
    [
      'a package',
      {
        'api-migrate.config.json': '{"packs": {"acme": {"from": "acme-pack"}}}',
        'node_modules/acme-pack/package.json': '{"name": "acme-pack", "type": "module", "exports": "./pack.js"}',
        'node_modules/acme-pack/pack.js': `export default ${pack};\n`,
      },
    ],
  ])('is found through %s', async (_, files) => {
    expect(await rules(files)).toEqual(['acme/get-job']);
    expect(await rules(files, '--pack', 'acme')).toEqual(['acme/get-job']);
  });

  it('is found by its path alone', async () => {
    expect(await rules({ 'acme.json': pack }, '--pack', './acme.json')).toEqual(['acme/get-job']);
  });

  it('is found relative to a configuration that stands elsewhere', async () => {
    expect(
      await rules(
        { 'tools/config.json': '{"packs": {"acme": {"from": "./acme.json"}}}', 'tools/acme.json': pack },
        '--config',
        'tools/config.json',
      ),
    ).toEqual(['acme/get-job']);
  });

  it('can be left out', async () => {
    const config = { 'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.json"}}}', 'acme.json': pack };
    expect(await rules(config, '--pack', 'tao')).toEqual([]);
  });
});

describe('the configuration', () => {
  it('chooses files by glob', async () => {
    const files = {
      'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.json"}}, "exclude": ["src/legacy/**"]}',
      'acme.json': pack,
      'src/legacy/old.ts': JOBS,
    };
    expect(await rules(files)).toEqual(['acme/get-job']);
  });

  it.each([
    ['a misspelt key', '{"pack": {}}', 'api-migrate.config.json: pack: there is no such field; did you mean "packs"?'],
    [
      'a misspelt setting',
      '{"packs": {"tao": {"orgins": []}}}',
      'api-migrate.config.json: packs.tao.orgins: there is no such field; did you mean "origins"?',
    ],
    ['a misspelt pack', '{"packs": {"toa": false}}', 'api-migrate.config.json: packs.toa: unknown pack; did you mean "tao"?'],
    [
      'a pack that nobody ships',
      '{"packs": {"weather": {"origins": []}}}',
      'api-migrate.config.json: packs.weather: unknown pack; name its file or package with "from"; shipped packs: tao, openml, insightflow, agent-platform, rag-services',
    ],
    [
      'an override of a rule that is misspelt',
      '{"overrides": [{"files": ["src/**"], "ignore": ["tao/get-jbo"]}]}',
      'api-migrate.config.json: overrides[0].ignore: no rule is called "tao/get-jbo"; did you mean "tao/get-job"?',
    ],
    ['a value of the wrong type', '{"exclude": "src"}', 'api-migrate.config.json: exclude: must be a list'],
    [
      'an origin that is none',
      '{"packs": {"tao": {"origins": ["tao"]}}}',
      'api-migrate.config.json: packs.tao.origins[0]: must be an origin such as https://tao.example.com',
    ],
    ['a syntax error', '{\n  "packs": {,}\n}', 'api-migrate.config.json: is not valid JSON at line 2, column 13'],
    ['an unknown pack option', '{"packs": {"tao": {"options": {"nope": true}}}}', /^unknown option of pack tao "nope"; /],
    ['a pack file that is not there', '{"packs": {"acme": {"from": "./acme.json"}}}', /acme\.json: no such file or directory$/],
    [
      'a package that is not installed',
      '{"packs": {"acme": {"from": "acme-pack"}}}',
      'api-migrate.config.json: packs.acme.from: acme-pack: no such package is installed; install it, or give a path that starts with "./"',
    ],
  ])('answers %s with the place and what was meant', async (_, config, line) => {
    expect(await error({ 'api-migrate.config.json': config })).toMatch(line);
  });

  it('names the file when it does not run', async () => {
    expect(await error({ 'api-migrate.config.ts': 'export default {\n  packs: {{\n};\n' })).toMatch(
      /^api-migrate\.config\.ts: cannot be loaded: /,
    );
    expect(await error({ 'api-migrate.config.mjs': "throw new Error('no token');\n" })).toBe(
      'api-migrate.config.mjs: cannot be loaded: no token',
    );
    expect(await error({ 'api-migrate.config.mjs': "import './missing.mjs';\n" })).toMatch(
      /^api-migrate\.config\.mjs: cannot be loaded: .*missing\.mjs/,
    );
  });

  it('names a circle of imports as what it is', async () => {
    const files = {
      'api-migrate.config.mjs':
        "import { packs } from './packs.mjs';\nexport const shared = { include: ['src/**'] };\nexport default { ...shared, packs };\n",
      'packs.mjs': "import { shared } from './api-migrate.config.mjs';\nexport const packs = shared.include.length > 0 ? {} : undefined;\n",
    };
    expect(await error(files)).toMatch(
      /^api-migrate\.config\.mjs: cannot be loaded: its imports run in a circle: api-migrate\.config\.mjs -> packs\.mjs -> api-migrate\.config\.mjs$/,
    );
  });

  it('wants one file, not two', async () => {
    expect(await error({ 'api-migrate.config.json': '{}', 'api-migrate.config.mjs': 'export default {};\n' })).toBe(
      'both api-migrate.config.mjs and api-migrate.config.json are here; keep one, or name one with --config',
    );
  });

  it('is not looked for above the working directory', async () => {
    const root = workspace({ 'api-migrate.config.json': '{"bad": 1}' });
    mkdirSync(join(root, 'inner'));
    writeFileSync(join(root, 'inner/a.ts'), '');
    expect((await apiMigrate(join(root, 'inner'), ['scan'])).code).toBe(0);
  });

  it('wants a pack under the id that the pack gives itself', async () => {
    expect(await error({ 'api-migrate.config.json': '{"packs": {"other": {"from": "./acme.json"}}}', 'acme.json': pack })).toBe(
      'api-migrate.config.json: packs.other.from: the pack calls itself "acme"; name it so in the configuration, not "other"',
    );
  });
});
