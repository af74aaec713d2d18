import { describe, expect, test } from 'vitest';
import { shippedPacks, loadShipped } from '../../rules/index.js';
import { checkPack } from '../../src/pack/check/index.js';
import { formerWordNote } from '../../src/pack/former-words.js';
import { parsePack } from '../../src/pack/load.js';
import type { Pack, Rule } from '../../src/pack/model.js';

const about = { title: 'a rule', guide: 'Changes', level: 'auto' as const };

const RULES = {
  create: {
    ...about,
    id: 'shop/create',
    kind: 'collapse',
    steps: ['POST /carts', 'POST /carts/{cart}/orders'],
    link: { cart: 'id' },
    v2: 'POST /orders',
    identity: 'id',
    unpaired: 'shop/more',
  },
  more: {
    ...about,
    id: 'shop/more',
    kind: 'carry',
    v1: ['POST /carts/{cart}/orders'],
    v2: 'POST /orders',
    from: 'POST /carts',
    by: 'cart',
  },
  get: { ...about, id: 'shop/get', kind: 'move', phase: '1', v1: ['GET /carts/{cart}/orders/{order}'], v2: 'GET /orders/{order}' },
  clear: {
    ...about,
    id: 'shop/clear',
    kind: 'expand',
    option: 'bulk',
    v1: ['DELETE /carts/{cart}/orders'],
    list: { v2: 'GET /orders?cart={cart}', items: 'orders' },
    each: 'DELETE /orders/{order}',
    params: { order: 'id' },
  },
  list: {
    ...about,
    id: 'shop/list',
    kind: 'page',
    v1: ['GET /carts/{cart}/orders'],
    v2: 'GET /orders?cart={cart}',
    items: 'orders',
    page: { name: 'page', first: 1 },
    limit: { name: 'limit', max: 100 },
  },
  body: { ...about, id: 'shop/body', kind: 'change', on: ['POST /carts'], request: [{ op: 'rename', from: 'note', to: 'remark' }] },
  header: { ...about, id: 'shop/header', kind: 'change', on: '*', headers: { Version: { set: '2', when: '^1$' } }, status: { 200: 201 } },
  hint: { ...about, id: 'shop/hint', kind: 'advice', level: 'manual', detect: { read: 'total', on: ['GET /carts/{cart}/orders/{order}'] } },
} satisfies { [name: string]: Rule };

type Name = keyof typeof RULES;
type Change = { [name in Name]?: { [field: string]: unknown } };

