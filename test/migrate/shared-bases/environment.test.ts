import { expect, test } from 'vitest';
import { migrate } from '../../../src/migrate/index.js';
import { shownDiff } from '../../../src/apply/diff.js';
import { loadShipped } from '../../../rules/index.js';
import { workspace } from '../../workspace.js';
import { migrated, outcomesOf } from '../support.js';

const RAG = 'rag-services';

/** A client whose base comes from the environment by an expression. */
const client = (base: string): string => `import axios from 'axios';

const rag = axios.create({ baseURL: ${base} });

export async function models(): Promise<string[]> {
  const { data } = await rag.get('/models');
  return data.models.map((model: { name: string }) => model.name);
}
`;
const CLIENT = client('process.env.RAG_URL');
const V1 = 'http://localhost:3401/api/v1/rag';
const V2 = 'http://localhost:3401/api/v2/rag';

test('a base in a file of variables moves with the calls, every other byte stays, and the run says so once', async () => {
  const before = `SECRET="x y"\r\n#RAG_URL=${V1}\r\nexport RAG_URL = '${V1}'  # the API\r\nEMPTY=\r\nLAST=1`;
  const { after, plan } = await migrated({ '.env': before, 'client.ts': CLIENT }, RAG);
  expect(after['.env']).toBe(`SECRET="x y"\r\n#RAG_URL=${V1}\r\nexport RAG_URL = '${V2}'  # the API\r\nEMPTY=\r\nLAST=1`);
  expect(after['client.ts']).toContain('{ data: { data } }');
  expect(after['client.ts']).not.toContain('TODO');
  expect(outcomesOf(plan, 'client.ts').map(([state]) => state)).toEqual(['migrated']);
  expect(plan.environment).toEqual([
    'RAG_URL may be set outside of the code: set it to v2 there too',
    '.env names v2 now: check what else reads it',
  ]);
});

test.each([
  ['process.env', 'process.env.RAG_URL', '.env'],
  ['an index', "process.env['RAG_URL']", '.env'],
  ['vite', 'import.meta.env.RAG_URL', '.env.local'],
  ['an assertion', 'process.env.RAG_URL!', 'staging.env'],
  ['a fallback that is empty', "process.env.RAG_URL ?? ''", '.env.example'],
  ['a template', '`${process.env.RAG_URL}`', '.env'],
])('read by %s', async (_, base, file) => {
  const { after } = await migrated({ [file]: `RAG_URL=${V1}`, 'client.ts': client(base) }, RAG);
  expect(after[file]).toBe(`RAG_URL=${V2}`);
  expect(after['client.ts']).toContain('{ data: { data } }');
});

test('a fallback in the code and all files of variables move together', async () => {
  const files = { '.env': `RAG_URL=${V1}\n`, '.env.example': `RAG_URL=https://rag.example/api/v1/rag\n` };
  const { after } = await migrated({ ...files, 'client.ts': client(`process.env.RAG_URL ?? '${V1}'`) }, RAG);
  expect(after['.env']).toContain(`RAG_URL=${V2}\n`);
  expect(after['.env.example']).toContain('RAG_URL=https://rag.example/api/v2/rag\n');
  expect(after['client.ts']).toContain(`?? '${V2}'`);
});

test('a base stays while one of its calls stays', async () => {
  const kept = `// api-migrate-ignore-next-line\n`;
  const both = `${CLIENT}\nexport async function health(): Promise<unknown> {\n  ${kept}  return rag.get('/collections/x/stats');\n}\n`;
  const { after } = await migrated({ '.env': `RAG_URL=${V1}\n`, 'client.ts': both }, RAG);
  expect(after['.env']).toBe(`RAG_URL=${V1}\n`);
});

test('a variable of another package says nothing where one is nearer', async () => {
  const files = {
    'a/.env': `RAG_URL=${V1}\n`,
    'b/.env': 'RAG_URL=https://other.example/v1\n',
    'a/client.ts': CLIENT,
    'b/client.ts': CLIENT,
  };
  const cwd = workspace(files);
  const { findings } = await migrate({ paths: [cwd], cwd, packs: [await loadShipped(RAG)] });
  expect(findings.map(({ file }) => file)).toEqual(['a/client.ts']);
});

test('a file above the given paths is read, not changed', async () => {
  const cwd = workspace({ '.env': `RAG_URL=${V1}\n`, 'src/client.ts': CLIENT });
  const { findings, changes } = await migrate({ paths: [`${cwd}/src`], cwd, packs: [await loadShipped(RAG)] });
  expect(findings.map(({ file, state, reason }) => [file, state, reason])).toEqual([
    ['src/client.ts', 'manual', '.env has to change too and is outside of the given paths: name it as well'],
  ]);
  expect(changes).toEqual([]);
});

test('values that are made of others are told, not changed', async () => {
  const before = `HOST=http://localhost:3401\nRAG_URL=\${HOST}/api/v1/rag\n`;
  const { after, plan } = await migrated({ '.env': before, 'client.ts': CLIENT, 'a.ts': `export const a = '${V1}/models';\n` }, RAG);
  expect(after['.env']).toBe(before);
  expect(plan.findings.map(({ file, rule }) => [file, rule])).toContainEqual(['.env', 'core/non-code-files']);
});

test('what stands beside a change is not shown', () => {
  const before = `TOKEN=secret\nRAG_URL=${V1}\nKEY=secret\n`;
  expect(shownDiff({ file: '/p/.env', before, after: before.replace('v1', 'v2') }, '/p')).not.toContain('secret');
  expect(shownDiff({ file: '/p/a.ts', before, after: before.replace('v1', 'v2') }, '/p')).toContain('secret');
});

test('an example of the environment does not hold a bulk call and the others back', async () => {
  const { after, plan } = await migrated({
    '.env.example': 'TAO_URL=https://tao.example.com/api/v1\n',
    'client.ts': `import axios from 'axios';
const base = process.env.TAO_URL ?? 'https://tao.example.com/api/v1';
const tao = axios.create({ baseURL: \`\${base}/orgs/acme\` });
export const status = async (e: string, j: string) => (await tao.get(\`/experiments/\${e}/jobs/\${j}\`)).data.status as string;
export async function cancel(ids: string[]) {
  await tao.post('/experiments:cancel_all_jobs', { experiment_ids: ids });
}
`,
  });
  expect(plan.findings.map(({ state }) => state)).not.toContain('manual');
  expect(after['client.ts']).toContain("?? 'https://tao.example.com/api/v2'");
  expect(after['.env.example']).toContain('TAO_URL=https://tao.example.com/api/v2');
});
