import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { scan } from '../../src/scan/index.js';

/** Findings in some files: `file:line rule`. */
async function found(files: { [name: string]: string }): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'unfollowed-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const packs = await Promise.all(['tao', 'openml', 'insightflow', 'agent-platform', 'rag-services'].map(loadShipped));
    const { findings } = await scan({ paths: [root], cwd: root, packs });
    return findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const MAKE = 'const make = (path, body) => new Request(path, { body: JSON.stringify(body) });\n';
const SEND = 'const send = stack.reduceRight((next, layer) => (request) => layer(request, next), (request) => fetch(request));\n';

it('reports a URL whose way to a request is not seen, where a request goes nobody knows where', async () => {
  const asked = "await send(make('/api/v1/routing/route', { input_type: 'text' }));\n";
  expect(await found({ 'a.js': MAKE + SEND + asked })).toEqual(['a.js:3 core/unfollowed-v1-url']);
});

it('reports the paths and the base of a client that is handed on out of sight', async () => {
  const files = {
    'context.js': "import { provide } from 'some-framework';\nprovide('api', { baseURL: `${location.origin}/api/v1` });\n",
    'use.js': "import { injected } from 'some-framework';\nexport const one = (name) => injected('api').get(`/rag/collections/${name}`);\n",
  };
  expect(await found(files)).toEqual(['context.js:2 core/unfollowed-v1-url', 'use.js:2 core/unfollowed-v1-url']);
});

it.each([
  ['a comparison', "if (path === '/api/v1/routing/route') send(path);\n"],
  ['a message', "console.log('/api/v1/routing/route');\n"],
  ['a route of a server', "app.post('/api/v1/routing/route', (req, res) => res.end());\n"],
  ['a key of a cache', "cache.put('/api/v1/routing/route', 1);\n"],
  ['a type', "/** @type {'/api/v1/routing/route'} */ let path;\n"],
])('leaves %s alone', async (_, line) => {
  expect(await found({ 'a.js': MAKE + SEND + line })).toEqual([]);
});

it('reports a whole URL that is given to a function of a caller, with no request near it', async () => {
  const files = { 'a.js': "export const list = (fetcher) => fetcher('http://rag.local/api/v1/rag/collections');\n" };
  expect(await found(files)).toEqual(['a.js:1 core/unfollowed-v1-url']);
});

it('leaves a URL alone where no request is open', async () => {
  expect(await found({ 'a.js': "export const ROUTE = '/api/v1/routing/route';\n" })).toEqual([]);
});

it('follows functions and clients that a factory is given', async () => {
  const text = `
    const collection = (send, path) => ({ list: () => send('GET', path) });
    const platform = (host) => {
      const send = async (method, path) => (await fetch(host + path, { method })).json();
      return { integrations: collection(send, '/v1/integrations') };
    };
    const { length } = await platform(process.env.HOST ?? 'https://api.agentplatform.com').integrations.list();
  `;
  expect(await found({ 'a.js': text })).toEqual(['a.js:7 agent-platform/base-url']);
});

it('looks into a class that is given a client, though it names no base itself', async () => {
  const files = {
    'crud.js':
      'export class Crud {\n  constructor(http, name) {\n    this.http = http;\n    this.name = name;\n  }\n  all() {\n    return this.http(`/${this.name}`);\n  }\n}\n',
    'main.js':
      "import { Crud } from './crud.js';\nconst on = (base) => (path) => fetch(base + path);\nconst runs = new Crud(on('https://api.agentplatform.com/v1'), 'executions');\nawait runs.all();\n",
  };
  expect((await found(files)).length).toBeGreaterThan(0);
});

it('knows whose server a constant names', async () => {
  const text = "const SERVER = process.env.OPENML_URL;\nawait fetch(new URL('/v1/datasets/list', SERVER), { method: 'POST' });\n";
  expect(await found({ 'a.js': text })).toEqual(['a.js:2 openml/v2-base-path']);
});

it('reads a trimmed address that only the environment may name', async () => {
  const text =
    "const url = (process.env.HOST ?? 'https://api.agentplatform.com').replace(/\\/$/, '').concat('/v1');\nawait fetch(`${url}/executions`);\n";
  expect(await found({ 'a.js': text })).toEqual(['a.js:2 agent-platform/base-url']);
});

it('follows a builder of another file that cannot be evaluated, from a base of a third', async () => {
  const files = {
    'config.ts': "export const API = '/api/v1';\n",
    'paths.ts':
      "import { API } from './config';\nexport const url = (org: string, ...rest: string[]) => [API, 'orgs', org, 'experiments', ...rest].join('/');\n",
    'use.ts': "import { url } from './paths';\nexport const all = (org: string) => fetch(url(org));\n",
  };
  expect(await found(files)).toEqual(['use.ts:2 tao/list-experiments']);
});

it.each([
  ['what keeps it', "localStorage.setItem('url', '/api/v1/routing/route');\nfetch(localStorage.getItem('url'));\n"],
  ['a client for calls to come', "const ask = fetch.bind(null, '/api/v1/routing/route');\nask();\n"],
])('reports a URL that is given to %s', async (_, text) => {
  expect(await found({ 'a.js': text })).toEqual(['a.js:1 core/unfollowed-v1-url']);
});
