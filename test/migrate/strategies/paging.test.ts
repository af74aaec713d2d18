import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Pack } from '../../../src/pack/model.js';
import { type Answer, type Journey, journeysOf } from '../journeys.js';

const PACK: Pack = {
  id: 'demo',
  title: 'Demo API v1 to v2',
  guide: { title: 'Demo guide' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true },
  rules: [
    {
      id: 'demo/pages',
      kind: 'page',
      title: 'The list is read page by page',
      guide: 'Lists',
      level: 'review',
      v1: ['GET /shop/items'],
      v2: 'GET /shop/items',
      items: 'data.items',
      page: { name: 'page', first: 1 },
      limit: { name: 'limit', max: 100 },
    },
    {
      id: 'demo/move',
      kind: 'move',
      title: 'Paths',
      guide: 'Paths',
      level: 'auto',
      v1: ['GET /shop/owner', 'GET /shop/items/{id}'],
      v2: ['GET /shop/owner', 'GET /shop/items/{id}'],
    },
    {
      id: 'demo/wrapper',
      kind: 'change',
      title: 'Wrapper',
      guide: 'Answers',
      level: 'auto',
      on: '*',
      response: [{ op: 'nest', name: 'data', also: { success: true } }],
    },
  ],
};

const ITEMS = Array.from({ length: 230 }, (_, index) => ({ id: index, name: `item ${index}`, hidden: index % 7 === 0 }));

const v1: Answer = ({ url }) => {
  const shown = url.searchParams.get('hidden') === 'true' ? ITEMS.filter(({ hidden }) => hidden) : ITEMS;
  if (url.pathname === '/api/v1/shop/items') return { status: 200, body: { items: shown } };
  if (url.pathname === '/api/v1/shop/owner') return { status: 200, body: { name: 'Ada' } };
  return { status: 404, body: { error: 'not found' } };
};

const v2: Answer = ({ url }) => {
  const data = (body: Json): { status: number; body: Json } => ({ status: 200, body: { success: true, data: body } });
  const shown = url.searchParams.get('hidden') === 'true' ? ITEMS.filter(({ hidden }) => hidden) : ITEMS;
  const [page, limit] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('limit'))];
  if (url.pathname === '/api/v2/shop/owner') return data({ name: 'Ada' });
  if (url.pathname !== '/api/v2/shop/items') return { status: 404, body: { error: 'not found' } };
  if (!(page >= 1 && limit >= 1 && limit <= 100)) return { status: 400, body: { error: 'page and limit are needed' } };
  return data({ items: shown.slice((page - 1) * limit, page * limit) });
};

interface Form {
  name: string;
  code: string;
  /** Text that the result holds. */
  has?: string;
  /** Why the call is left to a person. */
  refused?: RegExp;
}

const TYPES = 'interface Item { id: number; name: string; hidden: boolean }\ninterface Items { items: Item[] }\n';
const API = 'const api = `${process.env.API}/api/v1`;\n';
const RESULT = '  return [items.length, items.at(-1)?.name, items.filter((item) => item.hidden).length];\n';

/** A program whose `main` has these lines, which make `items`. */
function form(name: string, head: string, lines: string, expected: Pick<Form, 'has' | 'refused'> = {}): Form {
  const body = lines
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
  return { name, code: `${head}${TYPES}${API}\nexport async function main() {\n${body}${RESULT}}\n`, ...expected };
}

const GET = 'async function get(path: string): Promise<any> {\n  const res = await fetch(api + path);\n  return res.json();\n}\n';

