import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { circlesIn, roomOf, violationsIn } from './layers.js';

const files = ['src', 'rules'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${top}/${name.replaceAll('\\', '/')}`),
);

describe('the rooms of the architecture', () => {
  it('import only downwards, and leave printing, exit codes and colour to the command line', () => {
    expect(files.flatMap((file) => violationsIn(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('hold folders that import each other one way only', () => {
    const core = files.filter((file) => roomOf(file) !== undefined);
    expect(circlesIn(new Map(core.map((file) => [file, readFileSync(file, 'utf8')])))).toEqual([]);
  });

  it('are the rooms that docs/architecture.md lists', () => {
    const listed = [...readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(?:src\/)?(\w+)\//gm)].map(([, room]) => room);
    const rooms = files.map(roomOf).filter((room) => room !== undefined);
    expect(listed.toSorted()).toEqual([...new Set([...rooms, 'cli'])].toSorted());
  });
});

describe('the check of the rooms', () => {
  it.each([
    ['a core room that prints', 'src/scan/a.ts', 'console.log(1);', 'prints with console.log'],
    ['a core room that writes to stdout', 'src/verify/a.ts', "process.stdout.write('x');", 'uses process.stdout'],
    ['a core room that exits', 'src/migrate/deep/a.ts', 'if (x) process.exit(1);', 'uses process.exit'],
    ['a core room that sets the exit code', 'src/scan/a.ts', 'process.exitCode = 1;', 'uses process.exitCode'],
    [
      'a core room that imports the command line',
      'src/scan/a.ts',
      "import { note } from '../cli/terminal.js';",
      'imports src/cli/terminal.js',
    ],
    ['a lazy import of the command line', 'src/report/a.ts', "await import('../cli/terminal.js');", 'imports src/cli/terminal.js'],
    ['a re-export of the command line', 'src/pack/a.ts', "export * from '../cli/main.js';", 'imports src/cli/main.js'],
    ['a core room that imports the library entry', 'src/scan/a.ts', "import { scan } from '../index.js';", 'imports src/index.js'],
    ['colour in a core room', 'src/report/a.ts', "import chalk from 'chalk';", 'imports chalk'],
    ['an import upwards', 'src/match/a.ts', "import type { Finding } from '../scan/model.js';", 'match may import pack'],
    ['an import type upwards', 'src/pack/a.ts', "type F = import('../scan/model.js').Finding;", 'pack may import nothing of ours'],
    ['verify on the code rooms', 'src/verify/a.ts', "import { scan } from '../scan/index.js';", 'verify may import pack, match, record'],
    ['a report that runs the work', 'src/report/a.ts', "import { scan } from '../scan/index.js';", 'report may import pack'],
    [
      'a pack that imports more than the vocabulary',
      'rules/tao/index.ts',
      "import { cutUrl } from '../../src/match/index.js';",
      'rules may import pack',
    ],
  ])('catches %s', (_, file, text, message) => {
    const found = violationsIn(file, `\n${text}`);
    expect(found).toEqual([{ file, line: 2, message: expect.stringContaining(message) }]);
  });

  it.each([
    ['the command line', 'src/cli/main.ts', "process.exitCode = 1; console.log(1); import '../scan/index.js';"],
    ['an import downwards', 'src/migrate/a.ts', "import { scan } from '../scan/index.js';"],
    ['a report of a model', 'src/report/a.ts', "import type { Finding } from '../scan/model.js';"],
    ['words in strings and comments', 'src/scan/a.ts', "const text = 'console.log(1)'; // process.exit(1)"],
  ])('lets %s pass', (_, file, text) => {
    expect(violationsIn(file, text)).toEqual([]);
  });
});

describe('the check for circles', () => {
  it('names folders that import each other, and files between them', () => {
    const texts = new Map([
      ['src/scan/index.ts', "import './a/one.js';"],
      ['src/scan/a/one.ts', "import type { B } from '../middle.js';"],
      ['src/scan/middle.ts', "export * from './b/two.js';"],
      ['src/scan/b/two.ts', "await import('../a/three.js'); import '../leaf.js';"],
      ['src/scan/a/three.ts', ''],
      ['src/scan/leaf.ts', ''],
    ]);
    expect(circlesIn(texts)).toEqual(['src/scan/a', 'src/scan/b', 'src/scan/middle.ts']);
  });
});
