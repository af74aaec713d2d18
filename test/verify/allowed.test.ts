import { describe, expect, test } from 'vitest';
import type { Allowance, DifferenceKey } from '../../src/verify/compare/allow.js';
import type { VerifyResult } from '../../src/verify/index.js';
import { shop } from './support/pack.js';
import { entry, thing } from './support/recording.js';
import { replay, verdicts } from './support/run.js';
import { json, serve } from './support/server.js';

/** One thing recorded, and the same thing with `live` in place of what was recorded. */
async function compared(recorded: object, live: unknown, allow: Allowance[], headers: Record<string, string> = {}): Promise<VerifyResult> {
  const server = await serve((_got, response) => json(response, 200, live, headers));
  return replay(server.url, [thing('7', { answer: recorded })], { allow });
}

const kinds = ({ exchanges }: VerifyResult): string[] =>
  exchanges.flatMap(({ verdict, differences }) => [verdict, ...differences.map(({ path, kind }) => `${kind} ${path}`)]);

describe('the configuration', () => {
  test.each<[string, object, unknown, Allowance, string[]]>([
    ['a field anywhere', { id: '7', a: { took: 1 } }, { id: '7', a: { took: 2 } }, { paths: ['took'] }, ['pass', 'accepted $.a.took']],
    [
      'a field at one place',
      { took: 1, a: { took: 1 } },
      { took: 2, a: { took: 2 } },
      { paths: ['$.a.took'] },
      ['fail', 'accepted $.a.took', 'unexplained $.took'],
    ],
    ['a field that is missing', { id: '7', took: 1 }, { id: '7' }, { paths: ['$.took'] }, ['pass', 'accepted $.took']],
    [
      'a field of items',
      { list: [{ id: 1, n: 1 }] },
      { list: [{ id: 1, n: 2 }] },
      { paths: ['$.list[].n'] },
      ['pass', 'accepted $.list[0].n'],
    ],
    ['a number by a distance', { score: 1 }, { score: 1.2 }, { paths: ['score'], within: 0.25 }, ['pass', 'accepted $.score']],
    ['a number by too much', { score: 1 }, { score: 1.3 }, { paths: ['score'], within: 0.25 }, ['fail', 'unexplained $.score']],
    [
      'a number by a share',
      { scores: [200, 1] },
      { scores: [202, 1] },
      { paths: ['$.scores'], within: '1%' },
      ['pass', 'accepted $.scores[0]'],
    ],
    ['a text in place of a number', { score: 1 }, { score: '1' }, { paths: ['score'], within: 5 }, ['fail', 'unexplained $.score']],
    [
      'the order of a list',
      { list: [{ id: 1 }, { id: 2 }] },
      { list: [{ id: 2 }, { id: 1 }] },
      { paths: ['$.list'], anyOrder: true },
      ['pass', 'accepted $.list'],
    ],
    [
      'the order of items without ids',
      { list: [{ n: 1 }, { n: 2 }] },
      { list: [{ n: 2 }, { n: 1 }] },
      { paths: ['$.list'], anyOrder: true },
      ['pass', 'accepted $.list'],
    ],
    [
      'no item that is missing',
      { list: [{ id: 1 }, { id: 2 }] },
      { list: [{ id: 1 }] },
      { paths: ['$.list'], anyOrder: true },
      ['fail', 'unexplained $.list[1]'],
    ],
    ['calls of other rules', { took: 1 }, { took: 2 }, { rules: ['shop/reports'], paths: ['took'] }, ['fail', 'unexplained $.took']],
  ])('accepts %s', async (_, recorded, live, allowance, expected) => {
    const found = kinds(await compared(recorded, live, [allowance]));
    expect([found[0], ...found.slice(1).toSorted()]).toEqual(expected);
  });

  test('accepts a header field, and says why', async () => {
    const server = await serve((_got, response) => json(response, 200, { id: '7', name: 'thing' }, { 'X-Api-Version': '' }));
    server.got.length = 0;
    const odd = await serve((_got, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id: '7', name: 'thing' })),
    );
    expect(verdicts(await replay(odd.url, [thing('7')]))).toEqual(['fail: header x-api-version: the header is missing']);
    const result = await replay(odd.url, [thing('7')], { allow: [{ headers: ['X-API-Version'], reason: 'the gateway strips it' }] });
    expect(result.exchanges[0]).toMatchObject({ verdict: 'pass', differences: [{ kind: 'accepted', message: 'the gateway strips it' }] });
    expect(result.summary.byDifference.accepted).toBe(1);
  });

  test('learns ids from items in which only what is allowed differs', async () => {
    const server = await serve(({ url }, response) =>
      json(response, 200, url.endsWith('/things') ? [{ id: 'new-9', name: 'a', took: 2 }] : { id: url.split('/').at(-1), name: 'a' }),
    );
    const entries = [
      entry({ url: '/api/v1/things', answer: [{ id: 'old-1', name: 'a', took: 1 }] }),
      thing('old-1', { answer: { id: 'old-1', name: 'a' } }),
    ];
    expect(verdicts(await replay(server.url, entries, { allow: [{ paths: ['took'] }], concurrency: 1 }))).toEqual(['pass', 'pass']);
    expect(server.got.map(({ url }) => url)).toEqual(['/api/v2/things', '/api/v2/things/new-9']);
  });

  test.each<[Allowance, string]>([
    [{ rules: ['shop/thingz'], paths: ['a'] }, 'verify.allow[0].rules: no rule is called "shop/thingz"; did you mean "shop/things"?'],
    [{}, 'verify.allow[0]: name paths or headers'],
    [{ headers: ['x'], within: 1 }, 'verify.allow[0]: a tolerance needs paths'],
    [{ paths: ['a'], within: 1, anyOrder: true }, 'verify.allow[0]: within is for numbers and anyOrder for lists; write two rows'],
    [{ paths: ['a'], within: 'much' }, 'verify.allow[0].within: "much" is neither a number from 0 nor a share such as "1%"'],
  ])('refuses %j before anything is sent', async (allowance, message) => {
    const server = await serve((_got, response) => json(response, 200, {}));
    await expect(replay(server.url, [thing('7')], { allow: [allowance] })).rejects.toThrow(message);
    expect(server.got).toEqual([]);
  });
});

