import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { apiMigrate, PROJECT } from './run.js';
import { pathWithTool } from './shell.js';
import { workspace } from '../workspace.js';

const run = promisify(execFile);

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What bash offers for a line that ends at the cursor. */
async function inBash(...words: string[]): Promise<string[]> {
  const listed = words.map((word) => `'${word}'`).join(' ');
  const script = `eval "$(api-migrate completion bash)"; COMP_WORDS=(api-migrate ${listed}); COMP_CWORD=${words.length}; _api_migrate; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script], { cwd: workspace({ 'src.ts': '' }), env: { PATH: pathWithTool() } });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it.each<[string[], string[]]>([
    [['mi'], ['migrate']],
    [
      ['scan', '--format', 'js'],
      ['json', 'jsonl'],
    ],
    [['migrate', '--un'], ['--undo']],
    [['scan', '--level', 'r'], ['review']],
    [['verify', '--dry-run', 'c'], ['curl']],
    [['scan', '--pack', 'ta'], ['tao']],
    [['explain', 'open'], ['openml']],
    [['scan', 's'], ['src.ts']],
    [['scan', '--output', 's'], ['src.ts']],
    [['completion', 'f'], ['fish']],
  ])('in bash offers for %j', async (words, offered) => {
    expect(await inBash(...words)).toEqual(offered);
  });

  it.runIf(isInstalled('zsh'))('is a script that zsh reads', async () => {
    const { stdout } = await apiMigrate(workspace(), ['completion', 'zsh']);
    const script = `autoload -U compinit && compinit -D; ${stdout}\nprint -r -- "$_comps[api-migrate]"`;
    expect((await run('zsh', ['-fc', script])).stdout).toBe('_api-migrate\n');
  });

  it.runIf(isInstalled('fish'))('in fish offers commands, options and values', async () => {
    const script = 'api-migrate completion fish | source; for line in $argv; complete -C $line; end';
    const lines = ['api-migrate mi', 'api-migrate scan --upd', 'api-migrate scan --format jsonl'];
    const { stdout } = await run('fish', ['--no-config', '-c', script, ...lines], { env: { PATH: pathWithTool(), HOME: workspace() } });
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['migrate', '--update-baseline', 'jsonl', '']);
  });

  it('of a shell that it does not know is an error in one line', async () => {
    const { code, stderr } = await apiMigrate(workspace(), ['completion', 'fihs']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: unknown shell "fihs"; did you mean "fish"?\n' });
  });
});

describe('init', () => {
  const TAO = { 'src/a.ts': "fetch('https://tao.example.com/api/v1/orgs/a/experiments/b/jobs/c');\n" };

  it.each([
    ['api-migrate.config.ts', { 'tsconfig.json': '{}' }],
    ['api-migrate.config.mjs', {}],
  ])('writes %s for what the project calls, and every command reads it', async (name, files) => {
    const root = workspace({ ...TAO, ...files });
    const { code, stderr } = await apiMigrate(root, ['init']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${name} written: this project calls tao. Next: npx api-migrate scan\n` });
    expect(readFileSync(join(root, name), 'utf8')).toContain('    tao: {\n');
    expect(await apiMigrate(root, ['scan', '-q'])).toMatchObject({
      code: 1,
      stderr: '',
      stdout: expect.stringMatching(/^1 finding/) as string,
    });
  });

  it('writes lines that hold when their comment marks go away', async () => {
    const root = workspace({ ...TAO, 'packs/acme.ts': `export default ${PROJECT['acme.pack.json']};\n` });
    await apiMigrate(root, ['init']);
    const path = join(root, 'api-migrate.config.mjs');
    const text = readFileSync(path, 'utf8').replaceAll(/^( *)\/\/ (\w+: .*)$/gm, '$1$2');
    expect(text).not.toMatch(/\/\/ \w+: /);
    const other = workspace({ ...TAO, 'packs/acme.ts': `export default ${PROJECT['acme.pack.json']};\n`, 'api-migrate.config.mjs': text });
    expect(await apiMigrate(other, ['scan', '-q'])).toMatchObject({ code: 1, stderr: '' });
  });

  it('never replaces a configuration', async () => {
    const root = workspace(PROJECT);
    const { code, stderr } = await apiMigrate(root, ['init']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: api-migrate.config.json is here already; nothing was written\n' });
    expect(existsSync(join(root, 'api-migrate.config.mjs'))).toBe(false);
    expect(readFileSync(join(root, 'api-migrate.config.json'), 'utf8')).toBe(PROJECT['api-migrate.config.json']);
  });
});
