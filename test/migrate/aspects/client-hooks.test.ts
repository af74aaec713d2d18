import { describe, expect, it } from 'vitest';
import { migrated, outcomesOf } from '../support.js';

const RAG = 'http://rag.local/api/v1';
const AGENTS = 'https://api.agentplatform.com/v1';

/** Clients with a function that sees each response first; `HOOK` stands where it is given, `get` gives the body of a model. */
const RECEIVING: [client: string, head: string, hook: string, harmless: string, get: string][] = [
  [
    'axios transformResponse',
    `import axios from 'axios';\nconst api = axios.create({ baseURL: '${RAG}', HOOK });`,
    'transformResponse: (text: string) => JSON.parse(text).model',
    'transformResponse: [(text: string) => JSON.parse(text)]',
    `(await api.get('/rag/models/m')).data`,
  ],
  [
    'ky afterResponse',
    `import ky from 'ky';\nconst api = ky.create({ prefixUrl: '${RAG}', HOOK });`,
    'hooks: { afterResponse: [async (_request, _options, response) => Response.json((await response.json() as any).model)] }',
    'hooks: { afterResponse: [async (request, _options, response) => console.log(request.url, response.status)] }',
    `(await api.get('rag/models/m').json<any>())`,
  ],
  [
    'ky parseJson',
    `import ky from 'ky';\nconst api = ky.create({ prefixUrl: '${RAG}', HOOK });`,
    'parseJson: (text) => JSON.parse(text).model',
    'parseJson: (text) => JSON.parse(text)',
    `(await api.get('rag/models/m').json<any>())`,
  ],
  [
    'got afterResponse',
    `import got from 'got';\nconst api = got.extend({ prefixUrl: '${RAG}', responseType: 'json', HOOK });`,
    'hooks: { afterResponse: [(response: any) => { response.body = response.body.model; return response; }] }',
    'hooks: { afterResponse: [(response) => { console.log(response.statusCode); return response; }] }',
    `(await api.get<any>('rag/models/m')).body`,
  ],
  [
    'ofetch onResponse',
    `import { ofetch } from 'ofetch';\nconst api = ofetch.create({ baseURL: '${RAG}', HOOK });`,
    'onResponse({ response }) { response._data = response._data.model; }',
    'onResponse({ response }) { console.log(response.status); }',
    `(await api<any>('/rag/models/m'))`,
  ],
];

describe('a hook that sees each response', () => {
  it.each(RECEIVING)('keeps calls as they are where it reads the body: %s', async (_name, head, hook, _harmless, get) => {
    const text = `${head.replace('HOOK', hook)}\nexport const name = async () => ${get}.name;\n`;
    const { after, plan } = await migrated({ 'a.ts': text }, 'rag-services');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('a hook of the client reads or changes the response')]]);
  });

  it.each(RECEIVING)('is no obstacle where it does not: %s', async (_name, head, _hook, harmless, get) => {
    const text = `${head.replace('HOOK', harmless)}\nexport const name = async () => ${get}.model.name;\n`;
    const { after, plan } = await migrated({ 'a.ts': text }, 'rag-services');
    expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
    expect(after['a.ts']).toMatch(/\.data\.model\.name|\.data\)?\.model\.name/);
  });
});

describe('interceptors of axios', () => {
  const head = `import axios from 'axios';\nconst api = axios.create({ baseURL: '${AGENTS}' });\n`;

  it('pass their results on in turn', async () => {
    const { after, plan } = await migrated(
      {
        'a.ts': `${head}api.interceptors.response.use((response) => {\n  console.log(response.status);\n  return response;\n}, 'agent-platform');\napi.interceptors.response.use((response) => response.data);\nexport const model = async (id: string) => {\n  const agent: any = await api.get('/agents/' + id);\n  return agent.model;\n};\n`,
      },
      'agent-platform',
    );
    expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
    expect(after['a.ts']).toContain('return agent.model_config.model_id;');
  });

  it('that cannot be seen keep calls as they are', async () => {
    const text = `import { unwrap } from 'elsewhere';\n${head}api.interceptors.response.use(unwrap);\nexport const model = async (id: string) => {\n  const agent: any = await api.get('/agents/' + id);\n  return agent.model;\n};\n`;
    const { after, plan } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')[0]?.[0]).toBe('manual');
  });
});

