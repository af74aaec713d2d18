import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureApi } from '../../fixtures/shared/apis.js';
import type { VerifyResult } from '../../src/verify/model.js';
import { apiMigrate } from './run.js';
import { workspace } from '../workspace.js';

const RECORDING = resolve('fixtures/tao/recordings/tao-client.har');

type ServerOptions = Parameters<ReturnType<typeof fixtureApi>['start']>[0];

/** Runs a test against a reference server that serves v2 alone. */
async function withServer(options: ServerOptions, run: (url: string) => Promise<void>): Promise<void> {
  const server = await fixtureApi('tao').start({ only: 'v2', ...options });
  try {
    await run(server.url);
  } finally {
    await server.close();
  }
}

describe('verify', () => {
  it('ends with 0 on a good server, and says beforehand what it will send', async () => {
    await withServer({}, async (url) => {
      const { code, stdout, stderr } = await apiMigrate(workspace(), ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n53 exchanges: 53 passed; /);
      expect(stderr).toContain(`will be sent to ${url}: 7 x POST /orgs/{org_name}/jobs`);
    });
  });

  it('ends with 1 on a faulty one, naming the exchange and the field', async () => {
    await withServer({ faults: [{ endpoint: 'GET /jobs/{job_id}', change: { kind: 'drop', path: '$.status' } }] }, async (url) => {
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes', '--format', 'json'];
      const { code, stdout } = await apiMigrate(workspace(), args);
      expect(code).toBe(1);
      const failed = (JSON.parse(stdout) as VerifyResult).exchanges.filter(({ verdict }) => verdict === 'fail');
      expect(failed.length).toBeGreaterThan(0);
      for (const { differences } of failed)
        expect(differences).toContainEqual(expect.objectContaining({ path: '$.status', kind: 'unexplained' }));
    });
  });

  it('sends nothing that changes something unless it is told to', async () => {
    await withServer({}, async (url) => {
      const { stdout } = await apiMigrate(workspace(), ['verify', RECORDING, '-t', url, '--pack', 'tao', '--format', 'json']);
      const sent = (JSON.parse(stdout) as VerifyResult).exchanges.flatMap(({ v2 }) => v2.map(({ method }) => method));
      expect(new Set(sent)).toEqual(new Set(['GET']));
    });
  });

  it('says when nothing was judged, and of which part it tells what will be sent', async () => {
    await withServer({}, async (url) => {
      const root = workspace({
        'one.jsonl': '{"request":{"method":"GET","url":"https://api.example.com/other"},"response":{"status":200}}',
      });
      const other = await apiMigrate(root, ['verify', 'one.jsonl', '-t', url, '--pack', 'tao']);
      expect([other.code, other.stderr]).toEqual([1, 'nothing was judged: the report says why each exchange was skipped\n']);
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes', '--shard', '1/2', '--resume', 'done.jsonl'];
      const { stderr } = await apiMigrate(root, args);
      expect(stderr).toContain(`will be sent to ${url}, of it part 1 of 2, but for what done.jsonl notes as done: 7 x POST`);
    });
  });

  it('takes no target without a scheme', async () => {
    const { code, stderr } = await apiMigrate(workspace(), ['verify', RECORDING, '-t', 'localhost:8080/api']);
    expect([code, stderr]).toEqual([2, 'error: --target: "localhost:8080/api" names no scheme; write it as http://localhost:8080/api\n']);
  });

  it('ends with 2 and one message when the target refuses the connection', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => closed.once('listening', listening));
    const address = closed.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((done) => closed.close(done));
    const { code, stdout, stderr } = await apiMigrate(workspace(), [
      'verify',
      RECORDING,
      '-t',
      `http://127.0.0.1:${port}`,
      '--pack',
      'tao',
      '--format',
      'json',
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: nothing can be verified: the target refuses the connection\n' });
    expect((JSON.parse(stdout) as VerifyResult).summary.byVerdict.pass).toBe(0);
  });

  it('prints the translated requests and sends none with --dry-run', async () => {
    const root = workspace();
    const target = 'http://127.0.0.1:1';
    const run = async (...form: string[]): Promise<string> => {
      const { code, stdout } = await apiMigrate(root, ['verify', RECORDING, '-t', target, '--pack', 'tao', ...form]);
      expect(code).toBe(0);
      return stdout;
    };
    expect(await run('--dry-run')).toContain(`-> GET ${target}/api/v2/orgs/warehouse/jobs`);
    expect(await run('--dry-run', 'curl')).toMatch(/^curl .*\/api\/v2\/orgs\/warehouse\//m);
    expect(JSON.parse(await run('--dry-run', 'har'))).toMatchObject({ log: { version: '1.2' } });
  });

  it('merges the reports of shards into one', async () => {
    await withServer({}, async (url) => {
      const root = workspace();
      const recording = resolve('fixtures/tao/recordings/tao-clients.har');
      for (const index of [1, 2]) {
        await apiMigrate(root, [
          'verify',
          recording,
          '-t',
          url,
          '--pack',
          'tao',
          '--allow-writes',
          '--shard',
          `${index}/2`,
          '--format',
          'json',
          '--output',
          `${index}.json`,
        ]);
      }
      const { stdout } = await apiMigrate(root, ['verify', '--merge', '1.json', '2.json', '--format', 'json']);
      const [merged, ...shards] = [stdout, ...['1.json', '2.json'].map((name) => readFileSync(join(root, name), 'utf8'))].map(
        (text) => JSON.parse(text) as VerifyResult,
      );
      const passed = shards.map(({ summary }) => summary.byVerdict.pass);
      expect(Math.min(...passed)).toBeGreaterThan(0);
      expect(merged?.summary.byVerdict.pass).toBe(passed.reduce((sum, pass) => sum + pass, 0));
    });
  });

  const faulty: ServerOptions = { faults: [{ endpoint: 'GET /jobs/{job_id}', change: { kind: 'drop', path: '$.status' } }] };

  it('accepts what a baseline lists, says what of it is gone, and nothing more', async () => {
    await withServer(faulty, async (url) => {
      const root = workspace();
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes', '--format', 'json', '--baseline', 'accepted.json'];
      expect(await apiMigrate(root, args)).toMatchObject({ code: 2, stderr: expect.stringContaining('accepted.json: no such file') });
      const written = await apiMigrate(root, [...args, '--update-baseline']);
      expect([written.code, written.stderr]).toEqual([0, expect.stringContaining('baseline written to accepted.json')]);
      expect(JSON.parse(readFileSync(join(root, 'accepted.json'), 'utf8'))).toEqual({
        schemaVersion: 1,
        differences: ['datasets/{dataset_id}', 'experiments/{experiment_id}'].map((parent) => ({
          endpoint: `GET /orgs/{org_name}/${parent}/jobs/{job_id}`,
          path: '$.status',
          what: 'missing',
        })),
      });
      expect((await apiMigrate(root, args)).code).toBe(0);
    });
    await withServer({}, async (url) => {
      const root = workspace({
        'accepted.json': '{"schemaVersion":1,"differences":[{"endpoint":"GET /x","path":"$.a","what":"missing"}]}',
      });
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes', '--baseline', 'accepted.json'];
      const { code, stderr } = await apiMigrate(root, args);
      expect([code, stderr]).toEqual([0, expect.stringContaining('1 difference of the baseline did not occur')]);
      for (const [more, message] of [
        [['--update-baseline', '--entry', '1'], '--update-baseline takes all differences: leave out --entry'],
        [['--update-baseline', '--max-failures', '1'], 'leave out --max-failures'],
      ] as const)
        expect(await apiMigrate(root, [...args, ...more])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
      expect(await apiMigrate(root, ['verify', RECORDING, '-t', url, '--update-baseline'])).toMatchObject({
        code: 2,
        stderr: 'error: --update-baseline needs --baseline <file>\n',
      });
      const scanned = workspace({ 'accepted.json': '{"schemaVersion":1,"findings":[]}' });
      expect((await apiMigrate(scanned, args)).stderr).toContain('is not a baseline file');
    });
  });

  it('writes several reports of one run, each whole, also when one cannot be written', async () => {
    await withServer({}, async (url) => {
      const root = workspace();
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes', '--concurrency', '1'];
      const some = ['--format', 'pretty', '--format', 'json=a.json', '--format', 'junit=b.xml', '--format', 'jsonl=c.jsonl'];
      const { code, stdout, stderr } = await apiMigrate(root, [...args, ...some]);
      expect([code, stdout]).toEqual([0, expect.stringContaining('53 exchanges: 53 passed')]);
      expect(stderr).toContain('report written to b.xml');
      const json = JSON.parse(readFileSync(join(root, 'a.json'), 'utf8')) as VerifyResult;
      expect(json.summary.byVerdict.pass).toBe(53);
      expect(json.summary.requests).toBeLessThan(80);
      expect(readFileSync(join(root, 'b.xml'), 'utf8').match(/<testcase classname="tao\/\S+" name="\S+#/g)).toHaveLength(53);
      expect(readFileSync(join(root, 'c.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(54);
      const full = await apiMigrate(root, [...args, '--format', 'json=/dev/full', '--format', 'markdown=d.md']);
      expect([full.code, full.stderr]).toEqual([2, expect.stringContaining('/dev/full: cannot be written: no space left')]);
      expect(readFileSync(join(root, 'd.md'), 'utf8')).toContain('53 passed');
    });
  });

  it.each([
    [['--format', 'json', '--format', 'html'], '--format: one report goes to stdout or --output; write the others as name=file'],
    [['--format', 'json=a', '--format', 'html=./a'], '--format: two reports go to ./a'],
    [['--format', 'jsno=a'], 'unknown format "jsno"; did you mean "json"?'],
    [['--format', `json=${RECORDING}`], 'is an input of this run'],
    [['--format', 'json=no/such/a.json'], 'no such'],
  ])('refuses %j before anything is sent', async (more, message) => {
    const { code, stderr } = await apiMigrate(workspace(), ['verify', RECORDING, '-t', 'http://127.0.0.1:9', ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('takes what may differ from the configuration, and refuses a rule that is none', async () => {
    await withServer(faulty, async (url) => {
      const config = (rules: string) =>
        JSON.stringify({ verify: { allow: [{ rules: [rules], paths: ['$.status'], reason: 'on its way' }] } });
      const args = ['verify', RECORDING, '-t', url, '--pack', 'tao', '--allow-writes'];
      const good = await apiMigrate(workspace({ 'api-migrate.config.json': config('tao/*') }), args);
      expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/\d+ differences accepted/)]);
      const bad = await apiMigrate(workspace({ 'api-migrate.config.json': config('tao/get-jbo') }), args);
      expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('verify.allow[0].rules: no rule is called "tao/get-jbo"')]);
    });
  });

  it('prints no secret that it was given', async () => {
    await withServer({}, async (url) => {
      const root = workspace();
      const args = [
        'verify',
        RECORDING,
        '-t',
        url,
        '--pack',
        'tao',
        '--header',
        'Authorization: env:TOKEN',
        '--header',
        'X-Key: sesame-open-42',
      ];
      for (const format of ['pretty', 'json', 'html']) {
        const { stdout, stderr } = await apiMigrate(root, [...args, '--format', format], { env: { TOKEN: 'Bearer tell-no-one-17' } });
        expect(stdout + stderr).not.toMatch(/tell-no-one-17|sesame-open-42/);
      }
      expect(await apiMigrate(root, args)).toMatchObject({
        code: 2,
        stderr: 'error: --header: the environment variable TOKEN for authorization is not set\n',
      });
    });
  });
});
