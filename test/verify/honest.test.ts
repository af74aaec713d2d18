import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Pack } from '../../src/pack/model.js';
import { isSameServer } from '../../src/verify/run/same-server.js';
import { outcomeOf, UsageError, verify } from '../../src/verify/index.js';
import { workspace } from '../workspace.js';
import { shop } from './support/pack.js';
import { entry, file, har, type HarEntry, ORIGIN, recording, thing } from './support/recording.js';
import { replay, run, verdicts } from './support/run.js';
import { echoThings, json, serve } from './support/server.js';

const create = (id: string | number, name = 'a') =>
  entry({ method: 'POST', url: '/api/v1/things', body: { name }, status: 201, answer: { id, name } });
const remove = (id: string | number) => entry({ method: 'DELETE', url: `/api/v1/things/${id}`, status: 204, answer: '' });
const list = (...items: object[]) => entry({ url: '/api/v1/things', answer: { things: items } });
const paths = (got: { method: string; url: string }[]) => got.map(({ method, url }) => `${method} ${url.replace('/api/v2', '')}`);

/** The same entry, whose answer the recorder did not keep. */
function withoutAnswer(told: HarEntry): HarEntry {
  return { ...told, response: { ...told.response, content: { size: 40, mimeType: 'application/json' } } };
}

describe('a run is worth what it compared', () => {
  test('nothing compared is nothing proved', async () => {
    const server = await serve((_, response) => json(response, 200, { something: 'else' }));
    const result = await replay(server.url, [withoutAnswer(thing('1')), thing('2', { status: 304 })]);
    expect(verdicts(result)).toEqual([
      'skipped: not compared: the recording does not hold the answer',
      'skipped: not compared: the recording holds 304 Not Modified, and not the answer',
    ]);
    expect(result.summary).toMatchObject({ calls: 2, judged: 0, notCompared: 2 });
    expect(outcomeOf(result)).toBe('left');
  });

  test('what is not a call of the API counts for nothing', async () => {
    const server = await serve(echoThings);
    const page = entry({ url: 'https://cdn.example/logo.png', answer: 'x', type: 'image/png' });
    const { summary, exchanges } = await replay(server.url, [thing('1'), page, page, thing('2', { method: 'DELETE' })]);
    expect([summary.exchanges, summary.calls, summary.judged]).toEqual([4, 2, 1]);
    expect(exchanges.map(({ other }) => other)).toEqual([undefined, true, true, undefined]);
  });

  test.each([
    [50, 'done'],
    [51, 'left'],
  ])('a run that judged half of the calls is, with at least %i %%, %s', async (minJudged, outcome) => {
    const server = await serve(echoThings);
    const result = await replay(server.url, [thing('1'), withoutAnswer(thing('2'))], { minJudged });
    expect(outcomeOf(result)).toBe(outcome);
    expect(result.errors).toEqual(
      outcome === 'done' ? [] : [{ message: 'only 1 of 2 recorded calls were judged; --min-judged asks for 51 %' }],
    );
  });
});

