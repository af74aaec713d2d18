import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uncommitted } from '../../src/apply/index.js';
import { commitAll, git } from './files.js';
import { workspace } from '../workspace.js';

describe('files that git does not hold', () => {
  it('are the modified, staged, renamed, untracked and ignored ones', async () => {
    const names = ['clean.ts', 'modified.ts', 'staged.ts', 'old name.ts', 'größe.ts'];
    const root = workspace({ ...Object.fromEntries(names.map((name) => [name, name])), '.gitignore': 'generated/\n' });
    commitAll(root);
    writeFileSync(join(root, 'modified.ts'), 'new');
    writeFileSync(join(root, 'größe.ts'), 'new');
    writeFileSync(join(root, 'staged.ts'), 'new');
    git(root, 'add', 'staged.ts');
    renameSync(join(root, 'old name.ts'), join(root, 'new name.ts'));
    mkdirSync(join(root, 'fresh'));
    mkdirSync(join(root, 'generated'));
    writeFileSync(join(root, 'fresh/[a].ts'), '');
    writeFileSync(join(root, 'generated/b.ts'), '');
    const asked = ['clean.ts', 'modified.ts', 'staged.ts', 'new name.ts', 'größe.ts', 'fresh/[a].ts', 'generated/b.ts'].map((name) =>
      join(root, name),
    );
    expect((await uncommitted(asked)).toSorted()).toEqual(asked.slice(1).toSorted());
  });

  it('are looked up in the repository of each file', async () => {
    const root = workspace({ 'a.ts': '1' });
    commitAll(root);
    mkdirSync(join(root, 'nested'));
    writeFileSync(join(root, 'nested/b.ts'), '1');
    commitAll(join(root, 'nested'));
    expect(await uncommitted([join(root, 'a.ts'), join(root, 'nested/b.ts')])).toEqual([]);
    writeFileSync(join(root, 'nested/b.ts'), '2');
    expect(await uncommitted([join(root, 'a.ts'), join(root, 'nested/b.ts')])).toEqual([join(root, 'nested/b.ts')]);
  });

  it('cannot be known when git does not answer, and that is said', async () => {
    const root = workspace({ 'a.ts': '1', '.git': 'gitdir: /nowhere' });
    await expect(uncommitted([join(root, 'a.ts')])).rejects.toThrow(/^git cannot say what is committed: fatal: .*; pass --allow-dirty/);
  });

  it('are none outside a repository', async () => {
    const root = workspace({ 'a.ts': '1' });
    expect(await uncommitted([join(root, 'a.ts')])).toEqual([]);
  });

  it('are found among more names than one command line takes', async () => {
    const long = 'n'.repeat(200);
    const names = Array.from({ length: 900 }, (_, index) => `${long}${index}.ts`);
    const root = workspace(Object.fromEntries(names.map((name) => [name, ''])));
    commitAll(root);
    writeFileSync(join(root, names[899] ?? ''), 'new');
    expect(await uncommitted(names.map((name) => join(root, name)))).toEqual([join(root, names[899] ?? '')]);
  });
});
