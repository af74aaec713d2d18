import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backward, forward, isLossy } from '../../../src/pack/lens/index.js';
import type { Json, JsonObject, Lens, LensOp } from '../../../src/pack/model.js';
import { document, frozen, lens, objectDocument } from './arbitraries.js';

interface Law {
  op: LensOp;
  /** Documents for which backward gives back what forward took. */
  roundTrip?: (document: JsonObject) => boolean;
  /** Forward over its own result changes nothing. */
  idempotent: boolean;
}

const has = (value: JsonObject, name: string): boolean => Object.hasOwn(value, name);
const always = (): boolean => true;
const isList = (value: Json | undefined): value is Json[] => Array.isArray(value);

const LAWS: { [name: string]: Law } = {
  'add a value': { op: { op: 'add', name: 'kind', value: 'experiment' }, roundTrip: always, idempotent: true },
  'add a derived value': {
    op: { op: 'add', name: 'provider', value: { from: 'a', with: { to: 'lookup', prefixes: { 'gpt-': 'openai' } } } },
    roundTrip: always,
    idempotent: true,
  },
  'remove with a value to give back': {
    op: { op: 'remove', name: 'a', value: null },
    roundTrip: (value) => value['a'] === null,
    idempotent: true,
  },
  remove: { op: { op: 'remove', name: 'a' }, idempotent: true },
  rename: { op: { op: 'rename', from: 'a', to: 'z' }, roundTrip: always, idempotent: true },
  'rename of __proto__': { op: { op: 'rename', from: '__proto__', to: 'z' }, roundTrip: always, idempotent: true },
  hoist: {
    op: { op: 'hoist', host: 'a', name: 'b' },
    roundTrip: (value) => !has(value, 'b'),
    idempotent: true,
  },
  plunge: { op: { op: 'plunge', host: 'z', name: 'a' }, roundTrip: always, idempotent: true },
  'plunge into a host that is there': {
    op: { op: 'plunge', host: 'b', name: 'a' },
    roundTrip: (value) => isPlunged(value),
    idempotent: true,
  },
  wrap: {
    op: { op: 'wrap', name: 'a' },
    roundTrip: (value) => value['a'] !== null && !(isList(value['a']) && value['a'].length === 1),
    idempotent: true,
  },
  head: {
    op: { op: 'head', name: 'a' },
    roundTrip: (value) =>
      !has(value, 'a') || (isList(value['a']) && value['a'].length === 1 && value['a'][0] !== null && !isList(value['a'][0])),
    idempotent: false,
  },
  'in a field': { op: { op: 'in', name: 'a', lens: [{ op: 'rename', from: 'b', to: 'z' }] }, roundTrip: always, idempotent: true },
  'in a field, each item': {
    op: { op: 'in', name: 'list', lens: [{ op: 'map', lens: [{ op: 'rename', from: 'b', to: 'z' }] }] },
    roundTrip: always,
    idempotent: true,
  },
  'convert to a number': {
    op: { op: 'convert', name: 'a', with: { to: 'number' } },
    roundTrip: (value) => typeof value['a'] !== 'number',
    idempotent: true,
  },
  'default null': { op: { op: 'default', name: 'z', value: null }, roundTrip: always, idempotent: true },
  'default a list': { op: { op: 'default', name: 'z', value: [] }, roundTrip: always, idempotent: true },
  'nest in a wrapper': { op: { op: 'nest', name: 'data', also: { success: true } }, roundTrip: always, idempotent: true },
  nest: { op: { op: 'nest', name: 'data' }, roundTrip: always, idempotent: false },
  unnest: { op: { op: 'unnest', name: 'a' }, roundTrip: (value) => has(value, 'a') && Object.keys(value).length === 1, idempotent: false },
  'unnest with fields beside': { op: { op: 'unnest', name: 'a', beside: ['b'] }, idempotent: false },
  'nest when truth': { op: { op: 'nest-when', type: 'boolean', name: 'done' }, roundTrip: always, idempotent: true },
  'nest when text': { op: { op: 'nest-when', type: 'string', name: 'id' }, roundTrip: always, idempotent: true },
};

/** Plunging `a` into `b` goes back unless `b` is an empty object, which would go away, or the field is not moved at all. */
function isPlunged(value: JsonObject): boolean {
  const host = value['b'];
  const isHost =
    host === undefined || (typeof host === 'object' && host !== null && !isList(host) && !has(host, 'a') && Object.keys(host).length > 0);
  return has(value, 'a') && isHost;
}

