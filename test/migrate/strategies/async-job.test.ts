import { beforeAll, describe, expect, it } from 'vitest';
import { loadShipped } from '../../../rules/index.js';
import type { Json, JsonObject } from '../../../src/pack/model.js';
import { type Answer, type Journey, journeysOf } from '../journeys.js';

const COLLECTION = /^\/api\/v[12]\/rag\/collections\/(\w+)\/(ingest|stats)$/;

/** v1 answers when all is read; a collection named `broken` cannot be. */
const v1: Answer = ({ method, url }, world) => {
  const [, name = '', part] = COLLECTION.exec(url.pathname) ?? [];
  if (part === 'stats') return { status: 200, body: { stats: { documents: world.get(name) ?? 0 } } };
  if (method !== 'POST' || part !== 'ingest') return { status: 404, body: { error: 'not found' } };
  if (name === 'broken') return { status: 500, body: { error: 'not readable' } };
  world.set(name, 7);
  return { status: 200, body: { ingested: { documents: 7 } } };
};

/** v2 answers at once; the job ends with the third look at it. */
const v2: Answer = ({ method, url }, world) => {
  const [, name = '', part] = COLLECTION.exec(url.pathname) ?? [];
  if (part === 'stats') return { status: 200, body: { success: true, data: { stats: { documents: world.get(name) ?? 0 } }, meta: {} } };
  const [, jobId = ''] = /^\/api\/v2\/rag\/jobs\/(\w+)$/.exec(url.pathname) ?? [];
  if (method === 'GET' && world.has(jobId)) return { status: 200, body: { success: true, data: lookAt(jobId, world), meta: {} } };
  if (method !== 'POST' || part !== 'ingest') return { status: 404, body: { success: false, error: { code: 'NOT_FOUND' } } };
  world.set(`job_${name}`, 0);
  return { status: 202, body: { success: true, data: { jobId: `job_${name}` }, meta: {} } };
};

function lookAt(jobId: string, world: Map<string, Json>): JsonObject {
  const looks = Number(world.get(jobId)) + 1;
  world.set(jobId, looks);
  if (looks < 3) return { jobId, status: looks === 1 ? 'queued' : 'running' };
  const name = jobId.slice('job_'.length);
  if (name === 'broken') return { jobId, status: 'failed' };
  world.set(name, 7);
  return { jobId, status: 'completed' };
}

const FETCH = 'await fetch(`${rag}/collections/${name}/ingest`, { method: "POST" });';

/** A program ingests a collection and says how many documents there are. */
const program = (head: string, ingest: string): string => `${head}const rag = \`\${process.env.API}/api/v1/rag\`;
async function documents(name: string): Promise<number> {
  const response = await globalThis.fetch(\`\${rag}/collections/\${name}/stats\`);
  const { stats } = await response.json();
  return stats.documents;
}
async function ingest(name: string): Promise<unknown> {
  ${ingest}
  return documents(name);
}
export async function main() {
  return [await ingest('handbook'), await ingest('broken').catch(() => 'failed')];
}
`;

/** Programs whose polls are written; a failed ingestion rejects in all of them. */
const WAITING = [
  { name: 'axios', code: program("import axios from 'axios';\n", 'await axios.post(`${rag}/collections/${name}/ingest`);') },
  {
    name: 'axios, one client with options of the call',
    code: program(
      "import axios from 'axios';\nconst http = axios.create();\n",
      "await http.post(`${rag}/collections/${name}/ingest`, undefined, { headers: { 'x-team': 'docs' }, timeout: 5000 });",
    ),
  },
  {
    name: 'axios, an interceptor that hands on the body',
    code: program(
      "import axios from 'axios';\nconst http = axios.create();\nhttp.interceptors.response.use((response) => response.data);\n",
      'await http.post(`${rag}/collections/${name}/ingest`);',
    ),
  },
  {
    name: 'got, the body as a text',
    code: program("import got from 'got';\n", 'await got.post(`${rag}/collections/${name}/ingest`, { retry: { limit: 0 } });'),
  },
  {
    name: 'got',
    code: program("import got from 'got';\n", 'await got.post(`${rag}/collections/${name}/ingest`, { retry: { limit: 0 } }).json();'),
  },
  { name: 'ky', code: program("import ky from 'ky';\n", 'await ky.post(`${rag}/collections/${name}/ingest`, { retry: 0 });') },
  {
    name: 'ofetch',
    code: program("import { ofetch } from 'ofetch';\n", "await ofetch(`${rag}/collections/${name}/ingest`, { method: 'POST', retry: 0 });"),
  },
  { name: 'superagent', code: program("import request from 'superagent';\n", 'await request.post(`${rag}/collections/${name}/ingest`);') },
  {
    name: 'fetch, the response is looked at',
    code: program(
      '',
      "const response = await fetch(`${rag}/collections/${name}/ingest`, { method: 'POST' });\n  if (!response.ok) throw new Error('refused');",
    ),
  },
  {
    name: 'a promise that is handed on',
    code: program("import axios from 'axios';\n", 'return axios.post(`${rag}/collections/${name}/ingest`).then(() => documents(name));'),
  },
];

/** Programs that do not see a failure: v1's answer of 500 is not looked at, while a job that fails is told. */
const LOUDER = [
  { name: 'fetch', code: program('', FETCH) },
  {
    name: 'undici',
    code: program("import { request } from 'undici';\n", "await request(`${rag}/collections/${name}/ingest`, { method: 'POST' });"),
  },
];

/** Programs in whose manner no poll can be written. */
const TOLD = [
  {
    name: 'a wrapper of the code',
    code: program(
      'const post = async (path: string): Promise<void> => { await fetch(`${process.env.API}/api/v1/rag${path}`, { method: "POST" }); };\n',
      'await post(`/collections/${name}/ingest`);',
    ),
  },
];

describe('a call that v2 answers before the work is done', () => {
  let journeys = new Map<string, Journey>();

  beforeAll(async () => {
    const programs = [...WAITING, ...LOUDER, ...TOLD];
    journeys = await journeysOf(programs, await loadShipped('rag-services'), { v1, v2 });
  }, 180_000);

  const journeyOf = (name: string): Journey => {
    const journey = journeys.get(name);
    if (!journey) throw new Error('not run');
    const { findings, typeErrors, text } = journey;
    const states = findings.filter(({ rule }) => rule === 'rag-services/jobs-new').map(({ state }) => state);
    expect(states, findings.map(({ reason }) => reason).join('\n')).toEqual(['review']);
    expect(typeErrors, text).toEqual([]);
    return journey;
  };

  it.each(WAITING.map(({ name }) => name))('%s: waits for the job', (name) => {
    const { before, after, text } = journeyOf(name);
    expect(before).toBe('[7,"failed"]');
    expect(after, text).toBe(before);
  });

  it.each(LOUDER.map(({ name }) => name))('%s: waits for the job, and says when it failed', (name) => {
    const { before, after, text } = journeyOf(name);
    expect(before).toBe('[7,0]');
    expect(after, text).toBe('[7,"failed"]');
  });

  it.each(TOLD.map(({ name }) => name))('%s: a person is told to wait', (name) => {
    const { text } = journeyOf(name);
    expect(text).toContain('TODO(api-migrate): rag-services/jobs-new: v2 responds before the work is done');
    expect(text).not.toContain('waitForJob');
  });
});
