import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../../src/index.js';
import { snapshot } from '../apply/files.js';
import { ACME, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

describe('the library', () => {
  let library: typeof Library;

  beforeAll(async () => {
    library = (await import(new URL('../../dist/index.js', import.meta.url).href)) as typeof Library;
  });

  it('exports its functions and nothing else', () => {
    expect(Object.keys(library).toSorted()).toEqual([
      'PackError',
      'StagingError',
      'UsageError',
      'defineConfig',
      'definePack',
      'migrate',
      'scan',
      'undo',
      'verify',
      'writeChanges',
    ]);
  });

  it('scans, migrates in memory, writes and takes back', async () => {
    const cwd = workspace({ 'src/jobs.ts': PROJECT['src/jobs.ts'] ?? '' });
    const start = snapshot(cwd);
    const packs = [library.definePack(ACME as Library.Pack)];
    const { findings } = await library.scan({ cwd, packs });
    expect(findings.map(({ rule, file }) => `${rule} ${file}`)).toEqual(['acme/get-job src/jobs.ts']);

    const { result, changes } = await library.migrate({ cwd, packs });
    expect(result.summary).toMatchObject({ written: false, filesChanged: 1 });
    expect(snapshot(cwd)).toEqual(start);

    await library.writeChanges(changes, { cwd });
    expect(readFileSync(join(cwd, 'src/jobs.ts'), 'utf8')).toContain('/acme/v2/jobs/');
    await library.undo(cwd);
    expect(snapshot(cwd)).toEqual(start);
  });

  it('takes shipped packs by id', async () => {
    const cwd = workspace({ 'a.ts': 'export {};\n' });
    expect(await library.scan({ cwd, packs: ['tao'] })).toMatchObject({ findings: [] });
    await expect(library.scan({ cwd, packs: ['toa'] })).rejects.toThrow(
      new library.UsageError('no shipped pack "toa"; there are tao, openml, insightflow, agent-platform, rag-services'),
    );
  });

  it('checks a pack that a program hands over like one from a file', async () => {
    const cwd = workspace({ 'a.ts': 'export {};\n' });
    const broken = { ...ACME, rules: [{ ...ACME.rules[0], v1: ['GET jobs'] }] } as Library.Pack;
    const refused = { name: 'PackError', message: expect.stringMatching(/^packs\[1\]: rules\[0\]\.v1\[0\]: [^\n]+$/) };
    await expect(library.scan({ cwd, packs: ['tao', broken] })).rejects.toMatchObject(refused);
    await expect(library.migrate({ cwd, packs: ['tao', broken] })).rejects.toMatchObject(refused);
    await expect(library.verify({ recordings: ['x.har'], target: 'http://127.0.0.1:1', packs: ['tao', broken] })).rejects.toMatchObject(
      refused,
    );
    await expect(library.scan({ cwd, packs: [null as unknown as Library.Pack] })).rejects.toBeInstanceOf(library.PackError);
  });
});
