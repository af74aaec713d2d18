import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const KEYS = { yes: '\r', no: '\u001B[B\r', all: '\u001B[B\u001B[B\r', quit: '\u001B[B\u001B[B\u001B[B\r', interrupt: '\u0003' };

/** Answers the questions in a terminal of its own; each key is sent when the next question stands. */
async function answer(root: string, keys: (keyof typeof KEYS)[]): Promise<{ code: number; screen: string }> {
  const child = spawn(
    'script',
    ['-qfec', `stty cols 120 rows 50; "${process.execPath}" "${BIN}" migrate --interactive --no-color`, '/dev/null'],
    {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 45_000,
    },
  );
  const ended = once(child, 'exit') as Promise<[number]>;
  let screen = '';
  let asked = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    screen += chunk;
    const questions = screen.match(/Change \d+ of \d+/g)?.at(-1);
    const position = Number(questions?.split(' ')[1] ?? 0);
    const key = keys[position - 1];
    if (position <= asked || key === undefined || !screen.slice(screen.lastIndexOf('Change ')).includes('quit')) return;
    asked = position;
    child.stdin.write(KEYS[key]);
  });
  const [code] = await ended;
  return { code, screen };
}

const source = (name: string, path: string): [string, string] => [
  `src/${name}.ts`,
  `export const ${name} = () => fetch('https://acme.example.com/acme/v1/${path}');\n`,
];
const project = (): string =>
  workspace({
    ...PROJECT,
    ...(Object.fromEntries([source('ada', 'users/1'), source('bob', 'users/2'), source('cyd', 'users/3')]) as Record<string, string>),
  });
const migrated = (root: string): string[] =>
  ['ada', 'bob', 'cyd', 'jobs'].filter((name) => readFileSync(join(root, `src/${name}.ts`), 'utf8').includes('/acme/v2/'));

// `script` of util-linux gives the command a terminal.
describe.runIf(process.platform === 'linux')('migrate --interactive', () => {
  it('shows each diff and writes what was accepted', async () => {
    const root = project();
    const { code, screen } = await answer(root, ['yes', 'no', 'yes', 'no']);
    expect(screen).toContain("-export const ada = () => fetch('https://acme.example.com/acme/v1/users/1');");
    expect(screen).toContain('src/ada.ts:1  acme/get-user');
    expect(migrated(root)).toEqual(['ada', 'cyd']);
    expect(code).toBe(1);
  });

  it('asks no more about a rule that was accepted as a whole', async () => {
    const root = project();
    const { code, screen } = await answer(root, ['all', 'yes', 'yes', 'yes']);
    expect(migrated(root)).toEqual(['ada', 'bob', 'cyd', 'jobs']);
    expect(screen).not.toContain('Change 2 of 4');
    expect(code).toBe(0);
  });

  it.each(['quit', 'interrupt'] as const)('keeps what was accepted before %s', async (last) => {
    const root = project();
    await answer(root, ['yes', last]);
    expect(migrated(root)).toEqual(['ada']);
  });
});
