import { describe, expect, it } from 'vitest';
import type { Lens } from '../../../../src/pack/model.js';
import { DATASET_JOB, planIn, type Table } from './support.js';

const RENAME: Table = { request: [{ op: 'rename', from: 'directory', to: 'sourceDirectory' }] };
const IDS: Lens = [
  { op: 'rename', from: 'base', to: 'bases' },
  { op: 'wrap', name: 'bases' },
];
const WITH_IDS: Table = { ...DATASET_JOB, request: [...(DATASET_JOB.request ?? []), ...IDS] };
const AXIOS = "import axios from 'axios';\n";

/** The files after the change, with the level; a refusal gives its reason. */
async function changed(
  files: { [name: string]: string },
  table: Table,
): Promise<{ level: string; reason?: string; files: { [name: string]: string } }> {
  const { plan, files: after } = await planIn(files, table);
  if (plan.kind === 'blocked') return { level: 'manual', reason: plan.reason.text, files: after };
  return { level: plan.level, ...(plan.reason === undefined ? {} : { reason: plan.reason.text }), files: after };
}

const job = (lines: string, use = 'body'): string =>
  `export function run(id: string, base: string) {\n${lines}  return fetch(\`/api/v1/datasets/\${id}/jobs\`, { method: 'POST', body: JSON.stringify(${use}) });\n}\n`;

const creation = (type: string, argument = 'thing'): string =>
  `${AXIOS}export interface Thing {\n  name: string;\n  ${type}?: string;\n}\nexport const create = (thing: Thing) => axios.post('/api/v1/things', ${argument});\n`;

const callersWith = (field: string): string =>
  `import { create } from './a.js';\nexport async function main(directory: string) {\n  await create({ name: 'x', ${field} });\n  await create({ name: 'y' });\n}\n`;

describe('a variable', () => {
  it.each([
    [
      'with this one use is changed where it is made',
      `  const body = { action: 'x', base };\n`,
      `  const body = { kind: 'dataset', dataset_id: id, action: 'x', bases: [base] };\n`,
    ],
    [
      'that is filled later is changed there too',
      `  const body: any = { action: 'x' };\n  if (base) body.base = base;\n  body['base'] = 'y';\n`,
      `  const body: any = { kind: 'dataset', dataset_id: id, action: 'x' };\n  if (base) body.bases = [base];\n  body['bases'] = ['y'];\n`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await changed({ 'a.ts': job(before) }, WITH_IDS)).toEqual({ level: 'auto', files: { 'a.ts': job(after) } });
  });

  it('that others see is changed at the call', async () => {
    const lines = `  const body = { action: 'x' };\n  console.log(body);\n`;
    const { level, files } = await changed({ 'a.ts': job(lines) }, WITH_IDS);
    expect(level).toBe('auto');
    expect(files['a.ts']).toBe(job(lines, `{ kind: 'dataset', dataset_id: id, ...body }`));
  });

  it('that others see is taken apart at the call when a field changes', async () => {
    const lines = `  const body = { action: 'x', base };\n  console.log(body);\n`;
    const { level, files } = await changed({ 'a.ts': job(lines) }, WITH_IDS);
    expect(level).toBe('auto');
    expect(files['a.ts']).toContain(
      `JSON.stringify((({ base, ...rest }) => ({ kind: 'dataset', dataset_id: id, bases: [base], ...rest }))(body))`,
    );
  });

  it.each([
    ['by an alias', '', `  const same = body;\n  same.base = base;\n`],
    ['behind a cast', '', `  (body as any).base = base;\n  console.log(body);\n`],
    ['by a function', 'function fill(given: any, base: string) {\n  given.base = base;\n}\n', `  fill(body, base);\n`],
    [
      'by a function of a function',
      'const set = (to: any) => {\n  to.base = 1;\n};\nconst fill = (given: any) => set(given);\n',
      `  fill(body);\n`,
    ],
    ['out of sight', `import { fill } from 'elsewhere';\n`, `  fill(body);\n`],
  ])('that is filled %s has the fields that it is given there', async (_, head, filling) => {
    const lines = `  const body: any = { action: 'x' };\n${filling}`;
    const { files } = await changed({ 'a.ts': head + job(lines) }, WITH_IDS);
    expect(files['a.ts']).toMatch(/\bbase,[^)]*\.\.\.rest/);
  });

  it('that is only looked at has none but its own', async () => {
    const lines = `  const body: any = { action: 'x' };\n  logger.info(body);\n  validateJob(body);\n`;
    const { files } = await changed({ 'a.ts': `import { logger, validateJob } from 'elsewhere';\n${job(lines)}` }, WITH_IDS);
    expect(files['a.ts']).toContain(`JSON.stringify({ kind: 'dataset', dataset_id: id, ...body })`);
  });

  it('that holds the text of the body leads to the object in it', async () => {
    const before = `export function run(id: string) {\n  const text = JSON.stringify({ action: 'x' });\n  return fetch(\`/api/v1/datasets/\${id}/jobs\`, { method: 'POST', body: text });\n}\n`;
    const { files } = await changed({ 'a.ts': before }, DATASET_JOB);
    expect(files['a.ts']).toBe(before.replace('{ action', `{ kind: 'dataset', dataset_id: id, action`));
  });

  it('that holds the options of two calls is not changed', async () => {
    const before = `const init = { method: 'POST', body: JSON.stringify({ directory: 'd' }) };\nfetch('/api/v1/things', init);\nfetch('/other', init);\n`;
    expect(await changed({ 'a.ts': before }, RENAME)).toMatchObject({
      level: 'manual',
      reason: expect.stringContaining('other calls share'),
    });
  });
});

