import { describe, expect, test } from 'vitest';
import { entry, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { type Got, json, serve } from './support/server.js';

/** What a server got: `POST /runs {"kind":"plan"}`. */
function calls(got: readonly Got[]): string[] {
  return got.map(({ method, url, body }) => `${method} ${url.replace('/api/v2', '')}${body === '' ? '' : ` ${body}`}`);
}

const plan = (id: string, body: object = { colour: 'red' }) =>
  entry({ method: 'POST', url: '/api/v1/plans', body, answer: { id, ...body } });
const runOf = (planId: string, id: string, body: object = { speed: 1 }) =>
  entry({ method: 'POST', url: `/api/v1/plans/${planId}/runs`, body, answer: { id, state: 'running' } });

/** A v2 server that starts runs with ids of its own. */
async function runServer() {
  let count = 0;
  return serve(({ method, url }, response) => {
    if (method === 'POST' && url === '/api/v2/runs') json(response, 200, { id: `run-${(count += 1)}`, state: 'running' });
    else if (url.startsWith('/api/v2/schema')) json(response, 200, { fields: [] });
    else json(response, 200, { id: url.split('/').at(-1), state: 'running', colour: 'red' });
  });
}

function pages(list: (page: number, limit: number) => unknown) {
  return serve(({ url }, response) => {
    const query = new URL(url, 'http://x').searchParams;
    json(response, 200, { tags: list(Number(query.get('page')), Number(query.get('limit'))) });
  });
}

describe('collapse', () => {
  test('the second call carries the first, and both ids become the one of v2', async () => {
    const server = await runServer();
    const get = entry({ url: '/api/v1/plans/p1/runs/r1', answer: { id: 'r1', state: 'running' } });
    const getPlan = entry({ url: '/api/v1/plans/p1', answer: { id: 'p1', colour: 'red' } });
    const result = await replay(server.url, [plan('p1'), runOf('p1', 'r1'), get, getPlan], { allowWrites: true });
    expect(calls(server.got)).toEqual(['POST /runs {"colour":"red","speed":1,"kind":"plan"}', 'GET /runs/run-1', 'GET /runs/run-1']);
    expect(result.exchanges.map(({ verdict, rule, v2 }) => [verdict, rule, v2.length])).toEqual([
      ['pass', 'shop/start', 0],
      ['pass', 'shop/start', 1],
      ['pass', 'shop/run', 1],
      ['pass', 'shop/plan', 1],
    ]);
    expect(result.exchanges[0]?.reason).toBe('carried by entry 1');
  });

  test('a further run carries the metadata of its plan', async () => {
    const server = await runServer();
    await replay(server.url, [plan('p1'), runOf('p1', 'r1'), runOf('p1', 'r2', { speed: 2 })], { allowWrites: true });
    expect(calls(server.got)).toEqual([
      'POST /runs {"colour":"red","speed":1,"kind":"plan"}',
      'POST /runs {"colour":"red","speed":2,"kind":"plan"}',
    ]);
  });

  test('a change before the first run goes into the creation', async () => {
    const server = await runServer();
    const change = entry({ method: 'PATCH', url: '/api/v1/plans/p1', body: { colour: 'blue', size: 2 }, answer: { id: 'p1' } });
    const result = await replay(server.url, [plan('p1'), change, runOf('p1', 'r1')], { allowWrites: true });
    expect(calls(server.got)).toEqual(['POST /runs {"colour":"blue","size":2,"speed":1,"kind":"plan"}']);
    expect(verdicts(result)).toEqual(['pass: carried by entry 2', 'pass: carried by entry 2', 'pass']);
  });

  test('what v2 needs of a plan is taken from its recorded creation, also before its first run', async () => {
    const server = await runServer();
    const schema = entry({ url: '/api/v1/plans/p1/schema', answer: { fields: [] } });
    const result = await replay(server.url, [plan('p1', { colour: 'sea green' }), schema, runOf('p1', 'r1')], { allowWrites: true });
    expect(calls(server.got)[0]).toBe('GET /schema?colour=sea%20green');
    expect(result.summary.byVerdict.pass).toBe(3);
  });

  test('a plan without a run has no call of its own', async () => {
    const server = await runServer();
    const result = await replay(server.url, [plan('p1'), entry({ url: '/api/v1/plans/p1', answer: {} })], { allowWrites: true });
    expect(server.got).toEqual([]);
    expect(verdicts(result)).toEqual([
      'skipped: v2 has no call for it alone: the recording holds no second step that completes it',
      'skipped: v2 has this resource only from its first use on; it was created in entry 0',
    ]);
  });

  test('a run of a plan that the recording does not create cannot be told', async () => {
    const server = await runServer();
    const result = await replay(server.url, [runOf('p9', 'r1')], { allowWrites: true });
    expect(verdicts(result)).toEqual(['skipped: the recording does not hold the creation of {plan_id}, whose metadata v2 needs']);
  });

  test('when the carrying request fails, what uses its ids is not sent', async () => {
    const server = await serve((_got, response) => json(response, 500, { detail: 'no' }));
    const get = entry({ url: '/api/v1/plans/p1/runs/r1', answer: { id: 'r1' } });
    const result = await replay(server.url, [plan('p1'), runOf('p1', 'r1'), get], { allowWrites: true });
    expect(verdicts(result)).toEqual([
      'skipped: carried by entry 1, which failed',
      'fail: status 500 where 200 was expected ({"detail":"no"})',
      'error: it uses what entry 1 creates, which failed',
    ]);
    expect(server.got).toHaveLength(1);
  });
});

describe('expand', () => {
  test('the ids in the body become one call each, mapped', async () => {
    const server = await serve(({ method }, response) =>
      method === 'POST' ? json(response, 201, { id: 'new-1', name: 'a' }) : json(response, 200, {}),
    );
    const created = entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: 'old-1', name: 'a' } });
    const bulk = entry({ method: 'DELETE', url: '/api/v1/things', body: { thing_ids: ['old-1', 'other'] }, answer: { results: [] } });
    const result = await replay(server.url, [created, bulk], { allowWrites: true });
    expect(calls(server.got).slice(1)).toEqual(['DELETE /things/new-1', 'DELETE /things/other']);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
  });

  test('without ids the items come from a list, scoped and active ones only', async () => {
    const runs = [
      { id: 'a', plan: 'p1', state: 'running' },
      { id: 'b', plan: 'p2', state: 'running' },
      { id: 'c', plan: 'p1', state: 'done' },
    ];
    const server = await serve(({ url }, response) => json(response, 200, url.endsWith('/runs') ? { runs } : {}));
    const bulk = entry({ method: 'POST', url: '/api/v1/plans/p1/runs:stop_all', answer: {} });
    const result = await replay(server.url, [bulk], { allowWrites: true });
    expect(calls(server.got)).toEqual(['GET /runs', 'POST /runs/a:stop']);
    expect(verdicts(result)).toEqual(['pass']);
  });

  test('one call that fails fails the exchange', async () => {
    const server = await serve(({ url }, response) => json(response, url.endsWith('/b') ? 404 : 200, {}));
    const bulk = entry({ method: 'DELETE', url: '/api/v1/things', body: { thing_ids: ['a', 'b', 'c'] }, answer: {} });
    const result = await replay(server.url, [bulk], { allowWrites: true });
    expect(server.got).toHaveLength(3);
    expect(verdicts(result)).toEqual(['fail: status 404 where 200 was expected (DELETE /api/v2/things/b)']);
  });
});

