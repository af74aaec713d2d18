import { cp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../../../fixtures/shared/run-client.js';
import { loadShipped } from '../../../rules/index.js';
import { applyEdits } from '../../../src/edit/edits.js';
import { migrate } from '../../../src/migrate/index.js';
import { migrated, outcomesOf } from '../support.js';
import { workspaceWithPackages } from '../../workspace.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const JOBS = `export const API = 'https://tao.example.com/api/v1/orgs/demo';

export async function train(body: object): Promise<string> {
  const created = await fetch(\`\${API}/experiments\`, { method: 'POST', body: JSON.stringify({ name: 'dino', network_arch: 'dino' }) });
  const { id } = await created.json();
  const response = await fetch(\`\${API}/experiments/\${id}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'train', specs: body }) });
  if (response.status !== 200) throw new Error('not started');
  return (await response.json()).id;
}

export async function status(experiment: string, job: string): Promise<string> {
  const response = await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}\`);
  return (await response.json()).status;
}
`;

test('the tests of a migrated client pass', async () => {
  const work = workspaceWithPackages();
  const client = path.join(work, 'client');
  await cp(path.join(ROOT, 'fixtures', 'tao', 'client'), client, { recursive: true });
  const { changes, findings } = await migrate({ paths: [client], cwd: work, packs: [await loadShipped('tao')] });
  expect(findings.filter(({ state }) => state !== 'migrated')).toEqual([]);
  for (const { file, after } of changes) await writeFile(file, after);
  const suites = (await readdir(path.join(client, 'test'))).filter((name) => name.endsWith('.test.ts'));
  expect(suites.length).toBeGreaterThan(1);
  for (const suite of suites) expect(await runProgram(path.join(client, 'test', suite))).toMatchObject({ code: 0 });
});

test('handlers of msw follow: the first step goes, the second answers 201', async () => {
  const { after, plan } = await migrated({
    'jobs.ts': JOBS,
    'handlers.ts': `import { http, HttpResponse } from 'msw';
import { API } from './jobs';

export const handlers = [
  http.post(\`\${API}/experiments\`, () => HttpResponse.json({ id: 'e-1' })),
  http.post(\`\${API}/experiments/:experiment/jobs\`, () => HttpResponse.json({ id: 'j-1', status: 'running' })),
  http.get('https://tao.example.com/api/v1/orgs/:org/experiments/:experiment/jobs/:job', () => HttpResponse.json({ id: 'j-1', status: 'done' })),
];
`,
  });
  expect(after['handlers.ts']).toBe(`import { http, HttpResponse } from 'msw';
import { API } from './jobs';

export const handlers = [
  http.post(\`\${API}/jobs\`, () => HttpResponse.json({ id: 'j-1', status: 'running' }, { status: 201 })),
  http.get('https://tao.example.com/api/v2/orgs/:org/jobs/:job', () => HttpResponse.json({ id: 'j-1', status: 'done' })),
];
`);
  expect(after['jobs.ts']).toContain("'https://tao.example.com/api/v2/orgs/demo'");
  expect(outcomesOf(plan, 'handlers.ts').map(([state]) => state)).toEqual(['migrated', 'migrated', 'migrated']);
});

test('links of a chain of nock follow, and keep what stands between them', async () => {
  const { after } = await migrated({
    'jobs.ts': JOBS,
    'jobs.test.js': `import nock from 'nock';
import { status, train } from './jobs';

it('trains', async () => {
  nock('https://tao.example.com')
    .post('/api/v1/orgs/demo/experiments', { name: 'dino' })
    .reply(200, { id: 'e-1' })
    // the job
    .post('/api/v1/orgs/demo/experiments/e-1/jobs').reply(200, { id: 'j-1' })
    .get('/api/v1/orgs/demo/experiments/e-1/jobs/j-1').times(2).reply(200, { id: 'j-1', status: 'done' });
  await train({});
});
`,
  });
  expect(after['jobs.test.js']).toBe(`import nock from 'nock';
import { status, train } from './jobs';

it('trains', async () => {
  nock('https://tao.example.com')
    // the job
    .post('/api/v2/orgs/demo/jobs').reply(201, { id: 'j-1' })
    .get('/api/v2/orgs/demo/jobs/j-1').times(2).reply(200, { id: 'j-1', status: 'done' });
  await train({});
});
`);
});

test('a mock without the mock of the other step, or with a status from elsewhere, is left to a person', async () => {
  const { after, plan } = await migrated({
    'jobs.ts': JOBS,
    'jobs.test.ts': `import nock from 'nock';
import { OK } from './statuses';

it('creates', async () => {
  nock('https://tao.example.com').post('/api/v1/orgs/demo/experiments').reply(200, { id: 'e-1' });
});

it('reads', async () => {
  nock('https://tao.example.com').get('/api/v1/orgs/demo/experiments/e-1/jobs/j-1').reply(OK, { id: 'j-1' });
});
`,
  });
  expect(after['jobs.test.ts']).toContain("post('/api/v1/orgs/demo/experiments')");
  expect(outcomesOf(plan, 'jobs.test.ts')).toEqual([
    ['manual', 'it stands for the first of two calls that became one, and there is no mock of the second beside it'],
    ['manual', 'the status that it returns is not written at the mock'],
  ]);
});

test('a mock stays when the call that it stands for stays', async () => {
  const { after, plan } = await migrated({
    'again.ts': `export const again = (experiment: string, form: FormData) =>
  fetch(\`https://tao.example.com/api/v1/orgs/demo/experiments/\${experiment}/jobs\`, { method: 'POST', body: form });
`,
    'again.test.ts': `import nock from 'nock';
nock('https://tao.example.com').post('/api/v1/orgs/demo/experiments/e-1/jobs').reply(200);
nock('https://tao.example.com').get('/api/v1/orgs/demo/experiments/e-1/jobs/j-1').reply(200);
`,
  });
  expect(after['again.test.ts']).toContain("post('/api/v1/orgs/demo/experiments/e-1/jobs').reply(200)");
  expect(outcomesOf(plan, 'again.test.ts')).toEqual([
    ['manual', 'it belongs with the call at again.ts:2, which stays as it is'],
    ['manual', 'no call that it stands for was found'],
  ]);
});

test('answers go through the lens of the rule, in the place where the library has them', async () => {
  const { after } = await migrated(
    {
      'data.ts': `import axios from 'axios';
export const api = axios.create({ baseURL: 'https://www.openml.org/api/v1/json' });
export async function nameOf(id: number): Promise<string> {
  const { data } = await api.get(\`/data/\${id}\`);
  return data.data_set_description.name;
}
`,
      'data.test.ts': `import MockAdapter from 'axios-mock-adapter';
import { api } from './data';
const mock = new MockAdapter(api);
mock.onGet('/data/61').reply(200, { data_set_description: { name: 'iris' } });
`,
    },
    'openml',
  );
  expect(after['data.test.ts']).toContain("mock.onGet('/datasets/61').reply(200, { name: 'iris' });");
});

test('edits of mocks keep every other byte', async () => {
  const before = `import nock from 'nock'
\tnock("https://tao.example.com").get( "/api/v1/orgs/demo/experiments/e-1/jobs/j-1" /* why */ ).reply( 200 , {id:"j-1"} )\r\n`;
  const { after, plan } = await migrated({ 'jobs.ts': JOBS, 'jobs.test.ts': before });
  const edits = plan.groups.flatMap((group) => group.edits).filter(({ file }) => file.endsWith('jobs.test.ts'));
  expect(applyEdits(before, edits)).toBe(after['jobs.test.ts']);
  expect(after['jobs.test.ts']).toBe(before.replace('v1', 'v2').replace('/experiments/e-1', ''));
});
