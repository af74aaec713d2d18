import { describe, expect, it } from 'vitest';
import type { Lens } from '../../../../src/pack/model.js';
import { planIn, type Table } from './support.js';

const SCHEMA: Table = { v1: 'GET /jobs/{job_id}/schema', v2: 'GET /jobs:schema?job_id={job_id}' };
const RENAMED: Lens = [
  { op: 'rename', from: 'a', to: 'b' },
  { op: 'remove', name: 'x' },
];

/** The URL text after the change of its query. */
async function url(text: string, table: Table): Promise<string> {
  const { plan, url: changed } = await planIn(
    { 'a.ts': `export const run = (j: string, y: string, p: string) => fetch(${text});\n` },
    table,
  );
  return plan.kind === 'blocked' ? plan.reason.text : changed;
}

describe('a query in the URL', () => {
  it.each([
    ['is made from a placeholder of the path', '`/api/v1/jobs/${j}/schema`', '/api/v1/jobs/{0}/schema?job_id={0}'],
    ['keeps what it has', '`/api/v1/jobs/${j}/schema?full=1`', '/api/v1/jobs/{0}/schema?full=1&job_id={0}'],
    ['stays in front of a fragment', '`/api/v1/jobs/${j}/schema#top`', '/api/v1/jobs/{0}/schema?job_id={0}#top'],
    ['stays as it is when it has the parameter', '`/api/v1/jobs/${j}/schema?job_id=${y}`', '/api/v1/jobs/{0}/schema?job_id={1}'],
  ])('%s', async (_, before, after) => {
    expect(await url(before, SCHEMA)).toBe(after);
  });

  it.each([
    ['renames and removes', '`/api/v1/jobs/${j}/schema?x=1&a=${y}&c=2`', '/api/v1/jobs/{0}/schema?b={1}&c=2&job_id={0}'],
    ['removes the last', '`/api/v1/jobs/${j}/schema?a=${y}&x=1`', '/api/v1/jobs/{0}/schema?b={1}&job_id={0}'],
    ['removes the only one', '`/api/v1/jobs/${j}/schema?x=1`', '/api/v1/jobs/{0}/schema?job_id={0}'],
  ])('%s', async (_, before, after) => {
    expect(await url(before, { ...SCHEMA, query: RENAMED })).toBe(after);
  });

  it('takes fixed parameters of the endpoint', async () => {
    const table: Table = { v1: 'GET /datasets/{dataset_id}/jobs', v2: 'GET /jobs?kind=dataset&dataset_id={dataset_id}' };
    expect(await url('`/api/v1/datasets/${j}/jobs`', table)).toBe('/api/v1/datasets/{0}/jobs?kind=dataset&dataset_id={0}');
  });

  it('fills a placeholder of v2 from a v1 parameter of another name', async () => {
    const table: Table = { v1: 'GET /schema', v2: 'GET /jobs:schema?base_id={base_id}', params: { base_id: '?base' } };
    expect(await url('`/api/v1/schema?base=${y}`', table)).toBe('/api/v1/schema?base_id={0}');
    expect(await url('`/api/v1/schema`', table)).toBe('v2 needs the query parameter `base`, which the v1 call does not have');
  });

  it('says where a value comes from that the call does not hold', async () => {
    const table: Table = {
      v1: 'GET /experiments/{id}/schema',
      v2: 'GET /jobs:schema?network_arch={network_arch}',
      supply: { network_arch: { request: 'POST /experiments', field: 'network_arch', by: 'id' } },
    };
    expect(await url('`/api/v1/experiments/${j}/schema`', table)).toBe(
      'v2 needs the query parameter `network_arch`, which the v1 call does not have: it is the field `network_arch` of POST /experiments',
    );
  });
});

