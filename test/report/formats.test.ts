import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import { type CodeResult, FORMATS, type Format } from '../../src/report/model.js';
import { context, DIFF, emptyResult, HOSTILE, migrateResult, scanResult } from './results.js';

async function render(format: Format, result: CodeResult): Promise<string> {
  const text = (await codeReporter(format)).report(result, context);
  if (typeof text === 'string') return text;
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  return pieces.join('');
}

function mark(name: string): (text: string) => string {
  return (text) => `<${name}>${text}</>`;
}

/** What a terminal or a log viewer would act on: controls but tab and line feed, and bidirectional overrides. */
// oxlint-disable-next-line no-control-regex -- looks for them
const ACTIVE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/;
const CONTROLS = '\u001B[31m\u0007\u009B1m\u202E\u2066\u200F\u2028\r.ts';

describe.each(FORMATS)('the %s report', (format) => {
  it('says of itself which format it is', async () => {
    expect((await codeReporter(format)).format).toBe(format);
  });

  it('ends in one line end, also when nothing was found', async () => {
    // Annotations of nothing are no lines at all.
    const results = format === 'github' || format === 'rdjsonl' ? [scanResult, migrateResult] : [scanResult, migrateResult, emptyResult];
    for (const result of results) expect(await render(format, result)).toMatch(/[^\n]\n$/);
  });

  it('holds no character that a terminal acts on', async () => {
    for (const result of [scanResult, migrateResult]) {
      expect(await render(format, result)).not.toMatch(ACTIVE);
      const text = JSON.stringify(result).replaceAll('src/jobs.ts', `src/${JSON.stringify(CONTROLS).slice(1, -1)}`);
      expect(await render(format, JSON.parse(text) as CodeResult)).not.toMatch(ACTIVE);
    }
  });

  it('names every finding that is left to do', async () => {
    const text = await render(format, scanResult);
    for (const rule of ['acme/get-job', 'acme/bulk']) expect(text).toContain(rule);
    expect(text).toContain('the base may come from the environment');
  });
});

describe('the github report', () => {
  it('is one workflow command a line, with nothing of a file name or message able to start another', async () => {
    const lines = (await render('github', scanResult)).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) file=[^:]*(?:,\w+=[^:]*)*::[^\n]*$/);
    expect(lines[3]).toContain('file=src/a%0Ab%250A%2C%3A<b>');
  });

  it('marks what has no safe edit as an error and the rest as a warning', async () => {
    const lines = (await render('github', scanResult)).split('\n');
    expect(lines[0]).toBe(
      '::warning file=src/jobs.ts,line=3,col=7,endColumn=40,title=acme/get-job::GET /a/{id} -> GET /b/{id}%0AJobs moved',
    );
    expect(lines[1]).toMatch(/^::warning file=src\/jobs\.ts,line=9,endLine=11,/);
    expect(lines[2]).toMatch(/^::error /);
  });
});

describe('the jsonl report', () => {
  it('has one JSON object a line: findings, errors, skipped files, then the summary', async () => {
    const objects = (await render('jsonl', scanResult))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(objects.map(({ type }) => type)).toEqual([...scanResult.findings.map(() => 'finding'), 'error', 'skipped', 'summary']);
    expect(objects[4]).toMatchObject({ file: HOSTILE.file });
  });
});

