import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { undo, writeChanges } from '../../src/apply/index.js';
import { commitAll, snapshot } from './files.js';
import { workspace } from '../workspace.js';

const ID = '20990101T000000000Z-abcdef';
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A journal as a repository could bring it along. */
function shipJournal(root: string, manifest: object, images = ''): void {
  const directory = join(root, '.api-migrate/journal', ID);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'images'), images);
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'signature'), hash(JSON.stringify(manifest)));
}

const manifestOf = (root: string, schemaVersion: number): object => ({
  schemaVersion,
  id: ID,
  createdAt: '2099-01-01T00:00:00.000Z',
  ...(schemaVersion === 2 && { tree: root, roots: ['/'] }),
  entries: [
    { file: '../home/profile', image: { offset: 0, length: 4 }, mode: 0o755, before: hash('evil'), after: hash('theirs') },
    { file: '../home/notes', image: null, mode: null, before: null, after: hash('notes') },
  ],
  directories: ['../home/empty'],
});

describe('a journal that somebody else wrote', () => {
  it.each([1, 2])('is never undone (version %i)', async (version) => {
    const base = workspace({ 'home/profile': 'theirs', 'home/notes': 'notes', 'repo/a.ts': 'v1' });
    mkdirSync(join(base, 'home/empty'));
    const root = join(base, 'repo');
    shipJournal(root, manifestOf(root, version), 'evil');
    const start = snapshot(join(base, 'home'));
    await expect(undo(root)).rejects.toThrow(/was not written by you/);
    await expect(undo(root, ID)).rejects.toThrow(/was not written by you/);
    expect(snapshot(join(base, 'home'))).toEqual(start);
  });

  it('does not hide the run that the user made, and clears nothing away', async () => {
    const base = workspace({ 'home/profile': 'theirs', 'repo/a.ts': 'v1' });
    const root = join(base, 'repo');
    writeFileSync(join(base, `home/.api-migrate-${ID}-0.tmp`), 'kept');
    shipJournal(root, manifestOf(root, 2));
    const written = await writeChanges([{ file: join(root, 'a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    expect(written?.interrupted).toEqual([]);
    expect(readdirSync(join(base, 'home'))).toContain(`.api-migrate-${ID}-0.tmp`);
    await undo(root);
    expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe('v1');
  });

  it('is not believed when it is a copy of one from another directory, or when one byte of it changed', async () => {
    const [root, copy] = [workspace({ 'a.ts': 'v1' }), workspace({ 'a.ts': 'v2' })];
    await writeChanges([{ file: join(root, 'a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    cpSync(join(root, '.api-migrate'), join(copy, '.api-migrate'), { recursive: true });
    await expect(undo(copy)).rejects.toThrow(/was not written by you/);
    const [id = ''] = readdirSync(join(root, '.api-migrate/journal'));
    const manifest = join(root, '.api-migrate/journal', id, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('a.ts', 'b.ts'));
    await expect(undo(root)).rejects.toThrow(/was not written by you/);
  });

  it('cannot lead the next run out of the tree', async () => {
    const base = workspace({ 'home/.gitignore': 'mine', 'repo/a.ts': 'v1', 'linked/a.ts': 'v1' });
    symlinkSync(join(base, 'home'), join(base, 'repo/.api-migrate'));
    mkdirSync(join(base, 'linked/.api-migrate'));
    symlinkSync(join(base, 'home/.gitignore'), join(base, 'linked/.api-migrate/.gitignore'));
    const start = snapshot(join(base, 'home'));
    const change = (name: string) => [{ file: join(base, name, 'a.ts'), before: 'v1', after: 'v2' }];
    await expect(writeChanges(change('repo'), { cwd: join(base, 'repo') })).rejects.toThrow(/symbolic link/);
    await writeChanges(change('linked'), { cwd: join(base, 'linked') });
    expect(snapshot(join(base, 'home'))).toEqual(start);
  });
});

describe('an undo', () => {
  it('does not go through a link that was put in the place of a directory', async () => {
    const base = workspace({ 'repo/src/a.ts': 'v1', 'home/a.ts': 'v2' });
    const root = join(base, 'repo');
    await writeChanges([{ file: join(root, 'src/a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    renameSync(join(root, 'src'), join(root, 'moved'));
    symlinkSync(join(base, 'home'), join(root, 'src'));
    await expect(undo(root)).rejects.toMatchObject({ problems: [{ file: 'src/a.ts', message: 'is now reached through a symbolic link' }] });
    expect(readFileSync(join(base, 'home/a.ts'), 'utf8')).toBe('v2');
  });
});

describe('links below the named paths', () => {
  it('are written through only when what they lead to lies there too', async () => {
    const root = workspace({ 'app/a.ts': 'v1', 'app/inner.ts': 'v1', 'other/b.ts': 'v1', 'base.ts': 'v1' });
    symlinkSync('../other/b.ts', join(root, 'app/outer.ts'));
    symlinkSync('inner.ts', join(root, 'app/link.ts'));
    const options = { cwd: root, roots: [join(root, 'app')] };
    const change = (file: string) => [{ file: join(root, file), before: 'v1', after: 'v2' }];
    await expect(writeChanges(change('app/outer.ts'), options)).rejects.toMatchObject({
      problems: [{ file: 'app/outer.ts', message: 'leads out of the named paths through a symbolic link' }],
    });
    await writeChanges(change('app/link.ts'), options);
    await writeChanges(change('base.ts'), options);
    expect(snapshot(root)).toMatchObject(snapshot(workspace({ 'other/b.ts': 'v1', 'app/inner.ts': 'v2', 'base.ts': 'v2' })));
  });

  it('leave the other name of a file alone that has two', async () => {
    const root = workspace({ 'a.ts': 'v1' });
    linkSync(join(root, 'a.ts'), join(root, 'kept.txt'));
    await writeChanges([{ file: join(root, 'a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    expect(readFileSync(join(root, 'kept.txt'), 'utf8')).toBe('v1');
  });
});

const FILES = 60;
const text = (version: string): string => `fetch('/api/${version}/jobs');\n`.repeat(50);
const writer = join(workspace(), 'writer.mjs');

describe('several runs', () => {
  beforeAll(async () => {
    const entryPoints = [join(import.meta.dirname, 'kill.child.ts')];
    await build({ entryPoints, outfile: writer, bundle: true, platform: 'node', format: 'esm' });
  });

  it('at once never mix: those that say they wrote have written all', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 4; round += 1) {
      const root = workspace(Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`f${index}.ts`, text('v1')])));
      const runs = Array.from({ length: 3 }, () => spawn(process.execPath, [writer, 'write', root, String(FILES)], { stdio: 'ignore' }));
      const codes = await Promise.all(runs.map(async (run) => (await once(run, 'exit'))[0] as number));
      expect(codes.filter((code) => code === 0)).toHaveLength(1);
      const now = snapshot(root);
      for (let index = 0; index < FILES; index += 1) expect(readFileSync(join(root, `f${index}.ts`), 'utf8')).toBe(text('v2'));
      expect(Object.keys(now).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
  });

  it('wait for each other below one repository, wherever they were started', async () => {
    const root = workspace({ 'packages/one/a.ts': 'v1', 'b.ts': 'v1' });
    commitAll(root);
    mkdirSync(join(root, '.api-migrate'));
    const lock = join(root, '.api-migrate/lock');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }));
    const change = [{ file: join(root, 'packages/one/a.ts'), before: 'v1', after: 'v2' }];
    let isDone = false;
    const run = writeChanges(change, { cwd: join(root, 'packages/one') }).then(() => (isDone = true));
    await new Promise((done) => setTimeout(done, 300));
    expect(isDone).toBe(false);
    rmSync(lock);
    await run;
    expect(snapshot(root)).not.toHaveProperty('.api-migrate/lock');
  });

  it.each([
    ['of a process that has ended', { pid: 2 ** 22 + 1, host: hostname(), since: '2026-01-01T00:00:00Z' }, false],
    ['that nobody has touched for long', { pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00Z' }, true],
    ['that is damaged and old', {}, true],
  ])('go past a lock %s', async (_, holder, isOld) => {
    const root = workspace({ 'a.ts': 'v1', '.api-migrate/lock': JSON.stringify(holder) });
    const then = new Date(Date.now() - (isOld ? 120_000 : 0));
    utimesSync(join(root, '.api-migrate/lock'), then, then);
    await writeChanges([{ file: join(root, 'a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe('v2');
  });
});

describe.skipIf(process.platform === 'win32')('a disk without room', () => {
  it.each(['write', 'undo'])('leaves every file as it was (%s)', async (command) => {
    const root = workspace({ 'f0.ts': text('v1'), 'f1.ts': text('v1').repeat(100) });
    if (command === 'undo') await writeAll(root, 'ulimit -f unlimited');
    const before = snapshot(root);
    // No file larger than this may be made: what the system answers is what a full disk answers, at a place that can be chosen.
    expect(await writeAll(root, 'ulimit -f 64', command)).not.toBe(0);
    expect(snapshot(root)).toEqual(before);
  });
});

async function writeAll(root: string, limit: string, command = 'write'): Promise<number> {
  const run = spawn('bash', ['-c', `trap '' XFSZ; ${limit}; exec "$@"`, 'bash', process.execPath, writer, command, root, '2'], {
    stdio: 'ignore',
  });
  return (await once(run, 'exit'))[0] as number;
}
