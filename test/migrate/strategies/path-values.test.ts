import { describe, expect, test } from 'vitest';
import { checkExamples } from '../../../src/migrate/examples.js';
import type { MoveRule, Pack } from '../../../src/pack/model.js';

const API = 'https://api.shop.example/v1';

function packOf(rule: Partial<MoveRule>): Pack {
  const common = { guide: 'x', level: 'auto' } as const;
  return {
    id: 'shop',
    title: 'Shop',
    guide: { title: 'x' },
    base: { v1: '/v1', v2: '/v2' },
    evidence: { hosts: ['shop.example'], distinct: true },
    rules: [
      { ...common, id: 'shop/moved', kind: 'move', title: 'Moved', v1: ['GET /files'], v2: 'GET /files/{path}', ...rule },
      {
        ...common,
        id: 'shop/things',
        kind: 'move',
        title: 'Things',
        v1: ['GET /orders', 'POST /orders'],
        v2: ['GET /orders', 'POST /orders'],
      },
      {
        ...common,
        id: 'shop/removed',
        kind: 'change',
        title: 'Removed',
        on: ['POST /orders'],
        response: [
          { op: 'nest-when', type: 'boolean', name: 'done' },
          { op: 'remove', name: 'done' },
        ],
      },
      { ...common, id: 'shop/carts', kind: 'keep', title: 'Carts stay', v1: ['GET /carts'] },
    ],
  };
}

/** The program after the migration, or why the tool left it alone. */
async function migrated(rule: Partial<MoveRule>, before: string): Promise<string> {
  const program = `const API = '${API}';\n${before}\n`;
  const pack = packOf({ ...rule, examples: [{ before: program, after: '' }] });
  for await (const { actual, message } of checkExamples(pack)) {
    return actual === program ? (message ?? '') : (actual?.replace("const API = 'https://api.shop.example/v2';\n", '').trimEnd() ?? '');
  }
  throw new Error('nothing was checked');
}

describe('a query parameter that became part of the path', () => {
  const rule: Partial<MoveRule> = { params: { path: '?file' } };

  test.each([
    ['encoded', '`${API}/files?file=${encodeURIComponent(p)}`', '`${API}/files/${encodeURIComponent(p)}`'],
    ['not encoded', '`${API}/files?file=${p}`', '`${API}/files/${encodeURIComponent(p)}`'],
    ['written with slashes', '`${API}/files?file=a/b c.md`', '`${API}/files/a%2Fb%20c.md`'],
    ['in part', '`${API}/files?file=docs/${p}.md`', '`${API}/files/docs%2F${encodeURIComponent(p)}.md`'],
    ['between others', '`${API}/files?ref=x&file=${p}&raw=1`', '`${API}/files/${encodeURIComponent(p)}?ref=x&raw=1`'],
  ])('%s', async (_, before, after) => {
    const call = (url: string): string => `export const read = (p: string) => fetch(${url});`;
    expect(await migrated(rule, call(before))).toBe(call(after));
  });

  test('of the options of a client', async () => {
    const call = (args: string): string =>
      `import axios from 'axios';\nexport const read = (p: string, ref: string) => axios.get(\`\${API}/${args});`;
    expect(await migrated(rule, call('files`, { params: { file: p, ref } }'))).toBe(
      call('files/${encodeURIComponent(p)}`, { params: { ref } }'),
    );
  });

  test('that is not there is refused', async () => {
    expect(await migrated(rule, 'export const read = () => fetch(`${API}/files?ref=x`);')).toContain(
      'the v1 call does not show everything that GET /files/{path} needs',
    );
  });
});

describe('a field of the body that became part of the path', () => {
  const rule: Partial<MoveRule> = { v1: ['POST /files'], v2: 'POST /files/{path}', params: { path: '.file' } };
  const call = (url: string, body: string): string =>
    `export const write = (p: string, text: string) =>\n  fetch(${url}, { method: 'POST', body: JSON.stringify(${body}) });`;

  test.each([
    ['known at run time', '{ file: p, text }', '`${API}/files/${encodeURIComponent(p)}`', '{ text }'],
    ['known', "{ file: 'a/b', text }", '`${API}/files/a%2Fb`', '{ text }'],
  ])('%s', async (_, body, url, rest) => {
    expect(await migrated(rule, call('`${API}/files`', body))).toBe(call(url, rest));
  });

  test('is refused where the body is made elsewhere', async () => {
    const before = `import { body } from './body.js';\n${call('`${API}/files`', 'body')}`;
    expect(await migrated(rule, before)).toMatch(/does not show everything|body/);
  });
});

describe('another field of what an answer told', () => {
  const rule: Partial<MoveRule> = {
    v1: ['DELETE /orders/{order_id}'],
    v2: 'DELETE /orders/{number}',
    supply: { number: { answers: ['GET /orders', 'POST /orders'], id: 'id', field: 'number', by: 'order_id' } },
  };
  const remove = (value: string): string => `await fetch(\`\${API}/orders/\${${value}}\`, { method: 'DELETE' });`;

  test('is read in its place', async () => {
    const program = (id: string): string =>
      `const response = await fetch(\`\${API}/orders\`);\nfor (const order of await response.json()) ${remove(id)}`;
    expect(await migrated(rule, program('order.id'))).toBe(program('order.number'));
  });

  test('is read in its place in a function of its own', async () => {
    const program = (id: string): string =>
      `async function make() {\n  return (await fetch(\`\${API}/orders\`, { method: 'POST' })).json();\n}\nasync function drop(order: any) {\n  ${remove(id)}\n}\nawait drop(await make());`;
    expect(await migrated(rule, program('order.id'))).toBe(program('order.number'));
  });

  test.each([
    ['a number', remove('17')],
    ['an id from elsewhere', `export async function drop(id: number) {\n  ${remove('id')}\n}`],
    ['a thing of another kind', `for (const cart of await (await fetch(\`\${API}/carts\`)).json()) ${remove('cart.id')}`],
  ])('%s is refused', async (_, program) => {
    expect(await migrated(rule, program)).toContain(
      '{number} of DELETE /orders/{number} is the field `number` of what GET /orders or POST /orders answers, which is not seen to reach this call',
    );
  });
});

describe('an answer that was a bare true', () => {
  test.each(['done === true', '!done', 'String(done)'])('is not taken for one: %s', async (judged) => {
    const program = `export async function order() {\n  const response = await fetch(\`\${API}/orders\`, { method: 'POST' });\n  const done = await response.json();\n  return ${judged};\n}`;
    expect(await migrated({}, program)).toContain('is tested for truth, and v2 returns an object');
  });
});
