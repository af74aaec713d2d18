import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBaseline, readBaseline, writeBaseline } from '../../src/cli/baseline.js';
import { historyOf, spread } from '../../src/cli/history.js';
import { mergeResults } from '../../src/cli/run/merge.js';
import { sinceOnly } from '../../src/cli/since.js';
import { stepSummary } from '../../src/cli/step-summary.js';
import { parsePack } from '../../src/pack/load.js';
import { scan as scanProject } from '../../src/scan/index.js';
import type { ScanResult } from '../../src/scan/model.js';
import { ACME, apiMigrate, PROJECT, WITH_MANUAL } from './run.js';
import { type Files, workspace, writeFiles } from '../workspace.js';
import { migrateResult, scanResult } from '../report/results.js';

const packs = [parsePack(ACME, 'acme')];
const user = (id: number, name = `user${id}`): string =>
  `export const ${name} = () => fetch('https://acme.example.com/acme/v1/users/${id}');\n`;

async function scan(root: string): Promise<ScanResult> {
  return scanProject({ cwd: root, paths: [root], packs, exclude: ['*.json'] });
}

async function known(root: string): Promise<{ open: number; gone: number }> {
  const baseline = await readBaseline(join(root, 'known.json'));
  const { result, gone } = applyBaseline(
    await scan(root),
    baseline,
    'known.json',
    () => true,
    (file) => existsSync(join(root, file)),
  );
  return { open: result.summary.byState.open, gone: gone.length };
}

async function project(files: Files): Promise<string> {
  const root = workspace(files);
  await writeBaseline(join(root, 'known.json'), await scan(root), []);
  return root;
}

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.invalid', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function commit(root: string, files: Files = {}): void {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'work');
}

describe('a baseline', () => {
  it('knows its findings after any renames, moved lines and changes of layout', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('rename' as const), file: fc.nat(2), to: fc.nat(1000) }),
      fc.record({ kind: fc.constant('move' as const), file: fc.nat(2), lines: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('layout' as const), file: fc.nat(2) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const root = realpathSync(mkdtempSync(join(tmpdir(), 'api-migrate-test-')));
        try {
          const names = ['a.ts', 'b.ts', 'lib/c.ts'];
          writeFiles(root, { 'a.ts': user(1) + user(2), 'b.ts': user(3), 'lib/c.ts': user(4) + user(5) });
          await writeBaseline(join(root, 'known.json'), await scan(root), []);
          for (const [index, change] of steps.entries()) {
            const name = names[change.file] ?? '';
            const path = join(root, name);
            if (change.kind === 'move') writeFileSync(path, `${'// note\n'.repeat(change.lines)}${readFileSync(path, 'utf8')}`);
            if (change.kind === 'layout') writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/fetch\(\s*/g, 'fetch(\n    '));
            if (change.kind !== 'rename') continue;
            const to = `moved-${change.to}/${index}.ts`;
            mkdirSync(dirname(join(root, to)), { recursive: true });
            renameSync(path, join(root, to));
            names[change.file] = to;
          }
          expect(await known(root)).toEqual({ open: 0, gone: 0 });
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('does not take a new call for a known one because another file is gone', async () => {
    const root = await project({ 'a.ts': user(1), 'b.ts': user(2) });
    rmSync(join(root, 'a.ts'));
    writeFiles(root, { 'b.ts': user(2) + user(3) });
    expect(await known(root)).toEqual({ open: 1, gone: 1 });
  });

  it('with the conflict of two branches counts with both sides', async () => {
    const root = workspace({ 'a.ts': user(1) });
    git(root, 'init', '-q');
    const update = async (): Promise<void> => writeBaseline(join(root, 'known.json'), await scan(root), []);
    await update();
    commit(root);
    git(root, 'checkout', '-qb', 'other');
    writeFiles(root, { 'b.ts': user(2) });
    await update();
    commit(root);
    git(root, 'checkout', '-q', 'main');
    writeFiles(root, { 'c.ts': user(3) });
    await update();
    commit(root);
    expect(() => git(root, 'merge', 'other')).toThrow('Command failed');
    expect(readFileSync(join(root, 'known.json'), 'utf8')).toContain('<<<<<<<');
    expect(await known(root)).toEqual({ open: 0, gone: 0 });
    expect((await readBaseline(join(root, 'known.json'))).isConflicted).toBe(true);
  });

  it('of another version is refused in one line', async () => {
    const root = workspace({ ...PROJECT, 'known.json': '{"schemaVersion": 7, "findings": []}' });
    const { code, stderr } = await apiMigrate(root, ['scan', '--baseline', 'known.json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: known\.json: is a baseline of version 7, [^\n]*--update-baseline\n$/);
  });
});

describe('--since', () => {
  it('leaves open what touches changed lines, a changed base, and new files', async () => {
    const root = workspace({
      'base.ts': "export const API = 'https://acme.example.com/acme/v1';\n",
      'through.ts': "import { API } from './base';\nexport const a = () => fetch(`${API}/users/1`);\n",
      'old.ts': user(1) + user(2),
    });
    git(root, 'init', '-q');
    commit(root);
    const open = async (): Promise<string[]> =>
      (await sinceOnly(await scan(root), 'main', root)).findings.flatMap(({ file, line, state }) =>
        state === 'open' ? [`${file}:${line}`] : [],
      );
    expect(await open()).toEqual([]);
    git(root, 'checkout', '-qb', 'work');
    writeFiles(root, { 'old.ts': `// note\n${user(1)}${user(22)}` });
    expect(await open()).toEqual(['old.ts:3']);
    commit(root, { 'new.ts': user(3) });
    writeFiles(root, { 'untracked.ts': user(4), 'base.ts': "export const API = 'https://acme.example.com/acme/v1'; // moved\n" });
    expect(await open()).toEqual(['new.ts:1', 'old.ts:3', 'through.ts:2', 'untracked.ts:1']);
  });

  it('says in one line what is wrong with a commit that is not there', async () => {
    const root = workspace(PROJECT);
    expect(await apiMigrate(root, ['scan', '--since', 'main'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --since main: git: [^\n]+\n$/) as string,
    });
    git(root, 'init', '-q');
    commit(root);
    commit(root, { 'b.ts': '' });
    const clone = workspace();
    git(clone, 'clone', '-q', '--depth', '1', `file://${root}`, '.');
    const { code, stderr } = await apiMigrate(clone, ['scan', '--since', 'HEAD~1']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: --since HEAD~1: git knows no such commit; this clone is shallow: fetch the rest first (git fetch --unshallow)\n',
    );
    for (const args of [
      ['validate', '--since', 'HEAD~1'],
      ['scan', '--history'],
    ]) {
      expect(await apiMigrate(clone, args)).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^error: [^\n]+[:;] this clone is shallow: [^\n]+\n$/) as string,
      });
    }
  });
});