describe('rows that explained nothing', () => {
  const report = (answer: unknown) => entry({ url: '/api/v1/reports/1', answer });

  test('are counted by their uses, of the calls that were replayed', async () => {
    const server = await serve((_got, response) =>
      json(response, 200, { success: true, data: { id: '1', load: 2, owners: ['me'] }, meta: {} }),
    );
    const { coverage } = await replay(server.url, [report({ id: '1', load: 1, owner: 'me' })], { allow: [{ paths: ['never'] }] });
    expect(coverage.allowances).toEqual([
      { rule: 'shop/wrapped', field: 'meta', uses: 1 },
      { rule: 'shop/wrapped', field: 'data.load', uses: 1 },
      { rule: 'verify.allow[0]', field: 'never', uses: 0 },
    ]);
  });

  test('are those that no answer needed', async () => {
    const server = await serve((_got, response) => json(response, 200, { success: true, data: { id: '1', load: 1, owners: ['me'] } }));
    const { coverage } = await replay(server.url, [report({ id: '1', load: 1, owner: 'me' }), thing('7')]);
    expect(coverage.allowances.filter(({ uses }) => uses === 0).map(({ field }) => field)).toEqual(['meta', 'data.load']);
  });
});

describe('a difference that is accepted by its name', () => {
  test('leaves others open, and a pass only when none is left', async () => {
    const server = await serve((_got, response) => json(response, 200, { id: '7', name: null, list: [{ n: 1 }] }));
    const entries = [thing('7', { answer: { id: '7', name: 'thing', colour: 'red', list: [{ n: 2 }] } })];
    const keys: DifferenceKey[] = [];
    const first = await replay(server.url, entries, { accepts: (key) => keys.push(key) === 0 });
    expect(first.exchanges[0]?.verdict).toBe('fail');
    expect(keys.map(({ path, what }) => `${path}: ${what}`)).toEqual(['$.name: text -> null', '$.colour: missing', '$.list[].n: value']);
    const partly = await replay(server.url, entries, { accepts: ({ path }) => path !== '$.colour' });
    expect(verdicts(partly)).toEqual(['fail: $.colour: the field is missing']);
    const wholly = await replay(server.url, entries, { accepts: ({ endpoint }) => endpoint === 'GET /things/{id}' });
    expect(verdicts(wholly)).toEqual(['pass']);
  });

  test('does not judge what was not compared', async () => {
    const server = await serve((_got, response) => json(response, 200, { id: '7' }, { 'Content-Type': 'text/plain' }));
    const bodiless = { ...thing('7'), response: { ...thing('7').response, content: { size: 9, mimeType: 'application/json' } } };
    const result = await replay(server.url, [bodiless], { packs: [shop], accepts: () => true });
    expect(verdicts(result)).toEqual(['skipped: not compared: the recording does not hold the answer']);
  });
});
