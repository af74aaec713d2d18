import { describe, expect, it } from 'vitest';
import { ACME, apiMigrate, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

type Files = Record<string, string>;
type Rule = Record<string, unknown>;

const { 'src/jobs.ts': JOBS = '' } = PROJECT;
const GET_JOB: Rule = ACME.rules[0] ?? {};
const CHANGE = {
  kind: 'change',
  id: 'acme/fields',
  title: 'Fields',
  guide: 'Jobs',
  level: 'auto',
  on: ['GET /experiments/{experiment_id}/jobs/{job_id}'],
};
const ADVICE = { kind: 'advice', id: 'acme/look', title: 'Look', guide: 'Jobs', level: 'manual' };

/** A project whose pack is given as JSON text or as further rules. */
function packed(pack: string | Rule[]): Files {
  const text = typeof pack === 'string' ? pack : JSON.stringify({ ...ACME, rules: [...ACME.rules, ...pack] });
  return { 'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.json"}}}', 'acme.json': text };
}

/** A project whose pack is a module. */
function module(text: string, name = 'acme.mjs'): Files {
  return { 'api-migrate.config.json': `{"packs": {"acme": {"from": "./${name}"}}}`, [name]: text };
}

/** A project whose pack is a package. */
function installed(manifest: object | undefined, text = ''): Files {
  return {
    'api-migrate.config.json': '{"packs": {"acme": {"from": "acme-pack"}}}',
    ...(manifest && { 'node_modules/acme-pack/package.json': JSON.stringify({ name: 'acme-pack', type: 'module', ...manifest }) }),
    'node_modules/acme-pack/pack.js': text,
  };
}

/** A further rule with a lens for the body of an endpoint that takes one. */
const lens = (...request: unknown[]): Files =>
  packed([
    { ...CHANGE, on: ['POST /jobs'], request },
    { ...GET_JOB, id: 'acme/add-job', v1: ['POST /jobs'], v2: 'POST /jobs', examples: [] },
  ]);
const withProto = (text: string): Files => packed(JSON.stringify(ACME).replace(text, `"__proto__": {"x": 1}, ${text}`));
const FROM = 'api-migrate.config.json: packs.acme.from';

async function refusal(files: Files, args: readonly string[] = []): Promise<string> {
  const root = workspace({ 'src/jobs.ts': JOBS, ...files });
  const { code, stdout, stderr } = await apiMigrate(root, ['scan', 'src', ...args]);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: [^\n]*\n$/) });
  return stderr.slice('error: '.length, -1).replaceAll(root, '.');
}

