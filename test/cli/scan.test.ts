import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { ScanResult } from '../../src/scan/model.js';
import { apiMigrate, PROJECT, WITH_MANUAL } from './run.js';
import { workspace } from '../workspace.js';

async function scan(root: string, ...args: string[]): Promise<{ code: number | null; result: ScanResult; stderr: string }> {
  const { code, stdout, stderr } = await apiMigrate(root, ['scan', ...args, '--format', 'json']);
  return { code, result: JSON.parse(stdout) as ScanResult, stderr };
}

const states = ({ findings }: ScanResult): string[] => findings.map(({ rule, state }) => `${rule} ${state}`);

describe('scan', () => {
  it('names what it finds and ends with 1, and with 0 when there is nothing', async () => {
    const { code, stdout } = await apiMigrate(workspace(PROJECT), ['scan']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'src/jobs.ts:2:10  auto  acme/get-job  GET /experiments/{experiment_id}/jobs/{job_id} -> GET /jobs/{job_id}\n',
    );
    const clean = await apiMigrate(workspace({ ...PROJECT, 'src/jobs.ts': 'export {};\n' }), ['scan']);
    expect(clean.code).toBe(0);
    expect(clean.stdout).toMatch(/^No v1 calls of .*acme.* in 1 file\.\n$/);
  });

  it('prints JSON that the published schema describes', async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
    const validate = ajv.compile(JSON.parse(readFileSync('schema/scan.schema.json', 'utf8')) as object);
    const { result } = await scan(workspace({ ...WITH_MANUAL, 'src/broken.ts': "fetch('/acme/v1/users/1'" }));
    validate(result);
    expect(validate.errors).toBeNull();
    expect(result.findings.length).toBeGreaterThan(1);
  });

  it('selects by rule, phase and level', async () => {
    const root = workspace({
      ...WITH_MANUAL,
      'src/users.ts': "export const me = () => fetch('https://acme.example.com/acme/v1/users/1');\n",
    });
    const rules = async (...args: string[]): Promise<string[]> =>
      (await scan(root, ...args)).result.findings.map(({ rule }) => rule).toSorted();
    expect(await rules()).toEqual(['acme/bulk-delete', 'acme/get-job', 'acme/get-user']);
    expect(await rules('--rule', 'acme/get-*')).toEqual(['acme/get-job', 'acme/get-user']);
    expect(await rules('--rule', 'acme/get-user', '--rule', 'acme/bulk-*')).toEqual(['acme/bulk-delete', 'acme/get-user']);
    expect(await rules('--phase', '2')).toEqual(['acme/get-user']);
    expect(await rules('--phase', '1,2', '--level', 'auto')).toEqual(['acme/get-job', 'acme/get-user']);
    expect(await rules('src/jobs.ts')).toEqual(['acme/get-job']);
  });

  it('tolerates as many open findings as --max says', async () => {
    const root = workspace(WITH_MANUAL);
    expect((await scan(root, '--max', '2')).code).toBe(0);
    expect((await scan(root, '--max', '1')).code).toBe(1);
  });

  it('says how many findings a selection hides, and does not call the project clean', async () => {
    const root = workspace({ ...WITH_MANUAL, 'src/jobs.ts': 'export {};\n' });
    const { code, stdout } = await apiMigrate(root, ['scan', '--level', 'auto']);
    expect(stdout).toBe('The selection takes none of the findings in 2 files.\n1 open finding hidden by --level auto.\n');
    expect(code).toBe(1);
    expect((await apiMigrate(root, ['scan', '--level', 'auto', '--max', '0'])).code).toBe(0);
    expect((await scan(root, '--level', 'auto')).result.summary).toMatchObject({ findings: 0, hidden: 1 });
    const migrated = await apiMigrate(root, ['migrate', '--level', 'auto']);
    expect(migrated.stdout).toContain('1 open finding hidden by --level auto.');
    expect(migrated.code).toBe(1);
  });

  it('reads the files that a glob names, and says when it names none', async () => {
    const root = workspace({ ...WITH_MANUAL, 'src/[id].ts': WITH_MANUAL['src/jobs.ts'] ?? '' });
    const files = async (...paths: string[]): Promise<string[]> => (await scan(root, ...paths)).result.findings.map(({ file }) => file);
    expect(await files('src/c*.ts')).toEqual(['src/clear.ts']);
    expect(await files('**/{jobs,clear}.ts')).toEqual(['src/clear.ts', 'src/jobs.ts']);
    expect(await files('src/[id].ts')).toEqual(['src/[id].ts']);
    const { code, stderr } = await apiMigrate(root, ['scan', 'src/*.vue']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: src/*.vue: no file fits this pattern\n' });
  });

  it('takes the format from the name of the output file', async () => {
    const root = workspace(PROJECT);
    for (const [name, start] of [
      ['a.html', '<!DOCTYPE html>'],
      ['a.sarif', '{\n  "$schema"'],
      ['a.md', '<!-- api-migrate scan -->'],
      ['a.xml', '<?xml'],
      ['a.txt', 'src/jobs.ts:2:10'],
    ] as const) {
      await apiMigrate(root, ['scan', 'src', '--output', name]);
      expect(readFileSync(join(root, name), 'utf8').slice(0, start.length)).toBe(start);
    }
    await apiMigrate(root, ['scan', '--format', 'json', '--output', 'b.html']);
    expect(readFileSync(join(root, 'b.html'), 'utf8')).toMatch(/^\{/);
  });

  it('reads no configuration with --no-config', async () => {
    const root = workspace({ ...PROJECT, 'api-migrate.config.mjs': 'throw new Error("ran");' });
    const { code, stderr } = await apiMigrate(root, ['scan', '--no-config']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('fails on a file that it does not understand, however many findings are tolerated', async () => {
    const root = workspace({ ...PROJECT, 'src/broken.ts': "const x = (;\nfetch('/acme/v1/users/1');\n" });
    const { code, stdout } = await apiMigrate(root, ['scan', '--max', '9']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Not understood\n {2}src\/broken\.ts:1:\d+: /);
  });

  it('names files relative to the working directory, also from within a directory', async () => {
    const root = workspace(PROJECT);
    const { result } = await scan(join(root, 'src'), '--config', '../api-migrate.config.json');
    expect(result.findings.map(({ file }) => file)).toEqual(['jobs.ts']);
  });
});

describe('a baseline', () => {
  it('tolerates what it lists, reports what is new, and names what is gone', async () => {
    const root = workspace(WITH_MANUAL);
    const updated = await scan(root, '--baseline', 'known.json', '--update-baseline');
    expect(updated).toMatchObject({ code: 0, stderr: 'baseline written to known.json\n' });
    expect(states(updated.result)).toEqual(['acme/bulk-delete ignored', 'acme/get-job ignored']);
    expect(updated.result.findings[0]?.reason).toBe('known: listed in known.json');
    expect(updated.result.summary.byState).toMatchObject({ open: 0, ignored: 2 });

    // A known finding stays known when its line moves.
    writeFileSync(join(root, 'src/jobs.ts'), `// a new first line\n${PROJECT['src/jobs.ts']}`);
    expect((await scan(root, '--baseline', 'known.json')).code).toBe(0);

    writeFileSync(join(root, 'src/new.ts'), "fetch('https://acme.example.com/acme/v1/users/1');\n");
    writeFileSync(join(root, 'src/clear.ts'), 'export {};\n');
    const next = await scan(root, '--baseline', 'known.json');
    expect(next.code).toBe(1);
    expect(states(next.result)).toEqual(['acme/get-job ignored', 'acme/get-user open']);
    expect(next.stderr).toBe('1 of the baseline no longer found; --update-baseline forgets them: acme/bulk-delete in src/clear.ts\n');
  });

  it('keeps its entries of paths and packs that a run does not look at', async () => {
    const root = workspace(WITH_MANUAL);
    await scan(root, '--baseline', 'known.json', '--update-baseline');
    const whole = readFileSync(join(root, 'known.json'), 'utf8');
    expect(await scan(root, 'src/jobs.ts', '--baseline', 'known.json', '--update-baseline')).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, 'known.json'), 'utf8')).toBe(whole);
    expect((await scan(root, 'src/jobs.ts', '--baseline', 'known.json')).stderr).toBe('');
  });

  it('is not guessed from a file that is none', async () => {
    const root = workspace({ ...PROJECT, 'known.json': '{"findings": 1}' });
    for (const more of [[], ['--update-baseline']]) {
      const { code, stderr } = await apiMigrate(root, ['scan', '--baseline', 'known.json', ...more]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'error: known.json: is not a baseline file: name another, or move it away and write one with --update-baseline\n',
      });
    }
    expect(readFileSync(join(root, 'known.json'), 'utf8')).toBe('{"findings": 1}');
  });

  it('of another version is not read and not replaced, whatever its entries look like', async () => {
    const later = '{"schemaVersion": 2, "findings": [{"print": "a"}]}';
    const root = workspace({ ...PROJECT, 'known.json': later });
    const { code, stderr } = await apiMigrate(root, ['scan', '--baseline', 'known.json']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: known.json: is a baseline of version 2, and this api-migrate reads version 1: move it away, and write it anew with --update-baseline\n',
    });
    expect(readFileSync(join(root, 'known.json'), 'utf8')).toBe(later);
  });
});
