import { type HTMLElement, type HTMLFormElement, Window } from 'happy-dom';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainStyle } from '../../src/report/style.js';
import { verifyReporter } from '../../src/report/verify/index.js';
import { verifyStream } from '../../src/verify/index.js';
import { shop } from './support/pack.js';
import { entry, type HarEntry, recording, thing } from './support/recording.js';
import { json, serve } from './support/server.js';

/** The HTML report of a run on a server that answers some things badly. */
async function pageOf(entries: readonly HarEntry[], bad: { [id: string]: unknown } = {}): Promise<string> {
  const server = await serve(({ url }, response) => {
    const id = decodeURIComponent(url.split('/').at(-1) ?? '');
    if (url.includes('/reports/')) json(response, 200, { success: true, data: { id, owners: ['ann'], load: 2 }, meta: {} });
    else json(response, 200, id in bad ? bad[id] : { id, name: 'thing' });
  });
  const { report } = await verifyReporter('html');
  const stream = verifyStream({ recordings: [recording(entries)], target: server.url, packs: [shop] });
  let text = '';
  for await (const part of report(stream, { packs: [shop], style: plainStyle, version: '1.0.0', explain: false })) text += part;
  return text;
}

/** A page as a browser makes it, its script run. */
function opened(text: string) {
  const window = new Window({ settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true } });
  const complaints: unknown[] = [];
  window.addEventListener('error', (event) => complaints.push(event));
  window.document.write(text);
  const { document } = window;
  const rows = (): HTMLElement[] => [...document.querySelectorAll('.exchange')] as HTMLElement[];
  const shown = (): string[] =>
    rows()
      .filter((row) => !row.hidden)
      .map(
        (row) =>
          row
            .querySelector('summary')
            ?.textContent.replaceAll(/\s+/g, ' ')
            .replace(/\S*traffic/, 'traffic')
            .trim() ?? '',
      );
  const choose = (name: string, value: string): string[] => {
    const form = document.getElementById('filters') as unknown as HTMLFormElement;
    form.reset();
    const field = form.querySelector<'input'>(`[name="${name}"]` as 'input');
    if (!field) throw new Error(`no filter ${name}`);
    field.value = value;
    expect(field.value).toBe(value);
    form.dispatchEvent(new window.Event('input', { bubbles: true }));
    return shown();
  };
  const counted = (): string => document.getElementById('shown')?.textContent ?? '';
  return { document, complaints, rows, shown, choose, counted, window };
}

