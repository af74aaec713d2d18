import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { apiMigrate, BIN, PROJECT, WITH_MANUAL } from './run.js';
import { workspace } from '../workspace.js';

/** Runs a shell script in which `"$0" "$1"` is the command line. */
function bash(cwd: string, script: string): string {
  return execFileSync('bash', ['-c', script, process.execPath, BIN], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('the command line', () => {
  it('prints its version and its help to stdout', async () => {
    const root = workspace();
    expect(await apiMigrate(root, ['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
    const help = await apiMigrate(root, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const command of ['scan', 'migrate', 'verify', 'explain']) {
      expect(help.stdout).toContain(`  ${command} `);
      expect(await apiMigrate(root, [command, '--help'])).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('without a command says what the project calls, what blocks, and what to run next', async () => {
    const { code, stdout, stderr } = await apiMigrate(workspace(WITH_MANUAL), []);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('  acme (Acme API v1 to v2)  2 calls of v1; 2 findings: 1 auto, 1 manual\n');
    expect(stdout).toMatch(/What blocks\n {2}src\/clear\.ts:1:28\n {4}\S/);
    expect(stdout.match(/^ {2}npx api-migrate (?:scan|migrate|verify)(?: |$)/gm)).toHaveLength(3);
  });

  it('without a command and without calls says where to go from there', async () => {
    const { code, stdout } = await apiMigrate(workspace({ 'a.ts': 'export {};\n' }), []);
    expect(code).toBe(0);
    expect(stdout).toContain('No calls of a known API in 1 file');
    expect(stdout).toContain('api-migrate explain');
  });

  it('prints the settings that hold with --print-config, and does nothing else', async () => {
    const root = workspace(PROJECT);
    const { code, stdout } = await apiMigrate(root, ['scan', 'src', '--rule', 'acme/*', '--print-config']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cwd: root,
      paths: ['src'],
      packs: { acme: { rules: 3 } },
      exclude: ['*.json'],
      rules: ['acme/*'],
    });
  });

  it('says where to read on when a command lacks what it needs', async () => {
    expect(await apiMigrate(workspace(), ['verify'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: missing required argument 'recordings'; see api-migrate help verify\n",
    });
  });

  it('prints the help of a command with help', async () => {
    const root = workspace();
    const { stdout } = await apiMigrate(root, ['scan', '--help']);
    expect(await apiMigrate(root, ['help', 'scan'])).toEqual({ code: 0, stdout, stderr: '' });
    expect((await apiMigrate(root, ['help'])).stdout).toContain('Usage: api-migrate');
  });

  it.each([
    ['an unknown command', ['scna'], /unknown command 'scna' \(Did you mean scan\?\)/],
    ['an unknown option', ['scan', '--fromat', 'json'], /unknown option '--fromat' \(Did you mean --format\?\)/],
    ['an option without its value', ['scan', '--format'], /argument missing/],
    ['an unknown format', ['scan', '--format', 'jsno'], /unknown format "jsno"; did you mean "json"\?/],
    ['a format that verify does not have', ['verify', 'a.har', '--format', 'sarif'], /unknown format "sarif"; known: pretty, /],
    ['an unknown level', ['scan', '--level', 'safe'], /unknown level "safe"; known: auto, review, manual/],
    ['an unknown pack', ['scan', '--pack', 'acmee'], /unknown pack "acmee"; did you mean "acme"\?/],
    ['an unknown rule', ['scan', '--rule', 'acme/get-jbo'], /unknown rule "acme\/get-jbo"; did you mean "acme\/get-job"\?/],
    ['an unknown phase', ['scan', '--pack', 'acme', '--phase', '7'], /unknown phase "7"; known: 1, 2/],
    ['a stage that no pack has', ['scan', '--pack', 'acme', '--stage', 'x'], /unknown stage "x"/],
    ['a number that is none', ['scan', '--max', 'many'], /--max takes a whole number, not "many"/],
    ['a rate of nothing', ['verify', 'a.har', '--rate', '0'], /--rate takes a number above 0, not "0"/],
    ['a shard beyond the last', ['verify', 'a.har', '--shard', '4/3'], /--shard takes i\/n with i from 1 to n, not "4\/3"/],
    ['a path that does not exist', ['scan', 'src', 'nowhere/at/all'], /nowhere\/at\/all: no such file or directory/],
    ['a path below a file', ['scan', 'src/jobs.ts/deeper'], /src\/jobs\.ts\/deeper: a part of the path is a file, not a directory/],
    [
      'a report that cannot be written',
      ['scan', '--output', 'no/such/dir/a.json'],
      /--output: no\/such\/dir\/a\.json cannot be written: no such file or directory/,
    ],
    ['a report that would replace a directory', ['scan', '--output', 'src'], /--output: src cannot be written: is a directory, not a file/],
    ['a patch that cannot be written', ['migrate', '--patch', 'no/such/dir/a.patch'], /--patch: no\/such\/dir\/a\.patch cannot be written/],
    [
      'a baseline that cannot be written',
      ['scan', '--baseline', 'no/base.json', '--update-baseline'],
      /--baseline: no\/base\.json cannot be written: no such file or directory/,
    ],
    ['a configuration that is not there', ['scan', '--config', 'other.json'], /other\.json: no such file or directory/],
    ['a baseline that is not there', ['scan', '--baseline', 'base.json'], /base\.json: no such file or directory/],
    ['an update of no baseline', ['scan', '--update-baseline'], /--update-baseline needs --baseline <file>/],
    ['undo with write', ['migrate', '--undo', '--write'], /--undo stands alone/],
    ['a patch with write', ['migrate', '--patch', 'a.patch', '--write'], /--patch leaves the files alone/],
    ['questions without a terminal', ['migrate', '--interactive'], /--interactive needs a terminal/],
    ['undo with nothing to undo', ['migrate', '--undo'], /there is no run to undo/],
    ['verify without a target', ['verify', 'a.har'], /name the v2 server with --target <url>/],
    ['a recording that is not there', ['verify', 'a.har', '-t', 'http://127.0.0.1:1'], /a\.har/],
    ['a target that is no URL', ['verify', 'a.har', '-t', 'v2'], /--target: "v2" is not a URL/],
  ])('answers %s with one line and exit code 2', async (_, args, line) => {
    const { code, stdout, stderr } = await apiMigrate(workspace(PROJECT), args);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)('answers an unreadable path with one line and exit code 2', async () => {
    const root = workspace(PROJECT);
    chmodSync(join(root, 'src'), 0o000);
    expect(await apiMigrate(root, ['scan', 'src'])).toEqual({ code: 2, stdout: '', stderr: 'error: src: permission denied\n' });
  });

  it('ends quietly when the reader of its output goes away', async () => {
    const calls = Array.from({ length: 3_000 }, (_, index) => `fetch('https://acme.example.com/acme/v1/users/${index}');\n`).join('');
    const root = workspace({ ...PROJECT, 'src/many.ts': calls });
    const output = bash(root, `"$0" "$1" scan --format jsonl | head -n 1; echo "code \${PIPESTATUS[0]}"`);
    expect(output).toMatch(/^\{"type":"finding".*\}\ncode 1\n$/);
  });

  it('colours only where a person looks, or where it is told to', async () => {
    const root = workspace(PROJECT);
    const plain = await apiMigrate(root, ['scan']);
    expect(plain.stdout).not.toContain('\u001B');
    expect((await apiMigrate(root, ['scan', '--color'])).stdout).toContain('\u001B[');
    expect((await apiMigrate(root, ['--color', 'scan'])).stdout).toContain('\u001B[');
    expect((await apiMigrate(root, ['scan'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001B[');
    expect((await apiMigrate(root, ['scan'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).toBe(plain.stdout);
    expect((await apiMigrate(root, ['scan', '--no-color'], { env: { FORCE_COLOR: '1' } })).stdout).toBe(plain.stdout);
    expect((await apiMigrate(root, ['scan', '--color', '--format', 'json'])).stdout).not.toContain('\u001B');
  });

  it('writes a report to a file whole, and to a device as it comes', async () => {
    const root = workspace(PROJECT);
    const { stdout } = await apiMigrate(root, ['scan', 'src', '--format', 'json']);
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out/report.json'), 'old');
    const written = await apiMigrate(root, ['scan', 'src', '--format', 'json', '--output', 'out/report.json']);
    expect(written).toEqual({ code: 1, stdout: '', stderr: 'report written to out/report.json\n' });
    expect(readFileSync(join(root, 'out/report.json'), 'utf8')).toContain('"acme/get-job"');
    expect(readdirSync(join(root, 'out'))).toEqual(['report.json']);
    expect(bash(root, '"$0" "$1" scan src --format json --output /dev/stdout | cat')).toBe(stdout);
  });
});
