import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMatcher, placeholderChar, type MatchResult } from '../../src/match/index.js';
import type { Pack, Rule } from '../../src/pack/model.js';

const about = { title: 'a rule', guide: 'Guide', level: 'auto' as const };

function packOf(rules: Rule[], base: Pack['base'] = { v1: '/api/v1', v2: '/api/v2' }): Pack {
  return { id: 'shop', title: 'Shop', guide: { title: 'Guide' }, base, evidence: { distinct: true }, rules };
}

const shop = packOf([
  { ...about, id: 'shop/list', kind: 'move', v1: ['GET /carts/{cart}/items'], v2: 'GET /items?cart={cart}' },
  { ...about, id: 'shop/item', kind: 'move', v1: ['GET /carts/{cart}/items/{item}'], v2: 'GET /items/{item}' },
  { ...about, id: 'shop/buy', kind: 'move', v1: ['POST /carts/{cart}/items/{item}:buy'], v2: 'POST /items/{item}:buy' },
  { ...about, id: 'shop/drop', kind: 'move', v1: ['POST /carts/{cart}/items/{item}:drop'], v2: 'POST /items/{item}:drop' },
  { ...about, id: 'shop/best', kind: 'move', v1: ['GET /carts/best/items'], v2: 'GET /best' },
]);
const matcher = createMatcher([shop]);
const placeholder = placeholderChar(0);

function rule(result: MatchResult): string {
  return result.kind === 'match' ? result.match.operation.rule.id : result.kind;
}

describe('the matcher', () => {
  test.each([
    ['GET', 'https://shop.example/api/v1/carts/7/items', 'shop/list'],
    ['GET', '/api/v1/carts/7/items/9?full=1', 'shop/item'],
    ['GET', '/eu/api/v1/carts/7/items/9/', 'shop/item'],
    ['POST', '/api/v1/carts/7/items/9:buy', 'shop/buy'],
    ['POST', '/api/v1/carts/7/items/9%3Abuy', 'shop/buy'],
    ['GET', '/api/v1/carts/best/items', 'shop/best'],
    ['DELETE', '/api/v1/carts/7/items', 'unclassified'],
    ['GET', '/api/v1/carts', 'unclassified'],
    ['GET', '/api/v2/items/9', 'current'],
    ['GET', '/api/v3/carts/7/items', 'other'],
    ['GET', '/xapi/v1x/carts/7/items', 'other'],
  ])('%s %s is %s', (method, url, expected) => {
    expect(rule(matcher.match(method, url))).toBe(expected);
  });

  test('takes a leading unknown as the origin and an unknown segment as a placeholder', () => {
    const result = matcher.match('GET', `${placeholder}/api/v1/carts/${placeholderChar(1)}/items`);
    expect(rule(result)).toBe('shop/list');
    expect(result.kind === 'match' && result.match.parameters).toEqual({ cart: placeholderChar(1) });
  });

  test('says where base, path and placeholders stand', () => {
    const url = 'https://shop.example/api/v1/carts/77/items/9?x=1';
    const result = matcher.match('GET', url);
    if (result.kind !== 'match') throw new Error(result.kind);
    const { base, path, parameterRanges: placeholderRanges } = result.match;
    expect(url.slice(base.start, base.end)).toBe('/api/v1');
    expect(url.slice(path.start, path.end)).toBe('/carts/77/items/9');
    expect(url.slice(placeholderRanges['cart']?.start, placeholderRanges['cart']?.end)).toBe('77');
  });

  test('keeps every possible rule when a verb is chosen at run time', () => {
    const result = matcher.match('POST', `/api/v1/carts/1/items/2:${placeholder}`);
    if (result.kind !== 'match') throw new Error(result.kind);
    expect(result.match.certain).toBe(false);
    expect([result.match, ...result.possible].map((match) => match.operation.rule.id)).toEqual(['shop/buy', 'shop/drop']);
  });

  test('names a v1 path that already stands on the v2 base', () => {
    const result = matcher.match('GET', '/api/v2/carts/7/items/9');
    expect(result.kind === 'match' && result.match.hybrid).toBe(true);
  });

  test('tries several v1 bases and an empty one', () => {
    const generations = createMatcher([
      packOf([{ ...about, id: 'shop/data', kind: 'move', v1: ['GET /data/{id}'], v2: 'GET /datasets/{id}' }], {
        v1: ['/api/v1/json', '/v1'],
        v2: '/v2',
      }),
    ]);
    expect(rule(generations.match('GET', '/api/v1/json/data/61'))).toBe('shop/data');
    expect(rule(generations.match('GET', '/v1/data/61'))).toBe('shop/data');
    expect(rule(generations.match('GET', '/v2/datasets/61'))).toBe('current');
  });

  test('any URL gives an answer, and whatever fills a placeholder is given back', () => {
    const segment = fc.stringMatching(/^[\w.~-]{1,12}$/).filter((text) => text !== 'best');
    fc.assert(
      fc.property(segment, segment, (cart, item) => {
        const result = matcher.match('GET', `/api/v1/carts/${cart}/items/${item}`);
        expect(result.kind === 'match' && result.match.parameters).toEqual({ cart, item });
      }),
    );
    fc.assert(fc.property(fc.string(), (url) => ['match', 'unclassified', 'current', 'other'].includes(matcher.match('GET', url).kind)));
  });
});
