import { describe, expect, it } from 'vitest';
import { planIn, type Table } from './support.js';

const FIND: Table = {
  v1: 'GET /find',
  v2: 'POST /find',
  queryToBody: ['colour', 'size'],
  request: [{ op: 'convert', name: 'size', with: { to: 'number' } }],
};

/** The call after the change, with the URL text in which the query is changed. */
async function moved(client: string, call: string): Promise<{ call: string; url: string }> {
  const head = client === 'fetch' ? '' : `import ${client} from '${client}';\n`;
  const { plan, files, url } = await planIn({ 'a.ts': `${head}export const run = (y: string, q: { colour: string }) => ${call};\n` }, FIND);
  const after = /=> ([^]*);\n$/.exec(files['a.ts'] ?? '')?.[1] ?? '';
  return { call: plan.kind === 'blocked' ? plan.reason.text : after, url };
}

describe('query parameters that v2 takes in the body', () => {
  it('are taken from the text of the URL', async () => {
    expect(await moved('fetch', 'fetch(`/api/v1/find?size=3&key=a&colour=${y}`)')).toEqual({
      call: "fetch(`/api/v1/find?size=3&key=a&colour=${y}`, {\n  method: 'POST',\n  headers: { 'Content-Type': 'application/json' },\n  body: JSON.stringify({ size: 3, colour: y }),\n})",
      url: '/api/v1/find?key=a',
    });
  });

  it.each([
    [
      'ky',
      "ky.get('/api/v1/find', { searchParams: { colour: y, size: '3' } })",
      "ky.post('/api/v1/find', { json: { colour: y, size: 3 } })",
    ],
    [
      'ky',
      "ky.get('/api/v1/find', { searchParams: { colour: y, key: 'a' } })",
      "ky.post('/api/v1/find', { searchParams: { key: 'a' }, json: { colour: y } })",
    ],
    [
      'axios',
      "axios.get('/api/v1/find', { params: { colour: y }, timeout: 5 })",
      "axios.post('/api/v1/find', { colour: y }, { timeout: 5 })",
    ],
  ])('are taken from the options of %s', async (client, before, after) => {
    expect(await moved(client, before)).toEqual({ call: after, url: '/api/v1/find' });
  });

  it.each([
    [
      'fetch',
      'fetch(`/api/v1/find?${new URLSearchParams({ colour: y })}`)',
      'code sets the query parameter `colour`, which v2 takes in the body',
    ],
    ['fetch', 'fetch(`/api/v1/find?${y}`)', 'the query parameters, which v2 takes in the body, are only known at run time'],
    ['axios', "axios.get('/api/v1/find', { params: q })", 'the query parameters `q`, which v2 takes in the body, are made elsewhere'],
    [
      'axios',
      "axios.get('/api/v1/find', { params: { ...q } })",
      'not all names of the query parameters, which v2 takes in the body, are visible',
    ],
  ])('are left to a person where they are not written at the call (%s): %s', async (client, before, reason) => {
    expect((await moved(client, before)).call).toBe(reason);
  });

  it.each([
    [
      'url.search = new URLSearchParams([...all]).toString();',
      'the query parameters, which v2 takes in the body, are only known at run time',
    ],
    ['url.search = String(new URLSearchParams(all));', 'the query parameters, which v2 takes in the body, are only known at run time'],
    ["url.search = new URLSearchParams({ size: '3' }).toString();", 'code sets the query parameter `size`, which v2 takes in the body'],
    ["url.searchParams.set('colour', 'red');", 'code sets the query parameter `colour`, which v2 takes in the body'],
  ])('are left to a person where a URL gets them later, whatever its base is: %s', async (line, reason) => {
    const { plan } = await planIn(
      {
        'a.ts': `const base = process.env.BASE ?? 'http://localhost';
export function run(all: Map<string, string>) {
  const url = new URL('/api/v1/find', base);
  ${line}
  return fetch(url);
}
`,
      },
      FIND,
    );
    expect(plan).toMatchObject({ kind: 'blocked', reason: { text: reason } });
  });
});

describe('a body for a function that hands options on', () => {
  const after = async (wrapper: string): Promise<string> => {
    const { files } = await planIn(
      { 'a.ts': `${wrapper}export const run = (y: string) => send(\`/api/v1/find?colour=\${y}\`, { cache: 'no-store' });\n` },
      FIND,
    );
    return files['a.ts'] ?? '';
  };

  it('is made JSON where nothing else does it', async () => {
    expect(await after('const send = (url: string, init: RequestInit) => fetch(url, init);\n')).toContain(
      'body: JSON.stringify({ colour: y })',
    );
  });

  it('is an object where the function makes JSON of it', async () => {
    const wrapper =
      'const send = (url: string, init: any) => fetch(url, { ...init, body: init.body === undefined ? undefined : JSON.stringify(init.body) });\n';
    expect(await after(wrapper)).toContain('body: { colour: y }');
  });
});
