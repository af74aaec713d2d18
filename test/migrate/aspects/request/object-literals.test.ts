import { describe, expect, it } from 'vitest';
import type { Lens } from '../../../../src/pack/model.js';
import { DATASET_JOB, edited } from './support.js';

const RENAMED: Lens = [{ op: 'rename', from: 'a', to: 'b' }];

/** Edits a body in its place and gives it back. */
async function body(before: string, request: Lens | undefined = DATASET_JOB.request): Promise<string> {
  const start =
    "export async function run(id: string, a: string) {\n  return fetch(`/api/v1/datasets/${id}/jobs`, {\n    method: 'POST',\n    body: JSON.stringify(";
  const end = '),\n  });\n}\n';
  const after = await edited(`${start}${before}${end}`, { ...DATASET_JOB, ...(request ? { request } : {}) });
  return after.startsWith(start) && after.endsWith(end) ? after.slice(start.length, -end.length) : after;
}

const post = (url: string): string =>
  `export const run = (id: string) => fetch(\`${url}\`, { method: 'POST', body: JSON.stringify({}) });\n`;

describe('the layout of a literal', () => {
  it.each([
    ['on one line', `{ action: 'x' }`, `{ kind: 'dataset', dataset_id: id, action: 'x' }`],
    ['without spaces', `{action: 'x'}`, `{kind: 'dataset', dataset_id: id, action: 'x'}`],
    ['that is empty', `{}`, `{ kind: 'dataset', dataset_id: id }`],
    ['with double quotes around its names', `{ "action": 'x' }`, `{ 'kind': 'dataset', 'dataset_id': id, "action": 'x' }`],
    [
      'over lines, with a comment',
      `{\n      // what to do\n      action: 'x', // always\n    }`,
      `{\n      kind: 'dataset',\n      dataset_id: id,\n      // what to do\n      action: 'x', // always\n    }`,
    ],
    [
      'over lines without a last comma',
      `{\n      action: 'x'\n    }`,
      `{\n      kind: 'dataset',\n      dataset_id: id,\n      action: 'x'\n    }`,
    ],
    [
      'indented with tabs and Windows line ends',
      `{\r\n\t\t\taction: 'x',\r\n\t\t}`,
      `{\r\n\t\t\tkind: 'dataset',\r\n\t\t\tdataset_id: id,\r\n\t\t\taction: 'x',\r\n\t\t}`,
    ],
    ['that is spread', `{ ...specs }`, `{ kind: 'dataset', dataset_id: id, ...specs }`],
    ['in a cast', `{ action: 'x' } as object`, `{ kind: 'dataset', dataset_id: id, action: 'x' } as object`],
    [
      'chosen by a condition',
      `a ? { action: a } : { action: 'x' }`,
      `a ? { kind: 'dataset', dataset_id: id, action: a } : { kind: 'dataset', dataset_id: id, action: 'x' }`,
    ],
  ])('%s is kept when fields are added', async (_, before, after) => {
    expect(await body(before)).toBe(after);
  });

  it('stays as it is when it has the fields already', async () => {
    expect(await body(`{ kind: 'own', dataset_id: a }`)).toBe(`{ kind: 'own', dataset_id: a }`);
  });
});

describe('a renamed field', () => {
  it.each([
    ['with a value', `{ a: 1, c }`, `{ b: 1, c }`],
    ['in shorthand', `{ a, c }`, `{ b: a, c }`],
    ['whose value has the new name', `{ a: b, c }`, `{ b, c }`],
    ['with a quoted name', `{ 'a': 1 }`, `{ 'b': 1 }`],
    ['with a computed name', `{ ['a']: 1 }`, `{ b: 1 }`],
    ['that is a method', `{ a() { return 1; } }`, `{ b() { return 1; } }`],
    ['in a conditional spread', `{ ...(a && { a }), c }`, `{ ...(a && { b: a }), c }`],
    ['in a spread literal', `{ ...{ a: 1 }, c }`, `{ ...{ b: 1 }, c }`],
    ['beside its new name', `{ a: 1, b: 2 }`, `{ a: 1, b: 2 }`],
  ])('%s is written as it was', async (_, before, after) => {
    expect(await body(before, RENAMED)).toBe(after);
  });

  it('gets a quoted name where JavaScript needs one', async () => {
    expect(await body(`{ a }`, [{ op: 'rename', from: 'a', to: 'not-bare' }])).toBe(`{ 'not-bare': a }`);
  });
});

