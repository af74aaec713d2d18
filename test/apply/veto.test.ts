import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EditGroup } from '../../src/migrate/model.js';
import { writableOnly } from '../../src/apply/index.js';
import { workspace } from '../workspace.js';

const group = (...files: string[]): EditGroup => ({
  id: '1',
  findings: ['1'],
  edits: files.map((file) => ({ file, start: 0, end: 0, text: '' })),
});

describe('groups with a file that cannot be written', () => {
  it('are refused as a whole, naming the file', () => {
    const outside = workspace({ 'theirs.ts': '' });
    const root = workspace({ 'a.ts': '', 'real.ts': '' });
    symlinkSync(join(outside, 'theirs.ts'), join(root, 'link.ts'));
    symlinkSync('real.ts', join(root, 'inner.ts'));
    symlinkSync('nowhere.ts', join(root, 'broken.ts'));
    const veto = writableOnly({ cwd: root });
    expect(veto(group(join(root, 'a.ts'), join(root, 'inner.ts')))).toBeUndefined();
    expect(veto(group(join(root, 'a.ts'), join(root, 'link.ts')))).toBe('link.ts leads out of the project through a symbolic link');
    writeFileSync(join(root, 'latin1.ts'), Buffer.from('// caf\xe9\n', 'latin1'));
    expect(veto(group(join(root, 'latin1.ts')))).toBe('latin1.ts is not valid UTF-8');
    expect(veto(group(join(root, 'broken.ts')))).toBe('broken.ts cannot be written: no longer exists');
    expect(veto(group(join(outside, 'theirs.ts')))).toMatch(/leads out of the project/);
    expect(writableOnly({ cwd: root, roots: [outside] })(group(join(root, 'link.ts')))).toBeUndefined();
  });
});
