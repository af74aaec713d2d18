import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startServer as startOpenml } from '../../fixtures/openml/server/index.js';
import { startServer as startRag } from '../../fixtures/rag-services/server/index.js';
import type { RunningServer, ServerOptions } from '../../fixtures/shared/server/model.js';
import { startServer as startTao } from '../../fixtures/tao/server/index.js';
import { loadShipped } from '../../rules/index.js';
import { compileTable, createMatcher, type Operation } from '../../src/match/index.js';
import { forward } from '../../src/pack/lens/index.js';
import type { Endpoint, Json, JsonObject, Lens } from '../../src/pack/model.js';
import { call } from '../fixtures/http.js';

/** One thing that both versions are asked for. */
interface Question {
  v1: Endpoint;
  method?: string;
  v1Path: string;
  v2Path: string;
  v1Body?: JsonObject;
  v2Body?: JsonObject;
  parameters?: { [name: string]: string };
  /** Fields whose values differ by nature, such as ids and times. */
  differ?: string[];
}

const ORG = '/orgs/acme';
const running: RunningServer[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.close()));
});

async function serve(start: (options: ServerOptions) => Promise<RunningServer>, only: 'v1' | 'v2'): Promise<RunningServer> {
  const server = await start({ only });
  running.push(server);
  return server;
}

async function operationsOf(pack: string): Promise<Map<Endpoint, Operation>> {
  const { operations } = compileTable(await loadShipped(pack));
  return new Map(operations.map((operation) => [operation.v1.source, operation]));
}

/** A body without the fields that differ by nature, and with the shape of the rest. */
function shapeOf(value: Json, differ: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, differ));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !differ.includes(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, shapeOf(member, differ)]),
  );
}

/** Paths of the fields that hold a value anywhere in a body; `*` for any item of a list. */
function pathsOf(value: Json, path: string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, [...path, '*']));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [[...path, name].join('.'), ...pathsOf(member, [...path, name])]);
}