describe('a declared type', () => {
  it('of the project follows when only this body has it', async () => {
    const { level, files } = await changed(
      {
        'a.ts': `interface Job {\n  action: string;\n  base: string;\n}\nexport function run(id: string, base: string) {\n  const body: Job = { action: 'x', base };\n  return fetch(\`/api/v1/datasets/\${id}/jobs\`, { method: 'POST', body: JSON.stringify(body) });\n}\n`,
      },
      WITH_IDS,
    );
    expect(level).toBe('auto');
    expect(files['a.ts']).toContain(
      `interface Job {\n  kind: 'dataset';\n  dataset_id: string;\n  action: string;\n  bases: string[];\n}\n`,
    );
  });

  it('that is used elsewhere stays, and the body is changed at the call', async () => {
    const source = `interface Thing { name: string; directory: string }\nexport const nameOf = (thing: Thing) => thing.name;\nexport function run(directory: string) {\n  const body: Thing = { name: 'x', directory };\n  return fetch('/api/v1/things', { method: 'POST', body: JSON.stringify(body) });\n}\n`;
    const { files } = await changed({ 'a.ts': source }, RENAME);
    expect(files['a.ts']).toBe(
      source.replace(
        'JSON.stringify(body)',
        'JSON.stringify((({ directory, ...rest }) => ({ sourceDirectory: directory, ...rest }))(body))',
      ),
    );
  });

  it('tells which fields a parameter has not', async () => {
    const source = `${AXIOS}export const run = (id: string, job: { action: string }) => axios.post(\`/api/v1/datasets/\${id}/jobs\`, job);\n`;
    const { level, files } = await changed({ 'a.ts': source }, WITH_IDS);
    expect(level).toBe('auto');
    expect(files['a.ts']).toBe(source.replace(', job)', `, { kind: 'dataset', dataset_id: id, ...job })`));
  });

  it('of a wrapper follows when only this call has it', async () => {
    const { files } = await changed(
      {
        'a.ts': `${AXIOS}interface Job { action: string }\nconst post = (path: string, body: Job) => axios.post(\`/api/v1\${path}\`, body);\nexport const run = (id: string) => post(\`/datasets/\${id}/jobs\`, { action: 'x' });\n`,
      },
      DATASET_JOB,
    );
    expect(files['a.ts']).toContain(`interface Job { kind: 'dataset'; dataset_id: string; action: string }`);
  });
});

