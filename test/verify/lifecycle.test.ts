import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { fixtureApi } from '../../fixtures/shared/apis.js';
import { recordingFile } from '../../fixtures/shared/record-clients.js';
import { loadShipped } from '../../rules/index.js';
import type { DifferenceKey } from '../../src/verify/compare/allow.js';
import { outcomeOf, verify, type LifecycleNote } from '../../src/verify/index.js';
import { apiMigrate } from '../cli/run.js';
import { starter } from '../fixtures/http.js';
import { shop } from './support/pack.js';
import { entry, file, recording, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';

type Headers = Record<string, string>;

const FAR = 'Fri, 01 May 2099 00:00:00 GMT';

/** What one header says, on an answer of v1 as on one of v2. */
const signs: [string, Headers, RegExp][] = [
  ['Deprecation as RFC 9745 has it', { Deprecation: '@1688169599' }, /^deprecated since 2023-06-30$/],
  ['Deprecation with a day after the @', { Deprecation: '@2025-06-01' }, /^deprecated since 2025-06-01$/],
  ['Deprecation: true', { Deprecation: 'true' }, /^deprecated$/],
  ['Deprecation as an HTTP date', { Deprecation: 'Sun, 11 Nov 2018 23:59:59 GMT' }, /^deprecated since 2018-11-11$/],
  ['Deprecation that cannot be read', { Deprecation: 'version="v1"' }, /^deprecated$/],
  ['Sunset to come', { Sunset: FAR }, /^sunset 2099-05-01, in \d+ days$/],
  ['Sunset that is over, with a wrong weekday', { Sunset: 'Sat, 01 Jun 2025 00:00:00 GMT' }, /^sunset 2025-06-01, \d+ days ago$/],
  ['Sunset as a day', { Sunset: '2025-06-01' }, /^sunset 2025-06-01, \d+ days ago$/],
  ['Sunset that cannot be read', { Sunset: 'soon' }, /^has a Sunset date that cannot be read$/],
  [
    'Link to the successor among others',
    { Link: '</docs>; rel="deprecation", </end>; rel="sunset", </v9/things>; rel="help successor-version"' },
    /^successor \/v9\/things$/,
  ],
  ['X-API-Warn', { 'X-API-Warn': 'Please migrate.' }, /^"Please migrate\."$/],
  ['X-Deprecation-Warning', { 'X-Deprecation-Warning': 'Use the next one.' }, /^"Use the next one\."$/],
  [
    'all at once',
    { Deprecation: '@1688169599', Sunset: FAR, Link: '</v9>; rel=successor-version', 'X-API-Warn': 'Go.' },
    /^deprecated since 2023-06-30, sunset 2099-05-01, in \d+ days, successor \/v9, "Go\."$/,
  ],
];

/** Headers that are no sign of deprecation. */
const noSigns: [string, Headers][] = [
  ['Deprecation: false', { Deprecation: 'false' }],
  ['Link without a successor', { Link: '</things?page=2>; rel="next"' }],
  ['X-API-Version', { 'X-API-Version': 'v2' }],
];

const answering = (status: number, headers: Headers) => (got: { url: string }, response: ServerResponse) =>
  json(response, status, { id: got.url.split('/').at(-1), name: 'thing' }, headers);

/** Notes of a run against a good v2 and a v1 that answers so. */
async function notesOfV1(status: number, headers: Headers): Promise<LifecycleNote[]> {
  const [v1, v2] = [await serve(answering(status, headers)), await serve(echoThings)];
  const result = await replay(v2.url, [thing('7')], { v1: v1.url, strict: true });
  expect([outcomeOf(result), verdicts(result)], 'the end of v1 is no fault of v2').toEqual(['done', ['pass']]);
  return result.lifecycle;
}

describe('on an answer of v1', () => {
  test.each(signs)('%s', async (_, headers, message) => {
    expect(await notesOfV1(200, headers)).toEqual([
      {
        api: 'v1',
        state: 'deprecated',
        method: 'GET',
        url: expect.stringMatching(/\/api\/v1\/things\/7$/),
        message: expect.stringMatching(message),
      },
    ]);
  });

  test.each(noSigns)('%s says nothing', async (_, headers) => {
    expect(await notesOfV1(200, headers)).toMatchObject([{ state: 'current', message: '200, no sign of deprecation' }]);
  });

  test.each<[number, Headers, Partial<LifecycleNote>]>([
    [410, {}, { state: 'retired', message: '410 Gone' }],
    [410, { Deprecation: 'true' }, { state: 'retired', message: '410 Gone, deprecated' }],
    [301, { Location: '/api/v2/things/7' }, { state: 'retired', message: 'redirects to /api/v2/things/7' }],
    [308, { Location: '/api/v2/things/7' }, { state: 'retired', message: 'redirects to /api/v2/things/7' }],
    [404, {}, { state: 'absent' }],
    [401, {}, { state: 'current', message: '401, no sign of deprecation' }],
    [401, { Deprecation: 'true' }, { state: 'deprecated', message: 'deprecated' }],
  ])('status %d with %j', async (status, headers, note) => {
    expect(await notesOfV1(status, headers)).toMatchObject([{ api: 'v1', ...note }]);
  });
});

describe('on an answer of v2', () => {
  test.each(signs)('%s is a warning, and a failure with strict', async (_, headers, message) => {
    const v2 = await serve(answering(200, headers));
    const [lenient, strict] = [await replay(v2.url, [thing('7')]), await replay(v2.url, [thing('7')], { strict: true })];
    expect(lenient.lifecycle).toMatchObject([{ api: 'v2', state: 'deprecated', message: expect.stringMatching(message) }]);
    expect([lenient, strict].map((result) => [outcomeOf(result), result.summary.warnings, verdicts(result)])).toEqual([
      ['done', 1, ['pass']],
      ['left', 1, [expect.stringMatching(/^fail: header \S+: v2 calls itself deprecated \(--strict\)/)]],
    ]);
  });

  test.each(noSigns)('%s says nothing', async (_, headers) => {
    const v2 = await serve(answering(200, headers));
    const result = await replay(v2.url, [thing('7')], { strict: true });
    expect([result.lifecycle, outcomeOf(result)]).toEqual([[], 'done']);
  });

  test('410 fails, and is told as the end of the endpoint', async () => {
    const v2 = await serve(answering(410, {}));
    const result = await replay(v2.url, [thing('7')]);
    expect([outcomeOf(result), result.exchanges[0]?.verdict]).toEqual(['left', 'fail']);
    expect(result.lifecycle).toMatchObject([{ api: 'v2', state: 'retired', message: 'v2 answers 410 Gone' }]);
  });
});

test('the command line ends with 0 for a deprecated v2, with 1 under --strict, and with 0 for a v1 that is gone', async () => {
  const [v2, old] = [await serve(answering(200, { 'X-API-Warn': 'Go.' })), await serve(answering(410, {}))];
  const good = await serve(echoThings);
  const pack = file('shop.json', JSON.stringify(shop));
  const traffic = recording([thing('7')]);
  const verified = (target: string, ...more: string[]) =>
    apiMigrate(import.meta.dirname, ['verify', traffic, '--target', target, '--pack', pack, ...more]);
  const runs = [await verified(v2.url), await verified(v2.url, '--strict'), await verified(good.url, '--strict', '--v1', old.url)];
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [1, ''],
    [0, ''],
  ]);
  expect(runs[0]?.stdout).toContain('"Go."');
  expect(runs[2]?.stdout).toContain('410 Gone');
});