describe('what changes a response out of sight of the call', () => {
  const OUT_OF_SIGHT: [name: string, code: string][] = [
    [
      'an interceptor of a client that a function is given',
      `import axios, { type AxiosInstance } from 'axios';\nfunction setUp(given: AxiosInstance) {\n  given.interceptors.response.use((response) => response.data.model);\n}\nconst api = axios.create({ baseURL: '${RAG}' });\nsetUp(api);\nexport const name = async () => {\n  const model: any = await api.get('/rag/models/m');\n  return model.name;\n};\n`,
    ],
    [
      'a package that is given the client',
      `import axios from 'axios';\nimport applyCaseMiddleware from 'axios-case-converter';\nconst api = applyCaseMiddleware(axios.create({ baseURL: '${RAG}' }));\nexport const name = async () => (await api.get('/rag/models/m')).data.model.name;\n`,
    ],
    [
      'another function in the place of the global fetch',
      `const plain = globalThis.fetch;\nglobalThis.fetch = async (url, init) => Response.json((await (await plain(url, init)).json()).model);\nexport const name = async () => (await (await fetch('${RAG}/rag/models/m')).json()).name;\n`,
    ],
    [
      'an interceptor of Angular',
      `import { HttpClient, HttpResponse, type HttpInterceptorFn } from '@angular/common/http';\nimport { map } from 'rxjs';\nexport const unwrap: HttpInterceptorFn = (request, next) =>\n  next(request).pipe(map((event) => (event instanceof HttpResponse ? event.clone({ body: (event.body as any).model }) : event)));\nexport class Models {\n  constructor(private http: HttpClient) {}\n  name() {\n    return this.http.get<any>('${RAG}/rag/models/m').pipe(map((model) => model.name));\n  }\n}\n`,
    ],
    [
      'one of two clients',
      `import axios from 'axios';\nimport ky from 'ky';\nconst load: any = process.env.KY ? ky.get : axios.get;\nexport const name = async () => {\n  const response = await load('${RAG}/rag/models/m');\n  return (response.data ?? (await response.json())).model.name;\n};\n`,
    ],
  ];

  it.each(OUT_OF_SIGHT)('keeps the call as it is: %s', async (_name, text) => {
    const { after, plan } = await migrated({ 'a.ts': text }, 'rag-services');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts').map(([state]) => state)).toEqual(['manual']);
  });

  it('is not what a test puts in the place of fetch', async () => {
    const { plan } = await migrated(
      {
        'a.ts': `export const name = async () => (await (await fetch('${RAG}/rag/models/m')).json()).model.name;\n`,
        'a.test.ts': `import { name } from './a';\nglobalThis.fetch = async () => Response.json({ data: { model: { name: 'x' } } });\nvoid name();\n`,
      },
      'rag-services',
    );
    expect(outcomesOf(plan, 'a.ts').map(([state]) => state)).toEqual(['migrated']);
  });

  it('is not what a package does that is known to change nothing', async () => {
    const { plan } = await migrated(
      {
        'a.ts': `import axios from 'axios';\nimport axiosRetry from 'axios-retry';\nconst api = axiosRetry(axios.create({ baseURL: '${RAG}' }));\nexport const name = async () => (await api.get('/rag/models/m')).data.model.name;\n`,
      },
      'rag-services',
    );
    expect(outcomesOf(plan, 'a.ts').map(([state]) => state)).toEqual(['migrated']);
  });
});

describe('a hook that sees each request', () => {
  const create = `export const create = (name: string) => api.post('/agents', { name, model: 'gpt-4' }).then((response) => response.data.id);\n`;
  const HOOKS: [name: string, code: string, level: string][] = [
    [
      'writes to the body',
      `api.interceptors.request.use((config) => {\n  config.data.temperature = 0.5;\n  return config;\n});\n`,
      'review',
    ],
    [
      'makes another body',
      `api.interceptors.request.use((config) => ({ ...config, data: { ...config.data, max_tokens: 5 } }));\n`,
      'review',
    ],
    ['is not in sight', `import { sign } from 'elsewhere';\napi.interceptors.request.use(sign);\n`, 'review'],
    [
      'sets a header',
      `api.interceptors.request.use((config) => {\n  config.headers.set('X-Trace', '1');\n  return config;\n});\n`,
      'migrated',
    ],
  ];

  it.each(HOOKS)('and %s', async (_name, hook, level) => {
    const head = `import axios from 'axios';\nconst api = axios.create({ baseURL: '${AGENTS}' });\n`;
    const { plan } = await migrated({ 'a.ts': head + hook + create }, 'agent-platform');
    expect(outcomesOf(plan, 'a.ts').map(([state]) => state)).toEqual([level]);
  });
});

