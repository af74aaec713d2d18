import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Pack } from '../../src/pack/model.js';
import type { VerifyOptions, VerifyResult } from '../../src/verify/index.js';
import { entry } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { type Got, json, serve } from './support/server.js';

const ENDPOINTS = [
  'GET /depots/{depot}/boxes',
  'POST /depots/{depot}/boxes',
  'GET /depots/{depot}/boxes/{id}',
  'PUT /depots/{depot}/boxes/{id}',
  'DELETE /depots/{depot}/boxes/{id}',
  'GET /depots/{depot}/boxes/stats',
  'GET /depots/{depot}/boxes/{id}/weight',
  'POST /depots/{depot}/boxes/{id}/fill',
  'POST /depots/{depot}/boxes/search',
  'GET /depots/{depot}/sizes',
  'GET /bill',
];

/** Things with views and actions of their own, below a depot that is no thing itself. */
const depot: Pack = {
  id: 'depot',
  title: 'Depot API',
  guide: { title: 'Depot API v1 to v2' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { hosts: ['shop.example'] },
  queries: ['POST /depots/{depot}/boxes/search'],
  rules: [{ kind: 'move', id: 'depot/all', title: 'All moved', guide: 'Changes', level: 'auto', v1: ENDPOINTS, v2: ENDPOINTS }],
};

const call = (text: string, told: Partial<Parameters<typeof entry>[0]> = {}) => {
  const [method = '', path = ''] = text.split(' ');
  return entry({ method, url: `/api/v1${path}`, answer: { n: 1 }, ...told });
};

/** The depot that all calls name is no new name then. */
const known = call('GET /depots/d/sizes');

const verified = (target: string, calls: readonly unknown[], options: Partial<VerifyOptions> = {}): Promise<VerifyResult> =>
  replay(target, calls, { packs: [depot], ...options });

const nameOf = ({ method, url }: Got): string => `${method} ${url.replace('/api/v2', '')}`;

/** What a server got, and when it answered: a call that is slow is answered when nothing more comes. */
async function tracing(isSlow: (call: string) => boolean) {
  const trace: string[] = [];
  const answer = (name: string, response: ServerResponse): void => {
    trace.push(`${name} answered`);
    json(response, 200, { n: 1 });
  };
  const server = await serve((got, response) => {
    const name = nameOf(got);
    trace.push(name);
    if (isSlow(name)) setTimeout(() => answer(name, response), 60);
    else answer(name, response);
  });
  return { url: server.url, trace };
}

describe('with many requests at once', () => {
  test.each([
    ['a view of a thing', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes/a/weight'],
    ['the thing itself', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes/a'],
    ['the list that the thing is in', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes'],
    ['a view of all things', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes/stats'],
    ['a view of all things, one of which goes', 'DELETE /depots/d/boxes/a', 'GET /depots/d/boxes/stats'],
    ['a view of all things, to which one comes', 'POST /depots/d/boxes', 'GET /depots/d/boxes/stats'],
    ['what the action is on, before it', 'GET /depots/d/boxes/a/weight', 'POST /depots/d/boxes/a/fill'],
  ])('%s is kept in order: %s, %s', async (_, first, second) => {
    const { url, trace } = await tracing((name) => name === first);
    const { summary } = await verified(url, [call(first), call(second)], { allowWrites: true, concurrency: 32 });
    expect(trace).toEqual([first, `${first} answered`, second, `${second} answered`]);
    expect(summary.byVerdict.pass).toBe(2);
  });

  test('what the pack says that a call changes is kept in order, and nothing else', async () => {
    const first = 'POST /depots/d/boxes/a/fill';
    const packs = [{ ...depot, effects: { 'POST /depots/{depot}/boxes/{id}/fill': ['GET /bill', 'GET /depots/{depot}/sizes'] } }] as Pack[];
    const calls = [known, call(first), call('GET /bill'), call('GET /depots/d/sizes'), call('GET /depots/e/sizes')];
    const { url, trace } = await tracing((name) => name === first);
    await verified(url, calls, { packs, allowWrites: true, concurrency: 32 });
    const end = trace.indexOf(`${first} answered`);
    expect(trace.indexOf('GET /bill')).toBeGreaterThan(end);
    expect(trace.lastIndexOf('GET /depots/d/sizes')).toBeGreaterThan(end);
    expect(trace.indexOf('GET /depots/e/sizes')).toBeLessThan(end);
    const other = await serve((_got, response) => json(response, 200, { n: 2 }));
    const unsent = await verified(other.url, calls.slice(1, 3), { packs });
    expect(verdicts(unsent)[1]).toBe('skipped: not comparable: entry 0 changes this, which was not sent');
  });

  test.each([
    ['another thing', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes/b/weight'],
    ['another depot', 'POST /depots/d/boxes/a/fill', 'GET /depots/e/boxes'],
    ['another collection', 'DELETE /depots/d/boxes/a', 'GET /depots/d/sizes?all=yes'],
    ['a thing beside a new one', 'POST /depots/d/boxes', 'GET /depots/d/boxes/b/weight'],
    ['what a query only asks for', 'POST /depots/d/boxes/search', 'GET /depots/d/boxes'],
    ['the same query', 'POST /depots/d/boxes/search', 'POST /depots/d/boxes/search?again=yes'],
  ])('%s is not waited for: %s, %s', async (_, first, second) => {
    const { url, trace } = await tracing((name) => name === first);
    await verified(url, [known, call(first), call(second)], { allowWrites: true, concurrency: 32 });
    expect(trace.indexOf(second)).toBeLessThan(trace.indexOf(`${first} answered`));
  });

  test('chains that have nothing to do with each other run side by side', async () => {
    const waiting: (() => void)[] = [];
    const server = await serve((got, response) => {
      if (got.method === 'GET') json(response, 200, { n: 1 });
      else {
        // None is answered before all have come.
        waiting.push(() => json(response, 200, { n: 1 }));
        if (waiting.length === 8) waiting.forEach((go) => go());
      }
    });
    const chains = Array.from({ length: 8 }, (_item, index) => [
      call(`POST /depots/d/boxes/b${index}/fill`),
      call(`GET /depots/d/boxes/b${index}/weight`),
    ]).flat();
    const { summary } = await verified(server.url, [known, ...chains], { allowWrites: true, concurrency: 8, timeout: 5000 });
    expect(summary.byVerdict.pass).toBe(17);
  });
});

describe('without writes', () => {
  /** A server that knows nothing of what was recorded. */
  const other = () => serve((_got, response) => json(response, 200, { n: 2 }));
  const stale = (index: number) => `skipped: not comparable: entry ${index} changes this, which was not sent`;

  test.each([
    ['an action on a thing', 'POST /depots/d/boxes/a/fill', 'GET /depots/d/boxes/a/weight'],
    ['the end of a thing', 'DELETE /depots/d/boxes/a', 'GET /depots/d/boxes/stats'],
    ['a new thing', 'POST /depots/d/boxes', 'GET /depots/d/boxes/stats'],
  ])('%s leaves nothing to say about its views', async (_, change, read) => {
    const { url } = await other();
    expect(verdicts(await verified(url, [call(change), call(read)]))[1]).toBe(stale(0));
  });

  test.each([
    ['a query', call('POST /depots/d/boxes/search'), 'GET /depots/d/boxes/stats'],
    ['a change that v1 refused', call('DELETE /depots/d/boxes/a', { status: 404 }), 'GET /depots/d/boxes/stats'],
    ['a change of another thing', call('POST /depots/d/boxes/b/fill'), 'GET /depots/d/boxes/a/weight'],
  ])('%s excuses nothing', async (_, change, read) => {
    const { url } = await other();
    expect(verdicts(await verified(url, [change, call(read)]))[1]).toMatch(/^fail: \$\.n/);
  });

  const bills = [1, 2, 2].map((n) => call('GET /bill', { answer: { n } }));

  test('what was read with another answer after a change may show that change, whatever it was of', async () => {
    const server = await serve((_got, response) => json(response, 200, { n: 1 }));
    const change = call('PUT /depots/d/boxes/a');
    const [before, after, later] = bills;
    const result = await verified(server.url, [before, change, after, later]);
    expect(verdicts(result)).toEqual(['pass', expect.stringMatching(/^skipped: PUT/), stale(1), stale(1)]);
  });

  test('what was read with another answer without a change between is wrong', async () => {
    const server = await serve((_got, response) => json(response, 200, { n: 1 }));
    const result = await verified(server.url, [call('PUT /depots/d/boxes/a'), ...bills]);
    expect(verdicts(result).slice(1)).toEqual(['pass', expect.stringMatching(/^fail: \$\.n/), expect.stringMatching(/^fail: \$\.n/)]);
  });

  test.each([1, 2])('what another shard leaves out is known in shard %i', async (index) => {
    const { url } = await other();
    const calls = ['a', 'b', 'c', 'd'].flatMap((box) => [
      call(`POST /depots/d/boxes/${box}/fill`),
      call(`GET /depots/d/boxes/${box}/weight`),
    ]);
    const { exchanges } = await verified(url, calls, { shard: { index, count: 2 } });
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.filter(({ verdict }) => verdict !== 'skipped')).toEqual([]);
  });
});
