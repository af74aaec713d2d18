import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { exitCodeOfValidate } from '../../src/cli/exit-code.js';
import { textsAt } from '../../src/cli/texts-at.js';
import { FORMATS } from '../../src/report/model.js';
import { plainStyle } from '../../src/report/style.js';
import { validateReporter } from '../../src/report/validate.js';
import { validate, type ValidateResult } from '../../src/validate/index.js';
import { lineErrors, schemaErrors } from '../report/schemas.js';
import { workspace } from '../workspace.js';

const BEFORE = `const API = 'https://rag.example.com/api/v1';
export async function models() {
  const res = await fetch(\`\${API}/rag/models\`);
  return (await res.json()).models;
}
`;
const AFTER = BEFORE.replace('/api/v1', '/api/v2').replace('.models;', '.data.models;');

let cwd = '';
const git = (...args: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd });

beforeEach(() => {
  cwd = workspace({ 'src/models.ts': BEFORE, 'src/kept.ts': BEFORE.replaceAll('models', 'directories') });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'before');
});

async function judged(): Promise<ValidateResult> {
  const packs = [await loadShipped('rag-services')];
  return validate({ cwd, paths: [cwd], packs, since: 'HEAD', before: await textsAt('HEAD', cwd) });
}

const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);

describe('a migration that somebody made', () => {
  test('is right, or still v1, call by call', async () => {
    write('src/models.ts', AFTER);
    const { summary, calls } = await judged();
    expect(summary).toEqual({ right: 1, open: 0, wrong: 0, v1: 1 });
    expect(calls.map(({ file, verdict }) => `${file} ${verdict}`)).toEqual(['src/kept.ts v1', 'src/models.ts right']);
  });

  test('is right when all of it is, and only then ends with 0', async () => {
    write('src/models.ts', AFTER);
    expect(exitCodeOfValidate(await judged())).toBe(1);
    write('src/kept.ts', AFTER.replaceAll('models', 'directories'));
    expect(exitCodeOfValidate(await judged())).toBe(0);
  });

  test('is wrong where it reads what v2 does not have there', async () => {
    write('src/models.ts', AFTER.replace('.data', ''));
    const { calls } = await judged();
    expect(calls.find(({ verdict }) => verdict === 'wrong')).toMatchObject({
      file: 'src/models.ts',
      line: 4,
      before: { file: 'src/models.ts', line: 3, method: 'GET', url: '/rag/models' },
      reasonCode: 'stale-read',
    });
  });

  test('may move a file', async () => {
    rmSync(join(cwd, 'src/models.ts'));
    write('src/models-v2.ts', AFTER);
    const { calls } = await judged();
    expect(calls.find(({ before }) => before?.file === 'src/models.ts')).toMatchObject({ verdict: 'right', file: 'src/models-v2.ts' });
  });

  test('may not leave a name that nothing declares', async () => {
    write('src/models.ts', AFTER.replace('await res.json()', 'await answer.json()'));
    expect((await judged()).calls).toContainEqual(expect.objectContaining({ verdict: 'wrong', reasonCode: 'name', line: 4 }));
  });

  test('leaves the working tree and the index alone', async () => {
    write('src/models.ts', AFTER);
    await judged();
    expect(readFileSync(join(cwd, 'src/models.ts'), 'utf8')).toBe(AFTER);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })).toBe(' M src/models.ts\n');
  });
});

test('the command prints the verdicts and ends with 1 while a call is not right', () => {
  write('src/models.ts', AFTER);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve('bin/api-migrate.js'), 'validate', '--since', 'HEAD', '--format', 'json'],
    {
      cwd,
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(schemaErrors('validate', JSON.parse(stdout))).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({ command: 'validate', summary: { right: 1, open: 0, wrong: 0, v1: 1 } });
});

test('a commit that git does not know is an error in one line', async () => {
  await expect(textsAt('no-such-branch', cwd)).rejects.toThrow(/^--since no-such-branch: [^\n]+$/);
});

test.each(FORMATS)('%s names the call that is wrong', async (format) => {
  write('src/models.ts', AFTER.replace('.data', ''));
  const reporter = await validateReporter(format);
  const context = { packs: [await loadShipped('rag-services')], style: plainStyle, version: '0', explain: false };
  const text = await textOf(reporter.report(await judged(), context));
  if (format === 'jsonl') expect(lineErrors(text)).toEqual([]);
  expect(text).toContain('models.ts');
  expect(text).toContain('data.models');
});

async function textOf(report: string | AsyncIterable<string>): Promise<string> {
  if (typeof report === 'string') return report;
  let text = '';
  for await (const piece of report) text += piece;
  return text;
}
