import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { Fix, Format, ReportContext } from '../../src/report/model.js';
import { workspace } from '../workspace.js';
import { ownersIn } from '../../src/cli/codeowners.js';
import { context, scanResult } from './results.js';

async function render(format: Format, more: Partial<ReportContext> = {}): Promise<string> {
  return String((await codeReporter(format)).report(scanResult, { ...context, ...more }));
}

describe('the gitlab report', () => {
  it('is a list of issues with the fields that GitLab reads, each with a fingerprint of its own', async () => {
    const issues = JSON.parse(await render('gitlab')) as Record<string, unknown>[];
    expect(issues).toHaveLength(5);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(5);
    for (const issue of issues) {
      expect(issue).toMatchObject({
        description: expect.any(String) as string,
        check_name: expect.any(String) as string,
        severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/) as string,
        location: { path: expect.any(String) as string, lines: { begin: expect.any(Number) as number } },
      });
    }
  });
});

describe('the rdjsonl report', () => {
  it('counts columns in bytes of UTF-8, as reviewdog does, and suggests what migrate writes', async () => {
    const [first] = scanResult.findings;
    if (!first) throw new Error('no finding');
    const edit = { file: first.file, line: 3, column: 7, endLine: 3, endColumn: 9, before: 'v1', after: 'v2' };
    const fix: Fix = { findings: [first.id], edits: [edit] };
    const text = await render('rdjsonl', { fixes: new Map([[first.id, fix]]), linesOf: () => ['', '', 'a = "é€"; v1'] });
    const [line] = text
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one) as unknown);
    expect(line).toMatchObject({
      severity: 'WARNING',
      code: { value: 'acme/get-job', url: 'https://acme.example.com/guide' },
      location: { path: 'src/jobs.ts', range: { start: { line: 3, column: 8 } } },
      suggestions: [{ range: { start: { line: 3, column: 8 }, end: { line: 3, column: 12 } }, text: 'v2' }],
    });
  });

  it('suggests nothing where a fix needs other files', async () => {
    const [first] = scanResult.findings;
    if (!first) throw new Error('no finding');
    const edit = { line: 1, column: 1, endLine: 1, endColumn: 1, before: '', after: 'x' };
    const fix: Fix = {
      findings: [first.id],
      edits: [
        { ...edit, file: first.file },
        { ...edit, file: 'src/base.ts' },
      ],
    };
    expect(await render('rdjsonl', { fixes: new Map([[first.id, fix]]) })).not.toContain('suggestions');
  });
});

describe('the worklist', () => {
  it('gives each task its code, its facts, what the rule says, and the command that judges it', async () => {
    const text = await render('tasks', { linesOf: () => ['before', '', 'const job = 1;', 'after'] });
    const [, , , bulk = ''] = text.split(/^## /m);
    expect(bulk).toMatch(/^3\. `src\/jobs\.ts:3:7` `acme\/bulk`/);
    for (const part of [
      'Why it is left: no v2 counterpart',
      'What to do: List, then delete one by one.',
      'Seen: `src/config.ts:1:14`',
      'const job = 1;',
    ])
      expect(bulk).toContain(part);
    expect(bulk).toContain('Judge: `npx api-migrate scan src/jobs.ts --rule acme/bulk --max 0`');
  });
});

describe('CODEOWNERS', () => {
  it('gives a file to the owners of the last pattern that fits', () => {
    const root = workspace({
      '.github/CODEOWNERS': '# all\n* @all\n/src/api/ @api @second # the API\n*.vue @web\n/src/api/free.ts\n[Section] @not-read\n',
    });
    const { ownerOf } = ownersIn(`${root}`);
    expect(['a.ts', 'src/api/b.ts', 'lib/x.vue', 'src/api/free.ts', '../else.ts'].map((file) => ownerOf?.(file))).toEqual([
      '@all',
      '@api @second',
      '@web',
      undefined,
      undefined,
    ]);
  });
});
