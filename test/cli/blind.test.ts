import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeOfScan } from '../../src/cli/exit-code.js';
import { parsePack } from '../../src/pack/load.js';
import { codeReporter } from '../../src/report/index.js';
import { FORMATS } from '../../src/report/model.js';
import { plainStyle } from '../../src/report/style.js';
import { scan as scanProject } from '../../src/scan/index.js';
import type { FileProblem, ScanResult } from '../../src/scan/model.js';
import { ACME, apiMigrate, PROJECT } from './run.js';
import { workspace, writeFiles } from '../workspace.js';

const CALL = "fetch('https://acme.example.com/acme/v1/users/1');\n";
const CLEAN: Record<string, string> = { ...PROJECT, 'src/jobs.ts': 'export {};\n' };

async function scan(root: string, paths = ['.']): Promise<ScanResult & { code: number; skipped: FileProblem[] }> {
  const result = await scanProject({
    cwd: root,
    paths: paths.map((path) => join(root, path)),
    packs: [parsePack(ACME, 'acme')],
    exclude: ['*.json'],
  });
  return { ...result, code: exitCodeOfScan(result), skipped: result.files.skipped };
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.invalid', '-c', 'protocol.file.allow=always'];
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'ignore' });
}

describe('a file that is not analysed', () => {
  const BLIND: [string, Record<string, string | Uint8Array>, RegExp][] = [
    ['UTF-16 with a mark', { 'src/a.ts': Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(CALL)]) }, /UTF-16/],
    ['UTF-16 without a mark', { 'src/a.ts': utf16(CALL) }, /UTF-16/],
    ['UTF-16, big end first', { 'src/a.ts': utf16(CALL).swap16() }, /UTF-16/],
    ['a large file', { 'src/a.ts': `${'// filler\n'.repeat(200_000)}${CALL}` }, /larger than/],
    ['text with a zero byte', { 'src/a.ts': `const zero = '\0';\n${CALL}` }, /zero byte/],
  ];

  it.each(BLIND)('that may call v1 makes exit code 1 and is in every format: %s', async (_, files, message) => {
    const root = workspace({ ...CLEAN, ...files });
    const { code, skipped, ...result } = await scan(root);
    expect(code).toBe(1);
    expect(skipped).toEqual([{ file: 'src/a.ts', message: expect.stringMatching(message) as string, mayHoldCalls: true }]);
    for (const format of FORMATS) {
      const text = (await codeReporter(format)).report(result, { packs: [], style: plainStyle, version: '1.0.0', explain: false });
      const pieces: string[] = [];
      for await (const piece of typeof text === 'string' ? [text] : text) pieces.push(piece);
      expect(pieces.join(''), format).toContain('src/a.ts');
      expect(pieces.join(''), format).not.toMatch(/no v1 calls/i);
    }
  });

  it('that names nothing of an API is no reason to fail', async () => {
    const root = workspace({ ...CLEAN, 'src/a.ts': utf16('export const a = 1;\n'), 'src/b.ts': '// filler\n'.repeat(200_000) });
    expect(await scan(root)).toMatchObject({
      code: 0,
      skipped: [{ file: 'src/a.ts' }, { file: 'src/b.ts' }],
    });
  });
});

describe('a repository inside of the project', () => {
  function project(call: string): string {
    const library = workspace({ 'index.ts': call });
    git(library, 'init', '-q');
    git(library, 'add', '-A');
    git(library, 'commit', '-qm', 'library');
    const root = workspace(CLEAN);
    git(root, 'init', '-q');
    git(root, 'submodule', 'add', '-q', library, 'lib');
    return root;
  }

  it('is named, and makes exit code 1 where it may call v1', async () => {
    const { code, skipped } = await scan(project(CALL));
    expect(code).toBe(1);
    expect(skipped).toEqual([{ file: 'lib', message: expect.stringContaining('index.ts') as string, mayHoldCalls: true }]);
  });

  it('is read when it is among the paths', async () => {
    const root = project(CALL);
    const { findings, files } = await scan(root, ['.', 'lib']);
    expect(findings.map(({ file }) => file)).toEqual(['lib/index.ts']);
    expect(files.skipped).toEqual([]);
  });

  it('is no reason to fail when it names no API, or is not checked out', async () => {
    const root = project('export {};\n');
    expect(await scan(root)).toMatchObject({ code: 0, skipped: [{ file: 'lib' }] });
    rmSync(join(root, 'lib'), { recursive: true });
    writeFiles(root, { 'lib/.keep': '' });
    rmSync(join(root, 'lib/.keep'));
    expect(await scan(root)).toMatchObject({
      code: 0,
      skipped: [{ file: 'lib', message: expect.stringContaining('not checked out') as string }],
    });
  });
});

describe('a file of environment variables that git ignores', () => {
  it('is named where the project has something to move', async () => {
    const root = workspace({ ...PROJECT, '.env': 'API=https://acme.example.com/acme/v1\n', '.gitignore': '.env\n' });
    git(root, 'init', '-q');
    expect((await scan(root)).files.ignoredEnvironment).toEqual(['.env']);
    expect((await apiMigrate(root, ['scan'])).stdout).toContain('git ignores .env: not read');
    writeFiles(root, { 'src/jobs.ts': 'export {};\n' });
    expect((await scan(root)).files.ignoredEnvironment).toBeUndefined();
  });
});