describe('a client that rejects on errors', () => {
  const read = (options: string): string =>
    `import axios from 'axios';\nexport const remove = async (name: string) => {\n  const { data } = await axios.delete(\`${RAG}/rag/collections/\${name}\`${options});\n  return data.error;\n};\n`;

  it('gives good responses only', async () => {
    const { after } = await migrated({ 'a.ts': read('') }, 'rag-services');
    expect(after['a.ts']).toContain('{ data: { data } }');
  });

  it.each([', { validateStatus: () => true }', ', { validateStatus: null }'])('unless it is told otherwise: %s', async (options) => {
    const { after } = await migrated({ 'a.ts': read(options) }, 'rag-services');
    expect(after['a.ts']).toContain('const { data } =');
  });
});

describe('the transform of a composable', () => {
  const use = (options: string, read = 'name', model = 'm'): string =>
    `export const ${model} = async () => {\n  const { data } = await useFetch<any>('${RAG}/rag/models/${model}', ${options});\n  return data.value.${read};\n};\n`;
  const OTHER = `export const car = async () => {\n  const { data } = await useFetch<any>('https://cars.example/cars/1', { transform: pick });\n  return data.value.name;\n};\n`;
  const PICK = 'const pick = (body: any) => body.model;\n';

  const FOLLOWED: [name: string, text: string, edited: string][] = [
    ['an arrow', use('{ transform: (body: any) => body.model }'), 'transform: (body: any) => body.data?.model'],
    ['a pattern', use('{ transform: ({ model }: { model: { name: string } }) => model }'), 'transform: ({ data: { model } }: { data: {'],
    [
      'a method with types',
      use('{ async transform(body: { model: { name: string } }) { const { model } = body; return { name: model.name }; } }'),
      'transform(body: { data: { model: { name: string } } }) { const { data: { model } } = body;',
    ],
    ['one that gives the whole body', use('{ transform: (body: any) => body }', 'model.name'), 'return data.value.data.model.name;'],
    ['one that two calls share', PICK + use('{ transform: pick }') + use('{ transform: pick }', 'name', 'n'), 'body.data?.model'],
    [
      'one in a wrapper',
      `const load = (url: string) => useFetch<any>(url, { transform: (body: any) => body.model });\nexport const name = async () => (await load('${RAG}/rag/models/m')).data.value.name;\n`,
      'body.data?.model',
    ],
  ];

  it.each(FOLLOWED)('is where the body is read: %s', async (_name, text, edited) => {
    const { after, plan } = await migrated({ 'a.ts': text }, 'rag-services');
    expect(new Set(outcomesOf(plan, 'a.ts').map(([state]) => state))).toEqual(new Set(['migrated']));
    expect(after['a.ts']).toContain(edited);
  });

  const KEPT: [name: string, text: string][] = [
    ['a call of another API shares it', PICK + use('{ transform: pick }') + OTHER],
    ['a call of another API shares it by another name', `${PICK}const same = pick;\n${use('{ transform: same }')}${OTHER}`],
    ['other code calls it', `${PICK}${use('{ transform: pick }')}export const of = (car: any) => pick(car);\n`],
    ['other code hands it on', `${PICK}${use('{ transform: pick }')}export const all = (cars: any[]) => cars.map(pick);\n`],
    [
      'a wrapper has it, which a call of another API shares',
      `const load = (url: string) => useFetch<any>(url, { transform: (body: any) => body.model });\nexport const name = async () => (await load('${RAG}/rag/models/m')).data.value.name;\nexport const car = async () => (await load('https://cars.example/cars/1')).data.value.name;\n`,
    ],
    ['it is not in sight', `import { pick } from 'elsewhere';\n${use('{ transform: pick }')}`],
    ['the options may hold another one', `declare const more: object;\n${use('{ transform: (body: any) => body.model, ...more }')}`],
    ['the options stand elsewhere', `const options = { transform: (body: any) => body.model };\n${use('options')}`],
    ['members are picked, too', use(`{ transform: (body: any) => body.model, pick: ['name'] }`)],
    ['members are picked instead', use(`{ pick: ['model'] }`, 'model.name')],
  ];

  it.each(KEPT)('keeps the call as it is where %s', async (_name, text) => {
    const { after, plan } = await migrated({ 'a.ts': text }, 'rag-services');
    expect(after['a.ts']).toBe(text);
    expect(new Set(outcomesOf(plan, 'a.ts').map(([state]) => state))).toEqual(new Set(['manual']));
  });
});

