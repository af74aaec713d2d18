import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../../../fixtures/shared/run-client.js';
import { migrated, outcomesOf } from '../support.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const FETCHING = `export const API = 'https://tao.example.com/api/v1/orgs/demo';

export async function train(specs) {
  const created = await fetch(API + '/experiments', { method: 'POST', body: JSON.stringify({ name: 'dino', network_arch: 'dino' }) });
  const { id } = await created.json();
  const response = await fetch(\`\${API}/experiments/\${id}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'train', specs }) });
  if (response.status !== 200) throw new Error('not started');
  return (await response.json()).id;
}

export async function status(experiment, job) {
  const response = await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}\`);
  return (await response.json()).status;
}
`;

/** What a program prints that stands in a directory with some files. */
async function printed(files: { [name: string]: string }, entry: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const work = await mkdtemp(path.join(tmpdir(), 'api-migrate-mocks-'));
  try {
    await symlink(path.join(ROOT, 'node_modules'), path.join(work, 'node_modules'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(work, name), text);
    return await runProgram(path.join(work, entry));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

test('the mock agent of undici answers the migrated calls', async () => {
  const files = {
    'jobs.mjs': FETCHING.replace('export const', "import { fetch } from 'undici';\n\nexport const"),
    'check.mjs': `import { MockAgent, setGlobalDispatcher } from 'undici';
import { status, train } from './jobs.mjs';

const agent = new MockAgent();
agent.disableNetConnect();
setGlobalDispatcher(agent);
const pool = agent.get('https://tao.example.com');
pool.intercept({ path: '/api/v1/orgs/demo/experiments', method: 'POST' }).reply(200, { id: 'e-1' });
pool.intercept({ path: '/api/v1/orgs/demo/experiments/e-1/jobs', method: 'POST' }).reply(200, { id: 'j-1' });
pool.intercept({ path: '/api/v1/orgs/demo/experiments/e-1/jobs/j-1', method: 'GET' }).reply(200, { status: 'done' });
console.log(await train({}), await status('e-1', 'j-1'));
agent.assertNoPendingInterceptors();
`,
  };
  const { after, plan } = await migrated(files);
  expect(outcomesOf(plan, 'check.mjs').map(([state]) => state)).toEqual(['migrated', 'migrated', 'migrated']);
  expect(after['check.mjs']).toContain("pool.intercept({ path: '/api/v2/orgs/demo/jobs', method: 'POST' }).reply(201, { id: 'j-1' });");
  const before = await printed(files, 'check.mjs');
  expect(before).toMatchObject({ code: 0, stdout: 'j-1 done\n' });
  expect(await printed(after, 'check.mjs')).toEqual(before);
});

test.each([
  [
    'fetch-mock',
    `import fetchMock from 'fetch-mock';
import { API, status } from './jobs.js';
fetchMock.post(\`\${API}/experiments\`, { id: 'e-1' });
fetchMock.post('https://tao.example.com/api/v1/orgs/demo/experiments/e-1/jobs', { status: 200, body: { id: 'j-1' } });
fetchMock.get('https://tao.example.com/api/v1/orgs/demo/experiments/e-1/jobs/j-1', { id: 'j-1', status: 'done' });
`,
    `import fetchMock from 'fetch-mock';
import { status } from './jobs.js';
fetchMock.post('https://tao.example.com/api/v2/orgs/demo/jobs', { status: 201, body: { id: 'j-1' } });
fetchMock.get('https://tao.example.com/api/v2/orgs/demo/jobs/j-1', { id: 'j-1', status: 'done' });
`,
  ],
  [
    'Cypress',
    `import { status } from './jobs.js';
it('shows the job', () => {
  cy.intercept('POST', '**/api/v1/orgs/demo/experiments', { statusCode: 200, body: { id: 'e-1' } });
  cy.intercept('POST', '/api/v1/orgs/demo/experiments/*/jobs', { statusCode: 200, body: { id: 'j-1' } }).as('train');
  cy.intercept({ method: 'GET', url: '/api/v1/orgs/demo/experiments/e-1/jobs/j-1' }, { fixture: 'job.json' });
  cy.visit('/');
});
`,
    `import { status } from './jobs.js';
it('shows the job', () => {
  cy.intercept('POST', '/api/v2/orgs/demo/jobs', { statusCode: 201, body: { id: 'j-1' } }).as('train');
  cy.intercept({ method: 'GET', url: '/api/v2/orgs/demo/jobs/j-1' }, { fixture: 'job.json' });
  cy.visit('/');
});
`,
  ],
  [
    'Playwright',
    `import { test } from '@playwright/test';
test('shows the job', async ({ page }) => {
  await page.route('**/api/v1/orgs/demo/experiments/*/jobs/*', (route) => route.fulfill({ json: { id: 'j-1', status: 'done' } }));
  await page.goto('/');
  await page.waitForResponse('**/api/v1/orgs/demo/experiments/e-1/jobs/j-1');
});
`,
    `import { test } from '@playwright/test';
test('shows the job', async ({ page }) => {
  await page.route('**/api/v2/orgs/demo/jobs/*', (route) => route.fulfill({ json: { id: 'j-1', status: 'done' } }));
  await page.goto('/');
  await page.waitForResponse('**/api/v2/orgs/demo/jobs/j-1');
});
`,
  ],
])('mocks of %s follow', async (_, before, expected) => {
  const { after, plan } = await migrated({ 'jobs.js': FETCHING, 'jobs.test.js': before });
  expect(after['jobs.test.js']).toBe(expected);
  expect(outcomesOf(plan, 'jobs.test.js').map(([state]) => state)).not.toContain('manual');
});