describe.each(Object.entries(LAWS))('%s', (_name, { op, roundTrip, idempotent }) => {
  test.runIf(roundTrip)('backward gives back what forward took', () => {
    const documents = objectDocument.filter((value) => roundTrip?.(value) ?? false);
    fc.assert(
      fc.property(documents, (value) => {
        expect(backward([op], forward([op], value))).toEqual(value);
      }),
    );
  });

  test.runIf(idempotent)('is idempotent', () => {
    fc.assert(
      fc.property(document, (value) => {
        const once = forward([op], value);
        expect(forward([op], once)).toBe(once);
      }),
    );
  });

  test.each([7, null, true])('leaves %j alone', (value) => {
    const isForIt = op.op === 'nest' || (op.op === 'nest-when' && typeof value === op.type);
    expect(isForIt ? value : forward([op], value)).toBe(value);
    expect(op.op === 'unnest' ? value : backward([op], value)).toBe(value);
  });
});

describe('any lens', () => {
  test('changes neither its input nor a value that it has nothing to say about', () => {
    fc.assert(
      fc.property(lens, document, (steps, value) => {
        const before = JSON.stringify(value);
        const after = forward(steps, frozen(value));
        backward(steps, frozen(after));
        expect(JSON.stringify(value)).toBe(before);
        expect(JSON.stringify(after) === before).toBe(after === value);
      }),
    );
  });

  test('keeps field names that objects inherit', () => {
    const value = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as Json;
    const steps: Lens = [
      { op: 'add', name: 'kind', value: 'x' },
      { op: 'rename', from: 'constructor', to: '__proto__2' },
      { op: 'plunge', host: 'host', name: '__proto__' },
      { op: 'remove', name: 'toString' },
    ];
    expect(JSON.stringify(forward(steps, value))).toBe('{"__proto__2":2,"kind":"x","host":{"__proto__":{"polluted":1}}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('does not meet inherited names as fields', () => {
    const value = {};
    expect(forward([{ op: 'rename', from: 'toString', to: 'x' }], value)).toBe(value);
    expect(forward([{ op: 'add', name: 'x', value: { from: 'constructor', with: { to: 'string' } } }], value)).toBe(value);
    expect(forward([{ op: 'add', name: 'x', value: { parameter: '__proto__' } }], value, { parameters: {} })).toBe(value);
  });

  test('tells whether the way back exists', () => {
    const lossless: Lens = [
      { op: 'rename', from: 'a', to: 'b' },
      { op: 'in', name: 'c', lens: [{ op: 'map', lens: [{ op: 'convert', name: 'd', with: { to: 'number' } }] }] },
    ];
    expect(isLossy(lossless)).toBe(false);
    expect(isLossy([...lossless, { op: 'remove', name: 'x' }])).toBe(true);
    expect(isLossy([{ op: 'in', name: 'c', lens: [{ op: 'convert', name: 'd', with: { to: 'lower-case' } }] }])).toBe(true);
  });
});

test('a parameter of the path becomes a field', () => {
  const steps: Lens = [
    { op: 'add', name: 'kind', value: 'dataset' },
    { op: 'add', name: 'dataset_id', value: { parameter: 'dataset_id' } },
  ];
  expect(forward(steps, { action: 'convert' }, { parameters: { dataset_id: 'd-1' } })).toEqual({
    action: 'convert',
    kind: 'dataset',
    dataset_id: 'd-1',
  });
  expect(forward(steps, { action: 'convert' })).toEqual({ action: 'convert', kind: 'dataset' });
});

test('a wrapper goes away with what stands beside the value', () => {
  const steps: Lens = [{ op: 'unnest', name: 'data', beside: ['notice'] }];
  expect(forward(steps, { data: [1], notice: 'soon' })).toEqual([1]);
  expect(forward(steps, { data: [1], total: 1 })).toEqual({ data: [1], total: 1 });
  expect(backward([{ op: 'unnest', name: 'data', optional: true }], [1])).toEqual([1]);
});

test('filters in a path become a body', () => {
  const steps: Lens = [
    { op: 'add', name: 'filters', value: { parameter: 'filters' } },
    { op: 'convert', name: 'filters', with: { to: 'pairs', types: { limit: 'number', data_id: 'number-list' } } },
    { op: 'unnest', name: 'filters' },
    { op: 'plunge', host: 'pagination', name: 'limit' },
  ];
  const parameters = { filters: 'status/active/limit/10/data_id/1,2/tag/a%20b' };
  expect(forward(steps, {}, { parameters })).toEqual({ status: 'active', data_id: [1, 2], tag: 'a b', pagination: { limit: 10 } });
});
