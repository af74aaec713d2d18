import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addedBy, convertForward, forward, isAdditive, type MovedPath, movePath, type Path } from '../../../src/pack/lens/index.js';
import type { Json, Lens } from '../../../src/pack/model.js';
import { document, lens } from './arbitraries.js';

/** The value at a path without `*`. */
function at(value: Json | undefined, path: Path): Json | undefined {
  let current = value;
  for (const step of path) {
    const holder: Json | undefined = current;
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined;
    current = Array.isArray(holder) ? holder[Number(step)] : holder[step];
  }
  return current;
}

/** All paths of a value, itself included. */
function pathsOf(value: Json, base: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [base];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [base, ...entries.flatMap(([step, item]) => pathsOf(item, [...base, step]))];
}

/** The v2 value as the move describes it. */
function described(v1: Json, { back, inner }: MovedPath): Json {
  const converted = back
    .toReversed()
    .reduce((value, conversion) => (value === null ? null : (convertForward(conversion, value) ?? value)), v1);
  return forward(inner, converted);
}

/** A hoisted field may meet one of the same name beside its host, in which case it stays. */
function hoists(steps: Lens): boolean {
  return steps.some((op) => op.op === 'hoist' || ((op.op === 'in' || op.op === 'map') && hoists(op.lens)));
}

describe('movePath', () => {
  test('finds each v1 value in what forward gives, or says that it is gone, for any lens and any document', () => {
    let checked = 0;
    fc.assert(
      fc.property(lens, document, (steps, value) => {
        const v2 = forward(steps, value);
        for (const path of pathsOf(value)) {
          const moved = movePath(steps, path);
          if ('gone' in moved) continue;
          const there = at(v2, moved.path);
          // What stands at two places, or changed in number, is told by flags and tested below.
          if (moved.split || moved.list || hoists(steps) || there === undefined) continue;
          checked += 1;
          expect(there).toEqual(described(at(value, path) as Json, moved));
        }
      }),
      { numRuns: 500 },
    );
    expect(checked).toBeGreaterThan(200);
  });

  const rag: Lens = [
    {
      op: 'in',
      name: 'collections',
      lens: [{ op: 'map', lens: [{ op: 'rename', from: 'directory', to: 'sourceDirectory', rule: 'rag/field' }] }],
    },
    { op: 'nest', name: 'data', also: { success: true, meta: {} }, rule: 'rag/wrapper' },
  ];

  test.each<[string, Lens, Path, Partial<MovedPath>]>([
    [
      'a field in items under a new wrapper',
      rag,
      ['collections', '*', 'directory'],
      { path: ['data', 'collections', '*', 'sourceDirectory'], rules: ['rag/field', 'rag/wrapper'] },
    ],
    [
      'a field that only the wrapper moves',
      rag,
      ['collections', 0, 'name'],
      { path: ['data', 'collections', 0, 'name'], rules: ['rag/wrapper'] },
    ],
    [
      'a value that changed inside',
      rag,
      ['collections'],
      { path: ['data', 'collections'], inner: [rag[0]?.op === 'in' ? (rag[0].lens[0] ?? fail()) : fail()] },
    ],
    ['a scalar that became a list', [{ op: 'wrap', name: 'a' }], ['a'], { path: ['a'], list: 'wrapped' }],
    ['an item of a list that stays', [{ op: 'wrap', name: 'a' }], ['a', 0], { path: ['a', 0] }],
    ['a field of an object that became a list', [{ op: 'wrap', name: 'a' }], ['a', 'b'], { path: ['a', 0, 'b'], list: 'wrapped' }],
    ['the first item of a list that became one value', [{ op: 'head', name: 'a' }], ['a', 0, 'b'], { path: ['a', 'b'] }],
    ['a list that became one value', [{ op: 'head', name: 'a' }], ['a'], { path: ['a'], list: 'head' }],
    [
      'text that became a number, renamed',
      [
        { op: 'convert', name: 'a', with: { to: 'number' } },
        { op: 'rename', from: 'a', to: 'b' },
      ],
      ['a'],
      { path: ['b'], back: [{ to: 'number' }] },
    ],
    ['a field that is never absent', [{ op: 'default', name: 'a', value: null }], ['a'], { path: ['a'], unset: null }],
    ['a host whose field came up', [{ op: 'hoist', host: 'a', name: 'b' }], ['a'], { path: ['a'], split: true }],
    ['a field that came up', [{ op: 'hoist', host: 'a', name: 'b' }], ['a', 'b', 'c'], { path: ['b', 'c'] }],
    [
      'a field that went down and was renamed there',
      [
        { op: 'plunge', host: 'h', name: 'a' },
        { op: 'in', name: 'h', lens: [{ op: 'rename', from: 'a', to: 'b' }] },
      ],
      ['a'],
      { path: ['h', 'b'] },
    ],
    ['a field of a value without its wrapper', [{ op: 'unnest', name: 'a' }], ['a', 'b'], { path: ['b'] }],
    [
      'a value in a wrapper that may be missing',
      [{ op: 'unnest', name: 'data', beside: ['notice'], optional: true }],
      ['data', 'id'],
      { path: ['id'] },
    ],
    [
      'a value without the wrapper that may be there',
      [{ op: 'unnest', name: 'data', beside: ['notice'], optional: true }],
      ['id'],
      { path: ['id'] },
    ],
    ['a whole value that may be wrapped', [{ op: 'unnest', name: 'data', optional: true }], [], { path: [], inner: [] }],
    [
      'a bare id, wrapped later',
      [
        { op: 'nest-when', type: 'string', name: 'id' },
        { op: 'nest', name: 'data' },
      ],
      [],
      { path: ['data'], when: { type: 'string', path: ['data', 'id'] } },
    ],
    ['an item of a bare list', [{ op: 'nest-when', type: 'array', name: 'items' }], ['*', 'id'], { path: ['items', '*', 'id'] }],
    [
      'a field of an object where v1 may answer bare ids',
      [{ op: 'nest-when', type: 'string', name: 'id' }],
      ['status'],
      { path: ['status'] },
    ],
  ])('tells %s', (_name, steps, path, expected) => {
    expect(movePath(steps, path)).toMatchObject(expected);
  });

  test.each<[string, Lens, Path]>([
    ['a removed field', [{ op: 'remove', name: 'a', rule: 'p/gone' }], ['a', 'b']],
    ['a removed field of an item', [{ op: 'map', lens: [{ op: 'remove', name: 'a', rule: 'p/gone' }] }], ['*', 'a']],
    ['what stood beside a wrapped value', [{ op: 'unnest', name: 'data', beside: ['notice'], rule: 'p/gone' }], ['notice', 'text']],
    ['an item after the first', [{ op: 'head', name: 'a', rule: 'p/gone' }], ['a', 1]],
  ])('names the rule of %s', (_name, steps, path) => {
    expect(movePath(steps, path)).toEqual({ gone: 'p/gone' });
  });
});

