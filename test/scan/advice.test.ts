import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parsePack } from '../../src/pack/load.js';
import type { AdviceRule } from '../../src/pack/model.js';
import { scan } from '../../src/scan/index.js';
import { workspace, writeFiles } from '../workspace.js';

const ORDER = 'GET /carts/{cart}/orders/{order}';
const LIST = 'GET /carts/{cart}/orders';
const MORE = 'POST /carts/{cart}/orders';

/** A pack whose only other rule moves its endpoints. */
function packWith(detect: AdviceRule['detect']) {
  const about = { guide: 'Changes', title: 'a rule' };
  const pack = {
    id: 'shop',
    title: 'Shop v1 to v2',
    guide: { title: 'Shop' },
    base: { v1: '/api/v1', v2: '/api/v2' },
    evidence: { distinct: true },
    rules: [
      {
        ...about,
        id: 'shop/get',
        kind: 'move',
        level: 'auto',
        v1: [ORDER, LIST, MORE],
        v2: ['GET /orders/{order}', 'GET /orders', 'POST /orders'],
      },
      { ...about, id: 'shop/hint', kind: 'advice', level: 'manual', detect },
    ],
  };
  return parsePack(pack, 'shop.json');
}

let root: string;
beforeEach(() => {
  root = workspace();
});

/** Places of the advice, as `file:line v1`. */
async function advised(detect: AdviceRule['detect'], files: { [name: string]: string }): Promise<string[]> {
  writeFiles(root, files);
  const { findings } = await scan({ paths: [root], cwd: root, packs: [packWith(detect)] });
  return findings.filter(({ rule }) => rule === 'shop/hint').map(({ file, line, v1 }) => `${file}:${line} ${v1}`);
}

const GET = 'export const order = async (cart, id) => (await fetch(`/api/v1/carts/${cart}/orders/${id}`)).json();\n';

describe('advice on answers', () => {
  const detect = { read: 'state', on: [ORDER, LIST], value: '^(?:Open|Paid)$' };

  it('finds comparisons in other files, in switches and in lists', async () => {
    const found = await advised(detect, {
      'api.js': GET,
      'page.js': [
        "import { order } from './api.js';",
        'export async function show(cart, id) {',
        '  const { state } = await order(cart, id);',
        "  if (state === 'Open') return 1;",
        "  if (['Paid', 'Sent'].includes(state)) return 2;",
        '  switch (state) {',
        "    case 'Paid': return 3;",
        '  }',
        "  return state === 'other' ? 4 : 5;",
        '}',
      ].join('\n'),
    });
    expect(found).toEqual(['page.js:4', 'page.js:5', 'page.js:6'].map((at) => `${at} /carts/{cart}/orders/{order}`));
  });

  it('leaves fields of other values alone', async () => {
    expect(await advised(detect, { 'api.js': `${GET}export const isOpen = (door) => door.state === 'Open';\n` })).toEqual([]);
  });

  it('finds every read of a field without a value', async () => {
    const read = 'export const total = async (c, id) => { const o = await order(c, id); return o.total + o.lines.total; };\n';
    expect(await advised({ read: 'total', on: '*' }, { 'api.js': GET + read })).toEqual(['api.js:2 /carts/{cart}/orders/{order}']);
  });

  it('finds lists that the client filters', async () => {
    const list =
      'export const open = async (c) => (await (await fetch(`/api/v1/carts/${c}/orders`)).json()).orders.filter((o) => o.open);\n';
    expect(await advised({ filterAfter: [LIST] }, { 'api.js': list })).toEqual(['api.js:1 /carts/{cart}/orders']);
  });
});

describe('advice on requests', () => {
  const send = (body: string): string =>
    `export const more = (cart, note) => fetch(\`/api/v1/carts/\${cart}/orders\`, { method: 'POST', body: JSON.stringify(${body}) });\n`;

  it('finds a field, and a field with a value', async () => {
    const files = { 'api.js': send("{ note, size: 'XXL' }") };
    expect(await advised({ field: 'note', on: [MORE] }, files)).toEqual(['api.js:1 /carts/{cart}/orders']);
    expect(await advised({ field: 'size', on: [MORE], value: '^X' }, files)).toEqual(['api.js:1 /carts/{cart}/orders']);
    expect(await advised({ field: 'size', on: [MORE], value: '^S' }, files)).toEqual([]);
    expect(await advised({ field: 'note', on: [ORDER] }, files)).toEqual([]);
  });

  it.each([
    ['for (const c of carts) await more(c);', 1],
    ['await Promise.all(carts.map((c) => more(c)));', 1],
    ['await more(carts[0]);', 0],
  ])('in a loop: %s', async (statement, count) => {
    const call = statement
      .replace('more(c)', 'fetch(`/api/v1/carts/${c}/orders`, { method: "POST" })')
      .replace('more(carts[0])', 'fetch(`/api/v1/carts/${carts[0]}/orders`, { method: "POST" })');
    expect(await advised({ loop: MORE }, { 'api.js': `export async function all(carts) {\n  ${call}\n}\n` })).toHaveLength(count);
  });
});

