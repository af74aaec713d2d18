import { describe, expect, it } from 'vitest';
import { planIn, type Table } from './support.js';

const PATCH: Table = { v1: 'PUT /experiments/{id}', v2: 'PATCH /jobs/{id}' };
const LIST: Table = {
  v1: 'GET /data/list/{filters*}',
  v2: 'POST /datasets/list',
  request: [
    { op: 'add', name: 'filters', value: { parameter: 'filters' } },
    { op: 'convert', name: 'filters', with: { to: 'pairs', types: { limit: 'number', data_id: 'number-list' } } },
    { op: 'unnest', name: 'filters' },
  ],
};

async function changed(text: string, table: Table): Promise<string> {
  const { plan, files } = await planIn({ 'a.ts': text }, table);
  return plan.kind === 'blocked' ? `refused: ${plan.reason.text}` : (files['a.ts'] ?? '');
}

const imported = (client: string): string => (client === '' ? '' : `import ${client} from '${client}';\n`);

const ownClient = (verbs: string[]): string =>
  `const api = {\n${verbs.map((verb) => `  ${verb}: (path: string, body: unknown) => fetch('/api/v1' + path, { method: '${verb.toUpperCase()}', body: JSON.stringify(body) }),\n`).join('')}};\n`;

describe('a method', () => {
  const path = '`/api/v1/experiments/${id}`';

  it.each([
    ['an option', '', `fetch(${path}, { method: 'PUT', body: b })`, `fetch(${path}, { method: 'PATCH', body: b })`],
    ['an option in lower case', '', `fetch(${path}, { method: "put" })`, `fetch(${path}, { method: "patch" })`],
    ['a verb of axios', 'axios', `axios.put(${path}, b)`, `axios.patch(${path}, b)`],
    ['a verb of ky', 'ky', `ky.put(${path}, { json: b })`, `ky.patch(${path}, { json: b })`],
    ['a verb of superagent', 'superagent', `superagent.put(${path}).send(b)`, `superagent.patch(${path}).send(b)`],
    ['an option of axios', 'axios', `axios({ method: 'put', url: ${path} })`, `axios({ method: 'patch', url: ${path} })`],
  ])('is changed as %s', async (_, client, before, after) => {
    expect(await changed(`${imported(client)}${before};\n`, PATCH)).toBe(`${imported(client)}${after};\n`);
  });

  it('that a wrapper takes is changed at its call', async () => {
    const wrapper = `const request = (method: string, path: string, body?: unknown) => fetch('/api/v1' + path, { method, body: JSON.stringify(body) });\n`;
    expect(await changed(`${wrapper}request('PUT', \`/experiments/\${id}\`, b);\n`, PATCH)).toBe(
      `${wrapper}request('PATCH', \`/experiments/\${id}\`, b);\n`,
    );
  });

  it('that names a member of the own client becomes the other member', async () => {
    expect(await changed(`${ownClient(['put', 'patch'])}api.put(\`/experiments/\${id}\`, b);\n`, PATCH)).toBe(
      `${ownClient(['put', 'patch'])}api.patch(\`/experiments/\${id}\`, b);\n`,
    );
    expect(await changed(`${ownClient(['put'])}api.put(\`/experiments/\${id}\`, b);\n`, PATCH)).toBe(
      'refused: a function that other calls share sets the method, and v2 needs PATCH',
    );
  });
});