function fail(): never {
  throw new Error('the lens of this test has another shape');
}

describe('addedBy', () => {
  test('names the paths that v2 has in addition, where the rest of the lens puts them', () => {
    const steps: Lens = [
      { op: 'in', name: 'agents', lens: [{ op: 'map', lens: [{ op: 'add', name: 'tags', value: [], rule: 'p/tags' }] }] },
      { op: 'add', name: 'total', value: 0, rule: 'p/total' },
      { op: 'rename', from: 'agents', to: 'items' },
      { op: 'nest', name: 'data', also: { success: true }, rule: 'p/wrapper' },
      { op: 'remove', name: 'total' },
    ];
    expect(addedBy(steps)).toEqual([
      { path: ['data', 'items', '*', 'tags'], rule: 'p/tags' },
      { path: ['data', 'total'], rule: 'p/total' },
      { path: ['success'], rule: 'p/wrapper' },
    ]);
  });

  test('a lens that only adds is additive', () => {
    expect(isAdditive([{ op: 'in', name: 'a', lens: [{ op: 'map', lens: [{ op: 'add', name: 'b', value: 1 }] }] }])).toBe(true);
    expect(isAdditive([{ op: 'in', name: 'a', lens: [{ op: 'rename', from: 'b', to: 'c' }] }])).toBe(false);
  });
});