/** The pack as JSON, with some fields of its rules or of itself replaced; `undefined` takes a field away. */
function packWith(change: Change = {}, own: { [field: string]: unknown } = {}): unknown {
  const rules = Object.entries(RULES).map(([name, rule]) => ({ ...rule, ...change[name as Name] }));
  const pack = {
    id: 'shop',
    title: 'Shop API v1 to v2',
    guide: { title: 'Changes of v2' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    phases: { 1: 'Reading' },
    options: { bulk: { description: 'Bulk calls.', default: false } },
    resources: { cart: { create: 'POST /carts', id: 'id' } },
    rules,
    ...own,
  };
  return JSON.parse(JSON.stringify(pack)) as unknown;
}

function errorOf(pack: unknown): string {
  try {
    parsePack(pack, 'shop.json');
    return '';
  } catch (error) {
    return error instanceof Error && error.name === 'PackError' ? error.message : String(error);
  }
}

test('a sound pack is taken as it is', () => {
  expect(parsePack(packWith(), 'shop.json')).toEqual(packWith());
});

test('the former word for a path parameter is still understood', () => {
  const added = (value: object) =>
    packWith({
      body: {
        on: ['GET /carts/{cart}/orders/{order}'],
        request: undefined,
        response: [{ op: 'in', name: 'x', lens: [{ op: 'add', name: 'cart', value }] }],
      },
      hint: { detect: { mixed: true } },
    });
  const named = parsePack(added({ parameter: 'cart' }), 'shop.json');
  expect(named.rules).toContainEqual(expect.objectContaining({ id: 'shop/body' }));
  expect(parsePack(added({ hole: 'cart' }), 'shop.json')).toEqual(named);
  expect(formerWordNote(added({ hole: 'cart' }), 'shop.json')).toBe(
    'shop.json: write { parameter: ... } instead of { hole: ... }; the next version knows only that',
  );
  expect(formerWordNote(added({ parameter: 'cart' }), 'shop.json')).toBeUndefined();
});

test('an editor is told where the schema is', () => {
  expect(errorOf(packWith({}, { $schema: './node_modules/api-migrate/schema/pack.schema.json' }))).toBe('');
});

describe('the shape of a pack', () => {
  test.each<[string, unknown, string | RegExp]>([
    ['no object', 'shop', 'shop.json: must be an object'],
    ['nothing', undefined, 'shop.json: is missing'],
    ['a missing field', packWith({}, { base: undefined }), 'shop.json: base: is missing'],
    ['a wrong type', packWith({ get: { title: 4 } }), 'shop.json: rules[2].title: must be a string'],
    ['a misspelt field', packWith({ get: { tilte: 'x' } }), 'shop.json: rules[2].tilte: there is no such field; did you mean "title"?'],
    ['an unknown kind', packWith({ get: { kind: 'mvoe' } }), /^shop\.json: rules\[2\]\.kind: must be one of base, follow, move, /],
    ['an unknown level', packWith({ get: { level: 'automatic' } }), 'shop.json: rules[2].level: must be one of auto, review, manual'],
    [
      'an unknown operation',
      packWith({ body: { request: [{ op: 'move', name: 'x' }] } }),
      /^shop\.json: rules\[5\]\.request\[0\]\.op: must be one of add, remove, /,
    ],
    [
      'a field of another operation',
      packWith({ body: { request: [{ op: 'rename', name: 'x' }] } }),
      /^shop\.json: rules\[5\]\.request\[0\]\.from: is missing/,
    ],
    [
      'a nested lens',
      packWith({ body: { request: [{ op: 'in', name: 'a', lens: [{ op: 'wrap' }] }] } }),
      'shop.json: rules[5].request[0].lens[0].name: is missing',
    ],
    [
      'an endpoint without a method',
      packWith({ get: { v1: ['/orders'] } }),
      'shop.json: rules[2].v1[0]: is no endpoint: expected "METHOD /path/{parameter}"',
    ],
    [
      'a base that ends with a slash',
      packWith({}, { base: { v1: '/api/v1/', v2: '/api/v2' } }),
      /^shop\.json: base\.v1: must be a path such as "\/api\/v1"/,
    ],
    ['a status that is none', packWith({ header: { status: { 200: 2010 } } }), /^shop\.json: rules\[6\]\.status\["200"\]: /],
    [
      'a header name with a quote',
      packWith({ header: { headers: { "X-'Key'": { set: '2' }, 'X "Key"': { set: '2' } } } }),
      /^shop\.json: rules\[6\]\.headers\["X \\"Key\\""\]: /,
    ],
    [
      'a header of two lines',
      packWith({ header: { headers: { Version: { set: '2\r\nX-Admin: 1' } } } }),
      'shop.json: rules[6].headers.Version.set: must be one line of printable characters',
    ],
    ['an id with capitals', packWith({}, { id: 'Shop' }), /^shop\.json: id: must be lower-case/],
  ])('%s is refused with its place', (_name, pack, message) => {
    const error = errorOf(pack);
    expect(typeof message === 'string' ? error === message : message.test(error), error).toBe(true);
  });
});

describe('what a shape cannot say', () => {
  test.each<[string, unknown, string]>([
    ['an id that is there twice', packWith({ get: { id: 'shop/more' } }), 'rules[2].id: "shop/more" is the id of rules[1] too'],
    [
      'an id of another pack',
      packWith({ get: { id: 'store/get' } }),
      'rules[2].id: "store/get" must be "shop/" and a name of lower-case letters, digits and hyphens',
    ],
    [
      'an option that the pack does not have',
      packWith({ clear: { option: '!bluk' } }),
      'rules[3].option: the pack has no option "bluk"; it has bulk',
    ],
    [
      'a base that the pack does not have',
      packWith({ get: { base: '/api/v3' } }),
      'rules[2].base: the pack has no v1 base "/api/v3"; it has /api/v1',
    ],
    ['a phase that the pack does not have', packWith({ get: { phase: '2' } }), 'rules[2].phase: the pack has no phase "2"; it has 1'],
    [
      'an example that changes nothing',
      packWith({ get: { examples: [{ before: 'x', after: 'x' }] } }),
      'rules[2].examples[0].after: is the same as before; leave it out when nothing may change',
    ],
    [
      'an odd parameter',
      packWith({ get: { v1: ['GET /orders/{order'] } }),
      'rules[2].v1[0]: "GET /orders/{order": unbalanced or odd parameter in "{order" (and 2 more)',
    ],
    ...['__proto__', 'constructor', 'toString'].map((name): [string, unknown, string] => [
      `a parameter with the name of a member of every object (${name})`,
      packWith({ get: { v1: [`GET /carts/{cart}/orders/{${name}}`], v2: 'GET /orders/{cart}' }, hint: { detect: { mixed: true } } }),
      `rules[2].v1[0]: "GET /carts/{cart}/orders/{${name}}": every object has a "${name}"; give {${name}} another name (and 1 more)`,
    ]),
    [
      'a request of a call without a body',
      packWith({ body: { on: ['GET /carts/{cart}/orders/{order}'] } }),
      'rules[5].request: "GET /orders/{order}" sends no body; change its query with "query"',
    ],
    [
      'a template that two rules match',
      packWith({ get: { v1: ['GET /carts/{id}/orders'], params: { order: 'id' } }, hint: { detect: { mixed: true } } }),
      'rules[4].v1[0]: "GET /carts/{cart}/orders" matches the same URLs as "GET /carts/{id}/orders" of shop/get',
    ],
    [
      'a change of an endpoint that no rule decides',
      packWith({ body: { on: ['POST /cart'] } }),
      'rules[5].on[0]: no rule decides where "POST /cart" goes',
    ],
    [
      'a change of an endpoint with another method',
      packWith({ body: { on: ['PUT /carts'] } }),
      'rules[5].on[0]: no rule decides where "PUT /carts" goes; did you mean "POST /carts"?',
    ],
    [
      'a change of an endpoint with other parameters',
      packWith({ body: { on: ['GET /carts/{id}/orders'] } }),
      'rules[5].on[0]: no rule decides where "GET /carts/{id}/orders" goes; did you mean "GET /carts/{cart}/orders"?',
    ],
    [
      'a carried creation that no rule decides',
      packWith({ more: { from: 'POST /baskets' } }),
      'rules[1].from: no rule decides where "POST /baskets" goes',
    ],
    [
      'advice on an endpoint that no rule decides',
      packWith({ hint: { detect: { loop: 'GET /x' } } }),
      'rules[7].detect.loop: no rule decides where "GET /x" goes',
    ],
    [
      'a resource that no rule creates',
      packWith({}, { resources: { cart: { create: 'POST /cart', id: 'id' } } }),
      'resources.cart.create: no rule decides where "POST /cart" goes',
    ],
    [
      'a query that no rule decides',
      packWith({}, { queries: ['POST /carts', 'POST /carts/search'] }),
      'queries[1]: no rule decides where "POST /carts/search" goes',
    ],
    [
      'a parameter that nothing fills',
      packWith({ get: { v2: 'GET /orders/{id}' } }),
      'rules[2].v2: nothing of "GET /carts/{cart}/orders/{order}" fills {id} (it has {cart}, {order}); name its source in params or supply',
    ],
    [
      'a source that is no parameter',
      packWith({ get: { v2: 'GET /orders/{id}', params: { id: 'ordre' } } }),
      'rules[2].params.id: "GET /carts/{cart}/orders/{order}" has no parameter {ordre} (it has {cart}, {order})',
    ],
    [
      'a source for no parameter',
      packWith({ get: { params: { id: 'order' } } }),
      'rules[2].params.id: no v2 endpoint of this rule has a parameter {id}',
    ],
    [
      'a supply from answers that lacks a field',
      packWith({ get: { v2: 'GET /orders/{nr}', supply: { nr: { answers: ['POST /carts'], id: 'id', filed: 'nr', by: 'order' } } } }),
      'rules[2].supply.nr.filed: there is no such field; did you mean "field"?',
    ],
    [
      'a supply from an answer that no rule names',
      packWith({ get: { v2: 'GET /orders/{nr}', supply: { nr: { answers: ['GET /none'], id: 'id', field: 'nr', by: 'order' } } } }),
      'rules[2].supply.nr.answers[0]: no rule decides where "GET /none" goes',
    ],
    [
      'a field of the body for a query',
      packWith({ get: { v2: 'GET /orders/{order}?c={c}', params: { c: '.c' } } }),
      'rules[2].params.c: a field of the body can fill the path of v2, not its query',
    ],
    [
      'a supply by no parameter',
      packWith({ get: { v2: 'GET /orders/{order}?c={c}', supply: { c: { request: 'POST /carts', field: 'c', by: 'basket' } } } }),
      'rules[2].supply.c.by: "GET /carts/{cart}/orders/{order}" has no parameter {basket} (it has {cart}, {order})',
    ],
    [
      'targets that do not pair with their sources',
      packWith({ get: { v2: ['GET /orders/{order}', 'GET /x'] } }),
      'rules[2].v2: names 2 endpoints for the 1 of v1; name one, or one for each',
    ],
    [
      'a level of another endpoint',
      packWith({ get: { levels: { 'GET /x': 'review' } } }),
      'rules[2].levels["GET /x"]: "GET /x" is not in v1 of this rule',
    ],
    [
      'a link to no parameter',
      packWith({ create: { link: { basket: 'id' } } }),
      'rules[0].link.basket: "POST /carts/{cart}/orders" has no parameter {basket} (it has {cart})',
    ],
    [
      'an unpaired rule that is not there',
      packWith({ create: { unpaired: 'shop/mor' } }),
      'rules[0].unpaired: there is no rule "shop/mor"',
    ],
    [
      'an unpaired rule for another endpoint',
      packWith({ create: { unpaired: 'shop/get' } }),
      'rules[0].unpaired: "shop/get" does not decide where "POST /carts/{cart}/orders" goes',
    ],
    [
      'a collapse whose target needs the id',
      packWith({ create: { v2: 'POST /carts/{cart}/orders' } }),
      'rules[0].v2: nothing fills {cart}: it is in neither step, or only the first answer holds it',
    ],
    [
      'an expansion without items',
      packWith({ clear: { list: undefined } }),
      'rules[3]: needs ids (a field of the body that lists them) or list (how to find the items)',
    ],
    [
      'an expansion with an open parameter',
      packWith({ clear: { params: {} } }),
      'rules[3].each: nothing of "DELETE /carts/{cart}/orders" fills {order}; name a field of the items in params',
    ],
    [
      'a page with an open parameter',
      packWith({ list: { v2: 'GET /orders?cart={id}' } }),
      'rules[4].v2: "GET /carts/{cart}/orders" has no parameter {id} (it has {cart})',
    ],
    [
      'a pattern that is no regular expression',
      packWith({ header: { headers: { Version: { set: '2', when: '(' } } } }),
      'rules[6].headers.Version.when: is no regular expression: Invalid regular expression: /(/: Unterminated group',
    ],
  ])('%s is refused with its place', (_name, pack, message) => {
    expect(errorOf(pack)).toBe(`shop.json: ${message}`);
  });
});

describe('a lens that cannot be applied', () => {
  const request = (...ops: unknown[]): unknown => packWith({ body: { request: ops } });
  test.each<[string, unknown, string]>([
    ['a field renamed to itself', request({ op: 'rename', from: 'a', to: 'a' }), 'rules[5].request[0]: renames "a" to itself'],
    [
      'a host that is the field',
      request({ op: 'plunge', host: 'a', name: 'a' }),
      'rules[5].request[0]: the host and the field are both "a"',
    ],
    [
      'a field used after its removal',
      request({ op: 'remove', name: 'a' }, { op: 'wrap', name: 'a' }),
      'rules[5].request[1]: "a" is not there any more: remove before it takes it away',
    ],
    [
      'a field used after its renaming',
      request({ op: 'rename', from: 'a', to: 'b' }, { op: 'convert', name: 'a', with: { to: 'number' } }),
      'rules[5].request[1]: "a" is not there any more: rename to "b" before it takes it away',
    ],
    [
      'items of an object',
      request({ op: 'add', name: 'a', value: 1 }, { op: 'map', lens: [] }),
      'rules[5].request[1]: map needs a list, but an operation before it works on an object',
    ],
    [
      'a field of a list',
      request({ op: 'map', lens: [] }, { op: 'add', name: 'a', value: 1 }),
      'rules[5].request[1]: add needs an object, but an operation before it works on a list',
    ],
    [
      'a field beside a new wrapper',
      request({ op: 'nest', name: 'data' }, { op: 'wrap', name: 'a' }),
      'rules[5].request[1]: "a" cannot be there: nest before it leaves only data',
    ],
    [
      'a mistake inside',
      request({
        op: 'in',
        name: 'x',
        lens: [
          { op: 'remove', name: 'a' },
          { op: 'head', name: 'a' },
        ],
      }),
      'rules[5].request[0].lens[1]: "a" is not there any more: remove before it takes it away',
    ],
    [
      'a parameter that the path does not have',
      request({ op: 'add', name: 'a', value: { parameter: 'cart' } }),
      'rules[5].request[0].value.parameter: "POST /carts" has no parameter {cart}',
    ],
    [
      'a table with a value twice',
      request({
        op: 'convert',
        name: 'a',
        with: {
          to: 'replace',
          values: [
            [1, 2],
            [1, 3],
          ],
        },
      }),
      'rules[5].request[0].with.values: 1 stands in it twice',
    ],
    [
      'two rules that take the same field',
      packWith({ header: { request: [{ op: 'remove', name: 'note' }] } }),
      'rules[6].request[0]: "note" is not there any more: rename to "remark" before it takes it away',
    ],
  ])('%s is refused with its place', (_name, pack, message) => {
    expect(errorOf(pack)).toBe(`shop.json: ${message}`);
  });

  test('operations that follow each other in order are taken', () => {
    const ops = [
      { op: 'add', name: 'note', value: '' },
      { op: 'rename', from: 'note', to: 'remark' },
      { op: 'plunge', host: 'meta', name: 'remark' },
      { op: 'in', name: 'meta', lens: [{ op: 'rename', from: 'remark', to: 'text' }] },
      { op: 'nest', name: 'data', also: { success: true } },
      { op: 'unnest', name: 'data' },
      { op: 'map', lens: [{ op: 'remove', name: 'note' }] },
    ];
    expect(errorOf(request(...ops))).toBe('');
  });
});

test('rules that one option turns on and off may share an endpoint', () => {
  const other = { ...RULES.get, id: 'shop/get-other', v2: 'GET /other/{order}' };
  const rules = (option: string): unknown[] => [
    ...Object.values(RULES).filter(({ id }) => id !== 'shop/get'),
    { ...RULES.get, option: 'bulk' },
    { ...other, option },
  ];
  expect(errorOf(packWith({}, { rules: rules('!bulk') }))).toBe('');
  expect(errorOf(packWith({}, { rules: rules('bulk') }))).toContain('matches the same URLs');
});

test('the rules of a stage are checked in their place', () => {
  const stages = {
    first: {
      base: { v1: '/api/v0', v2: '/api/v1' },
      rules: [{ ...about, id: 'shop/x', kind: 'move', v1: ['GET /a/{b}'], v2: 'GET /a/{c}' }],
    },
  };
  expect(errorOf(packWith({}, { stages }))).toMatch(/^shop\.json: stages\.first\.rules\[0\]\.v2: nothing of "GET \/a\/\{b\}" fills \{c\}/);
});

test('all mistakes can be had at once', () => {
  const pack = packWith({ get: { phase: '2' }, create: { unpaired: 'shop/none' } }) as Pack;
  expect(checkPack(pack).map(({ place }) => place)).toEqual(['rules[2].phase', 'rules[0].unpaired']);
});

describe.each([...shippedPacks])('the shipped pack %s', (id) => {
  test('is sound', async () => {
    const pack = await loadShipped(id);
    expect(parsePack(pack, id)).toEqual(pack);
  });

  test('is plain data', async () => {
    const pack = await loadShipped(id);
    expect(JSON.parse(JSON.stringify(pack))).toEqual(pack);
  });
});
