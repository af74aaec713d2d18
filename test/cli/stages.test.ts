import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../../fixtures/openml/server/index.js';
import type { ServerOptions } from '../../fixtures/shared/server/model.js';
import { recordingFile } from '../../fixtures/shared/record-clients.js';
import { runClient } from '../../fixtures/shared/run-client.js';
import { starter } from '../fixtures/http.js';
import { apiMigrate } from './run.js';
import { workspace } from '../workspace.js';

const PROGRAM = `const API = \`\${process.env.OPENML_URL ?? 'https://www.openml.org'}/api/v1/json\`;

const response = await fetch(\`\${API}/data/61\`);
const body = await response.json();
console.log(body.data_set_description.name);

const list = await fetch(\`\${API}/data/list/status/active/limit/2\`);
const { data } = await list.json();
console.log(data.dataset.map(({ did, name }) => \`\${did} \${name}\`).join(', '));
`;

/** What each stage starts from and leads to. */
const PHP: ServerOptions = { only: 'v1', settings: { generation: 'php' } };
const PYTHON_V1: ServerOptions = { only: 'v1', settings: { generation: 'python' } };
const V2: ServerOptions = { only: 'v2' };

const start = starter(startServer);
const project = workspace({ 'main.mjs': PROGRAM, 'expect.json': '{ "outcome": "review", "entry": "main.mjs" }' });
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function printed(options: ServerOptions): Promise<string> {
  const { url } = await start(options);
  const { stdout, stderr } = await runClient(project, { api: 'openml', url, version: options.only ?? 'v1' });
  expect(stderr).toBe('');
  return stdout;
}

async function json(...args: string[]): Promise<{ code: number | null; result: ReturnType<typeof JSON.parse> }> {
  const { code, stdout } = await apiMigrate(project, [...args, '--pack', 'openml', '--format', 'json']);
  return { code, result: JSON.parse(stdout) };
}

async function rules(stage: string): Promise<string[]> {
  const { result } = await json('scan', '--stage', stage);
  return result.findings.map(({ rule }: { rule: string }) => rule);
}

test('a program takes one stage after the other, and prints the same on each server', { timeout: 120_000 }, async () => {
  const before = await printed(PHP);
  expect(before).not.toBe('');
  expect(await rules('php-to-v1')).toEqual(['openml/base-path-python-v1', 'openml/data-list-filters-to-body']);

  expect((await json('migrate', '--stage', 'php-to-v1', '--write', '--allow-dirty')).code).toBe(0);
  expect(await printed(PYTHON_V1)).toBe(before);
  expect(await rules('php-to-v1')).toEqual([]);
  expect(await rules('v1-to-v2')).toEqual(['openml/v2-base-path', 'openml/v2-base-path']);

  expect((await json('migrate', '--stage', 'v1-to-v2', '--write', '--allow-dirty')).code).toBe(0);
  expect(await printed(V2)).toBe(before);
  expect(await rules('v1-to-v2')).toEqual([]);
});

test.each([
  ['php-to-v1', PYTHON_V1, 17],
  ['v1-to-v2', V2, 10],
])('verify --stage %s judges the traffic of that stage', { timeout: 60_000 }, async (stage, options, exchanges) => {
  const { url } = await start(options);
  const recording = recordingFile('openml', 'openml-clients.har');
  const { code, result } = await json('verify', recording, '--target', url, '--stage', stage, '--allow-writes');
  expect(result.summary.byVerdict).toEqual({ pass: exchanges, fail: 0, skipped: 27 - exchanges, error: 0 });
  expect(code).toBe(0);
});