describe('a pack with a mistake is refused in one line with the place', () => {
  it.each<[string, Files, string]>([
    ['a misspelt field', packed([{ ...CHANGE, tilte: 'x' }]), './acme.json: rules[3].tilte: there is no such field; did you mean "title"?'],
    [
      'a misspelt operation',
      lens({ op: 'renmae', from: 'a', to: 'b' }),
      './acme.json: rules[3].request[0].op: must be one of add, remove, rename, hoist, plunge, wrap, head, in, map, convert, default, nest, unnest, nest-when; did you mean "rename"?',
    ],
    [
      'a misspelt field of a lens in a lens',
      lens({ op: 'in', name: 'x', lens: [{ op: 'map', lens: [{ op: 'rename', form: 'a', to: 'b' }] }] }),
      './acme.json: rules[3].request[0].lens[0].lens[0].form: there is no such field; did you mean "from"? (and 1 more)',
    ],
    [
      'a misspelt conversion',
      lens({ op: 'convert', name: 'a', with: { to: 'numbre' } }),
      './acme.json: rules[3].request[0].with.to: must be one of number, string, boolean, list, lower-case, iso-date-time, lookup, replace, pairs; did you mean "number"?',
    ],
    [
      'a misspelt kind of advice',
      packed([{ ...ADVICE, detect: { txt: 'a' } }]),
      './acme.json: rules[3].detect.txt: there is no such field; did you mean "text"?',
    ],
    ['a wrong type', lens({ op: 'rename', from: 3, to: 'b' }), './acme.json: rules[3].request[0].from: must be a string'],
    ['no rules', packed('{"id": "acme"}'), './acme.json: title: is missing (and 4 more)'],
    ['a list', packed('[]'), './acme.json: must be an object'],
    [
      'a lens that cannot be applied',
      lens({ op: 'remove', name: 'a' }, { op: 'wrap', name: 'a' }),
      './acme.json: rules[3].request[1]: "a" is not there any more: remove before it takes it away',
    ],
    [
      'a template that two rules match',
      packed([{ ...GET_JOB, id: 'acme/other', v1: ['GET /experiments/{a}/jobs/{b}'], v2: 'GET /jobs/{b}' }]),
      './acme.json: rules[3].v1[0]: "GET /experiments/{a}/jobs/{b}" matches the same URLs as "GET /experiments/{experiment_id}/jobs/{job_id}" of acme/get-job',
    ],
    [
      'an id that is there twice',
      packed([{ ...CHANGE, id: 'acme/get-job' }]),
      './acme.json: rules[3].id: "acme/get-job" is the id of rules[0] too',
    ],
    [
      'a template with an open brace',
      packed([{ ...GET_JOB, id: 'acme/other', v1: ['GET /a/{b'], v2: 'GET /c' }]),
      './acme.json: rules[3].v1[0]: "GET /a/{b": unbalanced or odd parameter in "{b"',
    ],
    [
      'a method that is none',
      packed([{ ...GET_JOB, id: 'acme/other', v1: ['PATHC /a'], v2: 'GET /a' }]),
      './acme.json: rules[3].v1[0]: "PATHC /a": no method "PATHC"; did you mean "PATCH"?',
    ],
    ['a field named __proto__ on top', withProto('"id":"acme"'), './acme.json: __proto__: there can be no field of this name'],
    ['a field named __proto__ inside', withProto('"1":"Jobs"'), './acme.json: phases.__proto__: there can be no field of this name'],
    [
      'a lens that writes __proto__',
      lens({ op: 'add', name: '__proto__', value: { admin: true } }),
      './acme.json: rules[3].request[0].name: there can be no field of this name',
    ],
    [
      'more options than can be checked',
      packed(
        JSON.stringify({
          ...ACME,
          options: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`o${index}`, { description: 'x', default: true }])),
          rules: Array.from({ length: 30 }, (_, index) => ({ ...CHANGE, id: `acme/c${index}`, on: '*', option: `o${index}` })),
        }),
      ),
      './acme.json: rules: depend on 30 options; at most 10 options can turn rules on and off',
    ],
    [
      'a pattern that looks around',
      packed([{ ...ADVICE, detect: { text: '(?=a+)+b' } }]),
      './acme.json: rules[3].detect.text: looks around or refers back, which can take endless time; write it without',
    ],
    [
      'a pattern that counts what it repeats',
      packed([{ ...ADVICE, detect: { text: '(?:a{0,60})+b' } }]),
      './acme.json: rules[3].detect.text: repeats what it counts, which can take endless time; use * or + in place of the count',
    ],
    [
      'a lens without end',
      module(
        `const lens = []; lens.push({ op: 'map', lens });\nexport default { ...${JSON.stringify(ACME)}, rules: [{ ...${JSON.stringify(CHANGE)}, request: lens }] };\n`,
      ),
      `${FROM}: acme.mjs: rules[0].request[0].lens: leads back to itself`,
    ],
    [
      'a getter',
      module('export default { get id() { throw new Error("no"); } };\n'),
      `${FROM}: acme.mjs: id: is computed by a getter; only plain data can stand here`,
    ],
  ])('%s', async (_, files, line) => {
    expect(await refusal(files)).toBe(line);
  });
});

describe('a pack that cannot be loaded is refused with the entry that names it', () => {
  it.each<[string, Files, string]>([
    [
      'no file',
      module('', 'other.mjs') && { 'api-migrate.config.json': '{"packs": {"acme": {"from": "./acme.json"}}}' },
      './acme.json: no such file or directory',
    ],
    [
      'a directory',
      { ...packed(''), 'acme.json': '', 'api-migrate.config.json': '{"packs": {"acme": {"from": "./src"}}}' },
      'src: has to be a .ts, .js, .mjs or .json file',
    ],
    ['no JSON', packed('{"id": "acme",\n ]'), 'acme.json: is not valid JSON at line 2, column 2'],
    ['no default export', module('export const pack = {};\n'), 'acme.mjs: has no default export; write "export default" before the object'],
    [
      'no default export, in TypeScript',
      module('export const pack = {};\n', 'acme.ts'),
      'acme.ts: has no default export; write "export default" before the object',
    ],
    ['a promise', module('export default Promise.resolve({});\n'), 'acme.mjs: is a Promise; only plain data can stand here'],
    ['a function', module('export default () => ({});\n'), 'acme.mjs: is a function; only plain data can stand here'],
    [
      'a syntax error',
      module('export default {\n  a: {{;\n', 'acme.ts'),
      'acme.ts: cannot be loaded: Unexpected token at line 2, column 7',
    ],
    ['what throws', module('throw new TypeError("boom\\nmore");\n'), 'acme.mjs: cannot be loaded: boom'],
    ['what ends the process', module('process.exit(0);\n'), 'acme.mjs: ended while it was loaded, without an export'],
    ['a file of another kind', module('id: acme\n', 'acme.yaml'), 'acme.yaml: has to be a .ts, .js, .mjs or .json file'],
    [
      'a package that is not installed',
      { 'api-migrate.config.json': '{"packs": {"acme": {"from": "@acme/pack"}}}' },
      '@acme/pack: no such package is installed; install it, or give a path that starts with "./"',
    ],
    [
      'a package without that export',
      installed({ exports: { './other': './pack.js' } }),
      'acme-pack: the package is installed, but exports nothing that can be loaded; its package.json says with "exports" what it exports',
    ],
    [
      'a package without a default export',
      installed({ exports: './pack.js' }, 'export const pack = {};\n'),
      'acme-pack: has no default export; write "export default" before the object',
    ],
  ])('%s', async (_, files, line) => {
    expect(await refusal(files)).toBe(`${FROM}: ${line}`);
  });
});

