import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, PROJECT } from './run.js';
import { workspace } from '../workspace.js';

const KEYS = { yes: 'y', no: 'n', all: 'a', back: 'b', quit: 'q', evidence: 'e', help: '?', interrupt: '\u0003' };

/** Answers the questions in a terminal of its own; each key is sent when the next question stands. */
async function answer(root: string, keys: (keyof typeof KEYS)[], columns = 120): Promise<{ code: number; screen: string }> {
  const child = spawn(
    'script',
    ['-qfec', `stty cols ${columns} rows 50; "${process.execPath}" "${BIN}" migrate --interactive --no-color`, '/dev/null'],
    {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 45_000,
    },
  );
  const ended = once(child, 'exit') as Promise<[number]>;
  let screen = '';
  let answered = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    screen += chunk;
    const asked = screen.match(/Change \d+ of \d+: write it\? \[[^\]]*\]/g)?.length ?? 0;
    const key = keys[answered];
    if (asked <= answered || key === undefined) return;
    answered += 1;
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
    expect(screen).toContain('src/ada.ts:1:26  auto  acme/get-user');
    expect(migrated(root)).toEqual(['ada', 'cyd']);
    expect(code).toBe(1);
  });

  it('wraps what it asks in a narrow terminal', async () => {
    const { screen } = await answer(project(), ['quit'], 40);
    expect(screen.replaceAll('\r', '')).toMatch(/^src\/ada\.ts:1:26 {2}auto {2}acme\/get-user ?\n {2}GET \/users\/\{id\}/m);
  });

  it('asks no more about a rule that was accepted as a whole', async () => {
    const root = project();
    const { code, screen } = await answer(root, ['all', 'yes', 'yes', 'yes']);
    expect(migrated(root)).toEqual(['ada', 'bob', 'cyd', 'jobs']);
    expect(screen).not.toContain('Change 2 of 4');
    expect(code).toBe(0);
  });

  it('explains the keys and the evidence, and asks again; goes back', async () => {
    const root = project();
    const { screen } = await answer(root, ['help', 'evidence', 'yes', 'no', 'back', 'back', 'no', 'yes', 'quit']);
    expect(screen).toContain('b  go back to the change before');
    expect(screen).toContain('src/ada.ts:1:26  called here');
    expect(migrated(root)).toEqual(['bob']);
  });

  it('gives the reason of a change that is to be checked, shows a shared base once, and says why an accepted change is not written', async () => {
    const root = workspace({
      ...PROJECT,
      'src/jobs.ts': 'export {};\n',
      'src/base.ts': "export const API = 'https://acme.example.com/acme/v1';\nexport const link = API;\n",
      'src/ada.ts': "import { API } from './base';\nexport const ada = () => fetch(`${API}/users/1`);\n",
      'src/bob.ts': "import { API } from './base';\nexport const bob = () => fetch(`${API}/users/2`);\n",
    });
    const { screen } = await answer(root, ['no', 'no']);
    expect(screen).toContain('To check: ');
    expect(screen.match(/^\+export const API/gm)).toHaveLength(1);
    expect(screen).toContain('Together with the change of src/base.ts:1, shown before.');
  });

  it.each(['quit', 'interrupt'] as const)('keeps what was accepted before %s', async (last) => {
    const root = project();
    await answer(root, ['yes', last]);
    expect(migrated(root)).toEqual(['ada']);
  });
});
