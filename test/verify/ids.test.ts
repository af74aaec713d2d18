import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdMap } from '../../src/verify/ids/map.js';
import type { Pack } from '../../src/pack/model.js';
import { entry, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { type Got, json, serve, type TestServer } from './support/server.js';

/** A server that creates things with ids of its own, and answers them as they were created. */
function creating(ids: readonly unknown[]): Promise<TestServer> {
  const things = new Map<string, object>();
  return serve(({ method, url, body }, response) => {
    const id = url.split('/').at(-1) ?? '';
    if (method === 'POST') {
      const made = { id: ids[things.size], ...JSON.parse(body) };
      things.set(String(made.id), made);
      json(response, 201, made);
    } else if (url.startsWith('/api/v2/things?') || url === '/api/v2/things') json(response, 200, { things: [...things.values()] });
    else json(response, things.has(id) ? 200 : 404, things.get(id) ?? { detail: 'no such thing' });
  });
}

const create = (id: unknown, body: object = { name: 'a' }) =>
  entry({ method: 'POST', url: '/api/v1/things', body, answer: { id, ...body } });
const read = (id: unknown, body: object = { name: 'a' }) => entry({ url: `/api/v1/things/${String(id)}`, answer: { id, ...body } });
const paths = (got: readonly Got[]): string[] => got.map(({ url }) => url.replace('/api/v2', ''));

const made = (prefix: string, names: readonly string[]) => ({
  things: names.map((name, index) => ({ id: `${prefix}-${index}000000${index}`, name })),
});

describe('ids', () => {
  test('that v2 makes stand in for those of v1, in paths, queries, bodies and answers', async () => {
    const server = await creating(['aaaaaaaa-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000b']);
    const [one, two] = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'];
    const result = await replay(
      server.url,
      [
        create(one),
        create(two, { name: 'b', parent_id: one, links: [{ to: one }] }),
        read(two, { name: 'b', parent_id: one, links: [{ to: one }] }),
        entry({
          url: `/api/v1/things?parent_id=${one}&page=1`,
          answer: {
            things: [
              { id: one, name: 'a' },
              { id: two, name: 'b', parent_id: one, links: [{ to: one }] },
            ],
          },
        }),
      ],
      { allowWrites: true },
    );
    expect(verdicts(result)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(paths(server.got)[3]).toBe('/things?parent_id=aaaaaaaa-0000-4000-8000-00000000000a&page=1');
    expect(JSON.parse(server.got[1]?.body ?? '')).toEqual({
      name: 'b',
      parent_id: 'aaaaaaaa-0000-4000-8000-00000000000a',
      links: [{ to: 'aaaaaaaa-0000-4000-8000-00000000000a' }],
    });
  });

  test('that are small numbers are mapped only where an id of their kind stands', async () => {
    const server = await creating([57, 58]);
    const body = { name: 'a', size: 1, thing_id: 1, page: 1 };
    const result = await replay(
      server.url,
      [
        create(1),
        create(2, body),
        read(2, body),
        entry({
          url: '/api/v1/things?thing_id=1&page=1&limit=2',
          answer: {
            things: [
              { id: 1, name: 'a' },
              { id: 2, ...body },
            ],
          },
        }),
      ],
      { allowWrites: true },
    );
    expect(verdicts(result)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(JSON.parse(server.got[1]?.body ?? '')).toEqual({ name: 'a', size: 1, thing_id: 57, page: 1 });
    expect(paths(server.got).slice(2)).toEqual(['/things/58', '/things?thing_id=57&page=1&limit=2']);
  });

  test('of two things are never mixed up', async () => {
    const server = await serve(({ method, url }, response) => {
      if (method === 'POST') json(response, 201, { id: `new-thing-000${server.got.length}`, name: 'a' });
      else json(response, 200, { id: url.endsWith('1') ? 'new-thing-0002' : 'new-thing-0001', name: 'a' });
    });
    const result = await replay(server.url, [create('old-thing-0001'), create('old-thing-0002'), read('old-thing-0001')], {
      allowWrites: true,
      concurrency: 1,
    });
    expect(verdicts(result)[2]).toBe('fail: $.id: another identifier than before (new-thing-0001)');
  });

  test('that were asked for must be answered', async () => {
    const server = await serve((_got, response) => json(response, 200, { id: 'bbbbbbbb-0000-4000-8000-00000000000b', name: 'thing' }));
    const result = await replay(server.url, [thing('aaaaaaaa-0000-4000-8000-00000000000a')]);
    expect(verdicts(result)).toEqual(['fail: $.id: another identifier than the request asked for']);
  });

  test('that the pack calls names are mapped as ids', async () => {
    const server = await serve(({ method, url }, response) =>
      json(response, 200, method === 'POST' ? { name: 'shelf-b', size: 3 } : { name: url.split('/').at(-1), size: 3 }),
    );
    const result = await replay(
      server.url,
      [
        entry({ method: 'POST', url: '/api/v1/shelves', body: { size: 3 }, answer: { name: 'shelf-a', size: 3 } }),
        entry({ url: '/api/v1/shelves/shelf-a', answer: { name: 'shelf-a', size: 3 } }),
      ],
      { allowWrites: true },
    );
    expect(paths(server.got)).toEqual(['/shelves', '/shelves/shelf-b']);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
  });

  test('of a page are cursors', async () => {
    const server = await serve(({ url }, response) =>
      json(response, 200, url.includes('cursor=') ? { things: [], next_cursor: null } : { things: [], next_cursor: 'Zm9v' }),
    );
    const result = await replay(server.url, [
      entry({ url: '/api/v1/things', answer: { things: [], next_cursor: 'YmFy' } }),
      entry({ url: '/api/v1/things?cursor=YmFy', answer: { things: [], next_cursor: null } }),
    ]);
    expect(paths(server.got)).toEqual(['/things', '/things?cursor=Zm9v']);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
  });

  test('in a list are learned by their place, and later items by their ids', async () => {
    const live = [
      { id: 'n-300', name: 'c' },
      { id: 'n-100', name: 'a' },
    ];
    const server = await serve(({ url }, response) =>
      json(response, 200, url.endsWith('/things') ? { things: live } : live.find(({ id }) => url.endsWith(id))),
    );
    const result = await replay(server.url, [
      entry({
        url: '/api/v1/things',
        answer: {
          things: [
            { id: 'o-3', name: 'c' },
            { id: 'o-1', name: 'a' },
          ],
        },
      }),
      read('o-1', { name: 'a' }),
    ]);
    expect(paths(server.got)).toEqual(['/things', '/things/n-100']);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
  });

  test('of a missing item do not make the rest of the list differ', async () => {
    const server = await serve((_got, response) => json(response, 200, made('new', ['a', 'c', 'd'])));
    const result = await replay(server.url, [entry({ url: '/api/v1/things', answer: made('old', ['a', 'b', 'c', 'd']) })]);
    expect(verdicts(result)).toEqual(['fail: $.things[1]: the item is missing (3 of 4 items)']);
  });

  test('in links are translated with their path', async () => {
    const server = await serve((_got, response) =>
      json(response, 200, { id: '7', name: 'thing', self: '/api/v2/things/7', next: 'https://v2.example/api/v2/things/8' }),
    );
    const answer = { id: '7', name: 'thing', self: '/api/v1/things/7', next: 'https://shop.example/api/v1/things/9' };
    const { exchanges } = await replay(server.url, [thing('7', { answer })]);
    expect(exchanges[0]?.differences.filter(({ kind }) => kind === 'unexplained').map(({ path }) => path)).toEqual(['$.next']);
  });

  test('of requests are new in every answer', async () => {
    let count = 0;
    const server = await serve((_got, response) => json(response, 200, { id: '7', request_id: `req-${(count += 1)}` }));
    const result = await replay(server.url, [
      thing('7', { answer: { id: '7', request_id: 'same' } }),
      thing('7', { answer: { id: '7', request_id: 'same' } }),
    ]);
    expect(verdicts(result)).toEqual(['pass', 'pass']);
  });
});

describe('dependencies', () => {
  test('hold a request back until the answer that tells its id is there, and nothing else', async () => {
    let running = 0;
    let most = 0;
    const server = await serve(({ method, body, url }, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        if (method === 'POST') json(response, 201, { id: `new-thing-${JSON.parse(body).name}`, ...JSON.parse(body) });
        else json(response, 200, { id: url.split('/').at(-1), name: url.split('-').at(-1) });
      }, 20);
    });
    const names = ['1', '2', '3', '4', '5', '6'];
    const chains = names.flatMap((name) => [
      create(`old-thing-${name}`, { name }),
      read(`old-thing-${name}`, { name }),
      read(`old-thing-${name}`, { name }),
    ]);
    const result = await replay(server.url, chains, { allowWrites: true, concurrency: 16 });
    expect(result.summary.byVerdict.pass).toBe(18);
    expect(most).toBeGreaterThan(2);
  });

  test('between writes and reads of one resource are kept', async () => {
    let name = 'a';
    const server = await serve(({ method, body }, response) => {
      const before = name;
      setTimeout(() => {
        if (method === 'PUT') name = JSON.parse(body).name;
        json(response, 200, { id: '7', name: method === 'PUT' ? name : before });
      }, 5);
    });
    const steps = ['b', 'c', 'd', 'e'].flatMap((next, index) => [
      thing('7', { method: 'PUT', body: { name: next }, answer: { id: '7', name: next } }),
      thing('7', { answer: { id: '7', name: next } }),
      thing('7', { answer: { id: '7', name: next, index: undefined } }),
      thing(`other-${index}`, { answer: { id: '7', name: next } }),
    ]);
    const result = await replay(
      server.url,
      steps.filter((_, index) => index % 4 !== 3),
      { allowWrites: true, concurrency: 16 },
    );
    expect(result.summary.byVerdict).toMatchObject({ pass: 12, fail: 0 });
  });

  test('of polls are kept: each sees the state after the one before', async () => {
    let polls = 0;
    const server = await serve((_got, response) => {
      polls += 1;
      const state = ['pending', 'running', 'done'][polls - 1] ?? 'done';
      setTimeout(() => json(response, 200, { id: '7', state }), 10 - polls);
    });
    const states = ['pending', 'running', 'done', 'done', 'done'];
    const result = await replay(
      server.url,
      states.map((state) => thing('7', { answer: { id: '7', state } })),
      { concurrency: 8 },
    );
    expect(result.summary.byVerdict.pass).toBe(5);
  });
});

describe('the map of ids', () => {
  test('answers what it learned, and never lets two things become one', () => {
    const kinds = fc.constantFrom('job', 'dataset', 'thing');
    const values = fc.string({ minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, values, values)), (pairs) => {
        const map = new IdMap();
        const forward = new Map<string, string>();
        const backward = new Map<string, string>();
        for (const [kind, v1, v2] of pairs) {
          const before = map.toV2(v1, kind);
          const isNew = !forward.has(`${kind} ${v1}`) && !backward.has(`${kind} ${v2}`) && before === undefined;
          const learned = map.learn(kind, v1, v2);
          expect(learned).toBe(isNew ? 'learned' : before === v2 ? 'known' : 'conflict');
          if (!isNew) continue;
          forward.set(`${kind} ${v1}`, v2);
          backward.set(`${kind} ${v2}`, v1);
        }
        for (const [key, v2] of forward) expect(map.toV2(key.slice(key.indexOf(' ') + 1), key.slice(0, key.indexOf(' ')))).toBe(v2);
      }),
    );
  });

  test('forgets only what was not used for long, and says how much', () => {
    const map = new IdMap();
    for (let index = 0; index < 300_000; index += 1) {
      map.learn('thing', `old-${index}`, `new-${index}`);
      map.toV2('old-0', 'thing');
    }
    expect(map.toV2('old-0', 'thing')).toBe('new-0');
    expect(map.toV2('old-299999', 'thing')).toBe('new-299999');
    expect(map.toV2('old-1', 'thing')).toBeUndefined();
    expect(map.forgotten).toBeGreaterThan(100_000);
  });
});

