import { beforeAll, describe, expect, it } from 'vitest';
import { loadShipped } from '../../../rules/index.js';
import type { Json, JsonObject } from '../../../src/pack/model.js';
import { type Answer, type Journey, journeysOf } from '../journeys.js';

/** Jobs of two experiments; every program has its own. */
function jobsOf(world: Map<string, Json>): Map<string, Json> {
  if (world.size === 0) for (const id of ['one', 'two', 'three']) world.set(id, { id, kind: 'experiment', status: 'Running' });
  return world;
}

/** v1 deletes in bulk what the body names, or all of the experiment; every experiment has the job of its id. */
const v1: Answer = ({ method, url, body }, world) => {
  const jobs = jobsOf(world);
  if (url.pathname === '/api/v1/orgs/lab/left') return { status: 200, body: [...jobs.keys()] };
  const [, experiment = ''] = /^\/api\/v1\/orgs\/lab\/experiments\/(\w+)\/jobs$/.exec(url.pathname) ?? [];
  if (method !== 'DELETE' || !jobs.has(experiment)) return { status: 404, body: { error: 'not found' } };
  const ids = ((body as JsonObject | null)?.['job_ids'] as string[] | undefined) ?? [experiment];
  const results = ids.map((id) => ({ id, status: jobs.delete(id) ? 'success' : 'failed' }));
  return { status: 200, body: { results } };
};

const v2: Answer = ({ method, url }, world) => {
  const jobs = jobsOf(world);
  if (url.pathname === '/api/v1/orgs/lab/left') return { status: 200, body: [...jobs.keys()] };
  if (method === 'GET' && url.pathname === '/api/v2/orgs/lab/jobs') {
    const wanted = url.searchParams.get('id');
    return { status: 200, body: { jobs: [...jobs.values()].filter((job) => wanted === null || (job as JsonObject)['id'] === wanted) } };
  }
  const [, id = ''] = /^\/api\/v2\/orgs\/lab\/jobs\/(\w+)$/.exec(url.pathname) ?? [];
  if (method !== 'DELETE') return { status: 405, body: { error: 'not allowed' } };
  return jobs.delete(id) ? { status: 200, body: { id } } : { status: 404, body: { error: 'not found' } };
};

/** How a client deletes jobs; `ITEMS` is the body, absent for all. */
const CLIENTS: { name: string; head: string; one: string; all: string }[] = [
  {
    name: 'fetch',
    head: '',
    one: "const { results } = await (await fetch(`${org}/experiments/one/jobs`, { method: 'DELETE', body: JSON.stringify({ job_ids: ids }) })).json();",
    all: "const { results } = await (await fetch(`${org}/experiments/one/jobs`, { method: 'DELETE' })).json();",
  },
  {
    name: 'axios',
    head: "import axios from 'axios';\n",
    one: 'const { data: { results } } = await axios.delete(`${org}/experiments/one/jobs`, { data: { job_ids: ids } });',
    all: 'const { data: { results } } = await axios.delete(`${org}/experiments/one/jobs`);',
  },
  {
    name: 'ofetch',
    head: "import { ofetch } from 'ofetch';\n",
    one: "const { results } = await ofetch(`${org}/experiments/one/jobs`, { method: 'DELETE', body: { job_ids: ids } });",
    all: "const { results } = await ofetch(`${org}/experiments/one/jobs`, { method: 'DELETE' });",
  },
  {
    name: 'got',
    head: "import got from 'got';\n",
    one: 'const { results } = await got.delete(`${org}/experiments/one/jobs`, { json: { job_ids: ids } }).json<any>();',
    all: 'const { results } = await got.delete(`${org}/experiments/one/jobs`).json<any>();',
  },
  {
    name: 'ky',
    head: "import ky from 'ky';\n",
    one: 'const { results } = await ky.delete(`${org}/experiments/one/jobs`, { json: { job_ids: ids } }).json<any>();',
    all: 'const { results } = await ky.delete(`${org}/experiments/one/jobs`).json<any>();',
  },
  {
    name: 'superagent',
    head: "import request from 'superagent';\n",
    one: "const { results } = (await request.delete(`${org}/experiments/one/jobs`).set('accept', 'application/json').send({ job_ids: ids })).body;",
    all: 'const { results } = (await request.delete(`${org}/experiments/one/jobs`)).body;',
  },
  {
    name: 'undici',
    head: "import { request } from 'undici';\n",
    one: "const { body } = await request(`${org}/experiments/one/jobs`, { method: 'DELETE', body: JSON.stringify({ job_ids: ids }) });\nconst { results } = (await body.json()) as any;",
    all: "const { body } = await request(`${org}/experiments/one/jobs`, { method: 'DELETE' });\nconst { results } = (await body.json()) as any;",
  },
];

const program = (head: string, lines: string): string =>
  `${head}const org = \`\${process.env.API}/api/v1/orgs/lab\`;\nconst seen = process.env.API + '/api/v' + '1/orgs/lab/left';\n
export async function main(ids: string[] = ['two', 'none']) {\n${lines}\n  return [results.map((result: any) => [result.id, result.status]), ids.length, await (await globalThis.fetch(seen)).json()];\n}\n`;

/** Only the status of the answer is taken. */
const STATUS = program('', '').replace(
  / \{\n\n.*?\n\}/s,
  " {\n  const { status } = await axios.delete(`${org}/experiments/one/jobs`, { data: { job_ids: ids } });\n  return [status === 200 ? 'success' : 'failed', await (await globalThis.fetch(seen)).json()];\n}",
);

const PROGRAMS = CLIENTS.flatMap(({ name, head, one, all }) => [
  { name: `${name}: the jobs of a list`, code: program(head, one) },
  { name: `${name}: all jobs of an experiment`, code: program(head, all) },
]).concat({ name: 'axios: only the status is read', code: `import axios from 'axios';\n${STATUS}` });

describe('a bulk call that v2 does one by one', () => {
  let journeys = new Map<string, Journey>();

  beforeAll(async () => {
    journeys = await journeysOf(PROGRAMS, await loadShipped('tao'), { v1, v2 });
  }, 180_000);

  it.each(PROGRAMS.map(({ name }) => name))('%s', (name) => {
    const journey = journeys.get(name);
    if (!journey) throw new Error('not run');
    const { before, after, text, findings, typeErrors } = journey;
    const bulk = findings.filter(({ rule }) => rule === 'tao/bulk-delete-jobs');
    expect(
      bulk.map(({ state }) => state),
      findings.map(({ reason }) => reason).join('\n'),
    ).toEqual(['review']);
    expect(before).toContain('success');
    expect(typeErrors, text).toEqual([]);
    expect(after, text).toBe(before);
  });
});
