import { expect, test } from 'vitest';
import { migrated } from './support.js';

const RAG = 'rag-services';

const READER = `import settings from './rag.json';

const base = \`\${process.env.RAG_URL ?? 'http://localhost:3401'}/api/\${settings.apiVersion}\`;

export async function models(): Promise<{ name: string }[]> {
  const response = await fetch(\`\${base}/rag/models\`);
  return (await response.json()).models;
}
`;

test('settings follow with the calls that read them, and keep every other byte', async () => {
  const settings = `{\r\n\t"name": "docs",   "keep": [1,2 , 3],\r\n\t"apiVersion": "v1",\r\n\t"upgradeScheduled": "2026-04-15"\r\n}\r\n`;
  const { after, plan } = await migrated({ 'reader.ts': READER, 'rag.json': settings }, RAG);
  expect(after['rag.json']).toBe(`{\r\n\t"name": "docs",   "keep": [1,2 , 3],\r\n\t"apiVersion": "v2"\r\n}\r\n`);
  expect(after['reader.ts']).toContain('(await response.json()).data.models');
  expect(plan.findings.map(({ file, rule, state }) => [file, rule, state])).toContainEqual([
    'rag.json',
    'rag-services/pinned-config',
    'review',
  ]);
});

test('settings stay when a call that reads them stays', async () => {
  const open = READER.replace('/rag/models`', '/rag/unheard-of`');
  const { after, plan } = await migrated({ 'reader.ts': open, 'rag.json': pinned() }, RAG);
  expect(after['rag.json']).toBe(pinned());
  expect(reasonOf(plan)).toMatch(/reader\.ts:6/);
});

test('settings stay when a call may read them in a way that cannot be seen', async () => {
  const blind = `import { load } from 'some-loader';

export async function models(): Promise<unknown> {
  const { apiVersion } = load('rag.json');
  return (await fetch(\`http://localhost:3401/api/\${apiVersion}/rag/models\`)).json();
}
`;
  const { after, plan } = await migrated({ 'reader.ts': blind, 'rag.json': pinned() }, RAG);
  expect(after['rag.json']).toBe(pinned());
  expect(reasonOf(plan)).toContain('the version of the call at reader.ts:5 is only known at run time');
});

test('a date that code names stays', async () => {
  const told = `${READER}\nexport const due = settings.upgradeScheduled;\n`;
  const { after, plan } = await migrated({ 'reader.ts': told, 'rag.json': pinned() }, RAG);
  expect(after['rag.json']).toBe(pinned().replace('"v1"', '"v2"'));
  expect(reasonOf(plan)).toContain('upgradeScheduled stays, because it is used at reader.ts:10');
});

test.each([
  ['with a path beside the module', `JSON.parse(readFileSync(new URL('./rag.json', import.meta.url), 'utf8'))`],
  ['with joined names', `JSON.parse(readFileSync(join(import.meta.dirname, 'rag.json')).toString())`],
  ['with a name alone', `JSON.parse(await readFile('rag.json', 'utf8'))`],
])('settings that are read as a file %s', async (_, read) => {
  const reader = READER.replace(
    `import settings from './rag.json';`,
    `import { readFileSync } from 'node:fs';\nimport { readFile } from 'node:fs/promises';\nimport { join } from 'node:path';\n\nconst settings = ${read};`,
  );
  const { after } = await migrated({ 'reader.ts': reader, 'rag.json': pinned() }, RAG);
  expect(after['rag.json']).toBe('{ "apiVersion": "v2" }\n');
  expect(after['reader.ts']).toContain('(await response.json()).data.models');
});

test('a base URL in settings moves with all calls that are made with it, and the run says so once', async () => {
  const call = (path: string): string => `import config from './config.json' with { type: 'json' };

export const load = async () => (await (await fetch(config.rag.url + '${path}')).json());
`;
  const files = { 'a.ts': call('/rag/models'), 'b.ts': call('/rag/directories') };
  const { after, plan } = await migrated({ ...files, 'config.json': '{ "rag": { "url": "http://localhost:3401/api/v1" } }\n' }, RAG);
  expect(after['config.json']).toBe('{ "rag": { "url": "http://localhost:3401/api/v2" } }\n');
  expect(plan.findings.map(({ file, state }) => `${file} ${state}`)).toEqual(['a.ts migrated', 'b.ts migrated']);
  expect(plan.environment).toEqual(['config.json names v2 now: check what else reads it']);
});

function pinned(): string {
  return '{ "apiVersion": "v1", "upgradeScheduled": "2026-04-15" }\n';
}

function reasonOf(plan: Awaited<ReturnType<typeof migrated>>['plan']): string | undefined {
  return plan.findings.find(({ rule }) => rule === 'rag-services/pinned-config')?.reason;
}