describe('a parameter', () => {
  it('leads to all callers, and its type follows', async () => {
    expect(await changed({ 'a.ts': creation('directory'), 'b.ts': callersWith('directory') }, RENAME)).toEqual({
      level: 'auto',
      files: { 'a.ts': creation('sourceDirectory'), 'b.ts': callersWith('sourceDirectory: directory') },
    });
  });

  it('of a method leads to its callers', async () => {
    const things = `${AXIOS}export class Things {\n  create(thing: { directory: string }) {\n    return axios.post('/api/v1/things', thing);\n  }\n}\n`;
    const { files } = await changed(
      { 'a.ts': things, 'b.ts': `import { Things } from './a.js';\nnew Things().create({ directory: 'd' });\n` },
      RENAME,
    );
    expect(files['a.ts']).toContain('{ sourceDirectory: string }');
    expect(files['b.ts']).toContain(`create({ sourceDirectory: 'd' })`);
  });

  it('gets new fields where it is used', async () => {
    const source = `${AXIOS}export const run = (id: string, job: { base: string }) => axios.post(\`/api/v1/datasets/\${id}/jobs\`, job);\n`;
    const { files } = await changed({ 'a.ts': source, 'b.ts': `import { run } from './a.js';\nrun('x', { base: 'b' });\n` }, WITH_IDS);
    expect(files['a.ts']).toContain(
      `{ bases: string[] }) => axios.post(\`/api/v1/datasets/\${id}/jobs\`, { kind: 'dataset', dataset_id: id, ...job })`,
    );
    expect(files['b.ts']).toContain(`run('x', { bases: ['b'] })`);
  });

  it('is taken apart where it is used when a caller hides the value', async () => {
    const { level, reason, files } = await changed(
      { 'a.ts': creation('directory'), 'b.ts': `import { create } from './a.js';\nexport const main = (thing: any) => create(thing);\n` },
      RENAME,
    );
    expect(level).toBe('auto');
    expect(reason).toBeUndefined();
    expect(files['a.ts']).toBe(
      creation(
        'directory',
        '(({ directory, ...rest }) => ({ ...(directory !== undefined && { sourceDirectory: directory }), ...rest }))(thing)',
      ),
    );
  });

  it('of no declared type is taken apart for review', async () => {
    const source = `${AXIOS}export const create = (thing) => axios.post('/api/v1/things', thing);\n`;
    expect(await changed({ 'a.js': source }, RENAME)).toMatchObject({
      level: 'review',
      reason: 'not all fields of `thing` are visible: check which of them v2 takes elsewhere',
    });
  });

  it('of a declared type that may lack the fields is taken apart without that type', async () => {
    const source = `${AXIOS}export const create = <N extends object>(thing: N) => axios.post('/api/v1/things', thing);\n`;
    const { files } = await changed({ 'a.ts': source }, RENAME);
    expect(files['a.ts']).toContain('(({ directory, ...rest }: any) =>');
  });

  it('of an exported function that nothing calls stays as it is for other programs', async () => {
    const { files } = await changed({ 'a.ts': creation('directory') }, RENAME);
    expect(files['a.ts']).toContain('directory?: string');
    expect(files['a.ts']).toContain('sourceDirectory: directory');
  });
});