describe('query parameters in code', () => {
  const table: Table = { ...SCHEMA, query: RENAMED };
  const path = '`/api/v1/jobs/${j}/schema`';

  it.each([
    ['of axios', 'axios', `axios.get(${path}, { params: { a: 1, x: 2 } })`, `axios.get(${path}, { params: { job_id: j, b: 1 } })`],
    ['of ky', 'ky', `ky.get(${path}, { searchParams: { a: 1 } })`, `ky.get(${path}, { searchParams: { job_id: j, b: 1 } })`],
    ['of got', 'got', `got(${path}, { searchParams: { a: 1 } })`, `got(${path}, { searchParams: { job_id: j, b: 1 } })`],
    ['of superagent', 'superagent', `superagent.get(${path}).query({ a: 1, x: 2 })`, `superagent.get(${path}).query({ job_id: j, b: 1 })`],
    [
      'in a URLSearchParams',
      'axios',
      `axios.get(${path}, { params: new URLSearchParams({ a: '1', x: '2' }) })`,
      `axios.get(${path}, { params: new URLSearchParams({ job_id: j, b: '1' }) })`,
    ],
    [
      'of a declared type without the fields',
      'axios',
      `axios.get(${path}, { params: q })`,
      `axios.get(${path}, { params: { job_id: j, ...q } })`,
    ],
  ])('%s are changed there', async (_, client, before, after) => {
    const source = (call: string): string =>
      `import ${client} from '${client}';\nexport const run = (j: string, q: { skip?: number }) => ${call};\n`;
    const { plan, files } = await planIn({ 'a.ts': source(before) }, table);
    expect(plan).toMatchObject({ kind: 'edits', level: 'auto' });
    expect(plan.urlQuery).toBeUndefined();
    expect(files['a.ts']).toBe(source(after));
  });

  it.each([
    [
      'set one by one',
      `const q = new URLSearchParams();\nq.set('a', y);\nq.append('x', y);\naxios.get(${path}, { params: q });\n`,
      `const q = new URLSearchParams({ job_id: j });\nq.set('b', y);\naxios.get(${path}, { params: q });\n`,
    ],
    [
      'put into the URL',
      `const q = new URLSearchParams({ a: y });\nfetch(\`/api/v1/jobs/\${j}/schema?\${q}\`);\n`,
      `const q = new URLSearchParams({ job_id: j, b: y });\nfetch(\`/api/v1/jobs/\${j}/schema?\${q}\`);\n`,
    ],
    [
      'set on a URL',
      `const u = new URL(${path}, base);\nu.searchParams.set('a', y);\nu.searchParams.set('x', y);\nfetch(u);\n`,
      `const u = new URL(${path}, base);\nu.searchParams.set('b', y);\nfetch(u);\n`,
    ],
    [
      'assigned to a URL that is made before',
      `const u = new URL(${path}, base);\nu.search = new URLSearchParams({ a: y }).toString();\nfetch(u);\n`,
      `const u = new URL(${path}, base);\nu.search = new URLSearchParams({ job_id: j, b: y }).toString();\nfetch(u);\n`,
    ],
    [
      'assigned by their name',
      `const u = new URL(${path}, base);\nconst q = new URLSearchParams({ a: y });\nu.search = q;\nfetch(u);\n`,
      `const u = new URL(${path}, base);\nconst q = new URLSearchParams({ job_id: j, b: y });\nu.search = q;\nfetch(u);\n`,
    ],
  ])('%s are changed there', async (_, before, after) => {
    const { files } = await planIn({ 'a.ts': `import axios from 'axios';\n${before}` }, table);
    expect(files['a.ts']).toBe(`import axios from 'axios';\n${after}`);
  });

  it('that are a text, assigned to a URL, are left to a person', async () => {
    const { plan } = await planIn({ 'a.ts': `const u = new URL(${path}, base);\nu.search = '?a=1';\nfetch(u);\n` }, table);
    expect(plan).toMatchObject({ kind: 'blocked', reason: { text: expect.stringContaining('replaces the whole query of the URL') } });
  });

  it('of no known type are changed for review', async () => {
    const { plan } = await planIn(
      { 'a.js': `import axios from 'axios';\nexport const run = (j, q) => axios.get(${path}, { params: q });\n` },
      SCHEMA,
    );
    expect(plan).toMatchObject({ level: 'review', reason: { text: '`q` is taken for a plain object: check that it is one' } });
  });

  it('that are no plain object are refused', async () => {
    const source = `import axios from 'axios';\nexport const run = (j: string, q: Map<string, string>) => axios.get(${path}, { params: q });\n`;
    const { plan } = await planIn({ 'a.ts': source }, SCHEMA);
    expect(plan).toEqual({ kind: 'blocked', reason: expect.objectContaining({ text: 'the query parameters are a Map' }) });
  });
});