describe('a removed field', () => {
  it.each([
    ['first', `{ a: 1, c: 2 }`, `{ c: 2 }`],
    ['last', `{ c: 2, a: 1 }`, `{ c: 2 }`],
    ['alone', `{ a: 1 }`, `{}`],
    ['over lines', `{\n      // gone\n      a: 1, // gone\n      c: 2,\n    }`, `{\n      c: 2,\n    }`],
    ['last over lines', `{\n      c: 2,\n      a: 1\n    }`, `{\n      c: 2\n    }`],
    ['in a conditional spread', `{ ...(id && { a: 1 }), c: 2 }`, `{ c: 2 }`],
  ])('%s leaves no trace', async (_, before, after) => {
    expect(await body(before, [{ op: 'remove', name: 'a' }])).toBe(after);
  });
});

describe('a field that moves down', () => {
  const lens: Lens = [
    { op: 'plunge', host: 'h', name: 'a' },
    { op: 'plunge', host: 'h', name: 'c' },
  ];

  it.each([
    ['alone', `{ x: 1, a, z: 2 }`, `{ x: 1, h: { a }, z: 2 }`],
    ['with another', `{ a, x: 1, c: 3 }`, `{ h: { a, c: 3 }, x: 1 }`],
    ['into a literal', `{ a, h: { y: 1 } }`, `{ h: { y: 1, a } }`],
    ['into another object', `{ a, h: defaults }`, `{ h: { ...defaults, a } }`],
    ['under a condition', `{ x: 1, ...(a !== '' && { a }) }`, `{ x: 1, ...(a !== '' && { h: { a } }) }`],
    [
      'over lines, comments along',
      `{\n      x: 1,\n      a, // first\n      // second\n      c: 3,\n      z: 2,\n    }`,
      `{\n      x: 1,\n      h: {\n        a, // first\n        // second\n        c: 3,\n      },\n      z: 2,\n    }`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await body(before, lens)).toBe(after);
  });
});

describe('a value', () => {
  it.each<[string, Lens[number], string, string]>([
    ['text to a list of one', { op: 'wrap', name: 'a' }, `{ a: 'x' }`, `{ a: ['x'] }`],
    ['a typed parameter to a list of one', { op: 'wrap', name: 'a' }, `{ a }`, `{ a: [a] }`],
    ['a list as it is', { op: 'wrap', name: 'a' }, `{ a: ['x'] }`, `{ a: ['x'] }`],
    ['a value of any type', { op: 'wrap', name: 'a' }, `{ a: input.a }`, `{ ...(input.a != null && { a: [input.a].flat() }) }`],
    ['null to nothing', { op: 'wrap', name: 'a' }, `{ a: null, c: 1 }`, `{ c: 1 }`],
    ['a list to its first item', { op: 'head', name: 'a' }, `{ a: ['x', 'y'] }`, `{ a: 'x' }`],
    ['text to the number that it is', { op: 'convert', name: 'a', with: { to: 'number' } }, `{ a: '12' }`, `{ a: 12 }`],
    ['a variable to a number', { op: 'convert', name: 'a', with: { to: 'number' } }, `{ a }`, `{ a: Number(a) }`],
    ['inside a field', { op: 'in', name: 'h', lens: RENAMED }, `{ h: { a, c } }`, `{ h: { b: a, c } }`],
    ['the whole into a field', { op: 'nest', name: 'data' }, `{ a }`, `{ data: { a } }`],
    ['the whole out of a field', { op: 'unnest', name: 'data' }, `{ data: { a } }`, `{ a }`],
  ])('changes: %s', async (_, op, before, after) => {
    expect(await body(before, [op])).toBe(after);
  });
});

describe('the value of a placeholder', () => {
  it.each([
    ['is the expression of the URL', '/api/v1/datasets/${id}/jobs', 'dataset_id: id'],
    ['is not encoded in a body', '/api/v1/datasets/${encodeURIComponent(id)}/jobs', 'dataset_id: id'],
    ['is a text when the URL says it', '/api/v1/datasets/a%20b/jobs', `dataset_id: 'a b'`],
    ['is a template when it is put together', '/api/v1/datasets/set-${id}/jobs', 'dataset_id: `set-${id}`'],
  ])('%s', async (_, url, field) => {
    expect(await edited(post(url), DATASET_JOB)).toContain(`{ kind: 'dataset', ${field} }`);
  });

  it('is refused when the expression has an effect', async () => {
    expect(await edited(post('/api/v1/datasets/${next()}/jobs'), DATASET_JOB)).toBe(
      'refused: {dataset_id} of the v1 path is the result of `next()`, which cannot be moved safely',
    );
  });

  it('is written at the call when it is made after the body', async () => {
    const before = `export async function go() {
  const body = { action: 'x' };
  const set = await make();
  return fetch(\`/api/v1/datasets/\${set.id}/jobs\`, { method: 'POST', body: JSON.stringify(body) });
}
`;
    expect(await edited(before, DATASET_JOB)).toContain(`JSON.stringify({ kind: 'dataset', dataset_id: set.id, ...body })`);
  });
});