describe('pages', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ name }));
  const recorded = entry({ url: '/api/v1/tags', answer: { tags: all } });

  test('all pages are read and judged as one list', async () => {
    const server = await pages((page, limit) => all.slice((page - 1) * limit, page * limit));
    const result = await replay(server.url, [recorded]);
    expect(calls(server.got)).toEqual([1, 2, 3].map((page) => `GET /tags?page=${page}&limit=3`));
    expect(verdicts(result)).toEqual(['pass']);
  });

  test('an item lost between pages is found', async () => {
    const server = await pages((page, limit) => all.slice((page - 1) * limit, page * limit).filter(({ name }) => name !== 'e'));
    expect(verdicts(await replay(server.url, [recorded]))).toEqual([expect.stringContaining('fail: $.tags[4]: the item is missing')]);
  });

  test('a server that ignores the page number does not loop for ever', async () => {
    const server = await pages((_page, limit) => all.slice(0, limit));
    const result = await replay(server.url, [recorded]);
    expect(server.got).toHaveLength(2);
    expect(verdicts(result)).toEqual([expect.stringContaining('fail: $.tags: page 2 repeats the page before it')]);
  });

  test('a list that is empty past its end ends there', async () => {
    const six = all.slice(0, 6);
    const server = await pages((page, limit) => six.slice((page - 1) * limit, page * limit));
    expect(verdicts(await replay(server.url, [entry({ url: '/api/v1/tags', answer: { tags: six } })]))).toEqual(['pass']);
    expect(server.got).toHaveLength(3);
  });

  test('a request that pages already is sent as it is', async () => {
    const server = await pages((page, limit) => all.slice((page - 1) * limit, page * limit));
    const result = await replay(server.url, [entry({ url: '/api/v1/tags?page=2&limit=2', answer: { tags: all.slice(2, 4) } })]);
    expect(calls(server.got)).toEqual(['GET /tags?page=2&limit=2']);
    expect(verdicts(result)).toEqual(['pass']);
  });
});

