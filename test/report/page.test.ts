import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { codeReporter } from '../../src/report/index.js';
import type { CodeResult, Fix, ReportContext } from '../../src/report/model.js';
import { CHROMIUM } from '../verify/support/chromium.js';
import { workspace } from '../workspace.js';
import { context, emptyResult, HOSTILE, migrateResult, scanResult } from './results.js';

const LINES = ['const API = 1;', '', "const job = await fetch('/api/v1/a/1'); // </pre><script>alert(1)</script>"];
const EDIT = { file: 'src/jobs.ts', line: 3, column: 31, endLine: 3, endColumn: 33, before: 'v1', after: 'v2' };
const FIX: Fix = { findings: [migrateResult.findings[0]?.id ?? ''], edits: [EDIT] };

/** All that a page can show: code, owners, history. */
const rich: ReportContext = {
  ...context,
  linesOf: () => LINES,
  ownerOf: (file) => (file === 'src/jobs.ts' ? '@jobs <team>' : undefined),
  fixes: new Map([[FIX.findings[0] ?? '', FIX]]),
  history: [
    { commit: '0123456789', time: '2026-01-01T00:00:00Z', open: 9 },
    { commit: 'abcdef0123', time: '2026-02-01T00:00:00Z', open: 4 },
  ],
};

async function page(result: CodeResult, more = rich): Promise<string> {
  return String((await codeReporter('html')).report(result, more));
}

const PAGES: [string, CodeResult, ReportContext][] = [
  ['a scan', scanResult, rich],
  ['a migration', migrateResult, rich],
  ['nothing', emptyResult, context],
];

describe('the page', () => {
  it.each(PAGES)('of %s is valid HTML', async (_, result, given) => {
    // Widths of bars are data; titles may be long; filters act at once and need no button.
    const validate = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'no-inline-style': 'off', 'long-title': 'off', 'require-csp-nonce': 'off', 'wcag/h32': 'off' },
    });
    const { results } = await validate.validateString(await page(result, given));
    expect(results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`))).toEqual([]);
  });

  it('shows the code before and after, with what changes marked, and nothing of it as markup', async () => {
    const html = await page(migrateResult);
    expect(html).toContain('fetch(&#39;/api/<mark>v1</mark>/a/1&#39;); // &lt;/pre&gt;&lt;script&gt;');
    expect(html).toContain('fetch(&#39;/api/<mark>v2</mark>/a/1&#39;)');
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('has a chart for each of API, directory, rule and owner, and the burn-down', async () => {
    const html = await page(scanResult);
    expect([...html.matchAll(/<h3>(By [^<]*)<\/h3>/g)].map(([, title]) => title)).toEqual([
      'By API',
      'By directory',
      'By rule',
      'By owner',
    ]);
    expect(html).toContain('aria-label="open findings from 2026-01-01 to 2026-02-01: 9, 4"');
    expect(html).toContain('data-owner="@jobs &lt;team&gt;"');
  });

  it('shows nothing of files that may hold secrets', async () => {
    const [first] = scanResult.findings;
    if (!first) throw new Error('no finding');
    const result = { ...scanResult, findings: [{ ...first, file: '.env', client: 'text' }] };
    expect(await page(result)).not.toContain('const API = 1;');
  });
});

interface Audit {
  violations: string[];
  width: number;
  shown: string;
}

/** Opens a page in a browser, runs axe in it, and filters by what the script makes of a word. */
function audit(html: string, size: string): Audit {
  const check = `<script>${axe.source.replaceAll('</script', String.raw`<\/script`)}</script><script>
addEventListener('load', async () => {
  document.querySelectorAll('details').forEach((details) => (details.open = true));
  const { violations } = await axe.run(document);
  document.querySelector('input[type=search]').value = 'bulk';
  document.getElementById('filters').dispatchEvent(new Event('input', { bubbles: true }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const result = { violations: serious.map(({ id, nodes }) => id + ' ' + nodes[0].html), width: document.documentElement.scrollWidth, shown: document.getElementById('shown').textContent };
  document.title = JSON.stringify(result);
});</script>`;
  // The policy of the page rightly refuses a script that it does not know.
  const opened = html.replace(/<meta http-equiv[^>]*>/, '').replace('</body>', () => `${check}</body>`);
  const root = workspace({ 'page.html': opened });
  const args = ['--headless', '--no-sandbox', '--disable-gpu', `--window-size=${size}`, '--virtual-time-budget=20000', '--dump-dom'];
  const dom = execFileSync(CHROMIUM ?? '', [...args, `file://${join(root, 'page.html')}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  const [, title = ''] = /<title>([^<]*)<\/title>/.exec(dom) ?? [];
  return JSON.parse(title.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll('&quot;', '"')) as Audit;
}

describe.runIf(CHROMIUM !== undefined)('the page in a browser', () => {
  it.each(['1280,900', '500,900'])('is accessible, no wider than a window of %s, and its filters work', async (size) => {
    for (const result of [scanResult, migrateResult]) {
      const { violations, width, shown } = audit(await page(result), size);
      expect(violations).toEqual([]);
      expect(width).toBeLessThanOrEqual(Number(size.split(',')[0]));
      expect(shown).toBe('1 of 5 shown');
    }
  });

  it('runs nothing that a file name or a message brings along', async () => {
    expect(await page(scanResult)).not.toContain(HOSTILE.message);
  });
});
