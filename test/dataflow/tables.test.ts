import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/dataflow/limits.js';
import { migrated, outcomesOf } from '../migrate/support.js';

const API = 'https://tao.local/api/v1/orgs/acme';
const LIST = '/datasets/d1/jobs';
const MOVED = '/jobs?kind=dataset&dataset_id=d1';

/** Tables of paths, and how a call takes one whose key only shows at run time. All paths have to move together with the base. */
const TABLES: [name: string, code: string][] = [
  [
    'a spread table',
    `const more = { jobs: '${LIST}' };\nconst PATHS = { all: '/datasets', ...more };\nconst pick = (key: keyof typeof PATHS) => PATHS[key];`,
  ],
  [
    'a computed name',
    `const NAME = 'jobs';\nconst PATHS: Record<string, string> = { all: '/datasets', [NAME]: '${LIST}' };\nconst pick = (key: string) => PATHS[key];`,
  ],
  [
    'a member added later',
    `const PATHS: Record<string, string> = { all: '/datasets' };\nPATHS.jobs = '${LIST}';\nconst pick = (key: string) => PATHS[key];`,
  ],
  ['a Map', `const PATHS = new Map([['all', '/datasets'], ['jobs', '${LIST}']]);\nconst pick = (key: string) => PATHS.get(key);`],
  [
    'a Map that is filled later',
    `const PATHS = new Map<string, string>([['all', '/datasets']]);\nPATHS.set('jobs', '${LIST}');\nconst pick = (key: string) => PATHS.get(key)!;`,
  ],
  [
    'a Map made of an object',
    `const PATHS = new Map(Object.entries({ all: '/datasets', jobs: '${LIST}' }));\nconst pick = (key: string) => PATHS.get(key);`,
  ],
];

const CALL = `export const load = async (key: never) => (await fetch('${API}' + pick(key))).status;\n`;

describe('a table that is read with a key only known at run time', () => {
  it.each(TABLES)('%s', async (_name, code) => {
    const { after, plan } = await migrated({ 'a.ts': `${code}\n${CALL}` });
    for (const [outcome] of outcomesOf(plan, 'a.ts')) expect(outcome).not.toBe('manual');
    expect(after['a.ts']).toContain('/api/v2/orgs/acme');
    expect(after['a.ts']).toContain(MOVED);
    expect(after['a.ts']).not.toContain(LIST);
  });

  it.each([
    [
      'with members from elsewhere',
      `import { more } from 'elsewhere';\nconst PATHS: Record<string, string> = { all: '/datasets', ...more };\nconst pick = (key: string) => PATHS[key];`,
    ],
    [
      'that others fill',
      `import { fill } from 'elsewhere';\nconst PATHS = new Map([['all', '/datasets']]);\nfill(PATHS);\nconst pick = (key: string) => PATHS.get(key);`,
    ],
  ])('%s: the call stays', async (_name, code) => {
    const text = `${code}\n${CALL}`;
    const { after, plan } = await migrated({ 'a.ts': text });
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts').map(([outcome]) => outcome)).toEqual(['manual']);
  });

  it('of too many members: the limit is named', async () => {
    const rows = [...Array(LIMITS.table.bound + 1).keys()].map((index) => `  k${index}: '/datasets/d${index}/jobs',\n`);
    const text = `const PATHS: Record<string, string> = {\n${rows.join('')}};\nconst pick = (key: string) => PATHS[key];\n${CALL}`;
    const { after, plan } = await migrated({ 'a.ts': text });
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('the limit "table"')]]);
  });
});

it('takes the base of a Map by its key', async () => {
  const text = `const HOSTS = new Map([['tao', '${API}'], ['web', 'https://www.local']]);\nexport const load = async () => (await fetch(HOSTS.get('tao') + '/datasets')).status;\n`;
  const { after } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toBe(text.replace('/api/v1/', '/api/v2/'));
});

it.each([
  ['for (const [name, path] of Object.entries(PATHS)) console.log(name, (await fetch(API + path)).status);'],
  ['await Promise.all(Object.values(PATHS).map(async (path) => (await fetch(API + path)).status));'],
  ['for (const name of Object.keys(PATHS) as (keyof typeof PATHS)[]) console.log((await fetch(API + PATHS[name])).status);'],
])('goes through the members of a table: %s', async (loop) => {
  const text = `const API = '${API}';\nconst PATHS = { all: '/datasets', jobs: '${LIST}' };\nexport async function run() {\n  ${loop}\n}\n`;
  const { after, plan } = await migrated({ 'a.ts': text });
  for (const [outcome] of outcomesOf(plan, 'a.ts')) expect(outcome).not.toBe('manual');
  expect(after['a.ts']).toContain(`jobs: '${MOVED}'`);
  expect(after['a.ts']).toContain(`const API = '${API.replace('v1', 'v2')}'`);
});

it('moves no base whose path may also be something that no rule names', async () => {
  const text = `import { other } from 'elsewhere';\nexport const load = async (all: boolean) => (await fetch('${API}' + (all ? '/datasets' : other()))).status;\n`;
  const { after, plan } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toBe(text);
  expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('the URL may also be')]]);
});

it('goes on where a table is spread into itself', async () => {
  const text = `const API = '${API}';\nexport const load = async (key: string, given: Record<string, string>) => {\n  let paths: Record<string, string> = { all: '/datasets' };\n  for (const name of Object.keys(given)) paths = { ...paths, [name]: given[name] };\n  return (await fetch(API + paths[key])).status;\n};\n`;
  const { after, plan } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toBe(text);
  expect(plan.findings.map(({ level }) => level)).toEqual(['manual']);
});

it('goes on where a list is spread into itself', async () => {
  const text = `const API = '${API}';\nexport const load = async (more: string[]) => {\n  let paths = ['/datasets'];\n  for (const path of more) paths = [...paths, path];\n  for (const path of paths) console.log((await fetch(API + path)).status);\n};\n`;
  const { after, plan } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toBe(text);
  expect(plan.findings.map(({ level }) => level)).toEqual(['manual']);
});