async function answered(answer: unknown, status = 200, told = {}, before: unknown = { id: '1', owner: 'ann', load: 0.7 }) {
  const server = await serve((_got, response) => json(response, status, answer));
  const result = await replay(server.url, [entry({ url: '/api/v1/reports/1', answer: before, ...told })]);
  return { server, exchange: result.exchanges[0], verdict: verdicts(result)[0] };
}

describe('changes of shape', () => {
  const good = { success: true, data: { id: '1', owners: ['ann'], load: 0.3 }, meta: { at: 1 } };

  test('the recorded answer is expected in its v2 shape, and the rule is named', async () => {
    const { exchange, verdict } = await answered(good);
    expect(verdict).toBe('pass');
    expect(exchange?.differences).toEqual([
      { path: '$.owners', kind: 'explained', rule: 'shop/wrapped', message: 'was owner' },
      { path: '$.data', kind: 'explained', rule: 'shop/wrapped', message: 'was the whole answer' },
      { path: '$.meta', kind: 'explained', rule: 'shop/wrapped', actual: { at: 1 } },
    ]);
  });

  test.each([
    ['the v1 shape', { id: '1', owner: 'ann', load: 0.7 }, '$.success: the field is missing'],
    ['a lost wrapper', { ...good.data, success: true }, '$.data: the field is missing'],
    ['the v1 name', { ...good, data: { id: '1', owner: ['ann'], load: 1 } }, '$.data.owners: the field is missing'],
    ['no list', { ...good, data: { ...good.data, owners: 'ann' } }, '$.data.owners: text where list was expected'],
    ['another type of a volatile field', { ...good, data: { ...good.data, load: '0.3' } }, '$.data.load: text where number was expected'],
    ['null', { ...good, data: { ...good.data, owners: null } }, '$.data.owners: null where list was expected'],
    ['another fixed value', { ...good, success: false }, '$.success: false where true was expected'],
  ])('%s fails', async (_, answer, reason) => {
    const { verdict } = await answered(answer);
    expect(verdict).toContain(`fail: ${reason}`);
  });

  test('a new field is additive', async () => {
    const { verdict, exchange } = await answered({ ...good, data: { ...good.data, extra: 1 } });
    expect(verdict).toBe('pass');
    expect(exchange?.differences).toContainEqual({ path: '$.data.extra', kind: 'additive', actual: 1 });
  });

  test('an error is expected in its v2 shape, with a status that may stand for the old one', async () => {
    const told = { status: 412 };
    const before = { detail: { code: '12', message: 'no such report' } };
    expect((await answered({ error: { code: '12', message: 'not found' } }, 412, told, before)).verdict).toBe('pass');
    expect((await answered({ error: { code: '12', message: 'not found' } }, 422, told, before)).verdict).toBe('pass');
    expect((await answered({ error: { code: '13', message: 'not found' } }, 412, told, before)).verdict).toContain('fail: $.error.code');
    expect((await answered({ detail: before.detail }, 412, told, before)).verdict).toContain('fail: $.error: the field is missing');
    expect((await answered({ error: before.detail }, 404, told, before)).verdict).toContain('fail: status 404 where 412 was expected');
  });

  test('headers of the request are set and removed', async () => {
    const { server } = await answered(good, 200, { headers: { 'X-Old': '1', 'Accept-Version': 'v1', 'X-Kept': '1' } });
    expect(server.got[0]?.headers).toMatchObject({ 'accept-version': 'v2', 'x-kept': '1' });
    expect(server.got[0]?.headers).not.toHaveProperty('x-old');
  });
});