describe('the markdown report', () => {
  it('is a plan: phases in order with their text, boxes, completion, staging, canary and rollback', async () => {
    const text = await render('markdown', scanResult);
    const headings = [...text.matchAll(/^#+ .*$/gm)].map(([heading]) => heading);
    expect(headings).toEqual([
      '# Migration plan',
      '## Acme API v1 to v2',
      '### Phase 1: Update core operations',
      '### Phase 2: Clean up',
      '## Completion',
      '## Not understood',
      '## Not analysed',
      '## Rollout',
      '### Rollback',
    ]);
    expect(text).toContain('- [ ] `src/jobs.ts:3:7` **manual** `acme/bulk` `DELETE /a');
    expect(text).toContain('To do: List, then delete one by one.');
    expect(text).toContain('- [x] `src/jobs.ts:3:7` **ignored**');
    expect(text).toContain('| `acme/get-job` | 4 | 3 | 1 | 0 | 25 % |');
    expect(text).toContain('| API | v1 calls | v2 calls | Done |\n| --- | ---: | ---: | ---: |\n| `acme` | 5 | 1 | 17 % |');
    expect(text).toContain('| `src` | 5 | 1 | 17 % |');
    expect(text).toMatch(/Canary.*1 %/);
    expect(text).toContain('saves 2 HTTP calls');
    expect(text).toContain('`npx api-migrate migrate --write --phase 1`, then `npx api-migrate migrate --write --phase 2`');
  });

  it('fences a diff so that its own fences cannot end it', async () => {
    expect(await render('markdown', migrateResult)).toContain(`\`\`\`\`diff\n${DIFF}\`\`\`\``);
  });

  it('lets no message become markup', async () => {
    const text = await render('markdown', scanResult);
    expect(text).not.toMatch(/(?<!\\)<script/);
  });
});

describe('the pretty report', () => {
  it('lists places, levels, changes, reasons and the evidence when it is asked for', async () => {
    const text = await render('pretty', scanResult);
    expect(text).toContain('src/jobs.ts:3:7  auto  acme/get-job  GET /a/{id} -> GET /b/{id}\n');
    expect(text).toContain('Jobs moved: the base may come from the environment');
    expect(text).toContain('src/config.ts:1:14 literal "/api/v1"');
    expect(text).toContain('5 findings in 2 files: 3 auto, 1 review, 1 manual; 1 ignored.');
    expect(text).toContain('17 % of the calls use v2 (acme 1 of 6). The migration saves 2 HTTP calls.');
    expect(text).toContain('dist/big.js: larger than 1.5 MB: not analysed');
  });

  it('says what was looked for when nothing was found', async () => {
    expect(await render('pretty', emptyResult)).toBe('No v1 calls of acme in 12 files.\n');
  });

  it('shows a migration as its diff, what is left, and the next step', async () => {
    const text = await render('pretty', migrateResult);
    expect(text).toContain(DIFF.trimEnd());
    expect(text).toContain('Dry run: 2 migrated, 1 review, 1 manual, 1 ignored; 1 file would change, 2 HTTP calls saved.');
    expect(text).toContain('api-migrate migrate --write');
    expect(text).not.toContain('src/jobs.ts:3:7  auto ');
  });

  it('after writing tells how to take it back', async () => {
    const written = { ...migrateResult, summary: { ...migrateResult.summary, written: true, undoId: 'x' } };
    const text = await render('pretty', written);
    expect(text).toContain('changed  src/jobs.ts\n');
    expect(text).not.toContain('@@');
    expect(text).toContain('Written: 2 migrated');
    expect(text).toContain('api-migrate migrate --undo');
    expect(text).toContain('TODO(api-migrate)');
  });

  it('colours added and removed lines, also those that look like file headers', async () => {
    const style = { bold: mark('b'), dim: mark('d'), red: mark('r'), green: mark('g'), yellow: mark('y'), cyan: mark('c') };
    const text = (await codeReporter('pretty')).report(migrateResult, { ...context, style });
    expect(text).toContain("<r>--- counted = '/api/v1';</>");
    expect(text).toContain("<g>+++ counted = '/api/v2';</>");
    expect(text).toContain('<b>--- a/src/jobs.ts</>');
  });
});

describe('the html report', () => {
  it('loads nothing, runs only its own script, and escapes what it shows', async () => {
    const text = await render('html', migrateResult);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/\ssrc=/);
    expect(text.match(/href=/g)?.length).toBe(text.match(/<a href="https:/g)?.length);
    expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/]+=*'"/);
    expect(text).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });
});