describe('a v1 that was only written to', () => {
  const traffic = [entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: '1', name: 'a' } })];

  test.each<[number, Headers, string, string]>([
    [410, {}, 'retired', '410 Gone'],
    [405, { 'X-Deprecation-Warning': 'Go.' }, 'deprecated', '"Go."'],
    [404, { 'X-Deprecation-Warning': 'Go.' }, 'deprecated', '"Go."'],
    [405, {}, 'current', '405, no sign of deprecation'],
    [404, {}, 'absent', '404 to a GET: v1 does not have it any more, or answers POST alone'],
  ])('is asked with GET, never with its own method: %d, %j', async (status, headers, state, message) => {
    const v1 = await serve(answering(status, headers));
    const v2 = await serve((_, response) => json(response, 201, { id: '2', name: 'a' }));
    const { lifecycle } = await replay(v2.url, traffic, { v1: v1.url, allowWrites: true });
    expect(v1.got.map(({ method, url }) => [method, url])).toEqual([['GET', '/api/v1/things']]);
    expect(lifecycle).toMatchObject([{ api: 'v1', state, message }]);
  });
});

/** What each API's v1 says of its end: as it is, when it is deprecated, when it is gone. */
const ends: Record<string, { file: string; deprecated?: RegExp; retired: RegExp }> = {
  tao: { file: 'tao-client.har', retired: /^410 Gone$/ },
  openml: { file: 'openml-clients.har', retired: /^410 Gone$/ },
  insightflow: {
    file: 'insightflow-clients.har',
    deprecated: /^"API v1 is deprecated\. Please migrate to v2\."$/,
    retired: /^410 Gone, "API v1 is deprecated/,
  },
  'agent-platform': {
    file: 'agent-platform-clients.har',
    deprecated: /^deprecated since 2025-06-01, sunset 2025-06-01, \d+ days ago, successor \/v2\/\S+, "API version v1 is deprecated/,
    retired: /^410 Gone, deprecated since 2025-06-01, sunset 2025-06-01/,
  },
  'rag-services': {
    file: 'rag-services-clients.har',
    deprecated: /^deprecated, sunset 2026-05-01, (in )?\d+ days( ago)?, successor \/api\/v2\/\S+, answers say "API v1 is deprecated\. .*"$/,
    retired: /^410 Gone$/,
  },
};