describe('ids', () => {
  test('of a list that overlap those of other items are learned by what the items are', async () => {
    const live = [
      { id: 2, name: 'a', size: 1 },
      { id: 3, name: 'b', size: 2 },
    ];
    const server = await serve(({ method }, response) =>
      method === 'DELETE' ? response.writeHead(204, { 'x-api-version': 'v2' }).end() : json(response, 200, { things: live }),
    );
    await replay(server.url, [list({ id: 1, name: 'a', size: 1 }, { id: 2, name: 'b', size: 2 }), remove(2)], { allowWrites: true });
    expect(paths(server.got)).toEqual(['GET /things', 'DELETE /things/3']);
  });

  test('of items that cannot be told apart are not learned, and nothing is changed by them', async () => {
    const server = await serve((_, response) =>
      json(response, 200, {
        things: [
          { id: 2, name: 'a' },
          { id: 3, name: 'a' },
        ],
      }),
    );
    const result = await replay(server.url, [list({ id: 1, name: 'a' }, { id: 2, name: 'a' }), remove(1)], { allowWrites: true });
    expect(verdicts(result)[1]).toBe('error: the id of entry 0 is not known: no answer of v2 shows what became of it');
    expect(paths(server.got)).toEqual(['GET /things']);
  });

  test('of an item that differs are not learned', async () => {
    const server = await serve(({ method }, response) =>
      method === 'GET'
        ? json(response, 200, {
            things: [
              { id: 'n-1', name: 'x' },
              { id: 'n-2', name: 'b' },
            ],
          })
        : response.writeHead(204, { 'x-api-version': 'v2' }).end(),
    );
    const recorded = list({ id: 'o-1', name: 'a' }, { id: 'o-2', name: 'b' });
    const result = await replay(server.url, [recorded, remove('o-1'), remove('o-2')], { allowWrites: true });
    expect(verdicts(result).map((verdict) => verdict.split(':')[0])).toEqual(['fail', 'error', 'pass']);
    expect(paths(server.got)).toEqual(['GET /things', 'DELETE /things/n-2']);
  });

  test('of a creation whose answer lacks its id are not known', async () => {
    const server = await serve(({ method }, response) =>
      method === 'POST' ? json(response, 201, { name: 'a' }) : response.writeHead(204, { 'x-api-version': 'v2' }).end(),
    );
    const result = await replay(server.url, [create('o-1'), remove('o-1')], { allowWrites: true });
    expect(verdicts(result)).toEqual([
      'fail: $.id: the field is missing',
      'error: the id of entry 0 is not known: no answer of v2 shows what became of it',
    ]);
    expect(paths(server.got)).toEqual(['POST /things']);
  });

  test('of two recordings may be the same for different things', async () => {
    let next = 57;
    const server = await serve(({ method }, response) =>
      method === 'POST' ? json(response, 201, { id: next++, name: 'a' }) : response.writeHead(204, { 'x-api-version': 'v2' }).end(),
    );
    const place = workspace({ 'a.har': har([create(1), remove(1)]), 'b.har': har([create(1), remove(1)]) });
    const result = await run(server.url, place, { allowWrites: true });
    expect(verdicts(result)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(paths(server.got)).toEqual(['POST /things', 'DELETE /things/57', 'POST /things', 'DELETE /things/58']);
  });

  test('files that the recorder wrote for the processes of one program are one sequence', async () => {
    const server = await serve(echoThings);
    const at = (second: number) => ({ at: `2025-01-01T00:00:0${second}.000Z` });
    const place = workspace({
      'traffic.har': har([thing('1', at(1)), thing('3', at(3))]),
      'traffic-77.har': har([thing('2', at(2)), thing('4', at(4))]),
    });
    await run(server.url, place, { concurrency: 1 });
    expect(server.got.map(({ url }) => url.at(-1))).toEqual(['1', '2', '3', '4']);
  });
});

describe('the recorded server', () => {
  test.each([
    ['https://h.example:443', 'https://h.example'],
    ['https://h.example', 'https://H.example.'],
    ['http://h.example', 'https://h.example'],
    ['http://localhost:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.2:8080', 'http://[::1]:8080'],
    ['http://0.0.0.0:8080', 'http://[::ffff:127.0.0.1]:8080'],
    ['http://api.localhost:8080', 'https://localhost:8080'],
  ])('%s is %s', (one, two) => expect(isSameServer(one, two)).toBe(true));

  test.each([
    ['https://h.example', 'https://h.example:8443'],
    ['https://h.example', 'https://v2.h.example'],
    ['http://localhost:8080', 'http://localhost:8081'],
    ['http://127.0.0.1:8080', 'http://10.1.2.3:8080'],
  ])('%s is not %s', (one, two) => expect(isSameServer(one, two)).toBe(false));

  test('is refused before anything is sent, wherever it stands in a recording', async () => {
    const server = await serve(echoThings);
    const entries = [
      ...Array.from({ length: 40 }, (_, index) => thing(String(index))),
      thing('x', { url: `${server.url.replace('127.0.0.1', 'LOCALHOST')}/api/v1/things/x` }),
    ];
    await expect(replay(server.url, entries)).rejects.toThrow(/is the server that was recorded \(as http:\/\/localhost:\d+\)/);
    expect(server.got).toEqual([]);
  });

  test('is not meant by a link in an answer', async () => {
    const server = await serve((_, response) => json(response, 200, { id: '7', name: 'thing', self: `${server.url}/api/v2/things/7` }));
    const result = await replay(server.url, [thing('7', { answer: { id: '7', name: 'thing', self: `${server.url}/api/v2/things/7` } })]);
    expect(result.summary.byVerdict).toMatchObject({ pass: 1 });
  });
});

describe('a request that asks for another method', () => {
  const override = thing('7', { headers: { 'X-HTTP-Method-Override': 'DELETE' } });

  test('counts as a write', async () => {
    const server = await serve(echoThings);
    expect(verdicts(await replay(server.url, [override, thing('8?_method=PUT')]))).toEqual([
      'skipped: X-HTTP-Method-Override asks for DELETE, which may change data; it is sent only with --allow-writes',
      'skipped: _method asks for PUT, which may change data; it is sent only with --allow-writes',
    ]);
    expect(server.got).toEqual([]);
  });

  test('is sent without the override', async () => {
    const server = await serve(echoThings);
    const posted = entry({
      method: 'POST',
      url: '/api/v1/things/7',
      headers: { 'X-Method-Override': 'PUT' },
      body: {},
      answer: { id: '7', name: 'thing' },
    });
    await replay(server.url, [override, posted], { allowWrites: true, concurrency: 1 });
    expect(paths(server.got)).toEqual(['GET /things/7', 'PUT /things/7']);
    expect(server.got.flatMap(({ headers }) => Object.keys(headers).filter((name) => name.includes('override')))).toEqual([]);
  });
});

test('what v1 reads and v2 reads with a body is no write', async () => {
  const server = await serve((_, response) => json(response, 200, { found: 1 }));
  const result = await replay(server.url, [entry({ url: '/api/v1/find/a/b', answer: { found: 1 } })]);
  expect([verdicts(result), paths(server.got)]).toEqual([['pass'], ['POST /find']]);
});

describe('--resume', () => {
  test('tries again what was never sent', async () => {
    const server = await serve(echoThings);
    const port = new URL(server.url).port;
    const resume = path.join(workspace(), 'journal.jsonl');
    const told = recording([thing('1'), thing('2')]);
    const away = await verify({ recordings: [told], target: 'http://127.0.0.1:1', packs: [shop], resume });
    expect(outcomeOf(away)).toBe('failed');
    const again = await verify({ recordings: [told], target: `http://127.0.0.1:${port}`, packs: [shop], resume });
    expect([verdicts(again), outcomeOf(again)]).toEqual([['pass', 'pass'], 'done']);
  });

  test('never sends a write again whose end is not known', async () => {
    const server = await serve((_, response) => json(response, 201, { id: 'n-1', name: 'a' }));
    const told = recording([create('o-1'), thing('o-1')]);
    const resume = path.join(workspace(), 'journal.jsonl');
    writeFileSync(resume, `\n${JSON.stringify({ begin: { recording: told, entry: 0 } })}\n`);
    const result = await run(server.url, told, { allowWrites: true, resume });
    expect(verdicts(result)).toEqual([
      'error: the run before was interrupted while this was sent; it may have reached the target, and is not sent again',
      'error: it uses what entry 0 creates, which failed',
    ]);
    expect(server.got).toEqual([]);
  });

  test('in a directory that does not exist is a usage error', async () => {
    const resume = path.join(workspace(), 'no', 'journal.jsonl');
    await expect(replay('http://127.0.0.1:1', [thing('1')], { resume })).rejects.toThrow(UsageError);
    expect(existsSync(resume)).toBe(false);
  });

  test('keeps what was learned of ids, by recording', async () => {
    const server = await serve(({ method }, response) =>
      method === 'POST' ? json(response, 201, { id: 'n-1', name: 'a' }) : response.writeHead(204, { 'x-api-version': 'v2' }).end(),
    );
    const told = recording([create('o-1'), remove('o-1')]);
    const resume = path.join(workspace(), 'journal.jsonl');
    const abort = new AbortController();
    await run(server.url, told, { allowWrites: true, concurrency: 1, resume, signal: abort.signal, onProgress: () => abort.abort() });
    expect(readFileSync(resume, 'utf8')).toContain('"v2":"n-1"');
    await run(server.url, told, { allowWrites: true, concurrency: 1, resume });
    expect(paths(server.got)).toEqual(['POST /things', 'DELETE /things/n-1']);
  });
});

describe('--cleanup', () => {
  const boxed: Pack = {
    id: 'boxed',
    title: 'Boxed',
    guide: { title: 'x' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    rules: [
      {
        id: 'boxed/all',
        kind: 'move',
        title: 'x',
        guide: 'x',
        level: 'auto',
        v1: ['POST /boxes', 'DELETE /boxes/{name}', 'POST /notes'],
        v2: ['POST /boxes', 'DELETE /boxes/{name}', 'POST /notes'],
      },
      {
        id: 'boxed/wrapped',
        kind: 'change',
        title: 'x',
        guide: 'x',
        level: 'auto',
        on: ['POST /boxes'],
        response: [{ op: 'nest', name: 'data' }],
      },
    ],
  };
  const box = entry({
    method: 'POST',
    url: '/api/v1/boxes',
    body: { size: 1 },
    status: 201,
    answer: { box: { name: 'o-1', owner: { name: 'ann' } } },
  });
  const note = entry({ method: 'POST', url: '/api/v1/notes', body: { text: 'x' }, status: 201, answer: { id: 5 } });

  test('finds the id where the rules put it, and says what it made, deleted and left', async () => {
    const server = await serve(({ method, url }, response) => {
      if (method === 'DELETE') response.writeHead(204, { 'x-api-version': 'v2' }).end();
      else if (url.endsWith('/boxes')) json(response, 201, { data: { box: { owner: { name: 'ann' }, name: 'n-1' } } });
      else json(response, 201, { id: 5 });
    });
    const result = await replay(server.url, [box, note], { packs: [boxed], allowWrites: true, cleanup: true, concurrency: 1 });
    expect(paths(server.got)).toEqual(['POST /boxes', 'POST /notes', 'DELETE /boxes/n-1']);
    expect(result.summary).toMatchObject({ cleaned: 1, created: { made: 2, deleted: 1, left: ['POST /api/v2/notes'] } });
    expect(result.errors).toEqual([{ message: expect.stringContaining('cleanup: what POST /api/v2/notes created is left') }]);
  });
});

describe('a target of the wrong kind', () => {
  test('that never answers ends the run', async () => {
    const server = await serve(() => {});
    const result = await replay(
      server.url,
      Array.from({ length: 60 }, (_, index) => thing(String(index))),
      { timeout: 60 },
    );
    expect(result.summary.stopped).toMatch(/^nothing can be verified: 8 requests in a row got no answer/);
  });

  test('that speaks no TLS ends it at once', async () => {
    const server = await serve(echoThings);
    const result = await replay(server.url.replace('http:', 'https:'), [thing('1'), thing('2')]);
    expect(result.summary.stopped).toBe(
      'nothing can be verified: the target does not speak TLS at this port: try http:// instead of https://',
    );
  });
});

describe('options are checked before anything is read or sent', () => {
  test.each([
    [{ headers: ['X-A: a\nb'] }, /the value of x-a has a character that a header cannot hold/],
    [{ concurrency: 1.5 }, /--concurrency must be a whole number/],
    [{ minJudged: 101 }, /--min-judged must be a percentage/],
    [{ target: 'http://ann:secret-1@h.example' }, /^--target: a URL with a user or password is not supported/],
    [{ target: 'http://h.example/?a=1' }, /^--target: the URL may not have a query/],
    [{ target: 'https://ann:secret-1@ho st/' }, /^--target: the value is not a URL/],
  ])('%j', async (options, message) => {
    await expect(replay('http://h.example', [thing('1')], options)).rejects.toThrow(message);
  });
});

describe('the reason names the difference that tells most', () => {
  test.each([
    ['a page for people', (text: (body: string) => void) => text('<html>sign in</html>'), /not valid JSON/],
    ['a refusal', (text: (body: string) => void) => text('{"success":false,"error":{"code":"X"}}'), /\$\.success/],
  ])('%s', async (_, answer, reason) => {
    const server = await serve((_got, response) =>
      answer((body) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body)),
    );
    const [verdict] = (await replay(server.url, [entry({ url: '/api/v1/reports/1', answer: { id: '1', owner: 'ann' } })])).exchanges;
    expect(verdict?.reason).toMatch(reason);
  });
});

test('a header that a rule promises must have its value', async () => {
  const versioned: Pack = {
    ...shop,
    rules: [
      ...shop.rules,
      { id: 'shop/version', kind: 'check', title: 'x', guide: 'x', level: 'auto', check: { headers: { v2: ['X-Api-Version: v2'] } } },
    ],
  };
  const answering = (version: string) =>
    serve((_, response) => json(response, 200, { id: '7', name: 'thing' }, { 'X-Api-Version': version }));
  const [good, bad] = [await answering('V2'), await answering('v1')];
  expect(verdicts(await replay(good.url, [thing('7')], { packs: [versioned] }))).toEqual(['pass']);
  expect(verdicts(await replay(bad.url, [thing('7')], { packs: [versioned] }))).toEqual([
    'fail: header x-api-version: "v1" where "v2" was expected',
  ]);
});

describe('recordings as other programs write them', () => {
  const good = JSON.stringify({ id: '7', name: 'thing' });
  const holding = (content: object): HarEntry => {
    const told = thing('7');
    return { ...told, response: { ...told.response, content: { size: 25, mimeType: 'application/json', ...content } } };
  };

  test.each([
    ['hex', { text: Buffer.from(good).toString('hex'), encoding: 'hex' }],
    ['base64 in capitals', { text: Buffer.from(good).toString('base64'), encoding: 'BASE64' }],
    ['binary of Polly.js', { text: Buffer.from(good).toString('hex'), _isBinary: true }],
    [
      'a list of chunks',
      { text: JSON.stringify([...good.matchAll(/.{1,9}/g)].map(([part]) => Buffer.from(part).toString('base64'))), encoding: 'base64' },
    ],
    ['a JSON value', { text: { id: '7', name: 'thing' } }],
  ])('a body as %s is read', async (_, content) => {
    const server = await serve(echoThings);
    expect(verdicts(await replay(server.url, [holding(content)]))).toEqual(['pass']);
  });

  test.each([
    { size: 25, text: '' },
    { size: -1, text: '' },
    { size: 0, text: null },
  ])('a body that was not kept (%j) is not compared', async (content) => {
    const server = await serve(echoThings);
    expect(verdicts(await replay(server.url, [holding(content)]))).toEqual([
      'skipped: not compared: the recording does not hold the answer',
    ]);
  });

  test('HAR documents that were joined are read to their end, and what follows them is reported', async () => {
    const server = await serve(echoThings);
    const joined = `${har([thing('1')])}\n${har([thing('2')])}`;
    expect((await run(server.url, file('a.har', joined))).summary.byVerdict.pass).toBe(2);
    const { errors, summary } = await run(server.url, file('b.har', `${joined}{"more": 1}`));
    expect([summary.byVerdict.pass, errors]).toEqual([
      2,
      [{ recording: expect.any(String), message: expect.stringContaining('that is not another HAR') }],
    ]);
  });

  test('a list of exchanges is read', async () => {
    const server = await serve(echoThings);
    const timed = [thing('1'), thing('2')].map((told, index) => ({ ...told, startedDateTime: `2025-01-01T00:00:0${index}Z` }));
    for (const text of [JSON.stringify(timed), JSON.stringify(timed, null, 2)])
      expect((await run(server.url, file('l.json', text))).summary.byVerdict.pass).toBe(2);
  });

  test.each([
    [
      'Postman',
      {
        info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
        item: [{ request: { method: 'GET', url: '/x' } }],
      },
    ],
    ['WireMock', { request: { urlPath: '/x', method: 'GET' }, response: { status: 200, jsonBody: { a: 1 } } }],
    ['Insomnia', { _type: 'export', resources: [{ request: 1 }] }],
  ])('a file of %s is one problem that names it', async (name, value) => {
    const server = await serve(echoThings);
    const { errors, exchanges } = await run(server.url, file('x.json', JSON.stringify(value, null, 2)));
    expect([exchanges, errors]).toEqual([
      [],
      [{ recording: expect.any(String), message: expect.stringMatching(new RegExp(`^the file is an? ?${name}|^the file is ${name}`)) }],
    ]);
  });

  test.each([
    ['{{base_url}}/api/v1/things/7', 'error: the request URL holds the template {{base_url}}, not the value that was sent'],
    [`${ORIGIN.replace('https://', '')}/api/v1/things/7`, 'pass'],
  ])('the URL %s', async (url, verdict) => {
    const server = await serve(echoThings);
    const told = thing('7');
    expect(verdicts(await replay(server.url, [{ ...told, request: { ...told.request, url } }]))).toEqual([verdict]);
  });

  test('a POST of which nothing says whether it had a body is no failure of v2', async () => {
    const server = await serve((_, response) => json(response, 422, { detail: 'no body' }));
    const told = entry({ method: 'POST', url: '/api/v1/things', status: 201, answer: { id: '7' } });
    const result = await replay(server.url, [{ ...told, request: { ...told.request, bodySize: -1 } }], { allowWrites: true });
    expect(verdicts(result)).toEqual(['error: the recording does not say whether the request had a body, and v2 refuses it without one']);
  });
});

describe('calls can be chosen', () => {
  const calls = [thing('1'), thing('2'), entry({ url: '/api/v1/tags/x' }), thing('3', { method: 'DELETE', status: 204, answer: '' })];
  const left = (option: string) => `skipped: left out by ${option}`;

  test.each([
    [{ include: ['/api/v1/things/1'] }, ['pass', left('--include')]],
    [{ include: ['shop/things'], exclude: ['GET /api/v1/things/1'] }, [left('--exclude'), 'pass']],
    [{ exclude: ['GET'] }, [left('--exclude'), left('--exclude')]],
    [{ entries: ['1-2'] }, [left('--entry'), 'pass']],
  ])('%j', async (options, expected) => {
    const server = await serve(echoThings);
    const result = await replay(server.url, calls, options);
    expect(verdicts(result).slice(0, 2)).toEqual(expected);
    expect(result.summary.calls).toBe(4);
    expect(server.got).toHaveLength(expected.filter((verdict) => verdict === 'pass').length);
  });

  test('a range that is none is refused', async () => {
    await expect(replay('http://127.0.0.1:1', calls, { entries: ['9-3'] })).rejects.toThrow(
      '--entry takes a number or a range such as 3-9, not "9-3"',
    );
  });
});

test('a run ends after as many failures as are allowed, and leaves something to do', async () => {
  const server = await serve((_, response) => json(response, 200, { id: 'other', name: 'thing' }));
  const result = await replay(
    server.url,
    Array.from({ length: 50 }, (_, index) => thing(String(index))),
    { maxFailures: 2, concurrency: 1 },
  );
  expect(result.summary).toMatchObject({ stopped: 'ended after 2 that did not pass (--max-failures)', bailed: true });
  expect([outcomeOf(result), server.got.length < 10]).toEqual(['left', true]);
});
