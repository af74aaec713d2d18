import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { MigrateResult } from '../../src/migrate/model.js';
import { commitAll, git, snapshot } from '../apply/files.js';
import { apiMigrate, PROJECT, WITH_MANUAL } from './run.js';
import { workspace } from '../workspace.js';

async function migrate(root: string, ...args: string[]): Promise<{ code: number | null; result: MigrateResult; stderr: string }> {
  const { code, stdout, stderr } = await apiMigrate(root, ['migrate', ...args, '--format', 'json']);
  return { code, result: JSON.parse(stdout) as MigrateResult, stderr };
}

const USERS = { 'src/users.ts': "export const me = () => fetch('https://acme.example.com/acme/v1/users/1');\n" };
const MIGRATED = PROJECT['src/jobs.ts']?.replace('/acme/v1/experiments/${experiment}/jobs/', '/acme/v2/jobs/');

describe('migrate', () => {
  it('shows the diff, writes nothing and ends with 1, because writing is left to do', async () => {
    const root = workspace(PROJECT);
    const start = snapshot(root);
    const { code, stdout } = await apiMigrate(root, ['migrate']);
    expect(code).toBe(1);
    expect(stdout).toContain('+  return fetch(`https://acme.example.com/acme/v2/jobs/${id}`);');
    expect(stdout).toContain('Dry run: 1 migrated; 1 file would change.');
    expect(snapshot(root)).toEqual(start);
  });

  it('with --write changes the files, and a second run has nothing to do', async () => {
    const root = workspace(PROJECT);
    expect((await apiMigrate(root, ['migrate', '--write'])).code).toBe(0);
    expect(readFileSync(join(root, 'src/jobs.ts'), 'utf8')).toBe(MIGRATED);
    const second = await migrate(root, '--write');
    expect(second).toMatchObject({
      code: 0,
      result: { findings: [], files: { changed: [] }, summary: { written: false, byVersion: { acme: { v1: 0, v2: 1 } }, completion: 100 } },
    });
  });

  it('ends with 1 after writing when something is left for a person', async () => {
    const root = workspace(WITH_MANUAL);
    const { code, result } = await migrate(root, '--write');
    expect(code).toBe(1);
    expect(result.summary).toMatchObject({ written: true, filesChanged: 1, byState: { migrated: 1, manual: 1 } });
  });

  it('prints JSON that the published schema describes, before and after writing', async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
    ajv.addSchema(JSON.parse(readFileSync('schema/scan.schema.json', 'utf8')) as object);
    const validate = ajv.compile(JSON.parse(readFileSync('schema/migrate.schema.json', 'utf8')) as object);
    const root = workspace(WITH_MANUAL);
    for (const args of [[], ['--write']]) {
      validate((await migrate(root, ...args)).result);
      expect(validate.errors).toBeNull();
    }
  });

  it('gives the same diff in a dry run, in a patch and on disk', async () => {
    const root = workspace({ ...WITH_MANUAL, ...USERS });
    const start = snapshot(root);
    const dry = await migrate(root);
    expect((await apiMigrate(root, ['migrate', '--patch', 'v2.patch'])).stderr).toBe('patch written to v2.patch\n');
    const patch = readFileSync(join(root, 'v2.patch'), 'utf8');
    expect(patch).toBe(dry.result.files.changed.map(({ diff }) => diff).join(''));
    expect(snapshot(root)).toEqual({ ...start, 'v2.patch': snapshot(root)['v2.patch'] });

    await migrate(root, '--write');
    const written = snapshot(root);
    expect((await apiMigrate(root, ['migrate', '--undo'])).code).toBe(0);
    git(root, 'init', '-q');
    git(root, 'apply', 'v2.patch');
    expect(snapshot(root)).toEqual(written);
  });

  it('with --undo takes back every byte, and refuses when a file changed since', async () => {
    const root = workspace({ ...WITH_MANUAL, ...USERS });
    const start = snapshot(root);
    await migrate(root, '--write');
    expect(await apiMigrate(root, ['migrate', '--undo'])).toEqual({ code: 0, stdout: '', stderr: '2 files restored\n' });
    expect(snapshot(root)).toEqual(start);

    await migrate(root, '--write');
    writeFileSync(join(root, 'src/users.ts'), 'edited\n');
    expect(await apiMigrate(root, ['migrate', '--undo'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: nothing was undone: src/users.ts changed since\n',
    });
  });

  it('migrates only what is selected', async () => {
    const root = workspace({ ...WITH_MANUAL, ...USERS });
    const changed = async (...args: string[]): Promise<string[]> =>
      (await migrate(root, ...args)).result.files.changed.map(({ file }) => file);
    expect(await changed('--phase', '2')).toEqual(['src/users.ts']);
    expect(await changed('--rule', 'acme/get-job')).toEqual(['src/jobs.ts']);
    expect(await changed('--level', 'auto')).toEqual(['src/jobs.ts', 'src/users.ts']);
    expect(await changed('src/users.ts')).toEqual(['src/users.ts']);
  });
});

describe('migrate in a git repository', () => {
  it('refuses to write a file whose content git does not hold, and names it', async () => {
    const root = workspace({ ...PROJECT, ...USERS });
    commitAll(root);
    writeFileSync(join(root, 'src/users.ts'), `// mine\n${USERS['src/users.ts']}`);
    const start = snapshot(root);
    expect(await apiMigrate(root, ['migrate', '--write'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: nothing was written: commit or stash first, or pass --allow-dirty: src/users.ts has content that git does not hold\n',
    });
    expect(snapshot(root)).toEqual(start);
    expect((await apiMigrate(root, ['migrate'])).code).toBe(1);
    expect((await apiMigrate(root, ['migrate', '--write', '--allow-dirty'])).code).toBe(0);
  });

  it('minds only the files that it would change, and leaves nothing for git to see but them', async () => {
    const root = workspace(PROJECT);
    commitAll(root);
    writeFileSync(join(root, 'notes.txt'), 'mine');
    expect((await apiMigrate(root, ['migrate', '--write'])).code).toBe(0);
    expect(git(root, 'status', '--porcelain')).toBe(' M src/jobs.ts\n?? notes.txt\n');
  });
});

describe('a file that must not be written', () => {
  it('is left to a person while the rest goes on', async () => {
    const outside = workspace({ 'shared.ts': USERS['src/users.ts'] });
    const root = workspace(PROJECT);
    symlinkSync(join(outside, 'shared.ts'), join(root, 'src/shared.ts'));
    const { code, result } = await migrate(root, '--write');
    expect(code).toBe(1);
    expect(result.files.changed.map(({ file }) => file)).toEqual(['src/jobs.ts']);
    expect(result.findings.find(({ file }) => file === 'src/shared.ts')).toMatchObject({
      state: 'manual',
      reason: 'src/shared.ts leads out of the project through a symbolic link',
    });
    expect(readFileSync(join(outside, 'shared.ts'), 'utf8')).toBe(USERS['src/users.ts']);
  });
});

describe('a report that cannot be written', () => {
  it('ends the run before a file is touched', async () => {
    const root = workspace(PROJECT);
    const { code, stderr } = await apiMigrate(root, ['migrate', '--write', '--allow-dirty', '--output', 'no/such/dir/a.json']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: --output: no/such/dir/a.json cannot be written: no such file or directory\n',
    });
    expect(readFileSync(join(root, 'src/jobs.ts'), 'utf8')).toBe(PROJECT['src/jobs.ts']);
  });
});
