import { describe, expect, it } from 'vitest';
import { planIn, type Table } from './support.js';

const SET: Table = { v1: 'POST /route', v2: 'POST /route', headers: { 'Accept-Version': { set: 'v2' } } };
const DROP: Table = { v1: 'POST /route', v2: 'POST /route', headers: { 'API-Version': { set: null, when: '^2024-0' } } };

interface Result {
  level: string;
  reason?: string;
  text: string;
}

async function changed(text: string, table: Table, index = 0): Promise<Result> {
  const { plan, files } = await planIn({ 'a.ts': text }, table, index);
  if (plan.kind === 'blocked') return { level: 'manual', reason: plan.reason.text, text: files['a.ts'] ?? '' };
  return { level: plan.level, ...(plan.reason === undefined ? {} : { reason: plan.reason.text }), text: files['a.ts'] ?? '' };
}

const call = (headers: string): string => `fetch('/api/v1/route', { method: 'POST', ${headers} });\n`;

const make = (config: string): string => `import axios from 'axios';\nconst api = axios.create(${config});\n`;

const wrapper = (headers: string): string =>
  `function send(path: string, body: object) {\n  return fetch('/api/v1' + path, { method: 'POST', headers: ${headers}, body: JSON.stringify(body) });\n}\n`;

describe('a header that v2 needs', () => {
  it.each([
    ['goes into a literal', call(`headers: { Accept: 'a' }`), call(`headers: { Accept: 'a', 'Accept-Version': 'v2' }`)],
    [
      'replaces the v1 value, whatever its spelling',
      call(`headers: { 'accept-version': 'v1' }`),
      call(`headers: { 'accept-version': 'v2' }`),
    ],
    ['stays as it is when it is there', call(`headers: { 'accept-version': 'v2' }`), call(`headers: { 'accept-version': 'v2' }`)],
    ['goes into a Headers', call(`headers: new Headers()`), call(`headers: new Headers({ 'Accept-Version': 'v2' })`)],
    [
      'goes into a Headers with others',
      call(`headers: new Headers({ a: 'b' })`),
      call(`headers: new Headers({ a: 'b', 'Accept-Version': 'v2' })`),
    ],
    ['goes into pairs', call(`headers: [['a', 'b']]`), call(`headers: [['a', 'b'], ['Accept-Version', 'v2']]`)],
    [
      'goes where the variable is made',
      `const headers = { a: 'b' };\n${call('headers')}`,
      `const headers = { a: 'b', 'Accept-Version': 'v2' };\n${call('headers')}`,
    ],
    [
      'goes beside a variable that others use',
      `export const headers = { a: 'b' };\n${call('headers')}`,
      `export const headers = { a: 'b' };\n${call(`headers: { ...headers, 'Accept-Version': 'v2' }`)}`,
    ],
    [
      'replaces what is set on a Headers',
      `const h = new Headers();\nh.set('Accept-Version', 'v1');\n${call('headers: h')}`,
      `const h = new Headers();\nh.set('Accept-Version', 'v2');\n${call('headers: h')}`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await changed(before, SET)).toEqual({ level: 'auto', text: after });
  });

  it('is put beside headers of unknown making for review', async () => {
    expect(await changed(call('headers: auth()'), SET)).toEqual({
      level: 'review',
      reason: '`auth()` is taken for a plain object, not a Headers: check that it is',
      text: call(`headers: { ...auth(), 'Accept-Version': 'v2' }`),
    });
  });

  it.each([
    [
      'fetch',
      '',
      `fetch('/api/v1/route', { method: 'POST' })`,
      `fetch('/api/v1/route', { method: 'POST', headers: { 'Accept-Version': 'v2' } })`,
    ],
    [
      'axios without a body',
      'axios',
      `axios.post('/api/v1/route')`,
      `axios.post('/api/v1/route', undefined, { headers: { 'Accept-Version': 'v2' } })`,
    ],
    [
      'axios with a body',
      'axios',
      `axios.post('/api/v1/route', b)`,
      `axios.post('/api/v1/route', b, { headers: { 'Accept-Version': 'v2' } })`,
    ],
    [
      'axios with options',
      'axios',
      `axios.post('/api/v1/route', b, { timeout: 3 })`,
      `axios.post('/api/v1/route', b, { timeout: 3, headers: { 'Accept-Version': 'v2' } })`,
    ],
    [
      'axios with options that may hold headers',
      'axios',
      `axios.post('/api/v1/route', b, o)`,
      `axios.post('/api/v1/route', b, { ...o, headers: { ...o.headers, 'Accept-Version': 'v2' } })`,
    ],
    ['ky', 'ky', `ky.post('/api/v1/route')`, `ky.post('/api/v1/route', { headers: { 'Accept-Version': 'v2' } })`],
    ['got', 'got', `got.post('/api/v1/route')`, `got.post('/api/v1/route', { headers: { 'Accept-Version': 'v2' } })`],
    ['superagent', 'superagent', `superagent.post('/api/v1/route')`, `superagent.post('/api/v1/route').set('Accept-Version', 'v2')`],
    [
      'a chain of superagent',
      'superagent',
      `superagent.post('/api/v1/route').set('Accept-Version', 'v1')`,
      `superagent.post('/api/v1/route').set('Accept-Version', 'v2')`,
    ],
  ])('is added in the form of %s', async (_, client, before, after) => {
    const start = client === '' ? '' : `import ${client} from '${client}';\n`;
    expect(await changed(`${start}${before};\n`, SET)).toEqual({ level: 'auto', text: `${start}${after};\n` });
  });
});

