import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { apiMigrate, type Run } from '../cli/run.js';
import { workspace } from '../workspace.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/gitlab-v3-v4', import.meta.url));
const PACK = join(EXAMPLE, 'gitlab.ts');
const HEADER = ['--header', 'PRIVATE-TOKEN: ada'];

/** The reference server in a process of its own, for as long as the work takes. */
async function withServer<Result>(only: 'v3' | 'v4', work: (url: string) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [join(EXAMPLE, 'server/main.js'), '--port', '0', '--only', only], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [first]: unknown[] = await once(child.stdout, 'data');
    const url = /http:\S+/.exec(String(first))?.[0];
    if (url === undefined) throw new Error(`the server says ${String(first)}`);
    return await work(url);
  } finally {
    child.kill();
  }
}

async function runClient(directory: string, url: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, [...args, join(directory, 'main.js')], {
    cwd: EXAMPLE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], GITLAB_URL: url, GITLAB_TOKEN: 'ada', ...env },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return stdout + stderr;
}

function verify(recording: string, url: string): Promise<Run> {
  const args = ['verify', recording, '--pack', PACK, '--target', url, '--allow-writes', '--format', 'json', ...HEADER];
  return apiMigrate(EXAMPLE, args);
}

interface VerifyReport {
  summary: { byVerdict: Record<string, number> };
  exchanges: { entry: number; verdict: string; endpoint?: string; v2: { url: string }[] }[];
}

describe('the examples of its rules', () => {
  test('hold', async () => {
    const { code, stdout } = await apiMigrate(EXAMPLE, ['explain', '--check', './gitlab.ts']);
    expect(stdout).toMatch(/^\d\d examples passed, 0 failed\.\s*$/);
    expect(code).toBe(0);
  });
});

describe('its statements', () => {
  const rows = readFileSync(join(EXAMPLE, 'README.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, under, statement, answer] = /^\| (8\.17|9\.0|EE-specific) \| (.*) \| (.*) \|$/.exec(line) ?? [];
      return under !== undefined && statement !== undefined && answer !== undefined ? [{ under, statement, answer }] : [];
    });

  test('each has a rule or a reason', () => {
    expect(rows).toHaveLength(49);
    expect(rows.filter(({ answer }) => !/^(?:`gitlab\/[\w-]+`(?:, )?)+$|^none: \w/.test(answer))).toEqual([]);
  });

  test('the rules are those of the pack', async () => {
    const { stdout } = await apiMigrate(EXAMPLE, ['explain', PACK, '--format', 'json']);
    const { rules }: { rules: { id: string; guide: string }[] } = JSON.parse(stdout);
    const named = new Set(rows.flatMap(({ answer }) => [...answer.matchAll(/gitlab\/[\w-]+/g)].map(([id]) => id)));
    expect(
      rules
        .filter(({ guide }) => guide !== 'API V3 to API V4')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([...named].toSorted());
  });
});

describe('its client', () => {
  const directory = workspace();
  let before = '';

  beforeAll(async () => {
    cpSync(join(EXAMPLE, 'client'), directory, { recursive: true });
    before = await withServer('v3', (url) => runClient(directory, url));
  });

  test('speaks v3, and v4 does not answer it', async () => {
    expect(before).toContain('todos done 3');
    expect(await withServer('v4', (url) => runClient(directory, url))).toContain('404');
  });

  test('is found whole, migrated, and prints the same on v4', async () => {
    const scan = await apiMigrate(directory, ['scan', '--pack', PACK, '--format', 'json']);
    const { summary }: { summary: { byState: Record<string, number>; byLevel: Record<string, number> } } = JSON.parse(scan.stdout);
    expect(summary.byState).toMatchObject({ open: 17 });
    expect(summary.byLevel).toEqual({ auto: 16, review: 1, manual: 0 });
    const written = await apiMigrate(directory, ['migrate', '--pack', PACK, '--write', '--allow-dirty']);
    expect(written.stdout).toContain('Written: 15 migrated, 2 review; 1 file changed.');
    expect(readFileSync(join(directory, 'gitlab.js'), 'utf8')).toContain('/issues/${issue.iid}/notes`');
    expect((await apiMigrate(directory, ['scan', '--pack', PACK])).code).toBe(0);
    expect(await withServer('v4', (url) => runClient(directory, url))).toBe(before);
    const again = await apiMigrate(directory, ['migrate', '--pack', PACK]);
    expect(again.stdout).not.toContain('@@');
  });
});

describe('its recording', () => {
  test('verifies on v4: every exchange is sent and passes', async () => {
    const { code, stdout } = await withServer('v4', (url) => verify('recordings/release.har', url));
    const { summary, exchanges }: VerifyReport = JSON.parse(stdout);
    expect(summary.byVerdict).toEqual({ pass: 20, fail: 0, skipped: 0, error: 0 });
    const note = exchanges.find(({ endpoint }) => endpoint?.endsWith('/notes'));
    expect(note?.v2[0]?.url).toMatch(/\/issues\/1\/notes$/);
    expect(code).toBe(0);
  });

  test('is what the recorder writes of the client, and fails on a server that lacks v4', async () => {
    const directory = workspace();
    const file = join(directory, 'release.har');
    await withServer('v3', (url) =>
      runClient(join(EXAMPLE, 'client'), url, ['--import', 'api-migrate/record'], { API_MIGRATE_RECORD: file }),
    );
    expect(existsSync(file)).toBe(true);
    const requests = (name: string): string[] => {
      const { log }: { log: { entries: { request: { method: string; url: string } }[] } } = JSON.parse(readFileSync(name, 'utf8'));
      return log.entries.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`);
    };
    expect(requests(file)).toEqual(requests(join(EXAMPLE, 'recordings/release.har')));
    const { code, stdout } = await withServer('v3', (url) => verify(file, url));
    const { summary }: VerifyReport = JSON.parse(stdout);
    expect(summary.byVerdict['pass']).toBe(0);
    expect(code).toBe(1);
  });
});
