import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult, ReportContext } from '../../src/report/model.js';
import { columns, wrap } from '../../src/report/wrap.js';
import { hyperlink, supportsLinks } from '../../src/cli/terminal.js';
import { context, migrateResult, scanResult } from './results.js';

const LINES: Record<string, string[]> = {
  'src/jobs.ts': [
    '',
    '',
    'const job = await fetch(`${API}/a/${id}`);',
    ...Array.from({ length: 5 }, () => ''),
    'const more = await fetch(',
    '  url,',
    ');',
  ],
};
const colour =
  (code: number) =>
  (text: string): string =>
    `\u001B[${code}m${text}\u001B[39m`;
const style = { bold: colour(1), dim: colour(2), red: colour(31), green: colour(32), yellow: colour(33), cyan: colour(36) };
const plain = scanResult.findings.filter(({ file }) => file === 'src/jobs.ts');
const calm: CodeResult = { ...scanResult, findings: plain, errors: [] };

async function render(result: CodeResult, more: Partial<ReportContext> = {}): Promise<string> {
  const report = (await codeReporter('pretty')).report(result, { ...context, explain: false, linesOf: (file) => LINES[file], ...more });
  return String(report);
}

describe('the pretty report at a terminal', () => {
  it.each([60, 80, 120])('of %i columns breaks its lines between words, coloured or not', async (width) => {
    const [bare, coloured] = [await render(calm, { width }), await render(calm, { width, style })];
    // oxlint-disable-next-line no-control-regex -- takes the colours out
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(bare);
    for (const line of bare.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(bare).toMatchSnapshot();
  });

  it('shows the code of what needs a look, with carets below the call', async () => {
    const text = await render(calm, { width: 80 });
    expect(text).toContain('  3 | const job = await fetch(`${API}/a/${id}`);\n    |       ^^^^');
    expect(text).toContain('  9 | const more = await fetch(\n    |       ^');
  });

  it('piped does not break lines, and shows no code unless it is asked to', async () => {
    const text = await render(calm);
    expect(text).toContain('src/jobs.ts:9:7  review  acme/get-job  GET /a/{id} -> GET /b/{id}\n');
    expect(text).not.toContain(' | ');
    expect(await render(calm, { detail: 'verbose' })).toContain('  3 | const job');
  });

  it('says an equal sentence once, and what the levels mean', async () => {
    const [, review] = plain;
    if (!review) throw new Error('no finding');
    const text = await render({ ...calm, findings: [review, { ...review, id: 'x', line: 20, endLine: 20 }] });
    expect(text.match(/the base may come from the environment/g)).toHaveLength(1);
    expect(text).toContain('same as src/jobs.ts:9:7');
    expect(text).toContain('review: migrate applies it and marks what to check');
    expect(text).not.toContain('manual: left to you');
  });

  it('writes the bases where nothing else changes', async () => {
    const [first] = plain;
    if (!first) throw new Error('no finding');
    const text = await render({ ...calm, findings: [{ ...first, v1: '/a', v2: 'GET /a' }] });
    expect(text).toContain('GET /api/v1/a -> GET /api/v2/a');
  });

  it('with --quiet is the summary alone', async () => {
    expect(await render(calm, { detail: 'quiet' })).toMatch(/^Not analysed\n[^\n]*\n\n4 findings in 1 file: [^\n]*\n17 %[^\n]*\n$/);
  });

  it('ends a migration with what to do first: what others wait for comes before what is frequent', async () => {
    const [first] = migrateResult.findings;
    if (!first) throw new Error('no finding');
    const manual = { ...first, state: 'manual' as const, level: 'manual' as const };
    const findings = [
      { ...manual, id: 'a', line: 1, reason: 'no v2' },
      { ...manual, id: 'b', line: 2, reason: 'no v2' },
      { ...manual, id: 'c', line: 3, reason: 'the method is unknown' },
      { ...manual, id: 'd', line: 4, reason: 'blocked by src/jobs.ts:3, which stays' },
      { ...manual, id: 'e', line: 5, reason: 'its URL is shared with the call at jobs.ts:3, which stays' },
      ...[1, 2, 3].map((line) => ({ ...manual, id: `${line}`, file: 'README.md', client: 'text', line, reason: 'change it' })),
    ];
    const text = await render({ ...migrateResult, findings }, { writes: true });
    expect(text).toContain(
      'Do first\n  1. src/jobs.ts:3:7 (2 calls wait for it)\n     Jobs moved: the method is unknown\n  2. src/jobs.ts:1:7 (and 1 more place)\n     Jobs moved: no v2\n  3. src/jobs.ts:4:7',
    );
    expect(text).toContain('and 2 more, listed above');
  });

  it('never calls a run a dry run that was asked to write', async () => {
    const nothing = { ...migrateResult, files: { ...migrateResult.files, changed: [] } };
    expect(await render(nothing, { writes: true })).toContain('Nothing to write: ');
    expect(await render(nothing)).toContain('Dry run: ');
  });

  it('counts what is left by owner, and shows the trend', async () => {
    const history = [9, 5, 1].map((open, index) => ({ commit: `${index}`, time: `2026-0${index + 1}-01T00:00:00Z`, open }));
    const text = await render(calm, { ownerOf: () => '@jobs', history });
    expect(text).toContain('Owners: @jobs 3.\n');
    expect(text).toContain('Open since 2026-01-01: █▅▂  9 then, 1 at the last commit.');
  });

  it('links places and rules where the terminal can', async () => {
    const text = await render(calm, { width: 80, link: hyperlink, absolute: (file) => `/work dir/${file}` });
    expect(text).toContain('\u001B]8;;file:///work%20dir/src/jobs.ts\u0007');
    expect(text).toContain('\u001B]8;;https://acme.example.com/guide\u0007acme/bulk\u001B]8;;\u0007');
  });
});

describe('a terminal', () => {
  it.each([
    [{ TERM_PROGRAM: 'vscode' }, true],
    [{ TERM: 'xterm-kitty' }, true],
    [{ VTE_VERSION: '7600' }, true],
    [{ TERM: 'xterm-256color' }, false],
    [{ TERM_PROGRAM: 'vscode', CI: '1' }, false],
    [{ TERM: 'dumb', FORCE_HYPERLINK: '1' }, true],
  ])('with %o shows links: %s', (env, expected) => {
    expect(supportsLinks(env)).toBe(expected);
  });

  it('takes no columns for colours and links', () => {
    expect(columns(hyperlink(style.red('abc'), 'https://x.example'))).toBe(3);
    expect(wrap('aa bb cc', 7, '  ', '    ')).toEqual(['  aa bb', '    cc']);
    expect(wrap('a-word-that-is-too-long b', 6, '')).toEqual(['a-word-that-is-too-long', 'b']);
  });
});