describe.each(Object.entries(ends))('the servers of %s', (id, { file: har, deprecated, retired }) => {
  const start = starter(fixtureApi(id).start);

  async function ended(options: { deprecated?: boolean; retired?: boolean }): Promise<LifecycleNote[]> {
    const [v1, v2] = [await start({ only: 'v1', ...options }), await start({ only: 'v2' })];
    const result = await verify({
      recordings: [recordingFile(id, har)],
      target: v2.url,
      v1: v1.url,
      packs: [await loadShipped(id)],
      allowWrites: true,
      concurrency: 1,
    });
    expect(
      result.lifecycle.filter(({ api }) => api === 'v2'),
      'v2 shows no sign of an end',
    ).toEqual([]);
    // The recorded ids are unknown to a fresh server that is not gone.
    const notes = result.lifecycle.filter(({ state }) => state !== 'absent');
    expect(notes).not.toEqual([]);
    return notes;
  }

  test('show none of the signs before v1 is deprecated', async () => {
    const notes = await ended({ deprecated: false });
    expect(new Set(notes.map(({ state }) => state))).toEqual(new Set(['current']));
  });

  test.runIf(deprecated)('show the signs of a deprecated v1', async () => {
    for (const { state, message } of await ended({ deprecated: true }))
      expect([state, message]).toEqual(['deprecated', expect.stringMatching(deprecated ?? '')]);
  });

  test('show a v1 that is gone', async () => {
    for (const { state, message } of await ended({ retired: true }))
      expect([state, message]).toEqual(['retired', expect.stringMatching(retired)]);
  });
});

