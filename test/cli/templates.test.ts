import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { commitAll, git } from '../apply/files.js';
import { workspace, writeFiles } from '../workspace.js';
import { type Run, WITH_MANUAL } from './run.js';
import { pathWithTool } from './shell.js';

interface Action {
  inputs: Record<string, { default?: string }>;
  runs: { steps: { run: string; env: Record<string, string> }[] };
}

const action = parse(readFileSync('action.yml', 'utf8')) as Action;
const gitlab = parse(readFileSync('templates/gitlab.yml', 'utf8')) as {
  'api-migrate': { variables: Record<string, string>; script: string[]; artifacts: { paths: string[]; reports: { codequality: string } } };
};
const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { id: string; entry: string }[];

const run = promisify(execFile);
let path: string;

beforeAll(() => {
  path = pathWithTool();
});

/** Runs a script as GitHub and GitLab do: a failing line ends it. */
async function bash(cwd: string, script: string, env: Record<string, string>): Promise<Run> {
  return run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env: { PATH: path, HOME: cwd, ...env } }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Run) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

/** Runs the steps of the action with inputs, the others at their defaults. */
async function runAction(cwd: string, inputs: Record<string, string> = {}): Promise<Run> {
  const given = (name: string): string => inputs[name] ?? action.inputs[name]?.default ?? '';
  const [step] = action.runs.steps;
  if (!step) throw new Error('the action has no step');
  const env = Object.entries(step.env).map(([name, value]) => [
    name,
    value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, key: string) => given(key)),
  ]);
  return bash(cwd, step.run, Object.fromEntries(env) as Record<string, string>);
}

describe('the GitHub action', () => {
  it('annotates what is left and fails, after it has written the reports that were asked for', async () => {
    const root = workspace(WITH_MANUAL);
    const { code, stdout } = await runAction(root, { sarif: 'out.sarif', html: 'out.html' });
    expect(code).toBe(1);
    expect(stdout.match(/^::(?:warning|error) file=src\//gm)).toHaveLength(2);
    const { runs } = JSON.parse(readFileSync(join(root, 'out.sarif'), 'utf8')) as Log;
    expect(runs[0]?.results).toHaveLength(2);
    expect(readFileSync(join(root, 'out.html'), 'utf8')).toContain('<title>api-migrate');
  });

  it('takes several paths, and passes where nothing is left', async () => {
    const root = workspace({ ...WITH_MANUAL, 'lib/a.ts': 'export {};\n', 'app/b.ts': 'export {};\n' });
    expect((await runAction(root, { paths: 'lib app/**/*.ts' })).code).toBe(0);
    expect((await runAction(root, { paths: 'lib src' })).code).toBe(1);
  });

  it('tolerates what was there before with since, with a baseline and with max', async () => {
    const root = workspace(WITH_MANUAL);
    git(root, 'init', '-q', '-b', 'main');
    commitAll(root);
    expect((await runAction(root, { since: 'main' })).code).toBe(0);
    expect((await runAction(root, { max: '2' })).code).toBe(0);
    await bash(root, 'npx api-migrate scan --baseline known.json --update-baseline', {});
    expect((await runAction(root, { baseline: 'known.json' })).code).toBe(0);
    writeFiles(root, { 'src/new.ts': "export const user = fetch('https://acme.example.com/acme/v1/users/1');\n" });
    for (const inputs of [{ since: 'main' }, { max: '2' }, { baseline: 'known.json' }])
      expect((await runAction(root, inputs)).code).toBe(1);
  });

  it('ends with the error of a run that failed', async () => {
    const { code, stderr } = await runAction(workspace(WITH_MANUAL), { sarif: 'out.sarif', since: 'nowhere' });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^error: --since nowhere: /) as string });
  });
});

describe('the GitLab template', () => {
  const job = gitlab['api-migrate'];

  it('writes its artifacts before it fails', async () => {
    const root = workspace(WITH_MANUAL);
    const { code, stdout } = await bash(root, job.script.join('\n'), job.variables);
    expect(code).toBe(1);
    expect(stdout).toContain('acme/bulk-delete');
    expect(JSON.parse(readFileSync(join(root, job.artifacts.reports.codequality), 'utf8'))).toHaveLength(2);
    for (const file of job.artifacts.paths) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('passes its arguments on', async () => {
    const { code } = await bash(workspace(WITH_MANUAL), job.script.join('\n'), {
      ...job.variables,
      API_MIGRATE_ARGS: '--max 2 --pack acme',
    });
    expect(code).toBe(0);
  });
});

describe('the pre-commit hook', () => {
  it('fails for the files of a commit that hold a v1 call, and passes for others', async () => {
    const root = workspace({ ...WITH_MANUAL, 'src/other.ts': 'export {};\n' });
    const entry = hooks.find(({ id }) => id === 'api-migrate')?.entry ?? '';
    expect((await bash(root, `${entry} src/other.ts src/clear.ts`, {})).code).toBe(1);
    expect((await bash(root, `${entry} src/other.ts`, {})).code).toBe(0);
  });
});

describe('the recipes of docs/ci.md', () => {
  const recipes = [...readFileSync('docs/ci.md', 'utf8').matchAll(/^```yaml\n([^]*?)\n```/gm)].flatMap(([, text = '']) =>
    parseAllDocuments(text).map((document) => document.toJS() as unknown),
  );

  function objectsIn(value: unknown): Record<string, unknown>[] {
    if (typeof value !== 'object' || value === null) return [];
    const own = Array.isArray(value) ? [] : [value as Record<string, unknown>];
    return [...own, ...Object.values(value).flatMap(objectsIn)];
  }

  it('name inputs, hooks and files that are there', () => {
    const all = recipes.flatMap(objectsIn);
    const used = all.filter(({ uses }) => typeof uses === 'string' && uses.startsWith('api-migrate/'));
    expect(used.length).toBeGreaterThan(0);
    for (const { with: inputs = {} } of used)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs as object)));
    const remotes = all.flatMap(({ remote }) => (typeof remote === 'string' ? [remote] : []));
    expect(remotes.map((remote) => remote.replace(/^.*\/main\//, '')).filter((file) => !existsSync(file))).toEqual([]);
    const named = all.flatMap(({ hooks: own = [] }) => (own as { id: string }[]).map(({ id }) => id));
    expect(hooks.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    expect(named.length).toBeGreaterThan(0);
  });
});
