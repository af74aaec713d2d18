/**
 * Writes or undoes in a process of its own, to be killed. Prints a line when it begins.
 * Arguments: `write` or `undo`, the directory, the number of files.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { undo } from '../../src/apply/undo.js';
import { writeChanges } from '../../src/apply/write.js';

const [command, root = '', count = '0'] = process.argv.slice(2);
process.stdout.write('begin\n');
if (command === 'undo') {
  await undo(root);
} else {
  const changes = Array.from({ length: Number(count) }, (_, index) => {
    const file = join(root, `f${index}.ts`);
    const before = readFileSync(file, 'utf8');
    return { file, before, after: before.replaceAll('/api/v1', '/api/v2') };
  });
  await writeChanges([...changes, { file: join(root, 'made/new.ts'), before: null, after: 'new\n' }], { cwd: root });
}
