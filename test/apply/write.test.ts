import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StagingError, undo, writeChanges } from '../../src/apply/index.js';
import { snapshot } from './files.js';
import { workspace } from '../workspace.js';

async function refusal(work: Promise<unknown>): Promise<StagingError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StagingError)) throw new Error('expected a StagingError', { cause: error });
  return error;
}

describe('writing changes', () => {
  it('writes every file, keeps its mode, and leaves nothing else behind', async () => {
    const root = workspace({ 'a.sh': 'v1\r\n', 'deep/b.ts': '\uFEFFv1' });
    chmodSync(join(root, 'a.sh'), 0o754);
    const written = await writeChanges(
      [
        { file: join(root, 'a.sh'), before: 'v1\r\n', after: 'v2\r\n' },
        { file: join(root, 'deep/b.ts'), before: '\uFEFFv1', after: '\uFEFFv2' },
        { file: join(root, 'deep/new/c.ts'), before: null, after: 'new' },
      ],
      { cwd: root },
    );
    expect(written?.files).toEqual(['a.sh', 'deep/b.ts', 'deep/new/c.ts']);
    expect(readFileSync(join(root, 'a.sh'), 'utf8')).toBe('v2\r\n');
    expect(statSync(join(root, 'a.sh')).mode & 0o777).toBe(0o754);
    expect(readFileSync(join(root, 'deep/b.ts'))).toEqual(Buffer.from('\uFEFFv2'));
    expect(Object.keys(snapshot(root))).toEqual(['a.sh', 'deep/', 'deep/b.ts', 'deep/new/', 'deep/new/c.ts']);
  });

  it('keeps no journal when nothing changes', async () => {
    const root = workspace({ 'a.ts': 'same' });
    expect(await writeChanges([{ file: join(root, 'a.ts'), before: 'same', after: 'same' }], { cwd: root })).toBeUndefined();
    expect(readdirSync(root)).toEqual(['a.ts']);
  });

  it('hides its journal from git', async () => {
    const root = workspace({ 'a.ts': 'v1' });
    await writeChanges([{ file: join(root, 'a.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    expect(readFileSync(join(root, '.api-migrate/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('writes nothing at all when one file changed since it was read', async () => {
    const root = workspace({ 'a.ts': 'v1', 'b.ts': 'edited meanwhile' });
    const start = snapshot(root);
    const error = await refusal(
      writeChanges(
        [
          { file: join(root, 'a.ts'), before: 'v1', after: 'v2' },
          { file: join(root, 'b.ts'), before: 'v1', after: 'v2' },
        ],
        { cwd: root },
      ),
    );
    expect(error.problems).toEqual([{ file: 'b.ts', message: 'changed since it was read' }]);
    expect(snapshot(root)).toEqual(start);
  });

  it.each([
    ['is gone', 'gone.ts', 'v1', 'no longer exists'],
    ['was to be new but exists', 'a.ts', null, 'exists already'],
    ['is not UTF-8', 'latin1.ts', '// \uFFFD v1', 'is not valid UTF-8'],
  ])('refuses a file that %s', async (_, name, before, message) => {
    const root = workspace({ 'a.ts': 'v1', 'latin1.ts': Buffer.from('// \xE4 v1', 'latin1') });
    const start = snapshot(root);
    const error = await refusal(writeChanges([{ file: join(root, name), before, after: 'v2' }], { cwd: root }));
    expect(error.problems).toEqual([{ file: name, message }]);
    expect(snapshot(root)).toEqual(start);
  });

  it('never follows a symbolic link out of the project', async () => {
    const outside = workspace({ 'theirs.ts': 'v1' });
    const root = workspace({ 'a.ts': 'v1' });
    symlinkSync(join(outside, 'theirs.ts'), join(root, 'link.ts'));
    symlinkSync(outside, join(root, 'vendor'));
    for (const file of ['link.ts', 'vendor/theirs.ts', 'vendor/new.ts']) {
      const before = file.endsWith('new.ts') ? null : 'v1';
      const error = await refusal(writeChanges([{ file: join(root, file), before, after: 'v2' }], { cwd: root }));
      expect(error.problems[0]?.message).toBe('leads out of the project through a symbolic link');
    }
    expect(snapshot(outside)).toEqual(snapshot(workspace({ 'theirs.ts': 'v1' })));
  });

  it('writes outside the working directory only where the user pointed', async () => {
    const other = workspace({ 'a.ts': 'v1' });
    const root = workspace();
    const changes = [{ file: join(other, 'a.ts'), before: 'v1', after: 'v2' }];
    await refusal(writeChanges(changes, { cwd: root }));
    await writeChanges(changes, { cwd: root, roots: [other] });
    expect(readFileSync(join(other, 'a.ts'), 'utf8')).toBe('v2');
    await undo(root);
    expect(readFileSync(join(other, 'a.ts'), 'utf8')).toBe('v1');
  });

  it('writes the target of a link inside the project and keeps the link', async () => {
    const root = workspace({ 'real.ts': 'v1' });
    symlinkSync('real.ts', join(root, 'link.ts'));
    await writeChanges([{ file: join(root, 'link.ts'), before: 'v1', after: 'v2' }], { cwd: root });
    expect(readFileSync(join(root, 'real.ts'), 'utf8')).toBe('v2');
    expect(snapshot(root)['link.ts']).toBe('-> real.ts');
  });

  it('refuses two different changes of one file under two names', async () => {
    const root = workspace({ 'real.ts': 'v1' });
    symlinkSync('real.ts', join(root, 'link.ts'));
    const changes = ['link.ts', 'real.ts'].map((name) => ({ file: join(root, name), before: 'v1', after: `v2 ${name}` }));
    const error = await refusal(writeChanges(changes, { cwd: root }));
    expect(error.problems[0]?.message).toBe('is the same file as link.ts, changed in another way');
  });

  it('puts everything back when a later file cannot be written', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${index}.ts`);
    const root = workspace(Object.fromEntries([...names, 'z/last.ts'].map((name) => [name, 'v1'])));
    const start = snapshot(root);
    const changes = [...names, 'z/last.ts'].map((name) => ({ file: join(root, name), before: 'v1', after: 'v2' }));
    // The directory of the last temporary file is swapped for a file once the first files are through.
    const controller = new AbortController();
    const signal = new Proxy(controller.signal, {
      get(target, key) {
        if (key === 'aborted' && readFileSync(join(root, 'f20.ts'), 'utf8') === 'v2')
          rmSync(join(root, 'z'), { recursive: true, force: true });
        return Reflect.get(target, key, target) as unknown;
      },
    });
    const error = await refusal(writeChanges(changes, { cwd: root, signal }));
    expect(error.message).toMatch(/^z\/last\.ts: no longer exists; no file was changed$/);
    mkdirSync(join(root, 'z'));
    writeFileSync(join(root, 'z/last.ts'), 'v1', { mode: 0o644 });
    expect(snapshot(root)).toEqual(start);
  });

  it('puts everything back when it is interrupted', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${index}.ts`);
    const root = workspace(Object.fromEntries(names.map((name) => [name, 'v1'])));
    const start = snapshot(root);
    const controller = new AbortController();
    const work = writeChanges(
      [
        ...names.map((name) => ({ file: join(root, name), before: 'v1', after: 'v2' })),
        { file: join(root, 'new/d.ts'), before: null, after: 'x' },
      ],
      {
        cwd: root,
        signal: controller.signal,
      },
    );
    const poll = setInterval(() => {
      if (readFileSync(join(root, 'f0.ts'), 'utf8') === 'v2') controller.abort();
    }, 0);
    const error = await refusal(work).finally(() => clearInterval(poll));
    expect(error.message).toBe('interrupted; no file was changed');
    expect(snapshot(root)).toEqual(start);
  });
});
