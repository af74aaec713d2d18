import { describe, expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { scan } from '../../src/scan/index.js';
import { migrated, outcomesOf } from '../migrate/support.js';
import { workspace } from '../workspace.js';

const ORG = 'https://tao.local/api/v1/orgs/acme';
const RAG = 'http://rag.local:3401/api/v1/rag';

/** Findings of a scan: `file:line level method v1`. */
async function found(files: { [name: string]: string }): Promise<string[]> {
  const root = workspace(files);
  const packs = await Promise.all(['tao', 'openml', 'rag-services', 'agent-platform'].map(loadShipped));
  const { findings } = await scan({ paths: [root], cwd: root, packs });
  return findings.map(({ file, line, level, method, v1 }) => `${file}:${line} ${level} ${method ?? ''} ${v1}`);
}

const JOBS = 'GET /orgs/{org_name}/datasets/{dataset_id}/jobs';

describe('a URL that comes', () => {
  it.each([
    ['as a member of a parameter', `async function ask({ url }) { return fetch(url); }\nask({ url: \`${ORG}/datasets/d/jobs\` });\n`],
    [
      'under a name that URL objects have',
      `const ask = ({ href, tries = 2 }) => fetch(href, { tries });\nask({ href: \`${ORG}/datasets/d/jobs\` });\n`,
    ],
    ['as a member of a reference', `const ask = ({ current }) => fetch(current);\nask({ current: \`${ORG}/datasets/d/jobs\` });\n`],
    [
      'out of options in a line of its own',
      `function ask(options) { const { url } = options; return fetch(url); }\nask({ url: \`${ORG}/datasets/d/jobs\` });\n`,
    ],
    ['as an argument of Reflect.apply', `\nReflect.apply(fetch, null, ['${ORG}/datasets/d/jobs']);\n`],
    [
      'to a wrapper through Reflect.apply',
      `const ask = (url) => fetch(url);\nReflect.apply(ask, undefined, ['${ORG}/datasets/d/jobs']);\n`,
    ],
    ['to a method that was taken off its client', `import axios from 'axios'; const { get } = axios;\nget('${ORG}/datasets/d/jobs');\n`],
  ])('%s', async (_, text) => {
    expect(await found({ 'a.js': text })).toEqual([`a.js:2 auto ${JOBS}`]);
  });

  it('past a default that an argument left out by a caller keeps', async () => {
    const text = [
      "const fill = (path, query = {}) => Object.keys(query).reduce((at, key) => at.replace(key, query[key]), 'https://tao.local/api/v1' + path);",
      'const get = (path, query) => fetch(fill(path, query));',
      "get('/orgs/acme/datasets/d/jobs');",
      "get('/orgs/acme/:kind/d/jobs', { ':kind': 'datasets' });",
    ];
    expect(await found({ 'a.js': text.join('\n') })).toEqual([`a.js:3 auto ${JOBS}`, `a.js:4 auto ${JOBS}`]);
  });

  it.each([
    ['joined', "return [`http://tao.local${BASE}/orgs/${org}`, ...parts.map((part) => encodeURIComponent(part))].join('/');"],
    [
      'joined by a function that is passed by name',
      "return [`http://tao.local${BASE}/orgs/${org}`, ...parts.map(encodeURIComponent)].join('/');",
    ],
    ['reduced', 'return parts.reduce((at, part) => `${at}/${part}`, `http://tao.local${BASE}/orgs/${org}`);'],
    ['formatted', "return format('http://tao.local/api/v1/orgs/%s/%s', org, parts[0]);"],
  ])('from a builder in another file, where it is %s', async (_, body) => {
    const files = {
      'build.js': `import { format } from 'node:util';\nimport { build } from './missing';\nconst BASE = '/api/v1';\nexport function at(org, ...parts) { ${body} }\n`,
      'use.js': "import { at } from './build';\nexport const all = () => fetch(at('acme', 'datasets')).then((r) => r.json());\n",
    };
    expect((await found(files)).length).toBeGreaterThan(0);
  });
});

describe('a method', () => {
  const send = (options: string): string =>
    `${options.includes('_.') ? "import _ from 'lodash';" : "import { prepare } from './missing';"} const send = (url, options = {}) => fetch(url, ${options});\n`;
  const call = `export const add = () => send('${RAG}/collections', { method: 'POST', body: JSON.stringify({ name: 'n' }) });\n`;

  it.each(['_.defaultsDeep({}, { credentials: "same-origin" }, options)', '_.merge({}, options)', '_.assign({ mode: "cors" }, options)'])(
    'is found in %s',
    async (options) => {
      expect(await found({ 'a.js': send(options) + call })).toEqual([
        expect.stringMatching(/^a\.js:2 \w+ POST \/rag\/collections|^a\.js:2 \w+ POST \/collections/),
      ]);
    },
  );

  it('is not GET where an unknown function makes the options', async () => {
    const [finding] = await found({ 'a.js': send('prepare(options)') + call });
    expect(finding).toMatch(/^a\.js:2 manual \* /);
  });

  it('that a method of a client only sends is left by hand where v2 has another', async () => {
    const text = `import axios from 'axios';\nconst { get } = axios;\nexport const list = () => get('https://www.openml.org/api/v1/json/data/list/status/active');\n`;
    const { after, plan } = await migrated({ 'a.js': text }, 'openml');
    expect(after['a.js']).toBe(text);
    expect(outcomesOf(plan, 'a.js')[0]?.[0]).toBe('manual');
  });
});

it('follows only the branch of a wrapper that the call takes', async () => {
  const text = `const API = '${ORG}';
async function call(kind: string, path: string, body?: unknown) {
  switch (kind) {
    case 'read': return (await fetch(API + path)).json();
    case 'drop': return (await fetch(API + path, { method: 'DELETE' })).json();
    default: return (await fetch(API + path, { method: 'POST', body: JSON.stringify(body) })).json();
  }
}
export const started = call('start', '/datasets/d-8/jobs', { action: 'convert' });
export const listed = call('read', '/datasets/d-8/jobs');
`;
  const { after } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toContain("call('start', '/jobs', { kind: 'dataset', dataset_id: 'd-8', action: 'convert' })");
  expect(after['a.ts']).toContain("call('read', '/jobs?kind=dataset&dataset_id=d-8')");
});

it('finds the body that a method puts into an object for another', async () => {
  const text = `class Core {
  private base = '${ORG}';
  post(path: string, body?: unknown) { return this.request({ method: 'POST', path, body }); }
  private async request({ method, path, body }: { method: string; path: string; body?: unknown }) {
    return (await fetch(this.base + path, { method, body: JSON.stringify(body) })).json();
  }
}
const core = new Core();
export const create = (dataset: string, params: { action: string }) => core.post(\`/datasets/\${dataset}/jobs\`, params);
`;
  const { after } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toContain("core.post('/jobs', { kind: 'dataset', dataset_id: dataset, ...params })");
});

it('takes a number that a loop counts for another one each time', async () => {
  const text = `const BASE = 'https://www.openml.org/api/v1/json';
export async function page(size = 2) {
  for (let offset = 0; offset < 10; offset += size) await fetch(\`\${BASE}/data/list/limit/\${size}/offset/\${offset}\`);
  for (let at = 0; ; at++) await fetch(\`\${BASE}/data/list/limit/5/offset/\${at}\`);
}
`;
  const { after } = await migrated({ 'a.ts': text }, 'openml');
  expect(after['a.ts']).toContain('offset: Number(offset)');
  expect(after['a.ts']).not.toContain('limit: 2');
  expect(after['a.ts']).toContain('offset: Number(at)');
});

it('does not take another member of a table for a use of its base', async () => {
  const text = `const links = { api: 'https://api.agentplatform.com/v1', help: 'https://wiki.example.com' };
export async function names() {
  const response = await fetch(\`\${links.api}/agents\`);
  if (!response.ok) throw new Error(links.help);
  return (await response.json()).map((agent: { name: string }) => agent.name);
}
`;
  const { plan } = await migrated({ 'a.ts': text }, 'agent-platform');
  expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
});

it('takes every member of what a function makes of a base for a use of it', async () => {
  const text = `import { makeClient } from './client';
const http = makeClient({ base: 'https://api.agentplatform.com/v1' });
export const help = () => open(http.home);
export const names = () => fetch(http.base + '/agents');
`;
  const client = 'export const makeClient = ({ base }: { base: string }) => ({ base, home: base });\n';
  const { plan } = await migrated({ 'a.ts': text, 'client.ts': client }, 'agent-platform');
  expect(outcomesOf(plan, 'a.ts').filter(([state]) => state === 'migrated')).toEqual([]);
});

it('reads the error in the reason of a settled promise', async () => {
  const text = `import axios from 'axios';
const ask = async (input) => (await axios.post('https://flow.local/api/v1/routing/route', input)).data.agent_name;
const settled = await Promise.allSettled([{ input_type: 'text' }].map(ask));
for (const one of settled) console.log(one.status === 'fulfilled' ? one.value : one.reason.response.data.detail);
`;
  const { after, plan } = await migrated({ 'a.mjs': text }, 'insightflow');
  expect(after['a.mjs'] !== text || outcomesOf(plan, 'a.mjs')[0]?.[0] === 'manual').toBe(true);
  expect(after['a.mjs']).not.toContain('one.reason.response.data.detail');
});

it.each([
  [
    'a client that is handed over',
    "export const list = (client) => client.request({ url: 'https://tao.local/api/v1/orgs/acme/datasets/d/jobs', method: 'GET' });\n",
  ],
  [
    'a client that a constructor is given',
    `export class Source {\n  constructor(backend) { this.backend = backend; }\n  list() { return this.backend.datasourceRequest({ url: '${ORG}/datasets/d/jobs', method: 'GET' }); }\n}\n`,
  ],
  [
    'a package that is not there to be read',
    `import { getBackend } from '@dash/runtime';\nexport const list = () => getBackend().fetch({ url: '${ORG}/datasets/d/jobs' });\n`,
  ],
])('reports a request that is sent by %s', async (_, text) => {
  expect(await found({ 'a.js': text })).toEqual([
    expect.stringMatching(/^a\.js:\d manual (?:GET|\*) \/orgs\/\{org_name\}\/datasets\/\{dataset_id\}\/jobs$/),
  ]);
});

it('asks a handed over client in the place where it is known', async () => {
  const text = `import axios from 'axios';\nconst list = (client) => client.request({ url: '${ORG}/datasets/d/jobs', method: 'GET' });\nexport const all = list(axios);\n`;
  expect(await found({ 'a.js': text })).toEqual([`a.js:3 auto ${JOBS}`]);
});

it('keeps the encoding of a piece that is encoded by name where the path is written anew', async () => {
  const { after } = await migrated({
    'a.ts': `export class Tao {\n  constructor(private base: string) {}\n  private path(...parts: string[]) {\n    return '/' + parts.map(encodeURIComponent).join('/');\n  }\n  job(id: string, job: string) {\n    return fetch(this.base + '/api/v1/orgs/acme/datasets' + this.path(id, 'jobs', job));\n  }\n}\n`,
  });
  expect(after['a.ts']).toContain('fetch(`${this.base}/api/v2/orgs/acme/jobs/${encodeURIComponent(job)}`)');
});

it('follows what is put into a field of an object from outside to where its class reads the field', async () => {
  const { after } = await migrated(
    {
      'a.ts': `class Holder {\n  last: any;\n  show() {\n    return this.last.model;\n  }\n}\nexport async function main() {\n  const holder = new Holder();\n  holder.last = await (await fetch('https://api.agentplatform.com/v1/agents/a')).json();\n  return holder.show();\n}\n`,
    },
    'agent-platform',
  );
  expect(after['a.ts']).toMatch(/\/v2\/agents\/a/);
  expect(after['a.ts']).toMatch(/this\.last\.model_config/);
});