describe('an object', () => {
  it.each([
    [
      'that a function makes for this call is changed there',
      `const build = (name: string, directory: string) => ({ name, directory });\nexport const run = () => axios.post('/api/v1/things', build('a', 'b'));\n`,
      `const build = (name: string, directory: string) => ({ name, sourceDirectory: directory });\nexport const run = () => axios.post('/api/v1/things', build('a', 'b'));\n`,
    ],
    [
      'that a function makes for others too is taken apart at the call',
      `const build = (directory: string) => ({ directory });\nexport const run = () => axios.post('/api/v1/things', build('b'));\nexport const other = build('c');\n`,
      `const build = (directory: string) => ({ directory });\nexport const run = () => axios.post('/api/v1/things', (({ directory, ...rest }) => ({ sourceDirectory: directory, ...rest }))(build('b')));\nexport const other = build('c');\n`,
    ],
    [
      'in a private property is changed there',
      `export class Things {\n  private payload = { directory: 'x' };\n  run() {\n    return axios.post('/api/v1/things', this.payload);\n  }\n}\n`,
      `export class Things {\n  private payload = { sourceDirectory: 'x' };\n  run() {\n    return axios.post('/api/v1/things', this.payload);\n  }\n}\n`,
    ],
    [
      'merged by Object.assign is changed in its parts',
      `export const run = (extra: { tag: string }, directory: string) => axios.post('/api/v1/things', Object.assign({}, extra, { directory }));\n`,
      `export const run = (extra: { tag: string }, directory: string) => axios.post('/api/v1/things', Object.assign({}, extra, { sourceDirectory: directory }));\n`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await changed({ 'a.ts': AXIOS + before }, RENAME)).toEqual({ level: 'auto', files: { 'a.ts': AXIOS + after } });
  });

  it('from another file is known by its fields', async () => {
    const run = (fields: string): string =>
      `${AXIOS}import { DEFAULTS } from './b.js';\nexport const run = (directory: string) => axios.post('/api/v1/things', { ...DEFAULTS, ${fields} });\n`;
    const defaults = `export const DEFAULTS = { recursive: true };\n`;
    expect(await changed({ 'a.ts': run('directory'), 'b.ts': defaults }, RENAME)).toEqual({
      level: 'auto',
      files: { 'a.ts': run('sourceDirectory: directory'), 'b.ts': defaults },
    });
  });

  it('in options that a wrapper takes apart is changed at the call', async () => {
    const wrapper = `async function request(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) {\n  return fetch(\`/api/v1\${path}\`, { method, body: body === undefined ? undefined : JSON.stringify(body) });\n}\n`;
    const run = (body: string): string => `${wrapper}export const run = () => request('/things', { method: 'POST', body: ${body} });\n`;
    expect(await changed({ 'a.ts': run(`{ directory: 'd' }`) }, RENAME)).toEqual({
      level: 'auto',
      files: { 'a.ts': run(`{ sourceDirectory: 'd' }`) },
    });
  });
});

describe('a body that cannot be changed', () => {
  it.each([
    ['a FormData', `const form = new FormData();\naxios.post('/api/v1/things', form);\n`, 'the body is a FormData'],
    ['a URLSearchParams', `axios.post('/api/v1/things', new URLSearchParams({ directory: 'd' }));\n`, 'the body is a URLSearchParams'],
    ['a stream', `export const run = (file: ReadableStream) => axios.post('/api/v1/things', file);\n`, 'the body is a stream'],
    ['text written by hand', `axios.post('/api/v1/things', '{"directory":"d"}');\n`, 'the body is a text that is written out by hand'],
    [
      'text from somewhere',
      `export const run = (text: string) => fetch('/api/v1/things', { method: 'POST', body: text });\n`,
      '`text` makes the body a text; only JSON.stringify can be followed',
    ],
    [
      'a field that a wrapper sets',
      `const send = (path: string, body: object) => axios.post(\`/api/v1\${path}\`, { ...body, directory: '/' });\nsend('/things', { name: 'x' });\n`,
      'a function that other calls share sets the field `directory`',
    ],
  ])('%s is refused', async (_, source, reason) => {
    expect(await changed({ 'a.ts': AXIOS + source }, RENAME)).toMatchObject({ level: 'manual', reason });
  });
});

describe('a type that requests and answers share', () => {
  const source = (name: string): string =>
    `interface Thing {\n  name: string;\n  ${name}: string;\n}\ntype NewThing = Pick<Thing, 'name' | '${name}'> & Partial<Thing>;\nexport async function create(thing: NewThing): Promise<Thing> {\n  const response = await fetch('/api/v1/things', { method: 'POST', body: JSON.stringify(thing) });\n  return response.json();\n}\n`;
  const main = (field: string): string => `import { create } from './a.js';\nawait create({ name: 'x', ${field} });\n`;
  const files = { 'a.ts': source('directory'), 'b.ts': main(`directory: '/'`) };

  it('is changed for both when the field is renamed in both', async () => {
    const table: Table = { ...RENAME, ...(RENAME.request ? { response: RENAME.request } : {}) };
    expect(await changed(files, table)).toEqual({
      level: 'auto',
      files: { 'a.ts': source('sourceDirectory'), 'b.ts': main(`sourceDirectory: '/'`) },
    });
  });

  it('stays when only the request changes', async () => {
    const { files: after } = await changed(files, RENAME);
    expect(after['b.ts']).toBe(files['b.ts']);
    expect(after['a.ts']).toContain('JSON.stringify((({ directory, ...rest }) => ({ ');
  });
});