describe('headers of an instance', () => {
  const two = `api.post('/api/v1/route', a);\napi.post('/api/v1/route', b);\n`;

  it('are changed for all of its calls', async () => {
    expect(await changed(make(`{ headers: { 'Accept-Version': 'v1' } }`) + two, SET)).toEqual({
      level: 'auto',
      text: make(`{ headers: { 'Accept-Version': 'v2' } }`) + two,
    });
  });

  it('are added once when all of its calls need them', async () => {
    expect(await changed(make(`{ timeout: 3 }`) + two, SET)).toEqual({
      level: 'auto',
      text: make(`{ timeout: 3, headers: { 'Accept-Version': 'v2' } }`) + two,
    });
    expect((await changed(make('') + two, SET)).text).toBe(make(`{ headers: { 'Accept-Version': 'v2' } }`) + two);
  });

  it('name the other calls that stand or fall with the change', async () => {
    const { plan } = await planIn({ 'a.ts': make(`{ headers: { 'Accept-Version': 'v1' } }`) + two }, SET);
    expect(plan.kind === 'edits' && plan.dependsOn).toHaveLength(1);
  });

  it('stay when the instance makes other calls, and the call says its own', async () => {
    const other = `api.get('/elsewhere');\n`;
    const before = make(`{ headers: { 'Accept-Version': 'v1' } }`) + other;
    expect((await changed(`${before}api.post('/api/v1/route', b);\n`, SET)).text).toBe(
      `${before}api.post('/api/v1/route', b, { headers: { 'Accept-Version': 'v2' } });\n`,
    );
  });

  it('that are right already need nothing', async () => {
    const text = make(`{ headers: { 'Accept-Version': 'v2' } }`) + two;
    expect(await changed(text, SET)).toEqual({ level: 'auto', text });
  });
});

describe('headers of a wrapper', () => {
  it('are changed when all callers have the rule', async () => {
    const calls = `send('/route', { a: 1 });\nsend('/route', { a: 2 });\n`;
    expect(await changed(wrapper(`{ Accept: 'a' }`) + calls, SET)).toEqual({
      level: 'auto',
      text: wrapper(`{ Accept: 'a', 'Accept-Version': 'v2' }`) + calls,
    });
  });

  it('stay when another caller has not', async () => {
    expect(await changed(`${wrapper(`{ Accept: 'a' }`)}send('/route', { a: 1 });\nsend('/other', { a: 2 });\n`, SET)).toMatchObject({
      level: 'manual',
      reason: 'v2 needs the header `Accept-Version`, which is not set at the call',
    });
  });

  it('are given by the caller where the wrapper takes them', async () => {
    const open = `function send(path: string, init: RequestInit = {}) {\n  return fetch('/api/v1' + path, { ...init, headers: { ...init.headers, Accept: 'a' } });\n}\n`;
    const other = `send('/other');\n`;
    expect((await changed(`${open}${other}send('/route', { method: 'POST' });\n`, SET)).text).toBe(
      `${open}${other}send('/route', { method: 'POST', headers: { 'Accept-Version': 'v2' } });\n`,
    );
  });
});

describe('a header that depends on its value', () => {
  it.each([
    ['goes when the value says so', call(`headers: { 'API-Version': '2024-01-15', a: 'b' }`), call(`headers: { a: 'b' }`)],
    ['stays otherwise', call(`headers: { 'API-Version': '2025-01-15' }`), call(`headers: { 'API-Version': '2025-01-15' }`)],
    ['is not made', call(`headers: { a: 'b' }`), call(`headers: { a: 'b' }`)],
    [
      'goes with its statement',
      `const h = new Headers();\nh.set('API-Version', '2024-01-15');\nh.set('a', 'b');\n${call('headers: h')}`,
      `const h = new Headers();\nh.set('a', 'b');\n${call('headers: h')}`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await changed(before, DROP)).toEqual({ level: 'auto', text: after });
  });

  it('is left to a person when the value is not known', async () => {
    const text = call(`headers: { 'API-Version': version }`);
    expect(await changed(text, DROP)).toEqual({ level: 'review', reason: 'the value of the header `API-Version` is not known', text });
  });
});

