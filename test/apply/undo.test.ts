import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { undo, writeChanges } from '../../src/apply/index.js';
import { snapshot } from './files.js';
import { workspace } from '../workspace.js';

describe('undo', () => {
  let root: string;
  let start: Record<string, string>;

  beforeEach(async () => {
    root = workspace({ 'a.ts': 'a v1', 'b.ts': 'b v1' });
    start = snapshot(root);
    await writeChanges(
      [
        { file: join(root, 'a.ts'), before: 'a v1', after: 'a v2' },
        { file: join(root, 'b.ts'), before: 'b v1', after: 'b v2' },
        { file: join(root, 'helpers/deep/new.ts'), before: null, after: 'new' },
      ],
      { cwd: root },
    );
  });

  it('restores every byte and deletes what the run made, directories too', async () => {
    const undone = await undo(root);
    expect(undone.restored.toSorted()).toEqual(['a.ts', 'b.ts']);
    expect(undone.deleted).toEqual(['helpers/deep/new.ts']);
    expect(snapshot(root)).toEqual(start);
  });

  it('keeps a directory of the run in which the user has put something', async () => {
    writeFileSync(join(root, 'helpers/mine.ts'), 'mine');
    await undo(root);
    expect(readdirSync(join(root, 'helpers'))).toEqual(['mine.ts']);
  });

  it('touches no file when one changed since, and names it', async () => {
    writeFileSync(join(root, 'b.ts'), 'b v2, edited');
    rmSync(join(root, 'a.ts'));
    const now = snapshot(root);
    await expect(undo(root)).rejects.toMatchObject({
      message: 'nothing was undone',
      problems: [
        { file: 'a.ts', message: 'was deleted since' },
        { file: 'b.ts', message: 'changed since' },
      ],
    });
    expect(snapshot(root)).toEqual(now);
  });

  it('goes back run by run', async () => {
    const second = snapshot(root);
    await writeChanges([{ file: join(root, 'a.ts'), before: 'a v2', after: 'a v3' }], { cwd: root });
    await undo(root);
    expect(snapshot(root)).toEqual(second);
    await undo(root);
    expect(snapshot(root)).toEqual(start);
    await expect(undo(root)).rejects.toThrow('there is no run to undo');
  });

  it('ends what a killed undo began', async () => {
    writeFileSync(join(root, 'a.ts'), 'a v1');
    await undo(root);
    expect(snapshot(root)).toEqual(start);
  });

  it('says so when the journal is damaged, before it touches a file', async () => {
    const now = snapshot(root);
    const [id] = readdirSync(join(root, '.api-migrate/journal'));
    const journal = join(root, '.api-migrate/journal', id ?? '');
    writeFileSync(join(journal, 'images'), 'a v1X v1');
    await expect(undo(root)).rejects.toThrow(/damaged at b\.ts/);
    expect(snapshot(root)).toEqual(now);
    writeFileSync(join(journal, 'manifest.json'), '{"schema');
    await expect(undo(root)).rejects.toThrow(/manifest\.json is damaged/);
  });

  it('keeps the journals of the last twenty runs', async () => {
    let text = 'a v2';
    for (let run = 0; run < 25; run += 1) {
      await writeChanges([{ file: join(root, 'a.ts'), before: text, after: `run ${run}` }], { cwd: root });
      text = `run ${run}`;
    }
    expect(readdirSync(join(root, '.api-migrate/journal'))).toHaveLength(20);
  });
});
