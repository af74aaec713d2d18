import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { analyse } from '../../src/scan/analyse.js';
import { judgeCalls } from '../../src/validate/judge.js';
import { workspace } from '../workspace.js';

const TAO = 'https://tao.example.com/api/v1/orgs/lab';
const RAG = 'https://rag.example.com/api/v1';
const FLOW = 'https://api.insightflow.ai/api/v1/routing/route';

/** What is said of the v1 calls of a file, and of what somebody made of it. */
async function verdictsOf(pack: string, before: string, after: string): Promise<string[]> {
  const cwd = workspace({ 'a.ts': before });
  const options = { cwd, paths: ['.'], packs: [await loadShipped(pack)], origins: { 'rag-services': ['https://rag.example.com'] } };
  const { judgements } = judgeCalls(await analyse(options), await analyse(options, new Map([[join(cwd, 'a.ts'), after]])));
  return judgements.map(({ pair, facts }) => {
    if (pair.after.kind === 'v1') return 'v1';
    const wrong = facts.find(({ verdict }) => verdict === 'wrong') ?? facts[0];
    return wrong ? `${wrong.verdict} ${wrong.code}` : 'right';
  });
}

const moved = (text: string): string => text.replaceAll('/api/v1', '/api/v2');

const MODELS = `const API = '${RAG}';\nexport async function names() {\n  const res = await fetch(\`\${API}/rag/models\`);\n  const body = await res.json();\n  return body.models.map((model) => model.name);\n}\n`;

test.each([
  ['a read at the new level', moved(MODELS).replace('body.models', 'body.data.models'), 'right'],
  ['a level taken off at the source', moved(MODELS).replace('await res.json()', '(await res.json()).data'), 'right'],
  ['another style', moved(MODELS).replace('const body = ', 'const { data: body } = '), 'right'],
  ['a read that stays v1', moved(MODELS), 'wrong stale-read'],
  [
    'a level taken off twice',
    moved(MODELS).replace('await res.json()', '(await res.json()).data').replace('body.models', 'body.data.models'),
    'wrong adapted-twice',
  ],
  ['a call left as it is', MODELS, 'v1'],
  ['a call that is gone', `export const names = () => [];\n`, 'wrong vanished'],
])('an envelope: %s', async (_, after, expected) => {
  expect(await verdictsOf('rag-services', MODELS, after)).toEqual([expected]);
});

const TWO = `const API = process.env.SPARE ? 'https://spare.rag.example.com/api/v1' : '${RAG}';\nexport const health = async () => (await fetch(API + '/rag/models')).status;\n`;

test.each([
  ['both of two', moved(TWO), 'right'],
  ['one of two', moved(TWO).replace("API + '/rag", "'https://rag.example.com/api/v2' + '/rag"), 'wrong server'],
  ['others', moved(TWO).replaceAll('rag.example.com', 'v2.example.com'), 'right'],
])('requests go to %s servers', async (_, after, expected) => {
  expect(await verdictsOf('rag-services', TWO, after)).toEqual([expected]);
});

const MAKE = `const API = '${RAG}';\nexport const make = (name, path) =>\n  fetch(API + '/rag/collections', { method: 'POST', body: JSON.stringify({ name, directory: path }) });\n`;

test.each([
  ['a renamed field', moved(MAKE).replace('directory:', 'sourceDirectory:'), 'right'],
  ['a field that keeps its name', moved(MAKE), 'wrong body-missing'],
  ['both names', moved(MAKE).replace('directory:', 'sourceDirectory: path, directory:'), 'wrong body-stale'],
  [
    'a body that nothing serialises',
    moved(MAKE).replace('JSON.stringify({ name, directory: path })', '{ name, sourceDirectory: path }'),
    'wrong body-unserialised',
  ],
  ['no body', moved(MAKE).replace(/, body: .*\}\) \}/, ' }'), 'wrong body-gone'],
])('a body: %s', async (_, after, expected) => {
  expect(await verdictsOf('rag-services', MAKE, after)).toEqual([expected]);
});