describe('a composable whose answer a template reads', () => {
  it('never leaves the template reading what v1 answered', async () => {
    const text = `<script setup lang="ts">\nconst { data: found } = await useFetch<any>('${RAG}/rag/models/m');\n</script>\n\n<template>\n  <h1>{{ found?.model.name }}</h1>\n</template>\n`;
    const { after, plan } = await migrated({ 'a.vue': text }, 'rag-services');
    const isKept = outcomesOf(plan, 'a.vue')[0]?.[0] === 'manual';
    expect(after['a.vue']).toContain(isKept ? 'found?.model.name' : 'found?.data.model.name');
  });
});

describe('the transformResponse of an endpoint of RTK Query', () => {
  const QUERY = 'query: (id) => `/rag/models/${id}`';
  const BASE = `fetchBaseQuery({ baseUrl: '${RAG}' })`;
  const PICK = 'const pick = (answer: any) => answer.model;\n';
  const head = `import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react';\n`;
  const api = (endpoint: string, base = BASE): string =>
    `export const api = createApi({ baseQuery: ${base}, endpoints: (b) => ({ ${endpoint} }) });\nexport const useName = (id: string) => api.useModelQuery(id).data?.name;\n`;
  const model = (transform: string): string => `model: b.query<{ name: string }, string>({ ${QUERY}, transformResponse: ${transform} })`;
  const cars = `export const cars = createApi({ baseQuery: fetchBaseQuery({ baseUrl: 'https://cars.example' }), endpoints: (b) => ({ car: b.query<any, string>({ query: (id) => \`/cars/\${id}\`, transformResponse: pick }) }) });\n`;

  const FOLLOWED: [name: string, text: string, edited: string][] = [
    ['an arrow', api(model('(answer: any) => answer.model')), '(answer: any) => answer.data?.model'],
    [
      'with types',
      api(model('(answer: { model: { name: string } }) => answer.model')),
      '(answer: { data: { model: { name: string } } }) => answer.data.model',
    ],
    ['one that two endpoints share', `${PICK}${api(`${model('pick')}, ${model('pick').replace('model', 'other')}`)}`, 'answer.data?.model'],
    [
      'beside tags',
      `${api(model('(answer: any) => answer.model'))}export const more = api.enhanceEndpoints({ addTagTypes: ['Model'] });\n`,
      'answer.data?.model',
    ],
  ];

  it.each(FOLLOWED)('is where the body is read: %s', async (_name, text, edited) => {
    const { after, plan } = await migrated({ 'a.ts': head + text }, 'rag-services');
    expect(new Set(outcomesOf(plan, 'a.ts').map(([state]) => state))).toEqual(new Set(['migrated']));
    expect(after['a.ts']).toContain(edited);
    expect(after['a.ts']).toContain('b.query<{ name: string }, string>');
  });

  const KEPT: [name: string, text: string][] = [
    ['an endpoint of another API shares it', PICK + api(model('pick')) + cars],
    ['it gives more than it reads', api(model('(answer: any) => answer'))],
    [
      'the base query makes something else of responses',
      api(
        model('(answer: any) => answer.model'),
        `fetchBaseQuery({ baseUrl: '${RAG}', responseHandler: async (r) => (await r.json()).model })`,
      ),
    ],
    [
      'another function takes its place',
      `${api(model('(answer: any) => answer.model'))}api.enhanceEndpoints({ endpoints: { model: { transformResponse: (answer: any) => answer.model } } });\n`,
    ],
  ];

  it.each(KEPT)('keeps the call as it is where %s', async (_name, text) => {
    const { after, plan } = await migrated({ 'a.ts': head + text }, 'rag-services');
    expect(after['a.ts']).toBe(head + text);
    expect(new Set(outcomesOf(plan, 'a.ts').map(([state]) => state))).toEqual(new Set(['manual']));
  });
});