describe('a path that becomes a body', () => {
  it.each([
    [
      'fetch',
      '',
      "fetch(`/api/v1/data/list/status/active/limit/${n}/data_id/${ids.join(',')}`)",
      "fetch(`/api/v1/data/list/status/active/limit/${n}/data_id/${ids.join(',')}`, {\n  method: 'POST',\n  headers: { 'Content-Type': 'application/json' },\n  body: JSON.stringify({ status: 'active', limit: Number(n), data_id: ids.map(Number) }),\n})",
    ],
    ['axios', 'axios', "axios.get('/api/v1/data/list/limit/10')", "axios.post('/api/v1/data/list/limit/10', { limit: 10 })"],
    [
      'axios with options',
      'axios',
      "axios.get('/api/v1/data/list/limit/10', { timeout: 3 })",
      "axios.post('/api/v1/data/list/limit/10', { limit: 10 }, { timeout: 3 })",
    ],
    ['got', 'got', "got('/api/v1/data/list/tag/a%20b')", "got('/api/v1/data/list/tag/a%20b', { method: 'POST', json: { tag: 'a b' } })"],
    ['ky', 'ky', "ky.get('/api/v1/data/list/limit/10')", "ky.post('/api/v1/data/list/limit/10', { json: { limit: 10 } })"],
    [
      'superagent',
      'superagent',
      "superagent.get('/api/v1/data/list/limit/10')",
      "superagent.post('/api/v1/data/list/limit/10').send({ limit: 10 })",
    ],
  ])('is given in the form of %s', async (_, client, before, after) => {
    expect(await changed(`${imported(client)}${before};\n`, LIST)).toBe(`${imported(client)}${after};\n`);
  });

  it('is given through a wrapper that takes one', async () => {
    const wrapper = `function request(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) {\n  return fetch('/api/v1' + path, { method, body: body === undefined ? undefined : JSON.stringify(body) });\n}\n`;
    expect(await changed(`${wrapper}request('/data/list/status/active');\n`, LIST)).toBe(
      `${wrapper}request('/data/list/status/active', { method: 'POST', body: { status: 'active' } });\n`,
    );
  });

  it('is refused when its names are only known at run time', async () => {
    expect(await changed('fetch(`/api/v1/data/list/${filters}`);\n', LIST)).toBe(
      'refused: the names in `filters` are only known at run time',
    );
    expect(await changed('fetch(`/api/v1/data/list/${name}/${value}`);\n', LIST)).toBe(
      'refused: a name in the path is only known at run time',
    );
  });
});

describe('a value by a table', () => {
  const MODEL: Table = {
    request: [
      { op: 'add', name: 'provider', value: { from: 'model', with: { to: 'lookup', prefixes: { gpt: 'openai', claude: 'anthropic' } } } },
    ],
  };

  it('is written when it is known', async () => {
    expect(await changed(`fetch('/api/v1/things', { method: 'POST', body: JSON.stringify({ model: 'gpt-4' }) });\n`, MODEL)).toContain(
      `{ model: 'gpt-4', provider: 'openai' }`,
    );
  });

  it('is found by a function in the file, for review, when it is not', async () => {
    const { plan, files } = await planIn(
      { 'a.ts': `export const run = (model: string) => fetch('/api/v1/things', { method: 'POST', body: JSON.stringify({ model }) });\n` },
      MODEL,
    );
    expect(plan).toMatchObject({ level: 'review', reason: { text: '`provider` is only known at run time: check `providerOf`' } });
    expect(files['a.ts']).toContain(`{ model, provider: providerOf(model) }`);
    expect(files['a.ts']).toContain(`\n\nfunction providerOf(value: unknown): string | undefined {\n`);
  });

  it('that is in no table is left out, for review', async () => {
    const { plan, files } = await planIn(
      { 'a.ts': `fetch('/api/v1/things', { method: 'POST', body: JSON.stringify({ model: 'x' }) });\n` },
      MODEL,
    );
    expect(plan).toMatchObject({ level: 'review', reason: { text: "`provider` of 'x' is not known" } });
    expect(files['a.ts']).toContain(`JSON.stringify({ model: 'x' })`);
  });
});

describe('a method that is taken off its client', () => {
  it.each([
    ["import axios from 'axios';\nconst { get } = axios;\nget('/api/v1/things');\n"],
    ["import axios from 'axios';\nconst read = axios.get.bind(axios);\nread('/api/v1/things');\n"],
  ])('sends no other method', async (text) => {
    const { plan } = await planIn({ 'a.ts': text }, { v1: 'GET /things', v2: 'POST /things' });
    expect(plan).toMatchObject({ kind: 'blocked', reason: { text: expect.stringContaining('which sends no other method') } });
  });
});