const JOBS = `export const jobs = (id, size) => fetch(\`${TAO}/datasets/\${id}/jobs?size=\${size}\`);\n`;
const listed = (query: string): string => `export const jobs = (id, size) => fetch(\`${moved(TAO)}/jobs?${query}\`);\n`;

test.each([
  ['all of it', listed('kind=dataset&dataset_id=${id}&size=${size}'), 'right'],
  ['in another order, by a name of its own', listed('size=${n}&dataset_id=${d}&kind=dataset').replace('(id, size)', '(d, n)'), 'right'],
  ['what v1 sent is dropped', listed('kind=dataset&dataset_id=${id}'), 'wrong query-missing'],
  ['what v2 needs is missing', listed('size=${size}'), 'wrong query-missing'],
  ['another value', listed('kind=experiment&dataset_id=${id}&size=${size}'), 'wrong query-different'],
])('a query: %s', async (_, after, expected) => {
  expect(await verdictsOf('tao', JOBS, after)).toEqual([expected]);
});

test('two path parameters that were exchanged are wrong', async () => {
  const before = `export const end = (set, job) => fetch(\`${TAO}/datasets/\${set}/jobs/\${job}:cancel\`, { method: 'POST' });\n`;
  expect(await verdictsOf('tao', before, moved(before).replace('/datasets/${set}', ''))).toEqual(['right']);
  expect(await verdictsOf('tao', before, moved(before).replace('/datasets/${set}/jobs/${job}', '/jobs/${set}'))).toEqual([
    'wrong parameter',
  ]);
});

test('a variable that is written between two calls must be read before', async () => {
  const before = `let name = 'run';\nconst exp = await (await fetch('${TAO}/experiments', { method: 'POST', body: JSON.stringify({ name, network_arch: 'dino' }) })).json();\nname = 'later';\nawait fetch(\`${TAO}/experiments/\${exp.id}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'train' }) });\nconsole.log(name);\nexport {};\n`;
  const job = (given: string): string =>
    `await fetch('${moved(TAO)}/jobs', { method: 'POST', body: JSON.stringify({ kind: 'experiment', ${given}, network_arch: 'dino', action: 'train' }) });`;
  const wrong = `let name = 'run';\nname = 'later';\n${job('name')}\nconsole.log(name);\nexport {};\n`;
  const right = `let name = 'run';\n${job('name')}\nname = 'later';\nconsole.log(name);\nexport {};\n`;
  expect(await verdictsOf('tao', before, wrong)).toEqual(['wrong body-different']);
  expect(await verdictsOf('tao', before, right)).toEqual(['right']);
});

const ROUTE = `const res = await fetch('${FLOW}', { method: 'POST', body: JSON.stringify({ input_type: 'text' }) });\nconst body = await res.json();\n`;

test.each([
  ['a fallback', `body.agent_name ?? 'nobody'`, 'body.routing_decision.agent_name', 'body.routing_decision?.agent_name'],
  ['a test', `'agent_name' in body ? 1 : 2`, `'agent_name' in body.routing_decision`, undefined],
  ['an optional chain', `body?.agent_name`, 'body.routing_decision.agent_name', 'body?.routing_decision?.agent_name'],
])('a new level keeps the tolerance of %s', async (_, read, throwing, safe) => {
  const before = `${ROUTE}console.log(${read});\nexport {};\n`;
  const after = (code: string): string => moved(before).replace(/body\??\.agent_name|'agent_name' in body/, code);
  expect(await verdictsOf('insightflow', before, after(throwing))).toEqual(['wrong lost-tolerance']);
  if (safe !== undefined) expect(await verdictsOf('insightflow', before, after(safe))).toEqual(['right']);
});

test('a body that is spread into itself ends the comparison, not the run', async () => {
  const before = `const API = '${RAG}';\nlet body = { name: 'a' };\nbody = { ...body, directory: '/a' };\nfetch(API + '/rag/collections', { method: 'POST', body: JSON.stringify({ ...body }) });\nexport function send(given) {\n  given = { ...given };\n  return fetch(API + '/rag/collections', { method: 'POST', body: JSON.stringify({ ...given, ...send }) });\n}\nsend({ ...send });\n`;
  expect(await verdictsOf('rag-services', before, moved(before))).toHaveLength(2);
});
