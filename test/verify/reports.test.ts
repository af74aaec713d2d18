import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportContext } from '../../src/report/model.js';
import { plainStyle } from '../../src/report/style.js';
import { VERIFY_FORMATS, type VerifyFormat, verifyReporter } from '../../src/report/verify/index.js';
import type { Verdict, VerdictStream, VerifyEnd } from '../../src/verify/model.js';
import { lineErrors } from '../report/schemas.js';
import { junitErrors } from '../report/jenkins.js';
import { CHROMIUM, openPage, type Page } from './support/chromium.js';
import { shop } from './support/pack.js';
import { entry, file, thing } from './support/recording.js';
import { replay } from './support/run.js';
import { json, serve } from './support/server.js';

const CONTEXT: ReportContext = { packs: [shop], style: plainStyle, version: '1.0.0', explain: false };
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
for (const name of ['verify', 'recording']) ajv.addSchema(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object, name);

function errors(schema: string, value: unknown): unknown {
  return ajv.validate(schema, value) ? [] : ajv.errors;
}

/** A run with every verdict and every kind of difference in it. */
async function run(): Promise<{ verdicts: Verdict[]; end: VerifyEnd }> {
  const server = await serve(({ url }, response) => {
    if (url.endsWith('/bad')) json(response, 200, { id: 'bad', name: ['a', 'b'], extra: 1 }, { Deprecation: 'true' });
    else if (url.endsWith('/broken')) response.destroy();
    else if (url.includes('/reports/')) json(response, 200, { success: true, data: { id: '1', owners: ['ann'], load: 2 }, meta: {} });
    else json(response, 200, { id: url.split('/').at(-1), name: 'thing' });
  });
  const { exchanges, ...rest } = await replay(
    server.url,
    [
      thing('good'),
      thing('bad', { answer: { id: 'bad', name: 'thing', size: 3 } }),
      thing('broken'),
      entry({ url: '/api/v1/exports' }),
      entry({ url: '/api/v1/unknown' }),
      entry({ url: '/api/v1/reports/1', answer: { id: '1', owner: 'ann', load: 1 } }),
      { request: {} },
    ],
    { sites: file('scan.json', JSON.stringify({ findings: [{ file: 'a.ts', line: 3, rule: 'shop/pages', v1: '/tags', method: 'GET' }] })) },
  );
  const { schemaVersion: _version, command: _command, ...end } = rest;
  return { verdicts: exchanges, end };
}

function stream({ verdicts, end }: { verdicts: readonly Verdict[]; end: VerifyEnd }): VerdictStream {
  return {
    end: Promise.resolve(end),
    async *[Symbol.asyncIterator]() {
      yield* verdicts;
    },
  };
}

async function report(format: VerifyFormat, result: { verdicts: readonly Verdict[]; end: VerifyEnd }): Promise<string> {
  let text = '';
  for await (const part of (await verifyReporter(format)).report(stream(result), CONTEXT)) text += part;
  return text;
}

let result: { verdicts: Verdict[]; end: VerifyEnd };
beforeAll(async () => {
  result = await run();
});

describe('json', () => {
  test('prints what the published schema says, and keeps every value', async () => {
    const printed = JSON.parse(await report('json', result)) as unknown;
    expect(errors('verify', printed)).toEqual([]);
    expect(printed).toEqual({ schemaVersion: 1, command: 'verify', exchanges: result.verdicts, ...result.end });
  });

  test('of a run without exchanges is whole', async () => {
    const end = (await replay((await serve((_got, response) => json(response, 200, {}))).url, [])) as VerifyEnd;
    expect(errors('verify', JSON.parse(await report('json', { verdicts: [], end: { ...result.end, summary: end.summary } })))).toEqual([]);
  });

  test.each([
    ['a verdict that is none', { verdict: 'maybe' }],
    ['an exchange without a place', { recording: undefined }],
    ['an unknown field', { colour: 'red' }],
  ])('does not allow %s', async (_, change) => {
    const printed = JSON.parse(await report('json', result)) as { exchanges: object[] };
    expect(errors('verify', { ...printed, exchanges: [{ ...printed.exchanges[0], ...change }] })).not.toEqual([]);
  });

  test('lines are its verdicts, and its rest', async () => {
    const text = await report('jsonl', result);
    expect(lineErrors(text)).toEqual([]);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines.slice(0, -1)).toEqual(result.verdicts);
    expect(lines.at(-1)).toEqual({ schemaVersion: 1, command: 'verify', ...result.end });
  });
});

