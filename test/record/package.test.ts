import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Har } from 'har-format';
import { beforeAll, expect, test } from 'vitest';
import { json, serve } from '../verify/support/server.js';
import { workspace } from '../workspace.js';

const run = promisify(execFile);
const CALL = `const answer = await fetch(process.argv[2] + '/api/v1/items/1?api_key=query-secret-1', { headers: { authorization: 'Bearer header-secret-2' } });
await answer.text();`;

let project: string;

/** A project that the packed tarball is unpacked into, as an installation does; the recorder needs no dependency. */
beforeAll(async () => {
  project = workspace();
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const target = path.join(project, 'node_modules', 'api-migrate');
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', path.join(project, filename), '-C', target, '--strip-components=1']);
});

function api() {
  return serve((_got, response) => json(response, 200, { id: '1', token: 'answer-secret-3' }));
}

/** Starts a program under the installed recorder, and returns how it ended and what was recorded. */
async function ended(
  source: string,
  url: string,
  stop?: NodeJS.Signals,
): Promise<{ code: number | null; signal: string | null; text: string }> {
  const cwd = mkdtempSync(path.join(project, 'app-'));
  symlinkSync(path.join(project, 'node_modules'), path.join(cwd, 'node_modules'));
  writeFileSync(path.join(cwd, 'app.mjs'), source);
  const child = spawn(process.execPath, ['--import', 'api-migrate/record', 'app.mjs', url], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  if (stop) {
    await once(child.stdout, 'data');
    child.kill(stop);
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, text: readFileSync(path.join(cwd, 'traffic.har'), 'utf8') };
}

test('the tarball holds what the recorder and the command line need', () => {
  const root = path.join(project, 'node_modules', 'api-migrate');
  for (const file of ['package.json', 'bin/api-migrate.js', 'dist/record.js', 'dist/index.js', 'schema']) {
    expect(existsSync(path.join(root, file)), file).toBe(true);
  }
});

test.each([
  ['ends by itself', CALL, undefined, { code: 0, signal: null }],
  ['calls process.exit', `${CALL}\nprocess.exit(3);`, undefined, { code: 3, signal: null }],
  ['sets its exit code', `${CALL}\nprocess.exitCode = 1;`, undefined, { code: 1, signal: null }],
  ['gets Ctrl-C', `${CALL}\nconsole.log('ready'); setInterval(() => {}, 1000);`, 'SIGINT', { code: null, signal: 'SIGINT' }],
  [
    'handles Ctrl-C itself',
    `${CALL}\nprocess.on('SIGINT', () => process.exit(7)); console.log('ready'); setInterval(() => {}, 1000);`,
    'SIGINT',
    { code: 7, signal: null },
  ],
  ['is terminated', `${CALL}\nconsole.log('ready'); setInterval(() => {}, 1000);`, 'SIGTERM', { code: null, signal: 'SIGTERM' }],
] as const)('a program that %s ends as it would, and leaves a whole recording without secrets', async (_, source, stop, end) => {
  const server = await api();
  const { text, ...how } = await ended(source, server.url, stop);
  expect(how).toEqual(end);
  const { entries } = (JSON.parse(text) as Har).log;
  expect(entries.map(({ response }) => response.status)).toEqual([200]);
  expect(server.got.map(({ headers }) => headers.authorization)).toEqual(['Bearer header-secret-2']);
  for (const secret of [1, 2, 3]) expect(text).not.toContain(`-secret-${secret}`);
});