const FORMS: Form[] = [
  form('fetch: a text in place', '', 'const res = await fetch(`${api}/shop/items`);\nconst { items }: Items = await res.json();', {
    has: 'await allPages((page) => fetch(`${api}/shop/items?page=${page}&limit=100`))',
  }),
  form(
    'fetch: a URL made elsewhere',
    '',
    'const url = `${api}/shop/items`;\nconst res = await fetch(url);\nconst { items }: Items = await res.json();',
    {
      has: 'fetch(`${url}?page=${page}&limit=100`)',
    },
  ),
  form(
    'fetch: a concatenation',
    '',
    "const res = await fetch(api + '/shop/items', { headers: { accept: 'application/json' } });\nconst { items }: Items = await res.json();",
    {
      has: "fetch(`${api}/shop/items?page=${page}&limit=100`, { headers: { accept: 'application/json' } })",
    },
  ),
  form(
    'fetch: a base that may be set from outside',
    'const base = process.env.SHOP_URL ?? `${process.env.API}/api/v1`;\n',
    'const res = await fetch(`${base}/shop/items`);\nconst { items }: Items = await res.json();',
    { has: 'fetch(`${base}/shop/items?page=${page}&limit=100`)' },
  ),
  form(
    'fetch: new URL',
    '',
    "const res = await fetch(new URL(process.env.API + '/api/v1/shop/items'));\nconst { items }: Items = await res.json();",
  ),
  form(
    'fetch: a literal that code cuts',
    '',
    "const res = await fetch(process.env.API + '/cut/api/v1/shop/items'.replace('/cut', ''));\nconst { items }: Items = await res.json();",
  ),
  form('fetch: then', '', 'const { items }: Items = await fetch(`${api}/shop/items`).then((res) => res.json());'),
  form(
    'fetch: then, and the list',
    '',
    'const items: Item[] = await fetch(`${api}/shop/items`)\n  .then((res) => res.json())\n  .then((body) => body.items);',
  ),
  form(
    'fetch: a query of its own',
    '',
    'const res = await fetch(`${api}/shop/items?hidden=true`);\nconst { items }: Items = await res.json();',
    {
      has: '/shop/items?hidden=true&page=${page}&limit=100`',
    },
  ),
  form(
    'fetch: a name that is taken',
    "const page = 'shop';\nconst allPages = 3;\n",
    'const res = await fetch(`${api}/${page}/items`);\nconst { items }: Items = await res.json();\nif (allPages < 3) return [];',
    {
      has: 'allPages2((page2) => fetch(`${api}/${page}/items?page=${page2}&limit=100`))',
    },
  ),
  form(
    'fetch: one of several',
    '',
    'const [{ items }, owner]: [Items, { name: string }] = await Promise.all([\n  fetch(`${api}/shop/items`).then((res) => res.json()),\n  fetch(`${api}/shop/owner`).then((res) => res.json()),\n]);\nif (owner.name !== "Ada") return [];',
  ),
  form(
    'fetch: asks for a page',
    '',
    'const { items }: Items = await (await fetch(`${api}/shop/items?page=1&limit=100`)).json();\nitems.length = 0;',
    {
      has: 'fetch(`${api}/shop/items?page=1&limit=100`)',
    },
  ),
  form('fetch: asks for half a page', '', 'const { items }: Items = await (await fetch(`${api}/shop/items?page=1`)).json();', {
    refused: /only one of `page` and `limit`/,
  }),
  form(
    'wrapper: gives the body',
    'async function get<T>(path: string): Promise<T> {\n  const res = await fetch(api + path);\n  if (!res.ok) throw new Error(String(res.status));\n  return res.json();\n}\n',
    "const { items } = await get<Items>('/shop/items');\nconst owner = await get<{ name: string }>('/shop/owner');\nif (owner.name !== 'Ada') return [];",
    {
      has: 'allPages((page) => get<Items>(`/shop/items?page=${page}&limit=100`))',
    },
  ),
  form(
    'wrapper: gives the response',
    'const call = (path: string) => fetch(`${api}${path}`);\n',
    "const res = await call('/shop/items');\nconst { items }: Items = await res.json();\nawait call('/shop/owner');",
  ),
  form(
    'wrapper: gives an object of its own',
    'async function get(path: string) {\n  const res = await fetch(api + path);\n  return { ok: res.ok, body: await res.json() };\n}\n',
    "const { ok, body } = await get('/shop/items');\nconst items: Item[] = ok ? body.items : [];\nconst owner = await get('/shop/owner');\nif (owner.body.name !== 'Ada') return [];",
  ),
  form(
    'wrapper: the path is a constant',
    "const LIST = '/shop/items';\nconst get = async (path: string) => (await fetch(api + path)).json();\n",
    "const { items }: Items = await get(LIST);\nconst owner = await get('/shop/owner');\nif (owner.name !== 'Ada') return [];",
    {
      has: 'get(`${LIST}?page=${page}&limit=100`)',
    },
  ),
  form(
    'wrapper: the path is an option',
    'async function request(options: { path: string; method?: string }) {\n  const res = await fetch(api + options.path, { method: options.method ?? "GET" });\n  return res.json();\n}\n',
    "const { items }: Items = await request({ path: '/shop/items' });\nconst owner = await request({ path: '/shop/owner' });\nif (owner.name !== 'Ada') return [];",
  ),
  form(
    'wrapper: a class',
    'class Client {\n  #base: string;\n  constructor(base: string) {\n    this.#base = base;\n  }\n  async #get<T>(path: string): Promise<T> {\n    const res = await fetch(this.#base + path);\n    return (await res.json()) as T;\n  }\n  items() {\n    return this.#get<Items>("/shop/items");\n  }\n  owner() {\n    return this.#get<{ name: string }>("/shop/owner");\n  }\n}\n',
    "const client = new Client(api);\nconst { items } = await client.items();\nif ((await client.owner()).name !== 'Ada') return [];",
  ),
  form(
    'wrapper: which path, is decided inside',
    "async function load(kind: 'items' | 'owner') {\n  const res = await fetch(kind === 'items' ? `${api}/shop/items` : `${api}/shop/owner`);\n  return res.json();\n}\n",
    "const { items }: Items = await load('items');\nawait load('owner');",
    {
      refused: /page by page/,
    },
  ),
  form(
    'wrapper: for the list alone',
    'const listUrl = (name: string) => `${api}/shop/${name}`;\nasync function list(name: string): Promise<Item[]> {\n  const res = await fetch(listUrl(name));\n  const { items } = await res.json();\n  return items;\n}\n',
    "const items = await list('items');",
  ),
  form(
    'axios: get',
    "import axios from 'axios';\n",
    'const { data } = await axios.get<Items>(`${api}/shop/items`);\nconst { items } = data;',
  ),
  form(
    'axios: an instance',
    "import axios from 'axios';\nconst http = axios.create({ baseURL: `${process.env.API}/api/v1` });\n",
    "const response = await http.get<Items>('/shop/items');\nconst { items } = response.data;",
    {
      has: 'http.get<',
    },
  ),
  form(
    'axios: params',
    "import axios from 'axios';\n",
    'const { data } = await axios.get<Items>(`${api}/shop/items`, { params: { hidden: true } });\nconst { items } = data;',
    {
      has: 'params: { hidden: true, page, limit: 100 }',
    },
  ),
  form(
    'axios: params in a variable',
    "import axios from 'axios';\n",
    'const params = { hidden: true };\nconst { data } = await axios.get<Items>(`${api}/shop/items`, { params });\nconst { items } = data;',
    {
      has: 'params: { ...params, page, limit: 100 }',
    },
  ),
  form(
    'axios: URLSearchParams',
    "import axios from 'axios';\n",
    "const params = new URLSearchParams({ hidden: 'true' });\nconst { data } = await axios.get<Items>(`${api}/shop/items`, { params });\nconst { items } = data;",
    {
      refused: /query parameters/,
    },
  ),
  form(
    'axios: a config',
    "import axios from 'axios';\n",
    "const { data } = await axios<Items>({ method: 'get', url: `${api}/shop/items` });\nconst { items } = data;",
  ),
  form(
    'axios: then',
    "import axios from 'axios';\n",
    'const items = await axios.get<Items>(`${api}/shop/items`).then(({ data }) => data.items);',
  ),
  form('ofetch: direct', "import { ofetch } from 'ofetch';\n", 'const { items } = await ofetch<Items>(`${api}/shop/items`);'),
  form(
    'ofetch: an instance with a query',
    "import { ofetch } from 'ofetch';\nconst http = ofetch.create({ baseURL: `${process.env.API}/api/v1` });\n",
    "const { items } = await http<Items>('/shop/items', { query: { hidden: true } });",
  ),
  form(
    'ofetch: raw',
    "import { ofetch } from 'ofetch';\n",
    'const res = await ofetch.raw<Items>(`${api}/shop/items`);\nconst items = res._data?.items ?? [];',
  ),
  form('got: json()', "import got from 'got';\n", 'const { items } = await got(`${api}/shop/items`).json<Items>();'),
  form(
    'got: an instance',
    "import got from 'got';\nconst http = got.extend({ prefixUrl: `${process.env.API}/api/v1`, responseType: 'json' });\n",
    "const { body } = await http.get<Items>('shop/items');\nconst { items } = body;",
  ),
  form(
    'got: searchParams',
    "import got from 'got';\n",
    "const { items } = await got(`${api}/shop/items`, { searchParams: { hidden: 'true' } }).json<Items>();",
  ),
  form(
    'got: searchParams of the instance',
    "import got from 'got';\nconst http = got.extend({ prefixUrl: `${process.env.API}/api/v1`, searchParams: { hidden: 'true' } });\n",
    "const { items } = await http('shop/items').json<Items>();",
    {
      refused: /searchParams/,
    },
  ),
  form(
    'got: body is a text',
    "import got from 'got';\n",
    'const { body } = await got(`${api}/shop/items`);\nconst { items }: Items = JSON.parse(body);',
    {
      refused: /./,
    },
  ),
  form('got: an object', "import got from 'got';\n", 'const items = (await got.get({ url: `${api}/shop/items` }).json<Items>()).items;'),
  form('ky: json()', "import ky from 'ky';\n", 'const { items } = await ky.get(`${api}/shop/items`).json<Items>();'),
  form(
    'ky: an instance',
    "import ky from 'ky';\nconst http = ky.create({ prefixUrl: `${process.env.API}/api/v1` });\n",
    "const { items } = await http('shop/items', { searchParams: { hidden: 'true' } }).json<Items>();",
  ),
  form(
    'ky: the response',
    "import ky from 'ky';\n",
    'const res = await ky(`${api}/shop/items`);\nconst { items } = await res.json<Items>();',
  ),
  form(
    'superagent: await',
    "import request from 'superagent';\n",
    'const res = await request.get(`${api}/shop/items`);\nconst items: Item[] = res.body.items;',
  ),
  form(
    'superagent: chained',
    "import request from 'superagent';\n",
    "const { body } = await request.get(`${api}/shop/items`).set('accept', 'application/json').query({ hidden: 'true' });\nconst items: Item[] = body.items;",
  ),
  form(
    'superagent: then',
    "import request from 'superagent';\n",
    'const items: Item[] = await request.get(`${api}/shop/items`).then((res) => res.body.items);',
  ),
  form(
    'superagent: a callback',
    "import request from 'superagent';\n",
    'const items = await new Promise<Item[]>((resolve, reject) =>\n  request.get(`${api}/shop/items`).end((err, res) => (err ? reject(err) : resolve(res.body.items))),\n);',
    {
      refused: /does not come as a promise/,
    },
  ),
  form(
    'undici: request',
    "import { request } from 'undici';\n",
    'const { statusCode, body } = await request(`${api}/shop/items`);\nif (statusCode !== 200) return [];\nconst { items } = (await body.json()) as Items;',
  ),
  form(
    'undici: a pool',
    "import { Pool } from 'undici';\nconst pool = new Pool(new URL(process.env.API as string).origin);\n",
    "const { body } = await pool.request({ method: 'GET', path: `${new URL(process.env.API as string).pathname}/api/v1/shop/items` });\nconst { items } = (await body.json()) as Items;",
  ),
  form(
    'undici: fetch',
    "import { fetch } from 'undici';\n",
    'const res = await fetch(`${api}/shop/items`);\nconst { items } = (await res.json()) as Items;',
  ),
  form(
    'node:http: a promise around it',
    "import http from 'node:http';\nfunction get(path: string): Promise<any> {\n  return new Promise((resolve, reject) => {\n    http.get(api + path, (res) => {\n      let text = '';\n      res.on('data', (chunk) => (text += chunk));\n      res.on('end', () => resolve(JSON.parse(text)));\n    }).on('error', reject);\n  });\n}\n",
    "const { items }: Items = await get('/shop/items');\nconst owner = await get('/shop/owner');\nif (owner.name !== 'Ada') return [];",
  ),
  form(
    'program: named steps',
    'function check(res: Response): Response {\n  if (!res.ok) throw new Error("no");\n  return res;\n}\nconst parse = (res: Response) => res.json();\n',
    'const { items }: Items = await fetch(`${api}/shop/items`).then(check).then(parse);',
  ),
  form(
    'program: a generator',
    GET + 'async function* all(): AsyncGenerator<Item> {\n  const { items } = await get("/shop/items");\n  yield* items;\n}\n',
    'const items: Item[] = [];\nfor await (const item of all()) items.push(item);',
  ),
  form(
    'program: recursion',
    GET +
      'async function load(left: number): Promise<Item[]> {\n  const body: Items = await get("/shop/items");\n  return body.items.length > 0 || left === 0 ? body.items : load(left - 1);\n}\n',
    'const items = await load(3);',
  ),
  form(
    'program: a class that keeps what it loaded',
    'class Cache {\n  readonly #known = new Map<string, Promise<any>>();\n  get(path: string): Promise<any> {\n    const known = this.#known.get(path) ?? fetch(api + path).then((res) => res.json());\n    this.#known.set(path, known);\n    return known;\n  }\n}\nconst cache = new Cache();\n',
    'await cache.get("/shop/items");\nconst { items }: Items = await cache.get("/shop/items");\nconst owner = await cache.get("/shop/owner");\nif (owner.name !== "Ada") return [];',
  ),
  form(
    'program: a queue of closures',
    'type Task = () => Promise<void>;\nconst queue: Task[] = [];\n',
    'let items: Item[] = [];\nqueue.push(async () => {\n  const res = await fetch(`${api}/shop/items`);\n  items = (await res.json()).items;\n});\nfor (let task = queue.shift(); task; task = queue.shift()) await task();',
  ),
  form(
    'program: a fallback',
    '',
    'const items: Item[] = await fetch(`${api}/shop/items`)\n  .then((res) => res.json())\n  .then((body) => body.items)\n  .catch(() => []);',
  ),
  form(
    'program: the text of the answer',
    '',
    'const res = await fetch(`${api}/shop/items`);\nconst { items }: Items = JSON.parse(await res.text());',
  ),
  form(
    'program: the path is looked up',
    'const KEYS: Record<string, string> = { "/shop/items": "items", "/shop/owner": "name" };\nasync function get(path: string): Promise<any> {\n  const body = await (await fetch(api + path)).json();\n  const key = KEYS[path];\n  if (key === undefined || !(key in body)) throw new Error("unexpected");\n  return body;\n}\n',
    'const { items }: Items = await get("/shop/items");\nconst owner = await get("/shop/owner");\nif (owner.name !== "Ada") return [];',
    { refused: /looked up or compared/ },
  ),
  form(
    'program: a Request',
    '',
    'const request = new Request(`${api}/shop/items`);\nconst res = await fetch(request);\nconst { items }: Items = await res.json();',
    { refused: /cannot hold the page/ },
  ),
  form(
    'program: a URL that code adds to',
    '',
    'const url = new URL(`${api}/shop/items`);\nurl.searchParams.set("hidden", "true");\nconst res = await fetch(url);\nconst { items }: Items = await res.json();',
    { refused: /code sets its query/ },
  ),
  form(
    'program: search parameters in the text',
    '',
    'const params = new URLSearchParams({ hidden: "true" });\nconst res = await fetch(`${api}/shop/items?${params}`);\nconst { items }: Items = await res.json();',
  ),
];

describe('a list that v2 pages', () => {
  let journeys = new Map<string, Journey>();

  beforeAll(async () => {
    journeys = await journeysOf(FORMS, PACK, { v1, v2 });
  }, 180_000);

  it.each(FORMS.map((each) => [each.name, each] as const))('%s', (name, { has, refused }) => {
    const journey = journeys.get(name);
    if (!journey) throw new Error('not run');
    const { before, after, text, findings, typeErrors } = journey;
    const reasons = findings.map(({ state, reason }) => `${state}: ${reason ?? ''}`).join('\n');
    expect(before).toMatch(/^\[/);
    if (refused) {
      expect(reasons).toMatch(/manual/);
      expect(reasons).toMatch(refused);
      return;
    }
    expect(reasons).not.toMatch(/manual/);
    if (has !== undefined) expect(text).toContain(has);
    expect(typeErrors, text).toEqual([]);
    expect(after, text).toBe(before);
  });
});
