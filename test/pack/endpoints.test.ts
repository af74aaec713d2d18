import { describe, expect, test } from 'vitest';
import { createMatcher, placeholderChar } from '../../src/match/index.js';
import type { Pack } from '../../src/pack/model.js';

const about = { title: 'a rule', guide: 'Guide', level: 'auto' as const };

const pack: Pack = {
  id: 'shop',
  title: 'Shop',
  guide: { title: 'Guide' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true },
  rules: [
    { ...about, id: 'shop/order', kind: 'move', v1: ['POST /orders'], v2: 'POST /orders' },
    { ...about, id: 'shop/plain-order', kind: 'move', unversioned: true, v1: ['POST /api/orders'], v2: 'POST /orders' },
    { ...about, id: 'shop/any', kind: 'removed', v1: ['ANY /reports/{report}'] },
    { ...about, id: 'shop/report', kind: 'move', v1: ['GET /reports/{id}'], v2: 'GET /reports/{id}' },
    { ...about, id: 'shop/rest', kind: 'removed', v1: ['ANY /carts/{cart}/{rest*}'] },
    { ...about, id: 'shop/cart', kind: 'move', v1: ['GET /carts/{cart}'], v2: 'GET /carts/{cart}' },
    { ...about, id: 'shop/items', kind: 'move', v1: ['GET /carts/{cart}/items'], v2: 'GET /items?cart={cart}' },
    { ...about, id: 'shop/status', kind: 'keep', unversioned: true, v1: ['GET /api/status'] },
  ],
};
const matcher = createMatcher([pack]);

const twoBases: Pack = {
  ...pack,
  base: { v1: ['/api/v1/json', '/v1'], v2: '/v2' },
  rules: [
    { ...about, id: 'shop/old', kind: 'move', base: '/api/v1/json', v1: ['GET /data/{id}'], v2: 'GET /sets/{id}' },
    { ...about, id: 'shop/new', kind: 'move', base: '/v1', v1: ['GET /sets/{id}'], v2: 'GET /sets/{id}' },
  ],
};

function ruleOf(method: string, url: string): string {
  const result = matcher.match(method, url);
  return result.kind === 'match' ? result.match.operation.rule.id : result.kind;
}

describe('paths without a version', () => {
  test.each([
    ['POST', '/api/orders', 'shop/plain-order'],
    ['POST', 'https://shop.example/api/orders?dry=1', 'shop/plain-order'],
    ['POST', `${placeholderChar(0)}/api/orders`, 'shop/plain-order'],
    ['GET', 'https://gateway.example/shop/api/status', 'shop/status'],
    ['POST', '/api/v1/orders', 'shop/order'],
    ['POST', '/api/v2/orders', 'current'],
    ['GET', '/api/other', 'other'],
    ['GET', '/status', 'other'],
    ['GET', `/api/${placeholderChar(0)}`, 'other'],
    ['GET', '/', 'other'],
  ])('%s %s is %s', (method, url, expected) => {
    expect(ruleOf(method, url)).toBe(expected);
  });

  test('have an empty base in front of the path', () => {
    const url = 'https://shop.example/api/orders?dry=1';
    const result = matcher.match('POST', url);
    const match = result.kind === 'match' ? result.match : undefined;
    expect(match && url.slice(match.base.start, match.base.end)).toBe('');
    expect(match && url.slice(match.path.start, match.path.end)).toBe('/api/orders');
    expect(match?.base.start).toBe(match?.path.start);
  });
});

describe('endpoints of one base of several', () => {
  test.each([
    ['/api/v1/json/data/5', 'shop/old'],
    ['/v1/sets/5', 'shop/new'],
    ['/v1/data/5', 'unclassified'],
    ['/api/v1/json/sets/5', 'unclassified'],
    ['/v2/data/5', 'shop/old'],
    ['/v2/sets/5', 'current'],
  ])('GET %s is %s', (url, expected) => {
    const result = createMatcher([twoBases]).match('GET', url);
    expect(result.kind === 'match' ? result.match.operation.rule.id : result.kind).toBe(expected);
  });
});

test('a method that is named goes before any method', () => {
  expect(ruleOf('GET', '/api/v1/reports/7')).toBe('shop/report');
  expect(ruleOf('DELETE', '/api/v1/reports/7')).toBe('shop/any');
});

test('a template that ends goes before one that takes the rest', () => {
  expect(ruleOf('GET', '/api/v1/carts/7')).toBe('shop/cart');
  expect(ruleOf('GET', '/api/v1/carts/7/items')).toBe('shop/items');
  expect(ruleOf('GET', '/api/v1/carts/7/items/9')).toBe('shop/rest');
  expect(ruleOf('PUT', '/api/v1/carts/7')).toBe('shop/rest');
});
