import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import type { ScanOptions } from '../../src/scan/options.js';
import { workspace } from '../workspace.js';

async function migrated(text: string, wrappers?: ScanOptions['wrappers']) {
  const root = workspace({ 'jobs.js': text });
  const packs = [await loadShipped('tao')];
  const { findings, changes } = await migrate({ paths: [root], cwd: root, packs, ...(wrappers ? { wrappers } : {}) });
  return {
    found: findings.map(({ rule, method, client, state }) => `${rule} ${method} ${client} ${state}`),
    after: changes.map(({ after }) => after),
  };
}

const CALL = (path: string): string =>
  `import { http } from '@acme/tools';\nexport const cancel = (org, e, j) => http.send('POST', \`${path}/orgs/\${org}/experiments/\${e}/jobs/\${j}:cancel\`);\n`;
const SEND = { module: '@acme/tools', name: 'http.send', method: 0, url: 1 };

it('finds nothing in a package that is not declared', async () => {
  expect((await migrated(CALL(''))).found).toEqual([]);
});

it('reads a declared wrapper, and leaves calls alone whose base cannot be seen', async () => {
  const { found, after } = await migrated(CALL(''), [{ ...SEND, base: '/api/v1' }]);
  expect(found).toEqual(['tao/job-control POST @acme/tools manual']);
  expect(after).toEqual([]);
});

it('migrates a call whose whole URL is in sight', async () => {
  const { found, after } = await migrated(CALL('/api/v1'), [SEND]);
  expect(found).toEqual(['tao/job-control POST @acme/tools migrated']);
  expect(after.join('')).toContain("http.send('POST', `/api/v2/orgs/${org}/jobs/${j}:cancel`)");
});
