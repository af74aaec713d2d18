import { describe, expect, test } from 'vitest';
import { compileTable } from '../../src/match/index.js';
import type { Lens, Pack } from '../../src/pack/model.js';
import { forward } from '../../src/pack/lens/index.js';

const about = { title: 'a rule', guide: 'Guide', level: 'auto' as const };
const pack: Pack = {
  id: 'shop',
  title: 'Shop',
  guide: { title: 'Guide' },
  base: { v1: '/v1', v2: '/v2' },
  evidence: { distinct: true },
  options: {
    strict: { description: 'Strict.', default: false },
    makers: { description: 'Makers.', default: '' },
  },
  rules: [
    { ...about, id: 'shop/create', kind: 'move', v1: ['POST /things'], v2: 'POST /things' },
    { ...about, id: 'shop/logs', kind: 'move', option: '!strict', v1: ['GET /logs'], v2: 'GET /log' },
    { ...about, id: 'shop/logs-strict', kind: 'removed', option: 'strict', v1: ['GET /logs'] },
    {
      ...about,
      id: 'shop/maker',
      kind: 'change',
      on: ['POST /things'],
      request: [
        { op: 'add', name: 'maker', value: { from: 'model', with: { to: 'lookup', prefixes: { 'a-': 'acme' }, option: 'makers' } } },
      ],
    },
  ],
};

function lensOf(options: { makers?: string }): Lens {
  return compileTable(pack, options).operations[0]?.request ?? [];
}

describe('options of a pack', () => {
  test.each([
    [{}, 'shop/logs'],
    [{ strict: false }, 'shop/logs'],
    [{ strict: true }, 'shop/logs-strict'],
  ])('%j leave %s for the logs', (options, rule) => {
    const { operations } = compileTable(pack, options);
    expect(operations.filter(({ v1 }) => v1.source === 'GET /logs').map((operation) => operation.rule.id)).toEqual([rule]);
  });

  test('extend a lookup table, before its own entries', () => {
    expect(forward(lensOf({}), { model: 'b-1' })).toEqual({ model: 'b-1' });
    const extended = lensOf({ makers: 'b-=bolt, a-9=astra,odd' });
    expect(forward(extended, { model: 'b-1' })).toEqual({ model: 'b-1', maker: 'bolt' });
    expect(forward(extended, { model: 'a-9' })).toEqual({ model: 'a-9', maker: 'astra' });
    expect(forward(extended, { model: 'a-1' })).toEqual({ model: 'a-1', maker: 'acme' });
    expect(forward(lensOf({}), { model: 'b-1' })).toEqual({ model: 'b-1' });
  });
});
