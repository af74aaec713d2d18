import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plainStyle } from '../../src/report/style.js';
import { verifyReporter } from '../../src/report/verify/index.js';
import { mergeReports, outcomeOf, type Verdict, verifyStream, type VerifyOptions, type VerifyResult } from '../../src/verify/index.js';
import { lifecycleSigns } from '../../src/verify/lifecycle/signs.js';
import { shop } from './support/pack.js';
import { entry, file, har, ORIGIN, recording, thing } from './support/recording.js';
import { replay, run, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';
import { workspace } from '../workspace.js';

const SHARDS = [1, 2, 3].map((index) => ({ index, count: 3 }));

/** Reads a merged or streamed result whole. */
async function whole(
  stream: ReturnType<typeof verifyStream>,
): Promise<Pick<VerifyResult, 'exchanges' | 'summary' | 'coverage' | 'latency' | 'errors'>> {
  const exchanges: Verdict[] = [];
  for await (const verdict of stream) exchanges.push(verdict);
  return { exchanges: exchanges.toSorted((a, b) => a.entry - b.entry), ...(await stream.end) };
}

async function report(options: VerifyOptions, format: 'json' | 'jsonl'): Promise<string> {
  const reporter = await verifyReporter(format);
  const target = path.join(workspace(), `report.${format}`);
  writeFileSync(target, '');
  for await (const part of reporter.report(verifyStream(options), { packs: [shop], style: plainStyle, version: '1', explain: false }))
    appendFileSync(target, part);
  return target;
}

const at = (second: number): string => `2025-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;

const plain = ({ exchanges }: { exchanges: Verdict[] }) =>
  exchanges.map(({ v2, ...rest }) => ({ ...rest, sent: v2.map(({ url, status }) => [url, status]) }));

const noisy = async (change: (count: number) => unknown) => {
  let count = 0;
  const server = await serve((_got, response) => json(response, 200, change((count += 1))));
  return replay(server.url, [thing('7', { answer: { id: '7', load: 1, list: [{ n: 1 }] } })], { control: true });
};

const finding = (v1: string, line: number, method?: string) => ({
  file: 'src/a.ts',
  line,
  rule: 'shop/things',
  v1,
  ...(method && { method }),
});

describe('several recordings', () => {
  test('are found by globs and directories, and follow each other', async () => {
    const server = await serve(echoThings);
    const root = workspace();
    writeFileSync(path.join(root, 'b.har'), har([thing('1', { at: at(1) }), thing('4', { at: at(4) })]));
    writeFileSync(path.join(root, 'a.har.gz'), gzipSync(har([thing('2', { at: at(2) }), thing('5', { at: at(5) })])));
    writeFileSync(
      path.join(root, 'c.jsonl'),
      [3, 6]
        .map((id) =>
          JSON.stringify({
            startedAt: at(id),
            request: { method: 'GET', url: `${ORIGIN}/api/v1/things/${id}` },
            response: { status: 200, body: { id: String(id), name: 'thing' } },
          }),
        )
        .join('\n'),
    );
    writeFileSync(path.join(root, 'notes.txt'), 'no recording');
    for (const pattern of [root, path.join(root, '*.{har,har.gz,jsonl}')]) {
      server.got.length = 0;
      const result = await run(server.url, pattern, { concurrency: 1 });
      expect(server.got.map(({ url }) => url.at(-1))).toEqual(['1', '4', '2', '5', '3', '6']);
      expect(result.errors).toEqual([]);
      expect(result.summary.recordings.map((name) => path.basename(name))).toEqual(['b.har', 'a.har.gz', 'c.jsonl']);
    }
  });

  test('share their ids', async () => {
    const server = await serve(({ method, url }, response) =>
      method === 'POST'
        ? json(response, 201, { id: 'new-thing-01', name: 'a' })
        : json(response, 200, { id: url.split('/').at(-1), name: 'a' }),
    );
    const first = file(
      'one.har',
      har([
        entry({
          at: '2025-01-01T00:00:00Z',
          method: 'POST',
          url: '/api/v1/things',
          body: { name: 'a' },
          answer: { id: 'old-thing-01', name: 'a' },
        }),
      ]),
    );
    const second = file(
      'two.har',
      har([entry({ at: '2025-01-01T00:00:09Z', url: '/api/v1/things/old-thing-01', answer: { id: 'old-thing-01', name: 'a' } })]),
    );
    const result = await run(server.url, [second, first], { allowWrites: true });
    expect(server.got.map(({ url }) => url)).toEqual(['/api/v2/things', '/api/v2/things/new-thing-01']);
    expect(result.summary.byVerdict.pass).toBe(2);
  });

  test('of other formats hold the same exchanges', async () => {
    const server = await serve(echoThings);
    const lines = [
      {
        request: { method: 'GET', url: `${ORIGIN}/api/v1/things/1`, headers: { 'X-A': ['1', '2'] } },
        response: { status: 200, headers: [['Content-Type', 'application/json']], body: '{"id":"1","name":"thing"}' },
      },
      {
        request: { method: 'GET', url: '/api/v1/things/2' },
        response: { status: 200, body: Buffer.from('{"id":"2","name":"thing"}').toString('base64'), encoding: 'base64' },
      },
      { ...thing('3'), startedDateTime: '2025-01-01T00:00:00Z' },
    ];
    const result = await run(server.url, file('lines', lines.map((line) => JSON.stringify(line)).join('\n')));
    expect(verdicts(result)).toEqual(['pass', 'pass', 'pass']);
    expect(server.got[0]?.headers['x-a']).toBe('1, 2');
  });
});

describe('shards', () => {
  const chains = Array.from({ length: 10 }, (_, index) => [
    entry({ url: `/api/v1/reports/list-${index}`, answer: { id: `list-${index}`, next: `report-000${index}x` } }),
    entry({ url: `/api/v1/reports/report-000${index}x`, answer: { id: `report-000${index}x` } }),
  ]).flat();

  test('take every exchange once, keep dependent ones together, and merge to the whole', async () => {
    const server = await serve(({ url }, response) =>
      json(response, 200, {
        success: true,
        data: { id: url.split('/').at(-1), ...(url.includes('list') && { next: `report-000${url.at(-1)}x` }) },
      }),
    );
    const options = { recordings: [recording([...chains, thing('lost')])], target: server.url, packs: [shop] };
    const single = await whole(verifyStream(options));
    const files: string[] = [];
    const taken: number[][] = [];
    for (const shard of SHARDS) {
      const result = await whole(verifyStream({ ...options, shard }));
      taken.push(result.exchanges.map(({ entry: index }) => index));
      files.push(await report({ ...options, shard }, shard.index === 2 ? 'jsonl' : 'json'));
    }
    expect(taken.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index));
    for (const entries of taken) {
      expect(entries.length).toBeLessThan(12);
      expect(entries.filter((index) => index < 20 && !entries.includes(index % 2 === 0 ? index + 1 : index - 1))).toEqual([]);
    }
    const merged = await whole(mergeReports(files));
    expect(plain(merged)).toEqual(plain(single));
    expect({ ...merged.summary, duration: 0 }).toEqual({ ...single.summary, duration: 0 });
    expect(merged.coverage).toEqual(single.coverage);
    expect(merged.latency.map(({ endpoint, live }) => [endpoint, live.count])).toEqual(
      single.latency.map(({ endpoint, live }) => [endpoint, live.count]),
    );
    expect(merged.errors).toEqual([]);
  });

  test('keep all together that touches a collection that is written to', async () => {
    const server = await serve(({ method, url }, response) =>
      method === 'POST' ? json(response, 201, { id: 'n1', name: 'a' }) : json(response, 200, { id: url.split('/').at(-1), name: 'thing' }),
    );
    const entries = [
      entry({ method: 'POST', url: '/api/v1/things', body: {}, answer: { id: 'n1', name: 'a' } }),
      ...Array.from({ length: 8 }, (_, index) => thing(`t${index}`)),
    ];
    const counts = [];
    for (const shard of SHARDS) counts.push((await replay(server.url, entries, { shard, allowWrites: true })).summary.exchanges);
    expect(counts.toSorted()).toEqual([0, 0, 9]);
  });

  test('that are missing or given twice are told', async () => {
    const server = await serve(echoThings);
    const options = { recordings: [recording([thing('1'), thing('2'), thing('3')])], target: server.url, packs: [shop] };
    const [first, second] = [
      await report({ ...options, shard: { index: 1, count: 3 } }, 'json'),
      await report({ ...options, shard: { index: 2, count: 3 } }, 'json'),
    ];
    expect((await whole(mergeReports([first, second]))).errors).toEqual([{ message: 'the report of shard 3/3 is missing' }]);
    expect((await whole(mergeReports([first, first, second]))).errors).toContainEqual({
      message: 'shard 1/3 was given twice; its exchanges count twice',
    });
  });

  test('of different runs are refused', async () => {
    const [server, other] = [await serve(echoThings), await serve(echoThings)];
    const options = { recordings: [recording([thing('1'), thing('2')])], target: server.url, packs: [shop] };
    const [ofTwo, ofThree, elsewhere] = [
      await report({ ...options, shard: { index: 1, count: 2 } }, 'json'),
      await report({ ...options, shard: { index: 2, count: 3 } }, 'json'),
      await report({ ...options, target: other.url, shard: { index: 2, count: 2 } }, 'json'),
    ];
    await expect(whole(mergeReports([ofTwo, ofThree]))).rejects.toThrow('is shard 2/3, the first report is shard 1/2');
    expect((await whole(mergeReports([ofTwo, elsewhere]))).errors).toEqual([
      { message: `the shards asked different servers: ${server.url}, ${other.url}` },
    ]);
  });

  test('with nothing in them leave nothing to do', async () => {
    const server = await serve(echoThings);
    for (const shard of SHARDS) expect(outcomeOf(await replay(server.url, [thing('1')], { shard }))).toBe('done');
  });

  test.each([
    ['that is no report', '{"findings":[]}', /is no JSON report of verify/],
    ['that is no JSON', 'oops', /is no JSON report of verify/],
    ['of a run that did not end', '{"recording":"a","entry":0,"verdict":"pass"}\n', /the run did not end/],
  ])('a file %s is refused', async (_, content, message) => {
    await expect(whole(mergeReports([file('a.json', content)]))).rejects.toThrow(message);
  });
});

describe('resuming', () => {
  test('goes on where an interrupted run stopped, ids and verdicts included', async () => {
    let created = 0;
    let asked = 0;
    let stopAfter = Infinity;
    let stop = (): void => undefined;
    const server = await serve(({ method, url }, response) => {
      if ((asked += 1) === stopAfter) stop();
      if (method === 'POST') json(response, 201, { id: `new-thing-${(created += 1)}`, name: 'a' });
      else setTimeout(() => json(response, 200, { id: url.split('/').at(-1), name: 'a' }), 3);
    });
    const creation = entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: 'old-thing-1', name: 'a' } });
    const reads = Array.from({ length: 120 }, () => entry({ url: '/api/v1/things/old-thing-1', answer: { id: 'old-thing-1', name: 'a' } }));
    const options = {
      recordings: [recording([creation, ...reads])],
      target: server.url,
      packs: [shop],
      allowWrites: true,
      concurrency: 2,
      resume: path.join(workspace(), 'journal.jsonl'),
    };
    const abort = new AbortController();
    stopAfter = 20;
    stop = () => abort.abort();
    const first = await whole(verifyStream({ ...options, signal: abort.signal }));
    const done = first.summary.byVerdict.pass;
    expect(done).toBeGreaterThan(3);
    expect(done).toBeLessThan(121);
    expect(statSync(options.resume).mode & 0o77).toBe(0);
    appendFileSync(options.resume, '{"verdict":{"recording":"half a li');
    const before = server.got.length;
    const second = await whole(verifyStream(options));
    expect(second.summary.byVerdict).toEqual({ pass: 121, fail: 0, skipped: 0, error: 0 });
    expect(second.exchanges.map(({ entry: index }) => index)).toEqual(Array.from({ length: 121 }, (_, index) => index));
    expect(created).toBe(1);
    expect(server.got.slice(before).every(({ url }) => url.endsWith('/new-thing-1'))).toBe(true);
    expect(server.got.length - before).toBe(121 - done);
  });

  test('keeps no credential in its file', async () => {
    const server = await serve((_got, response) =>
      json(response, 201, { id: 's9', token: 'live-token-99887766' }, { 'set-cookie': 'sid=live-session-55' }),
    );
    const login = entry({
      method: 'POST',
      url: '/api/v1/things',
      body: {},
      answer: { id: 's1', token: 'old-token-11223344' },
      answerHeaders: { 'set-cookie': 'sid=old-session-11' },
    });
    const resume = path.join(workspace(), 'journal.jsonl');
    await replay(server.url, [login], { allowWrites: true, resume });
    expect(readFileSync(resume, 'utf8')).toContain('"verdict":"pass"');
    expect(readFileSync(resume, 'utf8')).not.toMatch(/token-|session-/);
  });

  test('does not take another file for its journal', async () => {
    const resume = file('notes.json', '{"findings":[]}');
    await expect(replay('http://127.0.0.1:1', [thing('1')], { resume })).rejects.toThrow(/is not a journal of verify/);
    expect(readFileSync(resume, 'utf8')).toBe('{"findings":[]}');
  });

  test('does not go on with the journal of another recording', async () => {
    const server = await serve(echoThings);
    const resume = path.join(workspace(), 'journal.jsonl');
    await replay(server.url, [thing('1')], { resume });
    await expect(replay(server.url, [thing('2')], { resume })).rejects.toThrow(/is the journal of a run of .*\.har, which is not among/);
  });

  test('without a journal yet starts one', async () => {
    const server = await serve(echoThings);
    const resume = path.join(workspace(), 'journal.jsonl');
    await replay(server.url, [thing('1')], { resume });
    expect(existsSync(resume)).toBe(true);
  });
});

describe('a control run', () => {
  test('takes what differs between two equal requests for noise', async () => {
    const result = await noisy((count) => ({ id: '7', load: count / 10, list: [{ n: count + 10 }] }));
    expect(verdicts(result)).toEqual(['pass']);
    expect(result.exchanges[0]?.differences.map(({ path: place, kind }) => `${place} ${kind}`)).toEqual([
      '$.load volatile',
      '$.list[0].n volatile',
    ]);
    expect(result.summary.requests).toBe(2);
  });

  test('hides no missing and no retyped field', async () => {
    expect(
      verdicts(await noisy((count) => (count === 1 ? { id: '7', list: [{ n: 1 }] } : { id: '7', load: 2, list: [{ n: 1 }] }))),
    ).toEqual(['fail: $.load: the field is missing']);
    expect(verdicts(await noisy((count) => ({ id: '7', load: String(count), list: [{ n: 1 }] })))).toEqual([
      'fail: $.load: text where number was expected',
    ]);
    expect(verdicts(await noisy((count) => ({ id: '7', load: 1, list: count === 1 ? [] : [{ n: 1 }] })))).toEqual([
      'fail: $.list[0]: the item is missing (0 of 1 items)',
    ]);
  });
});

describe('coverage', () => {
  test('names rules that were never met, and call sites that were never exercised', async () => {
    const server = await serve(echoThings);
    const sites = file(
      'scan.json',
      JSON.stringify({
        findings: [
          finding('GET /things/{id}', 1),
          finding('/things/{id}', 2, 'PUT'),
          finding('/tags', 3, 'GET'),
          { ...finding('some text', 4) },
        ],
      }),
    );
    const { coverage } = await replay(server.url, [thing('7')], { sites });
    expect(coverage.exercised).toEqual({ 'shop/things': 1 });
    expect(coverage.unexercised).toContain('shop/pages');
    expect(coverage.unexercised).not.toContain('shop/things');
    expect(coverage.sites).toMatchObject({
      total: 3,
      exercised: 1,
      unexercised: [
        { line: 2, v1: 'PUT /things/{id}' },
        { line: 3, v1: 'GET /tags' },
      ],
    });
  });

  test.each(['no such file', '{}', 'oops'])('a scan report that is none is refused: %s', async (content) => {
    const sites = content === 'no such file' ? 'missing.json' : file('scan.json', content);
    await expect(replay('http://127.0.0.1:1', [thing('1')], { sites })).rejects.toThrow(/^--sites: /);
  });
});

test('latency is compared by endpoint', async () => {
  const server = await serve((got, response) => void setTimeout(() => echoThings(got, response), 20));
  const { latency } = await replay(
    server.url,
    Array.from({ length: 20 }, (_, index) => thing(`t${index}`)),
  );
  expect(latency).toHaveLength(1);
  const [{ endpoint, recorded, live } = { endpoint: '', recorded: undefined, live: undefined }] = latency;
  expect(endpoint).toBe('GET /things/{id}');
  expect(recorded).toMatchObject({ count: 20, p50: expect.closeTo(5, 0), p95: expect.closeTo(5, 0) });
  expect(live?.count).toBe(20);
  expect(live?.p50).toBeGreaterThan(15);
});

describe('the old API', () => {
  test('is asked for its state of deprecation, without credentials', async () => {
    const v2 = await serve(echoThings);
    const v1 = await serve(({ url }, response) => {
      if (url.includes('/things/'))
        json(
          response,
          200,
          {},
          { Deprecation: 'true', Sunset: 'Sat, 01 May 2026 00:00:00 GMT', Link: '</api/v2/things>; rel="successor-version"' },
        );
      else if (url.includes('/tags')) json(response, 410, {});
      else response.writeHead(301, { location: '/api/v2/ping' }).end();
    });
    const { lifecycle } = await replay(
      v2.url,
      [thing('7'), entry({ url: '/api/v1/tags', answer: { tags: [] } }), entry({ url: '/api/v1/ping', answer: {} })],
      {
        v1: v1.url,
        headers: ['Authorization: secret-token'],
      },
    );
    expect(v1.got.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ['GET', '/api/v1/things/7', undefined],
      ['GET', '/api/v1/tags', undefined],
      ['GET', '/api/v1/ping', undefined],
    ]);
    expect(lifecycle.map(({ api, state, message }) => [api, state, message])).toEqual([
      ['v1', 'deprecated', expect.stringMatching(/^deprecated, sunset 2026-05-01, .*, successor \/api\/v2\/things$/)],
      ['v1', 'retired', '410 Gone'],
      ['v1', 'retired', 'redirects to /api/v2/ping'],
    ]);
  });

  test('that does not answer is unreachable, and nothing worse', async () => {
    const v2 = await serve(echoThings);
    const result = await replay(v2.url, [thing('7')], { v1: 'http://127.0.0.1:1' });
    expect(result.lifecycle).toMatchObject([{ api: 'v1', state: 'unreachable' }]);
    expect(outcomeOf(result)).toBe('done');
  });
});

describe('headers of deprecation', () => {
  const day = Date.UTC(2025, 5, 1);

  test.each([
    [{ deprecation: '@1748736000' }, { deprecation: day }],
    [{ deprecation: '@2025-06-01' }, { deprecation: day }],
    [{ deprecation: 'Sun, 01 Jun 2025 00:00:00 GMT' }, { deprecation: day }],
    [{ deprecation: 'true' }, { deprecation: null }],
    [{ deprecation: 'version="v1"' }, { deprecation: null }],
    [{ deprecation: 'false' }, undefined],
    [{ sunset: 'Sat, 01 Jun 2025 00:00:00 GMT' }, { sunset: day }],
    [{ sunset: '2025-06-01' }, { sunset: day }],
    [{ sunset: 'soon' }, { sunset: null }],
    [{ link: '<https://a/>; rel="next", </v2>; title="x"; rel="help successor-version"' }, { successor: '/v2' }],
    [{ link: '</v2>; rel=successor-version' }, { successor: '/v2' }],
    [{ link: '</v2>; rel="next"' }, undefined],
    [{ 'x-deprecation-warning': 'use v2' }, { warning: 'use v2' }],
    [{ 'x-api-warn': 'use v2' }, { warning: 'use v2' }],
    [{ 'content-type': 'application/json' }, undefined],
  ])('%j', (headers, expected) => {
    expect(lifecycleSigns(headers)).toEqual(expected);
  });
});

describe('the outcome', () => {
  test('of a run in which nothing could be judged is no success', async () => {
    const server = await serve(echoThings);
    expect(outcomeOf(await replay(server.url, []))).toBe('left');
    expect(outcomeOf(await replay(server.url, [entry({ url: '/static/app.js' })]))).toBe('left');
  });

  test('of a run with a broken recording is no success', async () => {
    const server = await serve(echoThings);
    expect(outcomeOf(await run(server.url, [recording([thing('1')]), file('b.har', '')]))).toBe('left');
  });

  test('of a run that could not do its work is a failure', async () => {
    expect(outcomeOf(await replay('http://127.0.0.1:1', [thing('1')]))).toBe('failed');
  });
});