describe('the page of a run', () => {
  let text: string;
  beforeAll(async () => {
    const entries = [
      thing('good'),
      thing('bad', { answer: { id: 'bad', name: 'thing', size: 3 } }),
      entry({ url: '/api/v1/exports' }),
      entry({ url: '/api/v1/reports/1', answer: { id: '1', owner: 'ann', load: 1 } }),
    ];
    text = await pageOf(entries, { bad: { id: 'bad', name: ['a', 'b'], extra: 1 } });
  });

  test('shows all exchanges, and opens what failed', () => {
    const { shown, counted, complaints, rows } = opened(text);
    expect(shown()).toEqual([
      'fail traffic.har#1 GET https://shop.example/api/v1/things/bad',
      'skipped traffic.har#2 GET https://shop.example/api/v1/exports',
      'pass traffic.har#0 GET https://shop.example/api/v1/things/good',
      'pass traffic.har#3 GET https://shop.example/api/v1/reports/1',
    ]);
    expect(rows().map((row) => row.hasAttribute('open'))).toEqual([true, false, false, false]);
    expect(counted()).toBe('4 of 4 shown');
    expect(complaints).toEqual([]);
  });

  test.each([
    ['verdict', 'pass', ['pass traffic.har#0', 'pass traffic.har#3']],
    ['verdict', 'fail', ['fail traffic.har#1']],
    ['rule', 'shop/wrapped', ['pass traffic.har#3']],
    ['endpoint', 'GET /things/{id}', ['fail traffic.har#1', 'pass traffic.har#0']],
    ['text', 'MISSING', ['fail traffic.har#1']],
    ['text', 'no such text', []],
    ['text', '', ['fail traffic.har#1', 'skipped traffic.har#2', 'pass traffic.har#0', 'pass traffic.har#3']],
  ])('filters by %s %j', (name, value, wanted) => {
    const { choose, counted } = opened(text);
    expect(choose(name, value).map((row) => row.split(' ').slice(0, 2).join(' '))).toEqual(wanted);
    expect(counted()).toBe(`${wanted.length} of 4 shown`);
  });

  test('holds to all filters at once', () => {
    const { document, choose, window, shown } = opened(text);
    choose('endpoint', 'GET /things/{id}');
    const verdict = document.querySelector('[name="verdict"]') as unknown as { value: string };
    verdict.value = 'pass';
    document.getElementById('filters')?.dispatchEvent(new window.Event('input'));
    expect(shown()).toEqual(['pass traffic.har#0 GET https://shop.example/api/v1/things/good']);
  });

  test('puts what was expected and what was answered side by side, what fails first', () => {
    const rows = [...opened(text).document.querySelectorAll('.exchange[open] .differences tbody tr')];
    const cells = rows.map((row) => [row.className, ...[...row.children].map((cell) => cell.textContent.replaceAll(/\s+/g, ''))]);
    expect(cells).toEqual([
      ['unexplained', '$.namelistwheretextwasexpected', 'unexplained', '"thing"', '["a","b"]'],
      ['unexplained', '$.sizethefieldismissing', 'unexplained', '3', ''],
      ['additive', expect.stringContaining('$.extra'), 'additive', '', '1'],
    ]);
  });

  test('plots the latency of each endpoint, recorded above live', () => {
    const { document } = opened(text);
    const plots = [...document.querySelectorAll('.latency svg')];
    expect(plots).toHaveLength(2);
    for (const plot of plots) {
      const bars = [...plot.querySelectorAll('rect')].map((bar) => ({
        kind: bar.getAttribute('class'),
        ...Object.fromEntries(['x', 'y', 'width'].map((name) => [name, Number(bar.getAttribute(name))])),
      })) as { kind: string; x: number; y: number; width: number }[];
      expect(bars.map(({ kind }) => kind)).toEqual(['recorded', 'live']);
      expect(bars[0]?.y).toBeLessThan(bars[1]?.y ?? 0);
      expect(bars.every(({ x, width }) => x >= 0 && width >= 3 && x + width <= Number(plot.getAttribute('width')))).toBe(true);
    }
  });

  test('is valid HTML', async () => {
    const validate = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'no-inline-style': 'off', 'long-title': 'off', 'require-csp-nonce': 'off', 'wcag/h32': 'off' },
    });
    const { results } = await validate.validateString(text);
    expect(results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`))).toEqual([]);
  });

  test('has the tiles, charts and colours of the other pages', () => {
    const { document } = opened(text);
    const texts = (selector: string): string[] => [...document.querySelectorAll(selector)].map((item) => item.textContent);
    expect(texts('.tiles li')).toEqual(['4exchanges', '2passed', '1failed or in error', '75 %of the recorded calls judged']);
    expect(texts('.chart h3')).toEqual(['By API', 'By rule']);
    expect(texts('.chart:first-child li')).toEqual(['shop1 failed, 1 skipped, 2 passed']);
    expect(texts('.legend li')).toHaveLength(4);
  });

  test('asks nothing of the network', () => {
    const { document } = opened(text);
    expect(document.querySelectorAll('[src], link, iframe, object, embed, form[action]')).toHaveLength(0);
    expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-/,
    );
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    '</script><script>window.owned = true</script>',
    '<img src=x onerror="window.owned = true">',
    `'"><svg onload=window.owned=true>`,
    '</details></div><form id="filters">',
    '&lt;b&gt; &#60;i&#62;',
    '\u202Egnp.exe\u2066',
    '\u0000\u001B[31mred\uD800',
  ];

  test.each(HOSTILE)('%j is text and nothing else, in a URL, a name and a value', async (hostile) => {
    // What cannot be written in UTF-8 comes only in escapes of JSON.
    const name = Buffer.from(hostile).toString();
    const id = encodeURIComponent(name);
    const told = thing(id, { answer: { id: name, name: 'thing', [hostile]: 'a' } });
    const text = await pageOf([told], { [name]: { id: name, name: hostile } });
    const { document, complaints, rows, shown, choose, counted, window } = opened(text);
    expect([complaints, Reflect.get(window, 'owned')]).toEqual([[], undefined]);
    expect([document.scripts.length, document.forms.length, rows().length]).toEqual([1, 1, 1]);
    expect(document.querySelectorAll('.exchange img, .exchange svg, .exchange script, .exchange b b')).toHaveLength(0);
    expect(shown()).toHaveLength(1);
    expect(choose('text', 'where "thing" was expected')).toHaveLength(1);
    expect(counted()).toBe('1 of 1 shown');
    expect(['\u0000', '\u001B', '\u202E', '\u2066'].filter((char) => text.includes(char))).toEqual([]);
    expect(Buffer.from(text).toString()).toBe(text);
  });

  test('a value of a megabyte takes a line', async () => {
    const text = await pageOf([thing('7')], { 7: { id: '7', name: 'x'.repeat(1_000_000) } });
    expect(text.length).toBeLessThan(20_000);
    expect(opened(text).document.querySelector('tr.unexplained td:nth-child(4)')?.textContent).toMatch(
      /^"x{1000}\.\.\. \(1000000 characters\)"$/,
    );
  });
});
