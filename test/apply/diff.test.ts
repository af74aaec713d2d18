import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileChange } from '../../src/edit/text-edit.js';
import { patchOf, unifiedDiff } from '../../src/apply/index.js';
import { git } from './files.js';
import { workspace } from '../workspace.js';

/** Few distinct lines, so that repeated ones defeat anchors too; mixed line ends; the last line may lack its end. */
const line = fc.constantFrom('a', 'b', '', '  x', '}', "fetch('/api/v1')", '-- minus', '++ plus', '\\ odd', 'ä€😀');
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n')), { maxLength: 40 })
  .chain((lines) =>
    fc.boolean().map((ended) => lines.map(([body, end], index) => body + (ended || index < lines.length - 1 ? end : '')).join('')),
  );
const uniqueText = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(59), { maxLength: 12 })).map(([length, edits]) => {
  const lines = Array.from({ length }, (_, index) => `line ${index}\n`);
  return [lines.join(''), lines.map((body, index) => (edits.includes(index) ? `${body}added\n` : body)).join('')] as const;
});

describe('the unified diff', () => {
  it('turns the old files into the new ones through git apply', async () => {
    const pairs = [
      ...fc.sample(fc.tuple(text, text), 250),
      ...fc.sample(uniqueText, 100),
      ...fc.sample(text, 50).map((after) => [null, after] as const),
    ].filter(([before, after]) => before !== after);
    const root = workspace();
    git(root, 'init', '-q');
    const changes = pairs.map(([before, after], index): FileChange => ({
      file: join(root, `d${index % 7}`, `file ${index}.ts`),
      before,
      after,
    }));
    for (const { file, before } of changes) {
      mkdirSync(dirname(file), { recursive: true });
      if (before !== null) writeFileSync(file, before);
    }
    writeFileSync(join(root, 'all.patch'), await patchOf(changes, root));
    git(root, 'apply', '--whitespace=nowarn', 'all.patch');
    for (const { file, after } of changes) expect(readFileSync(file, 'utf8')).toBe(after);
  });

  it('names files as git does when they hold blanks, quotes, line feeds or letters beyond ASCII', async () => {
    const names = ['with blank.ts', 'quote".ts', 'back\\slash.ts', 'line\nfeed.ts', 'tab\there.ts', 'größe/日本.ts', '--- a.ts'];
    const root = workspace(Object.fromEntries(names.map((name) => [name, 'one\n'])));
    git(root, 'init', '-q');
    const changes = names.map((name) => ({ file: join(root, name), before: 'one\n', after: 'two\n' }));
    writeFileSync(join(root, 'all.patch'), await patchOf(changes, root));
    git(root, 'apply', 'all.patch');
    for (const name of names) expect(readFileSync(join(root, name), 'utf8')).toBe('two\n');
  });

  it('gives a patch made in a subdirectory the paths of the repository', async () => {
    const root = workspace({ 'packages/web/api.ts': 'one\n' });
    git(root, 'init', '-q');
    const cwd = join(root, 'packages', 'web');
    writeFileSync(join(root, 'all.patch'), await patchOf([{ file: join(cwd, 'api.ts'), before: 'one\n', after: 'two\n' }], cwd));
    git(cwd, 'apply', join(root, 'all.patch'));
    expect(readFileSync(join(cwd, 'api.ts'), 'utf8')).toBe('two\n');
  });

  it('shows three lines of context and joins hunks that touch', () => {
    const before = Array.from({ length: 30 }, (_, index) => `${index + 1}\n`).join('');
    const after = before.replace('10\n', 'ten\n').replace('15\n', 'fifteen\n').replace('28\n', '');
    const diff = unifiedDiff({ file: '/p/a.ts', before, after }, '/p');
    expect(diff.match(/^@@.*@@$/gm)).toEqual(['@@ -7,12 +7,12 @@', '@@ -25,6 +25,5 @@']);
  });

  it('is empty when nothing changed', () => {
    expect(unifiedDiff({ file: '/p/a.ts', before: 'same\n', after: 'same\n' }, '/p')).toBe('');
  });

  it('changes no more lines than a whole rewrite, however many lines repeat', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff({ file: '/p/a.ts', before, after }, '/p');
        const removed = diff.split('\n').filter((row) => row.startsWith('-') && !row.startsWith('--- a/')).length;
        return removed <= before.split('\n').length;
      }),
    );
  });
});