describe('what the rules say of the end of v1', () => {
  const servers = Object.fromEntries(Object.keys(ends).map((id) => [id, starter(fixtureApi(id).start)]));

  interface Edit {
    status?: number;
    headers?: Record<string, string | null>;
    body?: unknown;
  }

  /** The answers of a running v1, edited on their way. */
  async function relay(to: string, edit: Edit): Promise<string> {
    const { url } = await serve((got, response) => {
      void fetch(to + got.url, { method: got.method, redirect: 'manual' }).then(async (answer) => {
        const headers = new Map([...answer.headers].filter(([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name)));
        for (const [name, value] of Object.entries(edit.headers ?? {})) {
          if (value === null) headers.delete(name);
          else headers.set(name, value);
        }
        const text = await answer.text();
        const body = edit.body === undefined || answer.status === 404 ? text : JSON.stringify(edit.body);
        response.writeHead(answer.status === 404 ? 404 : (edit.status ?? answer.status), Object.fromEntries(headers)).end(body);
      });
    });
    return url;
  }

  /** Outcomes of the rules on v1, and the states that its answers show. */
  async function judged(id: string, options: { deprecated?: boolean; retired?: boolean; settings?: { envelope: boolean } }, edit?: Edit) {
    const start = servers[id];
    if (!start) throw new Error(`no server of ${id}`);
    const [v1, v2] = [await start({ only: 'v1', ...options }), await start({ only: 'v2' })];
    const given = {
      recordings: [recordingFile(id, ends[id]?.file ?? '')],
      target: v2.url,
      packs: [await loadShipped(id)],
      allowWrites: true,
    };
    const alone = await verify(given);
    const { checks, lifecycle } = await verify({ ...given, v1: edit ? await relay(v1.url, edit) : v1.url });
    const ofV2 = new Set(alone.checks.map(({ rule, message }) => `${rule} ${message}`));
    return {
      checks: checks.filter(({ rule, message }) => !ofV2.has(`${rule} ${message}`)).map(({ outcome, message }) => `${outcome}: ${message}`),
      notes: [...new Set(lifecycle.filter(({ state }) => state !== 'absent').map(({ state, message }) => `${state}: ${message}`))],
    };
  }

  const ANNOUNCED = 'v1 sends Deprecation, Sunset, Link';
  const ENDED = 'pass: v1 has ended: ';

  test.each<[string, string, Parameters<typeof judged>[1], string[]]>([
    ['rag-services', 'as announced', { deprecated: true }, [`pass: ${ANNOUNCED}`]],
    [
      'rag-services',
      'before it is announced',
      { deprecated: false },
      ['skipped: v1 does not announce its end: no Deprecation, no Sunset, no Link'],
    ],
    ['rag-services', 'when it is gone', { retired: true }, [ENDED]],
    ['agent-platform', 'as announced', { deprecated: true }, [`pass: ${ANNOUNCED}`]],
    [
      'agent-platform',
      'before it is announced',
      { deprecated: false },
      ['skipped: v1 does not announce its end: no Deprecation, no Sunset, no Link'],
    ],
    ['insightflow', 'as announced', {}, ['pass: v1 sends X-API-Version', 'pass: v1 sends X-Deprecation-Warning']],
    ['insightflow', 'when it is gone', { retired: true }, [ENDED]],
  ])('%s: %s', async (id, _, options, expected) => {
    const { checks } = await judged(id, options);
    expect(checks.map((check) => check.replace(/(?<=ended: )(\d+) answers? of \1$/, ''))).toEqual(expected);
  });

  test('a header that was announced and is not there', async () => {
    const { checks } = await judged('rag-services', { deprecated: true }, { headers: { sunset: null } });
    expect(checks).toEqual([expect.stringMatching(/^fail: v1 lacks Sunset in (\d+) answers of \1, such as GET \//)]);
  });

  test('a check that failed and is accepted', async () => {
    const start = servers['rag-services'];
    if (!start) throw new Error('no server');
    const [v1, v2] = [await start({ only: 'v1', deprecated: true }), await start({ only: 'v2' })];
    const run = async (accepts: (key: DifferenceKey) => boolean) => {
      const { checks } = await verify({
        recordings: [recordingFile('rag-services', ends['rag-services']?.file ?? '')],
        target: v2.url,
        packs: [await loadShipped('rag-services')],
        allowWrites: true,
        v1: await relay(v1.url, { headers: { sunset: null } }),
        accepts,
      });
      return checks.filter(({ message }) => message.startsWith('v1 lacks')).map(({ outcome }) => outcome);
    };
    const asked: DifferenceKey[] = [];
    expect(await run((key) => asked.push(key) === 0)).toEqual(['fail']);
    const known = asked.find(({ what }) => what.startsWith('v1 lacks'));
    expect(known).toEqual({
      endpoint: expect.stringMatching(/^rag-services\//),
      path: 'check',
      what: expect.not.stringMatching(/\b\d+ answers/),
    });
    expect(await run(({ endpoint, path, what }) => endpoint === known?.endpoint && path === known.path && what === known.what)).toEqual([
      'accepted',
    ]);
  });

  test('a successor that is not where the rules lead', async () => {
    const { checks } = await judged('agent-platform', { deprecated: true }, { headers: { link: '</v3/agents>; rel="successor-version"' } });
    expect(checks[0]).toBe(`pass: ${ANNOUNCED}`);
    expect(checks.slice(1)).not.toEqual([]);
    for (const check of checks.slice(1))
      expect(check).toMatch(/^fail: GET \S+: v1 names the successor \/v3\/agents, the rules lead to \/v2\//);
  });

  test('a successor that is named by its root', async () => {
    const { checks } = await judged('agent-platform', { deprecated: true }, { headers: { link: '</v2/>; rel="successor-version"' } });
    expect(checks).toEqual([`pass: ${ANNOUNCED}`]);
  });

  const silent = { deprecation: null, sunset: null, link: null, 'x-api-warn': null };

  test('a notice in the body alone', async () => {
    const { checks, notes } = await judged('agent-platform', { deprecated: true, settings: { envelope: true } }, { headers: silent });
    expect(notes).toEqual(['deprecated: answers say "API v1 is deprecated and will be removed on 2025-06-01"']);
    expect(checks).toHaveLength(3);
  });

  test.each([
    [['Move on.'], '"Move on."'],
    [[{ code: 'OLD' }, { message: 'Use v2.', code: 'OLD' }], '"OLD", "Use v2."'],
  ])('warnings as %j', async (warnings, told) => {
    const { notes } = await judged('rag-services', {}, { body: { warnings } });
    expect(notes).toEqual([`deprecated: answers say ${told}`]);
  });

  test('an end in another way than it was announced', async () => {
    const edit = { status: 301, headers: { location: '/api/v2/rag/collections' } };
    const { checks, notes } = await judged('rag-services', {}, edit);
    expect(checks).toEqual([expect.stringMatching(/^fail: GET \S+: v1 has ended with 301, not with 410$/)]);
    expect(notes).toEqual(['retired: redirects to /api/v2/rag/collections']);
  });

  test('a version that is refused', async () => {
    const body = { success: false, error: { code: 'INVALID_API_VERSION', supportedVersions: ['v2'] } };
    const { checks, notes } = await judged('rag-services', {}, { status: 400, body });
    expect(notes).toEqual(['retired: v1 is refused with INVALID_API_VERSION']);
    expect(checks).toEqual([expect.stringMatching(/v1 has ended with 400, not with 410$/)]);
  });
});

test('a redirect to the same path is no end of v1', async () => {
  expect(await notesOfV1(301, { Location: '/api/v1/things/7/' })).toMatchObject([{ state: 'current' }]);
});

test('a notice in an answer of v2 is a warning', async () => {
  const pack: typeof shop = {
    ...shop,
    rules: shop.rules.map((rule) => (rule.kind === 'check' ? { ...rule, check: { headers: {}, notices: ['warnings'] } } : rule)),
  };
  const answer = (warnings: unknown[]) => serve((_got, response) => json(response, 200, { id: '7', name: 'thing', warnings }));
  const notes = async (warnings: unknown[]) => (await replay((await answer(warnings)).url, [thing('7')], { packs: [pack] })).lifecycle;
  expect(await notes(['Old.'])).toMatchObject([{ api: 'v2', state: 'deprecated', message: 'answers say "Old."' }]);
  expect(await notes([])).toEqual([]);
});

describe('an announced removal', () => {
  const start = starter(fixtureApi('insightflow').start);

  const told = async (announcedAt: string): Promise<string[]> => {
    const { checks } = await verify({
      recordings: [recordingFile('insightflow', 'insightflow-clients.har')],
      target: (await start({ only: 'v2' })).url,
      packs: [await loadShipped('insightflow')],
      packOptions: { insightflow: { announcedAt } },
    });
    return checks.filter(({ rule }) => rule === 'insightflow/removal-countdown').map(({ outcome, message }) => `${outcome}: ${message}`);
  };

  test.each([
    ['2025-01-31', [/^pass: v1 warns since 2025-03-02 and is removed since 2025-04-01$/]],
    ['2099-01-31', [/^pass: v1 warns in \d+ days \(2099-03-02\) and is removed in \d+ days \(2099-04-01\)$/]],
    ['soon', [/^skipped: the option announcedAt is no date: soon$/]],
    ['', []],
  ])('of %j is counted from that day', async (announcedAt, expected) => {
    expect(await told(announcedAt)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});