describe.each(['tao', 'openml', 'insightflow', 'agent-platform', 'rag-services'])('recorded v1 answers of %s', (id) => {
  test('hold no field that a rule says is new in v2', async () => {
    const pack = await loadShipped(id);
    const { match } = createMatcher([pack]);
    const directory = `fixtures/${id}/recordings`;
    const wrong: string[] = [];
    let compared = 0;
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.har'))) {
      const { log } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as { log: { entries: HarEntry[] } };
      for (const { request, response } of log.entries) {
        const found = match(request.method, request.url);
        if (found.kind !== 'match' || response.status >= 300 || !response.content.mimeType.startsWith('application/json')) continue;
        const { text = '' } = response.content;
        const answered = new Set(pathsOf(JSON.parse(text === '' ? 'null' : text) as Json));
        compared += 1;
        for (const name of added(found.match.operation)) if (answered.has(name)) wrong.push(`${found.match.operation.v1.source}: ${name}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });
});

interface HarEntry {
  request: { method: string; url: string };
  response: { status: number; content: { mimeType: string; text?: string } };
}

/** Asks both servers and gives what v1 answered, what the lens makes of it, and what v2 answers. */
async function ask(question: Question, operation: Operation | undefined, servers: { v1: RunningServer; v2: RunningServer }) {
  if (!operation) throw new Error(`no rule decides where "${question.v1}" goes`);
  const [v1, v2] = [
    await call(servers.v1, question.method ?? 'GET', question.v1Path, question.v1Body),
    await call(servers.v2, operation.v2?.method ?? 'GET', question.v2Path, question.v2Body ?? question.v1Body),
  ];
  const first = v1.body as Json;
  const context = question.parameters ? { parameters: question.parameters } : {};
  return { statuses: [v1.status, v2.status], first, expected: forward(operation.response, first, context), actual: v2.body as Json };
}

/** True when an operation of the lens, at any depth, works on a field of this name: v1 has it, then. */
function isNamedIn(lens: Lens, name: string): boolean {
  return lens.some((op) => {
    if (op.op === 'in' || op.op === 'map') return isNamedIn(op.lens, name);
    if (op.op === 'rename') return op.from === name;
    return op.op !== 'add' && op.op !== 'nest' && op.op !== 'nest-when' && op.name === name;
  });
}

/** Fields that are new in v2. Those that the lens changes are in both versions; `added` says of them that their values differ. */
const added = ({ changes, response }: Operation): string[] =>
  changes.flatMap((change) => change.added ?? []).filter((name) => !isNamedIn(response, name));

describe('rag-services', () => {
  const times = ['timestamp', 'createdAt'];
  const COLLECTION = { v1Path: '/api/v1/rag/collections/docs-001', v2Path: '/api/v2/rag/collections/docs-001' };
  const questions: Question[] = [
    { v1: 'GET /rag/collections/{name}', ...COLLECTION },
    { v1: 'PUT /rag/collections/{name}', method: 'PUT', ...COLLECTION, v1Body: { description: 'New' } },
    {
      v1: 'POST /rag/collections',
      method: 'POST',
      v1Path: '/api/v1/rag/collections',
      v2Path: '/api/v2/rag/collections',
      v1Body: { name: 'made', directory: '/data/docs' },
      v2Body: { name: 'made', sourceDirectory: '/data/docs' },
    },
    { v1: 'GET /rag/collections', v1Path: '/api/v1/rag/collections', v2Path: '/api/v2/rag/collections?page=1&limit=100' },
    { v1: 'GET /rag/models', v1Path: '/api/v1/rag/models', v2Path: '/api/v2/rag/models' },
    { v1: 'GET /health', v1Path: '/api/v1/health', v2Path: '/api/v2/health' },
  ];
  test.each(questions)('$v1: v2 answers what the lens makes of v1', async (question) => {
    const servers = { v1: await serve(startRag, 'v1'), v2: await serve(startRag, 'v2') };
    const { expected, actual } = await ask(question, (await operationsOf('rag-services')).get(question.v1), servers);
    expect(shapeOf(actual, times)).toEqual(shapeOf(expected, times));
  });
});

describe('openml', () => {
  test.each([61, 2, 31])('dataset %i: v2 answers what the lens makes of v1', async (id) => {
    const servers = { v1: await serve(startOpenml, 'v1'), v2: await serve(startOpenml, 'v2') };
    const question = { v1: 'GET /datasets/{dataset_id}', v1Path: `/v1/datasets/${id}`, v2Path: `/v2/datasets/${id}` };
    const { statuses, expected, actual } = await ask(question, (await operationsOf('openml')).get(question.v1), servers);
    if (statuses[0] === 200) expect(shapeOf(actual, [])).toEqual(shapeOf(expected, []));
    else expect(statuses[1]).not.toBe(200);
  });
});

describe('tao', () => {
  test('no field of an experiment that v1 answers is said to be new in the job that takes its place', async () => {
    const operations = await operationsOf('tao');
    const v1 = await serve(startTao, 'v1');
    const v1Body = { name: 'n', description: 'd', network_arch: 'detectnet_v2', tags: ['t'], workspace: 'w' };
    const made = await call(v1, 'POST', `/api/v1${ORG}/experiments`, v1Body);
    expect(made.status).toBe(200);
    const { id } = made.body as { id: string };
    const read = await call(v1, 'GET', `/api/v1${ORG}/experiments/${id}`);
    for (const [endpoint, { body }] of [
      ['POST /orgs/{org_name}/experiments', made],
      ['GET /orgs/{org_name}/experiments/{experiment_id}', read],
    ] as const) {
      const operation = operations.get(endpoint);
      if (!operation) throw new Error(`no rule decides where "${endpoint}" goes`);
      const answered = pathsOf(body as Json);
      expect(added(operation).filter((name) => answered.includes(name))).toEqual([]);
    }
  });
});