describe('a configuration that cannot be taken is refused', () => {
  const config = (text: string, name = 'api-migrate.config.mjs'): Files => ({ [name]: text });
  it.each<[string, Files, string]>([
    ['what throws', config('throw new Error("no token");\n'), 'api-migrate.config.mjs: cannot be loaded: no token'],
    [
      'what waits for nothing',
      config('await new Promise(() => {});\nexport default {};\n'),
      'api-migrate.config.mjs: ended while it was loaded, without an export',
    ],
    [
      'what never ends',
      config('for (;;);\nexport default {};\n'),
      'api-migrate.config.mjs: was not loaded within 10 s; it must not wait for anything',
    ],
    ['a promise', config('export default Promise.resolve({});\n'), 'api-migrate.config.mjs: is a Promise; only plain data can stand here'],
    ['a function', config('export default () => ({});\n'), 'api-migrate.config.mjs: is a function; only plain data can stand here'],
    [
      'no default export',
      config('export const packs = {};\n'),
      'api-migrate.config.mjs: has no default export; write "export default" before the object',
    ],
    ['nothing', config('null', 'api-migrate.config.json'), 'api-migrate.config.json: must be an object'],
    [
      'a circle of imports that would go unnoticed',
      {
        'api-migrate.config.ts':
          "import { packs } from './packs';\nexport const include = ['src/**'];\nexport default { include, packs };\n",
        'packs.ts': "import { include } from './api-migrate.config';\nexport const packs = { tao: { options: include as never } };\n",
      },
      'api-migrate.config.ts: cannot be loaded: its imports run in a circle: api-migrate.config.ts -> packs.ts -> api-migrate.config.ts',
    ],
    [
      'a circle of require',
      {
        'api-migrate.config.js': "const { packs } = require('./packs.cjs');\nmodule.exports = { packs };\n",
        'packs.cjs': "exports.packs = require('./api-migrate.config.js').packs.tao;\n",
      },
      'api-migrate.config.js: cannot be loaded: its imports run in a circle: api-migrate.config.js -> packs.cjs -> api-migrate.config.js',
    ],
    [
      'a setting of the wrong kind',
      config('{"packs": {"acme": {"from": 3}}}', 'api-migrate.config.json'),
      `${FROM}: must be a path, a package name or a pack`,
    ],
    [
      'a misspelt setting of a wrapper',
      config('{"wrappers": [{"module": "x", "anwser": "body"}]}', 'api-migrate.config.json'),
      'api-migrate.config.json: wrappers[0].anwser: there is no such field; did you mean "answer"?',
    ],
  ])(
    '%s',
    async (_, files, line) => {
      expect(await refusal(files)).toBe(line);
    },
    30_000,
  );

  it('a file of another kind', async () => {
    expect(await refusal({ 'config.yaml': '' }, ['--config', 'config.yaml'])).toBe('config.yaml: has to be a .ts, .js, .mjs or .json file');
  });
});

describe('what a configuration does beside its export', () => {
  const scan = (files: Files, ...args: string[]) => apiMigrate(workspace({ 'src/jobs.ts': JOBS, ...files }), ['scan', 'src', ...args]);

  it('stays out of the report', async () => {
    const { stdout, stderr } = await scan({ 'api-migrate.config.mjs': "console.log('hello');\nexport default {};\n" }, '--format', 'json');
    expect((JSON.parse(stdout) as { command: string }).command).toBe('scan');
    expect(stderr).toBe('hello\n');
  });

  it('does not hold up the end of the run, and may import types in a circle', async () => {
    const files = {
      'api-migrate.config.ts':
        "import { packs } from './packs';\nsetInterval(() => {}, 1000);\nexport type Packs = typeof packs;\nexport default { packs };\n",
      'packs.ts': "import type { Packs } from './api-migrate.config';\nexport type Other = Packs;\nexport const packs = {};\n",
    };
    expect((await scan(files)).code).toBe(0);
  });

  it('is not even begun by a pattern that backtracks: it is run in linear time', async () => {
    const root = workspace({
      ...packed([{ ...ADVICE, detect: { text: '(a+)+$' } }]),
      'src/jobs.ts': `${JOBS}export const text = '${'a'.repeat(60)}!';\nexport const other = 'aaa';\n`,
    });
    const { stdout } = await apiMigrate(root, ['scan', 'src', '--rule', 'acme/look', '--format', 'jsonl'], { timeout: 20_000 });
    expect(stdout).toContain('"rule":"acme/look"');
  }, 30_000);
});