describe('advice on texts, headers, URLs and objects', () => {
  it('finds a text in a literal, not in a comment, and only where the API is called', async () => {
    const text = "// see /api/v1/docs\nexport const help = 'https://shop.example.com/api/v1/docs';\n";
    expect(await advised({ text: '/api/v1/docs\\b' }, { 'api.js': GET, 'help.js': text })).toEqual(['help.js:2 /api/v1/docs']);
    rmSync(join(root, 'api.js'));
    expect(await advised({ text: '/api/v1/docs\\b' }, {})).toEqual([]);
  });

  it('finds a header that is sent or read', async () => {
    const use =
      "export const version = (res) => res.headers.get('x-shop-version') === '1';\nexport const h = { 'X-Shop-Version': '2' };\nexport const t = 'x-shop-version';\n";
    expect(await advised({ header: 'X-Shop-Version' }, { 'api.js': GET + use })).toEqual([
      'api.js:2 X-Shop-Version',
      'api.js:3 X-Shop-Version',
    ]);
    expect(await advised({ header: 'X-Shop-Version', value: '^1$' }, {})).toEqual(['api.js:2 X-Shop-Version']);
  });

  it('finds a URL that no rule matches', async () => {
    const use = 'export const cart = (version, c) => fetch(`https://shop.example.com/api/v${version}/carts/${c}`);\n';
    expect(await advised({ url: '/api/v\\{\\}/carts' }, { 'api.js': use })).toEqual(['api.js:1 /api/v{…}/carts/{…}']);
  });

  it('finds objects in code and JSON that have all keys', async () => {
    const files = {
      'a.json': '{ "api": "v1", "due": "2025" }',
      'b.json': '{ "api": "v1" }',
      'c.js': "export default { api: 'v1', due: 'soon' };\n",
    };
    expect(await advised({ pair: { api: '^v1$', due: '.' } }, files)).toEqual(['a.json:1 api, due', 'c.js:1 api, due']);
  });

  it('finds a file that speaks both versions', async () => {
    const v2 = 'export const moved = (id) => fetch(`/api/v2/orders/${id}`);\n';
    expect(await advised({ mixed: true }, { 'a.js': GET + v2, 'b.js': GET })).toEqual(['a.js:1 /carts/{cart}/orders/{order}']);
  });

  it('is silenced by a comment', async () => {
    const use = `${GET}// api-migrate-ignore-next-line shop/hint: read by people\nexport const help = '/api/v1/docs';\n`;
    writeFileSync(join(root, 'api.js'), use);
    const { findings } = await scan({ paths: [root], cwd: root, packs: [packWith({ text: '/api/v1/docs' })] });
    expect(findings.map(({ rule, state }) => [rule, state])).toEqual([
      ['shop/get', 'open'],
      ['shop/hint', 'ignored'],
    ]);
  });
});

describe('advice on headers', () => {
  const detect = { header: 'X-Hook-Version', signs: ['^X-Shop-Event$', '^2024-0[16]-01$'] };

  it.each([
    ['between brackets', `on((request) => request.headers['x-hook-version'] === '2024-01-01');`],
    ['by a method', `app.post('/hook', (request) => log(request.get('X-Hook-Version'), request.get('X-Shop-Event')));`],
    ['in a pattern', `on(({ headers: { 'x-hook-version': version } }) => version === '2024-01-01');`],
    ['by a constant', `const VERSION = 'x-hook-version'; on(({ headers }) => headers[VERSION] === '2024-06-01');`],
    ['by a decorator', `class Hook { on(@Headers('x-hook-version') version: string, @Headers('x-shop-event') event: string) {} }`],
  ])('finds one in a receiver without any call of the API, beside a sign: %s', async (_, text) => {
    expect(await advised(detect, { 'hook.ts': `${text}\n` })).toEqual(['hook.ts:1 X-Hook-Version']);
  });

  it('leaves that of another product alone, unless the project has a call of the API', async () => {
    const hook = `on((request) => request.headers['x-hook-version'] === '7');\n`;
    expect(await advised(detect, { 'hook.js': hook })).toEqual([]);
    expect(await advised(detect, { 'hook.js': hook, 'api.js': GET })).toEqual(['hook.js:1 X-Hook-Version']);
  });
});
