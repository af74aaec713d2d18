import type { Program } from './grammar.js';
import type { Outcome } from './judge.js';

/** A program that once came out wrong, in a few lines, and what must become of it. */
export interface Regression {
  name: string;
  api: string;
  outcome: Outcome;
  /** Of the only file, or of several by their names. */
  code: string | Program['files'];
}

const TAO = `const API = 'https://tao.example.com/api/v1/orgs/lab';
const call = async (method, path, body) =>
  (await fetch(API + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();`;
const RAG = `const API = 'https://rag.example.com/api/v1';`;

export const REGRESSIONS: readonly Regression[] = [
  {
    name: 'the id of a resource that stays v1 is not given to v2',
    api: 'tao',
    outcome: 'told',
    code: `${TAO}
export async function main(print) {
  const made = await call('POST', '/experiments', { name: 'run', network_arch: 'dino' });
  print((await call('GET', '/experiments/' + made.id)).name);
}`,
  },
  {
    name: 'the id of a resource that waits for its first job is not given to v2',
    api: 'tao',
    outcome: 'told',
    code: `${TAO}
const create = async () => call('POST', '/experiments', { name: 'run', network_arch: 'dino' });
const read = async (id) => call('GET', \`/experiments/\${id}\`);
const train = async (id) => call('POST', \`/experiments/\${id}/jobs\`, { action: 'train' });
export async function main(print) {
  const { id } = await create();
  print((await read(id)).name);
  print((await train(id)).action);
}`,
  },
  {
    name: 'a test for errors of the server does not make a success of what follows',
    api: 'insightflow',
    outcome: 'right',
    code: `const API = 'https://api.insightflow.ai/api/v1';
async function call(path, body) {
  const response = await fetch(API + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (response.status >= 500) throw new Error('failed');
  return answer;
}
export async function main(print) {
  print((await call('/routing/route', { input_data: {}, input_type: 'custom' })).detail);
}`,
  },
  {
    name: 'a wrapper that one caller reads an error through keeps the level that another takes off',
    api: 'rag-services',
    outcome: 'right',
    code: `${RAG}
const get = async (path) => (await fetch(API + path)).json();
export async function main(print) {
  print((await get('/rag/models')).models.length);
  print((await get('/rag/models/none')).error.code);
}`,
  },
  {
    name: 'a body of unknown type is cast before its level is taken off',
    api: 'rag-services',
    outcome: 'right',
    code: {
      'main.ts': `import { request } from 'undici';
${RAG}
export async function main(print: (line: unknown) => void) {
  const response = await request(API + '/rag/models');
  const body = (await response.body.json()) as any;
  print(body.models.length);
}`,
    },
  },
  {
    name: 'a callback on what is of any type has a type of its own',
    api: 'rag-services',
    outcome: 'right',
    code: {
      'main.ts': `${RAG}
export async function main(print: (line: unknown) => void) {
  const body = await fetch(API + '/rag/models').then((response: any) => response.json());
  print(body.models.length);
}`,
    },
  },
  {
    name: 'a literal that replaces a read has no fallback',
    api: 'tao',
    outcome: 'right',
    code: {
      'main.ts': `const API = 'https://tao.example.com/api/v1/orgs/lab';
const headers = { 'content-type': 'application/json' };
export async function main(print: (line: unknown) => void) {
  const first = await fetch(API + '/experiments', { method: 'POST', headers, body: JSON.stringify({ name: 'run', network_arch: 'dino' }) });
  const made = await first.json();
  print(made?.name ?? 'none');
  const res = await fetch(API + \`/experiments/\${made.id}/jobs\`, { method: 'POST', headers, body: JSON.stringify({ action: 'train' }) });
  print((await res.json()).action);
}`,
    },
  },
  {
    name: 'a call that has a base of its own does not say its version as well',
    api: 'tao',
    outcome: 'told',
    code: `import ky from 'ky';
const API = 'https://tao.example.com/api/v1/orgs/lab';
export async function main(print) {
  const set = await ky.post(\`\${API}\${'/datasets'}\`, { json: { name: 'cats', type: 'object_detection', format: 'kitti' } }).json();
  const job = await ky.post(API + \`/datasets/\${set.id}/jobs\`, { json: { action: 'convert', specs: {} } }).json();
  print(job.action);
  const listed = await ky.get([API, \`/datasets/\${set.id}/jobs\`].join('')).json();
  print(listed.jobs.length);
  const made = await ky.post(new URL(API + '/experiments').href, { json: { name: 'run', network_arch: 'dino' } }).json();
  const copy = { ...made };
  print(copy.network_arch);
  for (const round of [1, 2]) {
    const train = await ky.post(API.concat(\`/experiments/\${made.id}/jobs\`), { json: { action: 'train' } }).json();
    print(train.action + round);
  }
}`,
  },
  {
    name: 'a call whose neighbours stay is planned again as if they had never moved',
    api: 'tao',
    outcome: 'told',
    code: `import axios from 'axios';
const API = 'https://tao.example.com/api/v1/orgs/lab';
async function create() {
  return (await axios.post(new URL(API + '/experiments').href, { name: 'run', network_arch: 'dino' })).data;
}
async function read(experimentId) {
  return (await axios.get(\`\${API}/experiments/\${experimentId}\`)).data;
}
async function train(experimentId) {
  const { data } = await axios.post(\`\${API}/experiments/\${experimentId}/jobs\`, { action: 'train', specs: { epochs: 3 } });
  return data;
}
async function rename(id) {
  return (await axios.patch(API.concat(\`/datasets/\${id}\`), { name: 'dogs' })).data;
}
export async function main(print) {
  const { id } = await create();
  print((await read(id)).name);
  print((await train(id)).action);
  const { data } = await axios.post(\`\${API}\${'/datasets'}\`, { name: 'cats', type: 'object_detection', format: 'kitti' });
  print((await rename(data.id)).name);
}`,
  },
  {
    name: 'a call that names its base anew says its version itself once the base has lost it',
    api: 'tao',
    outcome: 'told',
    code: `class Settings {
  static api = 'https://tao.example.com/api/v1/orgs/lab';
}
const post = async (url, body) =>
  (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
export async function main(print) {
  const res = await fetch(\`\${Settings.api}/datasets?\${new URLSearchParams({ size: '3', sort: 'name-ascending' })}\`);
  print((await res.json()).datasets.length);
  const { id } = await post(\`\${Settings.api}\${'/experiments'}\`, { name: 'run', network_arch: 'dino' });
  const read = await fetch(\`\${Settings.api}/experiments/\${id}\`);
  print((await read.json()).name);
  const job = await post(new URL(Settings.api + \`/experiments/\${id}/jobs\`).href, { action: 'train', specs: { epochs: 3 } });
  print(job.action);
  await fetch([Settings.api, \`/experiments/\${id}/jobs/\${job.id}:cancel\`].join(''), { method: 'POST' });
}`,
  },
  {
    name: 'a path that is written anew says the version that its base has lost',
    api: 'tao',
    outcome: 'told',
    code: `const API = 'https://tao.example.com/api/v1/orgs/lab';
const call = async (method, path, body) =>
  (await fetch(API + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
const create = async () => call('POST', '/experiments', { name: 'run', network_arch: 'dino' });
const train = async (id) => call('POST', '/experiments/' + id + '/jobs', { action: 'train' });
const cancel = async (id, job) => call('POST', \`/experiments/\${id}/jobs/\${job}:cancel\`);
const other = async () => call('POST', '/experiments', { name: 'other', network_arch: 'dino' });
const read = async (id) => call('GET', \`/experiments/\${id}\`);
export async function main(print) {
  const { id } = await create();
  const job = await train(id);
  print(job.action);
  await cancel(id, job.id);
  const made = await other();
  print((await read(made.id)).name);
}`,
  },
  {
    name: 'a body of unknown type that is put back into its v1 shape keeps the cast that opens it',
    api: 'rag-services',
    outcome: 'right',
    code: {
      'main.ts': `import ky from 'ky';
const http = ky.create({ prefixUrl: 'https://rag.example.com/api/v1' });
async function read(): Promise<any> {
  const body = await http.get('rag/collections/docs-001').json() as any;
  return body;
}
export async function main(print: (line: unknown) => void) {
  const body = await read();
  print(JSON.parse(JSON.stringify(body)).collection.directory);
  print([body].map((it: any) => it.collection.chunkSize).join());
}`,
    },
  },
  {
    name: 'pages of a body whose type the client leaves open are of any type',
    api: 'rag-services',
    outcome: 'right',
    code: {
      'main.ts': `import ky from 'ky';
const API = 'https://rag.example.com/api/v1';
export async function main(print: (line: unknown) => void) {
  const body = await ky.get(API + '/rag/collections').json() as any;
  print(body.collections.length);
}`,
    },
  },
  {
    name: 'a body that is merged into has the names that are merged',
    api: 'rag-services',
    outcome: 'right',
    code: `${RAG}
const call = async (method, path, body) =>
  (await fetch(API + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
export async function main(print) {
  const body = {};
  Object.assign(body, { name: 'mine', directory: '/data/docs' });
  print((await call('POST', '/rag/collections', body)).collection.directory);
}`,
  },
  {
    name: 'a callback in a chain that is given any has a type of its own',
    api: 'rag-services',
    outcome: 'right',
    code: {
      'main.ts': `${RAG}
async function read(): Promise<any> {
  return fetch(API + '/rag/collections/docs-001').then((response: any) => response.json());
}
export async function main(print: (line: unknown) => void) {
  const body: any = Object.fromEntries(Object.entries(await read()));
  print(body.collection.directory);
}`,
    },
  },
];

/** A regression as a program. */
export function programOfCase({ api, code }: Regression): Program {
  const files = typeof code === 'string' ? { 'main.js': code } : code;
  const [entry = 'main.js'] = Object.keys(files);
  return { seed: 0, api, files, entry, traits: ['failure-any'] };
}