describe('a header in an object that several calls name', () => {
  const VERSION = `'API-Version': '2024-01-15'`;
  const twice = (headers: string): string => call(headers) + call(headers);

  it.each([
    ['a variable', (own: string) => `const headers = {${own} a: 'b' };\n${twice('headers')}`],
    ['an exported variable', (own: string) => `export const headers = {${own} a: 'b' };\n${twice('headers')}`],
    [
      'a variable that is spread',
      (own: string) =>
        `const common = {${own} a: 'b' };\nconst json = { ...common, c: 'd' };\n${twice('headers: json')}${call('headers: { ...common }')}`,
    ],
    ['a function', (own: string) => `function auth() {\n  return {${own} a: token() };\n}\n${twice('headers: auth()')}`],
    ['an object of constants', (own: string) => `const http = { headers: {${own} a: 'b' } } as const;\n${twice('headers: http.headers')}`],
    [
      'a private property',
      (own: string) =>
        `class Client {\n  private readonly headers = {${own} a: 'b' };\n  one() {\n    return ${call('headers: this.headers').trim()}\n  }\n  other() {\n    return ${call('headers: { ...this.headers }').trim()}\n  }\n}\n`,
    ],
    [
      'options as a whole',
      (own: string) =>
        `const options = { method: 'POST', headers: {${own} a: 'b' } };\nfetch('/api/v1/route', options);\nfetch('/api/v1/route', { ...options });\n`,
    ],
  ])('is taken out for all of them: %s', async (_, text) => {
    expect(await changed(text(` ${VERSION},`), DROP)).toEqual({ level: 'auto', text: text('') });
  });

  it.each([
    ['another request', `const headers = { ${VERSION} };\n${twice('headers')}fetch('/elsewhere', { headers });\n`],
    ['code that is no request', `const headers = { ${VERSION} };\n${twice('headers')}log(headers);\n`],
    [
      'another request, through an object made of it',
      `const common = { ${VERSION} };\nconst json = { ...common };\n${twice('headers: json')}fetch('/elsewhere', { headers: json });\n`,
    ],
    [
      'another request, by a function',
      `const auth = () => ({ ${VERSION} });\n${twice('headers: auth()')}fetch('/elsewhere', { headers: auth() });\n`,
    ],
  ])('stays where it is also used by %s', async (_, text) => {
    expect(await changed(text, DROP)).toMatchObject({ level: 'review', text });
  });

  it('needs nothing when it is no version of v1', async () => {
    const text = `const headers = { 'API-Version': '2025-01-15' };\n${twice('headers')}`;
    expect(await changed(text, DROP)).toEqual({ level: 'auto', text });
  });
});

describe('headers that a hook sets', () => {
  const ky = (version: string, more = ''): string =>
    `import ky from 'ky';\nconst api = ky.create({ hooks: { beforeRequest: [(request) => { request.headers.set('Accept-Version', '${version}'); }] } });\napi.post('/api/v1/route', { json: b });\n${more}`;

  it.each([
    ['of ky', ky('v1'), ky('v2')] as const,
    ...[
      ["config.headers.set('Accept-Version', 'v1')", "config.headers.set('Accept-Version', 'v2')"],
      ["config.headers['Accept-Version'] = 'v1'", "config.headers['Accept-Version'] = 'v2'"],
      ["config.headers = { ...config.headers, 'Accept-Version': 'v1' }", "config.headers = { ...config.headers, 'Accept-Version': 'v2' }"],
    ].map(([before = '', after = '']) => {
      const text = (line: string): string =>
        `import axios from 'axios';\nconst api = axios.create();\napi.interceptors.request.use((config) => {\n  ${line};\n  return config;\n});\napi.post('/api/v1/route', b);\n`;
      return [`of axios: ${before}`, text(before), text(after)] as const;
    }),
  ])('are changed there: %s', async (_, before, after) => {
    expect(await changed(before, SET)).toEqual({ level: 'auto', text: after });
  });

  it('need nothing when they are right already', async () => {
    expect(await changed(ky('v2'), SET)).toEqual({ level: 'auto', text: ky('v2') });
  });

  it('are left to a person where other calls pass the hook', async () => {
    const { plan } = await planIn({ 'a.ts': ky('v1', "api.get('/elsewhere');\n") }, SET);
    expect(plan).toMatchObject({
      kind: 'blocked',
      reason: { text: expect.stringContaining('a hook that other calls pass sets the header') },
    });
  });
});