describe('things that v2 names by another field', () => {
  const common = { title: 'x', guide: 'x', level: 'auto' } as const;
  const tracker: Pack = {
    id: 'tracker',
    title: 'Tracker',
    guide: { title: 'x' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    rules: [
      { ...common, id: 'tracker/issues', kind: 'move', v1: ['GET /issues', 'POST /issues'], v2: ['GET /issues', 'POST /issues'] },
      {
        ...common,
        id: 'tracker/issue',
        kind: 'move',
        v1: ['GET /issues/{issue_id}'],
        v2: 'GET /issues/{number}',
        supply: { number: { answers: ['GET /issues', 'POST /issues'], id: 'id', field: 'number', by: 'issue_id' } },
      },
    ],
  };
  const issue = (id: number, number: number) => ({ id, number, title: 'a' });
  const readIssue = (id: number, number: number) => entry({ url: `/api/v1/issues/${id}`, answer: issue(id, number) });

  test('are asked for by what the answers of v2 say', async () => {
    const server = await serve(({ method, url }, response) => {
      if (method === 'POST') json(response, 200, issue(901, 12));
      else if (url === '/api/v2/issues') json(response, 200, [issue(71, 3)]);
      else json(response, url.endsWith('/12') ? 200 : url.endsWith('/3') ? 200 : 404, url.endsWith('/12') ? issue(901, 12) : issue(71, 3));
    });
    const result = await replay(
      server.url,
      [
        entry({ url: '/api/v1/issues', answer: [issue(71, 3)] }),
        readIssue(71, 3),
        entry({ method: 'POST', url: '/api/v1/issues', body: { title: 'a' }, answer: issue(149, 5) }),
        readIssue(149, 5),
      ],
      { packs: [tracker], allowWrites: true },
    );
    expect(paths(server.got).toSorted()).toEqual(['/issues', '/issues', '/issues/12', '/issues/3']);
    expect(verdicts(result).filter((verdict) => verdict.startsWith('error'))).toEqual([]);
  });

  test('are an error where no answer told of them', async () => {
    const server = await serve((_, response) => json(response, 200, issue(71, 3)));
    const result = await replay(server.url, [readIssue(71, 3)], { packs: [tracker] });
    expect(verdicts(result)).toEqual(['error: the recording does not tell {number} of GET /issues/{number}']);
    expect(server.got).toEqual([]);
  });
});

describe('things that the client names', () => {
  test('are made before they are used', async () => {
    const names = new Set<string>();
    const server = await serve(({ method, url, body }, response) => {
      if (method === 'POST') {
        const { name }: { name: string } = JSON.parse(body);
        setTimeout(() => {
          names.add(name);
          json(response, 201, { name });
        }, 20);
      } else {
        const name = decodeURIComponent(url.split('/').at(-1) ?? '');
        json(response, names.has(name) ? 200 : 404, { name });
      }
    });
    const shelves = ['a/1', 'b', 'c'].flatMap((name) => [
      entry({ method: 'POST', url: '/api/v1/shelves', body: { name }, status: 201, answer: { name } }),
      entry({ url: `/api/v1/shelves/${encodeURIComponent(name)}`, answer: { name } }),
    ]);
    const result = await replay(server.url, shelves, { allowWrites: true, concurrency: 8 });
    expect(verdicts(result)).toEqual(Array.from({ length: 6 }, () => 'pass'));
  });
});

describe('what an earlier run left behind', () => {
  const before = '2020-01-01T00:00:00Z';
  const during = '2025-01-01T00:00:01Z';
  const named = (method: string, created: string) =>
    entry({ method, url: '/api/v1/things/mine', body: { name: 'a' }, answer: { name: 'a', created }, at: during });

  test('shows in the time at which a thing with a name of its own was made', async () => {
    const server = await serve((_got, response) => json(response, 200, { name: 'a', created: before }));
    const result = await replay(server.url, [named('PUT', during)], { allowWrites: true });
    expect(verdicts(result)).toEqual(['fail: $.created: the time is of before this run; the thing may be left over from an earlier one']);
  });

  test('shows in a conflict', async () => {
    const server = await serve((_got, response) => json(response, 409, { detail: 'exists' }));
    const result = await replay(server.url, [create('mine')], { allowWrites: true });
    expect(verdicts(result)).toEqual([
      'fail: status 409 where 201 was expected (it may be left over from an earlier run: {"detail":"exists"})',
    ]);
  });

  test('is not suspected of a thing that this run made', async () => {
    const server = await serve((_got, response) =>
      json(response, 200, { name: 'a', created: new Date().toISOString().replace(/\.\d+/, '') }),
    );
    expect(verdicts(await replay(server.url, [named('PUT', during)], { allowWrites: true }))).toEqual(['pass']);
  });
});