describe('--history', () => {
  it('counts what was open at each commit without touching the working tree', async () => {
    const root = workspace({ 'a.ts': user(1) + user(2) });
    git(root, 'init', '-q');
    commit(root);
    commit(root, { 'b.ts': user(3) });
    commit(root, { 'a.ts': 'export {};\n' });
    writeFiles(root, { 'b.ts': 'work in progress' });
    const status = git(root, 'status', '--porcelain');
    const points = await historyOf({ cwd: root, paths: [root], packs }, 12, () => undefined);
    expect(points.map(({ open }) => open)).toEqual([2, 3, 1]);
    expect(git(root, 'status', '--porcelain')).toBe(status);
  });

  it('looks at the first and the last commit, and at some between', () => {
    expect(spread([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
    expect(spread([1, 2], 3)).toEqual([1, 2]);
    expect(spread([1, 2, 3], 1)).toEqual([1]);
  });
});

describe('merge', () => {
  it('puts the reports of several repositories into one, each under its name', async () => {
    const [web, api] = [workspace(PROJECT), workspace(WITH_MANUAL)];
    const root = workspace();
    for (const [name, from] of Object.entries({ web, 'team/api': api })) {
      mkdirSync(join(root, 'reports', dirname(name)), { recursive: true });
      await apiMigrate(from, ['scan', 'src', '--output', resolve(root, 'reports', `${name}.json`)]);
    }
    const { code, stdout } = await apiMigrate(root, ['merge', 'reports', '--format', 'json']);
    const merged = JSON.parse(stdout) as ScanResult;
    expect(code).toBe(1);
    expect(merged.findings.map(({ file }) => file)).toEqual(['team/api/src/clear.ts', 'team/api/src/jobs.ts', 'web/src/jobs.ts']);
    expect(merged.summary).toMatchObject({
      findings: 3,
      byLevel: { auto: 2, manual: 1 },
      byVersion: { acme: { v1: 3, v2: 0 } },
      byDirectory: { 'team/api/src': { v1: 2 }, 'web/src': { v1: 1 } },
    });
    writeFileSync(join(root, 'other.json'), '{}');
    expect(await apiMigrate(root, ['merge', 'other.json'])).toMatchObject({
      code: 2,
      stderr: 'error: other.json: is no JSON report of scan or migrate\n',
    });
  });

  it('counts a finding of two shards once', () => {
    const merged = mergeResults([scanResult, scanResult, migrateResult]);
    expect(merged.findings).toHaveLength(new Set([...scanResult.findings, ...migrateResult.findings].map(({ id }) => id)).size);
    expect(merged.errors).toHaveLength(1);
  });
});

describe('the summary of a step', () => {
  it('lists every finding that is left, as a table whose cells nothing can break', () => {
    const text = stepSummary({ ...scanResult, summary: { ...scanResult.summary, hidden: 3 } }, [], ['--level auto']);
    const rows = text.split('\n').filter((line) => /^\| (?:error|warning)/.test(line));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(text).toContain('3 open findings hidden by');
  });
});