test.each(VERIFY_FORMATS)('%s holds no character that a terminal acts on, whatever servers and recordings send', async (format) => {
  const controls = JSON.stringify('\u001B[31m\u0007\u009B1m\u202E\u2066\u200F\u2028\r').slice(1, -1);
  const hostile = JSON.stringify(result)
    .replaceAll('/things/bad', `/things/${controls}`)
    .replaceAll(/("(?:recording|reason|message|actual|url)":")/g, `$1${controls}`);
  // oxlint-disable-next-line no-control-regex -- looks for them
  const active = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/;
  expect(await report(format, JSON.parse(hostile) as typeof result)).not.toMatch(active);
});

test('the schema of recordings allows what is read, and nothing that is not', () => {
  const line = { request: { method: 'GET', url: '/api/v1/things/1' }, response: { status: 200 } };
  expect(errors('recording', line)).toEqual([]);
  expect(
    errors('recording', {
      ...line,
      startedAt: 1,
      duration: 2.5,
      response: { status: 200, headers: { a: ['1', '2'] }, body: { any: 'json' } },
    }),
  ).toEqual([]);
  expect(errors('recording', { ...line, response: { status: 200, headers: [['a', '1']], body: 'eA==', encoding: 'base64' } })).toEqual([]);
  for (const bad of [
    {},
    { ...line, request: { url: '/' } },
    { ...line, response: { status: 'ok' } },
    { ...line, response: { status: 200, headers: [['a']] } },
  ]) {
    expect(errors('recording', bad)).not.toEqual([]);
  }
});

test('pretty shows what did not pass, with the place, and the sum', async () => {
  const text = (await report('pretty', result))
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'TARGET')
    .replaceAll(/[\d.]+ m?s\b/g, 'N ms')
    .replaceAll(/\/\S*traffic\.har/g, 'traffic.har');
  expect(text).toContain(`FAIL  traffic.har#1  GET https://shop.example/api/v1/things/bad
      GET TARGET/api/v2/things/bad -> 200 in N ms
      $.name: list where text was expected; expected "thing", got ["a","b"]
      $.size: the field is missing; expected 3, got nothing
`);
  expect(text).toContain('ERROR traffic.har#2  GET https://shop.example/api/v1/things/broken');
  expect(text).toContain('  1 x v2 has no such endpoint: Old exports are gone');
  expect(text).toContain('GET /api/v1/unknown (1)');
  expect(text).toContain('0 of 1 call site exercised');
  expect(text).toMatch(
    /7 exchanges: 2 passed, 1 failed, 2 in error, 2 skipped; 43 % of the recorded calls were judged; \d+ requests to TARGET in N ms\n$/,
  );
});

test('all formats agree on the numbers', async () => {
  const { exchanges, byVerdict } = result.end.summary;
  const numbers = { pass: byVerdict.pass, fail: byVerdict.fail, error: byVerdict.error, skipped: byVerdict.skipped };
  expect(Object.values(numbers).reduce((sum, number) => sum + number, 0)).toBe(exchanges);
  const counted = (verdicts: readonly { verdict: string }[]): object =>
    Object.fromEntries(Object.keys(numbers).map((kind) => [kind, verdicts.filter(({ verdict }) => verdict === kind).length]));
  const words = { pass: 'passed', fail: 'failed', error: 'in error', skipped: 'skipped' };
  const said = (text: string): object =>
    Object.fromEntries(Object.entries(words).map(([kind, word]) => [kind, Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0)]));
  const texts = Object.fromEntries(
    await Promise.all(VERIFY_FORMATS.map(async (format) => [format, await report(format, result)] as const)),
  );
  const lastOf = (text = ''): string => text.trimEnd().split('\n').at(-1) ?? '';
  const sum = (name: string): number =>
    [...(texts['junit'] ?? '').matchAll(new RegExp(`\\b${name}="(\\d+)"`, 'g'))].reduce((all, [, number]) => all + Number(number), 0);
  const markdown = [...(texts['markdown'] ?? '').matchAll(/^\| `[^`]+` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map((row) =>
    row.slice(1).map(Number),
  );
  const withRule = result.verdicts.filter(({ rule }) => rule !== undefined);
  const whole = JSON.parse(texts['json'] ?? '') as { exchanges: Verdict[] };
  const lines = (texts['jsonl'] ?? '')
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Verdict);
  const boxes = [...(texts['html'] ?? '').matchAll(/<details class="exchange (\w+)"/g)].map(([, verdict = '']) => ({ verdict }));
  expect({
    pretty: said(lastOf(texts['pretty'])),
    github: said(lastOf(texts['github'])),
    'markdown, sum': said((texts['markdown'] ?? '').split('\n')[2] ?? ''),
    'html, sum': said(/id="summary">([^<]*)/.exec(texts['html'] ?? '')?.[1] ?? ''),
    'html, rows': counted(boxes),
    json: counted(whole.exchanges),
    jsonl: counted(lines),
    junit: {
      pass: sum('tests') - sum('failures') - sum('errors') - sum('skipped'),
      fail: sum('failures'),
      error: sum('errors'),
      skipped: sum('skipped'),
    },
  }).toEqual(
    Object.fromEntries(
      ['pretty', 'github', 'markdown, sum', 'html, sum', 'html, rows', 'json', 'jsonl', 'junit'].map((format) => [format, numbers]),
    ),
  );
  // The table of rules holds what has a rule.
  const columns = [0, 1, 2, 3].map((column) => markdown.reduce((all, row) => all + (row[column] ?? 0), 0));
  const wanted = counted(withRule) as typeof numbers;
  expect(columns).toEqual([wanted.pass, wanted.fail, wanted.error, wanted.skipped]);
});

test('junit counts each suite, checks and problems included', async () => {
  const { verdicts } = result;
  const many = Array.from({ length: 2500 }, (_, index) => ({ ...(verdicts[index % verdicts.length] as Verdict), entry: index }));
  const end: VerifyEnd = {
    ...result.end,
    checks: [
      { rule: 'shop/signals', outcome: 'fail', message: 'no' },
      { rule: 'shop/other', outcome: 'pass', message: 'yes' },
    ],
    errors: [{ recording: 'x.har', message: 'cut off' }],
  };
  const text = await report('junit', { verdicts: many, end });
  expect(await junitErrors(text)).toEqual([]);
  const suites = [
    ...text.matchAll(/<testsuite name="[^"]*" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"[^>]*>([^]*?)<\/testsuite>/g),
  ];
  expect(suites.map(([, tests]) => Number(tests))).toEqual([1000, 1000, 500, 3]);
  for (const [, tests, failures, errored, skipped, body = ''] of suites) {
    const found = ['<testcase ', '<failure ', '<error ', '<skipped>'].map((tag) => body.split(tag).length - 1);
    expect(found).toEqual([tests, failures, errored, skipped].map(Number));
  }
  expect(suites.at(-1)?.slice(2, 4)).toEqual(['1', '1']);
});

test('junit has a case for each exchange, valid by the schema of Jenkins', async () => {
  const text = await report('junit', result);
  expect(await junitErrors(text)).toEqual([]);
  expect(text.match(/<testcase /g)).toHaveLength(7);
  expect([text.match(/<failure /g), text.match(/<error /g), text.match(/<skipped>/g)].map((found) => found?.length)).toEqual([1, 2, 2]);
  expect(text).toContain('classname="shop/things"');
  expect(text).toContain('$.name: list where text was expected');
});

test('github annotates what did not pass, and warns of a deprecated v2', async () => {
  const lines = (await report('github', result)).trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/^::(\w+).*/, '$1'))).toEqual(['error', 'error', 'error', 'warning', 'notice']);
  expect(lines[0]).toMatch(
    /^::error file=.*traffic\.har,title=shop\/things::.*traffic\.har#1 GET .*: \$\.name: list where text was expected, and 1 more$/,
  );
});

test('markdown tells the sum, the rules and what did not pass', async () => {
  const text = await report('markdown', result);
  expect(text).toContain('| `shop/things` | 1 | 1 | 1 | 0 |');
  expect(text).toMatch(/### .*traffic\.har\\#1: `GET https:\/\/shop\.example\/api\/v1\/things\/bad`/);
  expect(text).toContain('## Rules never met');
});

async function withPage(work: (page: Page) => Promise<void>): Promise<void> {
  const page = await openPage(pathToFileURL(file('report.html', await report('html', result))).href);
  try {
    await work(page);
    expect(page.complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

describe.skipIf(CHROMIUM === undefined)('html in Chromium', () => {
  const shown = `[...document.querySelectorAll('.exchange')].filter((row) => row.checkVisibility()).map((row) => row.querySelector('summary').textContent.replace(/\\s+/g, ' ').replace(/\\S*traffic/, 'traffic').trim())`;
  const choose = (name: string, value: string): string =>
    `(() => { const form = document.getElementById('filters'); form.reset(); form.elements.${name}.value = ${JSON.stringify(value)}; form.dispatchEvent(new Event('input')); return ${shown}; })()`;

  test('shows every exchange, what failed first and open', async () => {
    await withPage(async (page) => {
      expect(await page.evaluate(shown)).toEqual([
        'fail traffic.har#1 GET https://shop.example/api/v1/things/bad',
        'error traffic.har#2 GET https://shop.example/api/v1/things/broken',
        'error traffic.har#6',
        'skipped traffic.har#3 GET https://shop.example/api/v1/exports',
        'skipped traffic.har#4 GET https://shop.example/api/v1/unknown',
        'pass traffic.har#0 GET https://shop.example/api/v1/things/good',
        'pass traffic.har#5 GET https://shop.example/api/v1/reports/1',
      ]);
      expect(await page.evaluate(`document.getElementById('shown').textContent`)).toBe('7 of 7 shown');
      expect(await page.evaluate(`document.querySelector('.exchange[open]').innerText`)).toContain('$.name');
    });
  });

  test('filters by verdict, rule, endpoint and text', async () => {
    await withPage(async (page) => {
      expect(await page.evaluate(choose('verdict', 'pass'))).toHaveLength(2);
      expect(await page.evaluate(choose('rule', 'shop/wrapped'))).toEqual(['pass traffic.har#5 GET https://shop.example/api/v1/reports/1']);
      expect(await page.evaluate(choose('endpoint', 'GET /things/{id}'))).toHaveLength(3);
      expect(await page.evaluate(choose('text', 'MISSING'))).toEqual(['fail traffic.har#1 GET https://shop.example/api/v1/things/bad']);
      expect(await page.evaluate(choose('text', ''))).toHaveLength(7);
    });
  });

  test('puts expected and answered side by side, and plots the latency', async () => {
    await withPage(async (page) => {
      const cells = `[...document.querySelectorAll('.exchange[open] tr.unexplained')].map((row) => [...row.children].slice(2).map((cell) => { const { left, top, width } = cell.getBoundingClientRect(); return { text: cell.innerText.replace(/\\s/g, ''), left: Math.round(left), top, wide: width > 100 }; }))`;
      const rows = (await page.evaluate(cells)) as { text: string; left: number; top: number; wide: boolean }[][];
      expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
        ['"thing"', '["a","b"]'],
        ['3', ''],
      ]);
      expect(
        rows.every(([left, right]) => left && right && left.left < right.left && left.top === right.top && left.wide && right.wide),
      ).toBe(true);
      expect(await page.evaluate(`[...document.querySelectorAll('svg rect')].every((bar) => bar.getBoundingClientRect().width >= 2)`)).toBe(
        true,
      );
      expect(await page.evaluate(`document.querySelectorAll('svg rect').length`)).toBeGreaterThan(2);
    });
  });

  test('loads nothing from anywhere', async () => {
    await withPage(async (page) => {
      expect(await page.evaluate(`performance.getEntriesByType('resource').length`)).toBe(0);
    });
  });
});