describe('other kinds of rules', () => {
  test('a creation must answer its new status', async () => {
    const created = entry({ method: 'POST', url: '/api/v1/things', body: { name: 'a' }, answer: { id: '1', name: 'a' } });
    const answering = async (status: number) => {
      const server = await serve((_got, response) => json(response, status, { id: '1', name: 'a' }));
      return (await replay(server.url, [created], { allowWrites: true })).exchanges[0];
    };
    expect((await answering(201))?.differences).toContainEqual({
      path: 'status',
      kind: 'explained',
      rule: 'shop/created',
      expected: 200,
      actual: 201,
    });
    expect((await answering(200))?.differences).toContainEqual({
      path: 'status',
      kind: 'unexplained',
      rule: 'shop/created',
      expected: 201,
      actual: 200,
    });
  });

  test('filters in the path become a body', async () => {
    const server = await serve((_got, response) => json(response, 200, []));
    const result = await replay(server.url, [entry({ url: '/api/v1/find/status/active/limit/5', answer: [] })], { allowWrites: true });
    expect(calls(server.got)).toEqual(['POST /find {"filters":{"status":"active","limit":"5"}}']);
    expect(verdicts(result)).toEqual(['pass']);
  });

  test('query parameters can become a body too', async () => {
    const server = await serve((_, response) => json(response, 200, []));
    await replay(server.url, [entry({ url: '/api/v1/find/?size=3&key=a', answer: [] })], { allowWrites: true });
    expect(calls(server.got)).toEqual(['POST /find?key=a {"size":"3"}']);
  });

  test('what is gone, internal or without a rule is skipped and told', async () => {
    const server = await serve((_got, response) => json(response, 200, {}));
    const result = await replay(server.url, [
      entry({ url: '/api/v1/exports' }),
      entry({ method: 'POST', url: '/api/v1/beat' }),
      entry({ url: '/api/v1/unknown/1' }),
      entry({ url: 'https://elsewhere.example/api/v1/things/1' }),
      entry({ url: '/api/v2/things/1' }),
      entry({ url: '/static/app.js' }),
    ]);
    expect(server.got).toEqual([]);
    expect(verdicts(result)).toEqual([
      'skipped: v2 has no such endpoint: Old exports are gone',
      'skipped: not for clients: For the workers',
      'skipped: no rule of shop covers this operation',
      'skipped: nothing shows that https://elsewhere.example serves Shop API; say so with --pack shop or --source https://elsewhere.example',
      'skipped: already a request to v2',
      'skipped: not a call of a verified API',
    ]);
    expect(result.coverage.uncovered).toMatchObject([{ method: 'GET', path: '/api/v1/unknown/1', count: 1 }]);
  });

  test('what is kept is replayed at its own path', async () => {
    const server = await serve((_got, response) => json(response, 200, { up: true }));
    const result = await replay(server.url, [entry({ url: '/api/v1/ping', answer: { up: true } })]);
    expect(server.got.map(({ url }) => url)).toEqual(['/api/v1/ping']);
    expect(verdicts(result)).toEqual(['pass']);
  });

  test('promised headers must be there, old ones must not', async () => {
    const server = await serve((_got, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-legacy': '1' }).end('{"id":"7","name":"thing"}');
    });
    const { exchanges } = await replay(server.url, [thing('7')]);
    expect(exchanges[0]?.differences).toEqual([
      { path: 'header x-api-version', kind: 'unexplained', rule: 'shop/signals', message: 'the header is missing' },
      { path: 'header x-legacy', kind: 'unexplained', rule: 'shop/signals', actual: '1', message: 'v2 must not send this header' },
    ]);
  });

  test('a path before the base of v1 is kept, one of the target replaces it', async () => {
    const server = await serve((_got, response) => json(response, 200, { id: '7', name: 'thing' }));
    const behindGateway = entry({ url: 'https://shop.example/gw/api/v1/things/7', answer: { id: '7', name: 'thing' } });
    await replay(server.url, [behindGateway]);
    await replay(`${server.url}/next/`, [behindGateway]);
    expect(server.got.map(({ url }) => url)).toEqual(['/gw/api/v2/things/7', '/next/api/v2/things/7']);
  });
});
