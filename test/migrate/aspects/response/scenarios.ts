import type { Json, Lens, Rule } from '../../../../src/pack/model.js';
import { answerRule, main } from './programs.js';

/** One program, what changes in its API, and what becomes of it. */
export interface Scenario {
  name: string;
  rules: Rule[];
  files: Record<string, string>;
  /** Bodies of v1 by method and path; the program is run on v1 as it is, and on v2 migrated. Absent: not run. */
  answers?: Record<string, Json>;
  /** Lenses by path, where the bodies of v2 differ. */
  lenses?: Record<string, Lens>;
  /** Statuses of v2 and of v1 by path, where they are not 200. */
  v1Status?: Record<string, number>;
  v2Status?: Record<string, number>;
  /** Texts that the edited files hold. */
  has?: string[];
  /** Nothing is edited. */
  untouched?: true;
  /** Lowest level of the plans, or `refused`. */
  level?: 'auto' | 'review' | 'refused';
  /** Reason of a plan that is not `auto`. */
  reason?: RegExp;
}

const JOB = { id: 'a', name: 'train', size: '7' };
const RENAME: Lens = [{ op: 'rename', from: 'name', to: 'title' }];
const NEST: Lens = [{ op: 'nest', name: 'data', also: { success: true } }];
const CREATED = answerRule(['POST /jobs'], [], { id: 'demo/created', status: { 200: 201 } });
const INVALID = answerRule('*', [], { id: 'demo/invalid', errorStatus: { 412: [422] } });

const POST = 'const res = await fetch(`${process.env.API}/api/v1/jobs`, { method: "POST", body: "{}" });';
const GET_JOB = 'const res = await fetch(`${process.env.API}/api/v1/jobs/1`);';

function created(name: string, body: string, has: string[], more: Partial<Scenario> = {}): Scenario {
  return {
    name: `status: ${name}`,
    rules: [CREATED],
    files: main(body),
    answers: { 'POST /jobs': JOB, 'GET /jobs/1': JOB },
    v2Status: { 'POST /jobs': 201 },
    has,
    level: 'auto',
    ...more,
  };
}

const STATUS: Scenario[] = [
  created('equal', `${POST}\nreturn res.status === 200;`, ['res.status === 201']),
  created('unequal', `${POST}\nif (res.status !== 200) return 'failed';\nreturn 'created';`, ['res.status !== 201']),
  created('loosely equal, reversed', `${POST}\nreturn 200 == res.status;`, ['201 == res.status']),
  created(
    'destructured',
    `const { status } = await fetch(\`\${process.env.API}/api/v1/jobs\`, { method: 'POST' });\nreturn status === 200;`,
    ['status === 201'],
  ),
  created('switch', `${POST}\nswitch (res.status) {\n  case 200:\n    return 'created';\n  default:\n    return 'failed';\n}`, [
    'case 201:',
  ]),
  created('list', `${POST}\nreturn [200, 204].includes(res.status);`, ['[201, 204].includes']),
  created('constant', `const OK = 200;\n${POST}\nreturn res.status === OK;`, ['res.status === 201']),
  created('argument of a helper', `${POST}\nreturn check(res, 200);`, ['check(res, 201)'], {
    files: main(`${POST}\nreturn check(res, 200);`, 'function check(res, wanted) {\n  return res.status === wanted;\n}\n'),
  }),
  created('helper that creations and reads share', '', ['(res.status === 200 || res.status === 201)'], {
    files: main(
      `const made = await send('/jobs', { method: 'POST' });\nconst read = await send('/jobs/1');\nreturn [made, read];`,
      'async function send(path, init) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`, init);\n  return !(res.status === 200);\n}\n',
    ),
    has: ['!(res.status === 200 || res.status === 201)'],
    level: 'review',
    reason: /shared with calls whose status does not change/,
  }),
  created('helper that refuses all but one', '', ['if (res.status !== 200 && res.status !== 201)'], {
    files: main(
      `const made = await send('/jobs', { method: 'POST' });\nconst read = await send('/jobs/1');\nreturn [made, read];`,
      'async function send(path, init) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`, init);\n  if (res.status !== 200) throw new Error("failed");\n  return res.json();\n}\n',
    ),
    level: 'review',
  }),
  created('helper of creations alone', '', ['if (res.status !== 201)'], {
    files: main(
      `return [await create({ a: 1 }), await create({ b: 1 })];`,
      'async function create(body) {\n  const res = await fetch(`${process.env.API}/api/v1/jobs`, { method: "POST", body: JSON.stringify(body) });\n  if (res.status !== 200) throw new Error("failed");\n  return res.json();\n}\n',
    ),
  }),
  created('validateStatus of axios', '', ['status === 201'], {
    files: main(
      `const { data } = await axios.post(\`\${process.env.API}/api/v1/jobs\`, {}, { validateStatus: (status) => status === 200 });\nreturn data;`,
      "import axios from 'axios';\n",
    ),
  }),
  created('assertions of a test', '', ['toBe(201)', 'strictEqual(res.status, 201)'], {
    files: main(`${POST}\nexpect(res.status).toBe(200);\nassert.strictEqual(res.status, 200);`, "import assert from 'node:assert';\n"),
    answers: {},
  }),
  created('ok and ranges need nothing', `${POST}\nreturn [res.ok, res.status < 300, res.status >= 200];`, [], { untouched: true }),
  created('both are accepted already', `${POST}\nreturn res.status === 200 || res.status === 201;`, [], { untouched: true }),
  created('an order that tells the two apart', `${POST}\nreturn res.status <= 200;`, [], {
    level: 'review',
    reason: /tells the statuses/,
    untouched: true,
    answers: {},
  }),
  created('compared with what is not known', `${POST}\nreturn res.status === Number(process.env.OK);`, [], {
    level: 'review',
    reason: /whose value is not known/,
    untouched: true,
    answers: {},
  }),
  {
    name: 'status: an error status is widened',
    rules: [INVALID],
    files: main(
      `${GET_JOB}\nif (res.status === 412) return 'invalid';\nif (!(res.status !== 412) || false) return 'never';\nreturn 'fine';`,
    ),
    answers: { 'GET /jobs/1': { error: 'x' } },
    v1Status: { 'GET /jobs/1': 412 },
    v2Status: { 'GET /jobs/1': 422 },
    has: ['if (res.status === 412 || res.status === 422)', '!(res.status !== 412 && res.status !== 422)'],
    level: 'auto',
  },
  {
    name: 'status: an error that a wrapper throws',
    rules: [INVALID],
    files: main(
      `try {\n  return await get('/jobs/1');\n} catch (error) {\n  if (error.status === 412 && error.body.error) return 'invalid';\n  throw error;\n}`,
      'class Failure extends Error {\n  constructor(status, body) {\n    super(`failed: ${status}`);\n    this.status = status;\n    this.body = body;\n  }\n}\nasync function get(path) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`);\n  if (!res.ok) throw new Failure(res.status, await res.json());\n  return res.json();\n}\n',
    ),
    answers: { 'GET /jobs/1': { error: 'x' } },
    v1Status: { 'GET /jobs/1': 412 },
    v2Status: { 'GET /jobs/1': 422 },
    has: ['(error.status === 412 || error.status === 422) && error.body.error'],
    level: 'auto',
  },
  {
    name: 'status: an error that axios throws',
    rules: [INVALID],
    files: main(
      `try {\n  await axios.get(\`\${process.env.API}/api/v1/jobs/1\`);\n} catch (error) {\n  return [412].includes(error.response.status);\n}`,
      "import axios from 'axios';\n",
    ),
    answers: { 'GET /jobs/1': { error: 'x' } },
    v1Status: { 'GET /jobs/1': 412 },
    v2Status: { 'GET /jobs/1': 422 },
    has: ['[412, 422].includes(error.response.status)'],
    level: 'auto',
  },
];

const LIST: Lens = [{ op: 'in', name: 'jobs', lens: [{ op: 'map', lens: RENAME }] }];
const LISTED = { jobs: [JOB, { id: 'b', name: 'eval' }] };

function listed(name: string, body: string, has: string[] = []): Scenario {
  return {
    name: `list: ${name}`,
    rules: [answerRule(['GET /jobs'], LIST)],
    files: main(`const { jobs } = await (await fetch(\`\${process.env.API}/api/v1/jobs\`)).json();\n${body}`),
    answers: { 'GET /jobs': LISTED },
    lenses: { 'GET /jobs': LIST },
    has,
    level: 'auto',
  };
}

const LISTS: Scenario[] = [
  listed('map', 'return jobs.map((job) => job.name);', ['job.title']),
  listed('map with a pattern', 'return jobs.map(({ name }) => name);', ['({ title: name })']),
  listed('filter and map', "return jobs.filter((job) => job.name !== 'eval').map((job) => job.name.length);", [
    "job.title !== 'eval'",
    'job.title.length',
  ]),
  listed('find', "return jobs.find(({ name }) => name === 'eval')?.name;", ['?.title']),
  listed('some and every', "return [jobs.some((j) => j.name === 'x'), jobs.every((j) => j.name)];"),
  listed('forEach', 'const names = [];\njobs.forEach((job) => names.push(job.name));\nreturn names;'),
  listed('for of', 'const names = [];\nfor (const job of jobs) names.push(job.name);\nreturn names;'),
  listed('for of with a pattern', 'const names = [];\nfor (const { id, name } of jobs) names.push(id + name);\nreturn names;'),
  listed('for with an index', 'const names = [];\nfor (let i = 0; i < jobs.length; i += 1) names.push(jobs[i].name);\nreturn names;'),
  listed('reduce', "return jobs.reduce((text, job) => text + job.name, '');"),
  listed('sort', 'return [...jobs].sort((a, b) => a.name.localeCompare(b.name)).map(({ name }) => name);'),
  listed('first element', 'const [first] = jobs;\nreturn [first.name, jobs[0].name, jobs.at(-1).name];'),
  listed('flatMap', 'return jobs.flatMap((job) => [job.id, job.name]);'),
  listed('entries', 'const names = [];\nfor (const [index, job] of jobs.entries()) names.push(`${index} ${job.name}`);\nreturn names;'),
  listed('named callback', 'function label(job) {\n  return job.name;\n}\nreturn jobs.map(label);'),
  listed('own objects', 'const rows = jobs.map((job) => ({ job, text: job.name }));\nreturn rows.map((row) => row.job.name + row.text);'),
  listed('own object with the same name', 'const rows = jobs.map((job) => ({ name: job.name }));\nreturn rows.map((row) => row.name);', [
    'name: job.title',
    'row.name',
  ]),
  listed('map of own', 'const byId = new Map();\nfor (const job of jobs) byId.set(job.id, job);\nreturn byId.get("a").name;', [
    'byId.get("a").title',
  ]),
  listed('pushed', 'const all = [];\nall.push(...[]);\nfor (const job of jobs) all.push(job);\nreturn all.map((job) => job.name);'),
  listed('Promise.all over items', 'return Promise.all(jobs.map(async (job) => job.name));'),
];

const SHARED = 'async function get(path) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`);\n  return res.json();\n}\n';
const USER = { id: 'u', name: 'ann' };

const SHARING: Scenario[] = [
  {
    name: 'shared: a wrapper of calls with and without the level keeps what it gives',
    rules: [answerRule(['GET /jobs/{id}'], NEST)],
    files: main(`const job = await get('/jobs/1');\nconst user = await get('/users/1');\nreturn [job.name, user.name];`, SHARED),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': USER },
    lenses: { 'GET /jobs/1': NEST },
    has: ["(await get('/jobs/1')).data", "const user = await get('/users/1')", 'return res.json();'],
    level: 'auto',
  },
  {
    name: 'shared: a wrapper of calls that all have the level takes it off',
    rules: [answerRule(['GET /jobs/{id}', 'GET /users/{id}'], NEST)],
    files: main(`const job = await get('/jobs/1');\nconst user = await get('/users/1');\nreturn [job.name, user.name];`, SHARED),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': USER },
    lenses: { 'GET /jobs/1': NEST, 'GET /users/1': NEST },
    has: ["const job = await get('/jobs/1')", 'return (await res.json()).data;'],
    level: 'auto',
  },
  {
    name: 'shared: a wrapper that also calls what is no business of ours keeps what it gives',
    rules: [answerRule(['GET /jobs/{id}'], NEST)],
    files: main(
      `const job = await get('/jobs/1');\nconst other = await get(process.env.HOME ? '/users/1' : '/elsewhere');\nreturn [job.name, other.name];`,
      SHARED,
    ),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': USER },
    lenses: { 'GET /jobs/1': NEST },
    has: ["(await get('/jobs/1')).data"],
    level: 'auto',
  },
  {
    name: 'shared: a function that reads two kinds of values is given the v1 shape',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(
      `const job = await get('/jobs/1');\nconst user = await get('/users/1');\nreturn [label(job), label(user)];`,
      `${SHARED}function label(thing) {\n  return thing.name;\n}\n`,
    ),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': USER },
    lenses: { 'GET /jobs/1': RENAME },
    has: ['thing.name', "({ title, ...rest }) => ({ ...rest, name: title }))(await get('/jobs/1'))"],
    level: 'review',
    reason: /also reads values that do not change in the same way/,
  },
  {
    name: 'shared: a value that may come from elsewhere is given the v1 shape',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`const kept = { name: 'kept' };\nconst job = process.env.NEVER ? kept : await get('/jobs/1');\nreturn job.name;`, SHARED),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': RENAME },
    has: ['return job.name;'],
    level: 'review',
  },
  {
    name: 'shared: a fallback without names changes nothing',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`const job = (await get('/jobs/1')) ?? {};\nreturn job.name;`, SHARED),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': RENAME },
    has: ['return job.title;'],
    level: 'auto',
  },
  {
    name: 'shared: a cache that holds earlier answers of the same call',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(
      `return [(await cached('1')).name, (await cached('1')).name];`,
      `${SHARED}const cache = new Map();\nasync function cached(id) {\n  if (cache.has(id)) return cache.get(id);\n  const job = await get(\`/jobs/\${id}\`);\n  cache.set(id, job);\n  return job;\n}\n`,
    ),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': RENAME },
    has: ["(await cached('1')).title"],
    level: 'auto',
  },
];

const ERROR: Lens = [{ op: 'rename', from: 'error', to: 'detail' }];
const FAILED = answerRule('*', [], { id: 'demo/error', error: ERROR });

const ERRORS: Scenario[] = [
  {
    name: 'error: read in the branch of a failure',
    rules: [FAILED],
    files: main(
      `${GET_JOB}\nif (!res.ok) {\n  const { error } = await res.json();\n  return error.message;\n}\nreturn (await res.json()).error ?? 'none';`,
    ),
    answers: { 'GET /jobs/1': { error: { message: 'no' } } },
    lenses: { 'GET /jobs/1': ERROR },
    v1Status: { 'GET /jobs/1': 412 },
    v2Status: { 'GET /jobs/1': 412 },
    has: ['const { detail: error } = await res.json();'],
  },
  {
    name: 'error: read of what axios throws',
    rules: [FAILED],
    files: main(
      `try {\n  await axios.get(\`\${process.env.API}/api/v1/jobs/1\`);\n} catch (e) {\n  return e.response?.data?.error?.message ?? e.message;\n}`,
      "import axios from 'axios';\n",
    ),
    answers: { 'GET /jobs/1': { error: { message: 'no' } } },
    lenses: { 'GET /jobs/1': ERROR },
    v1Status: { 'GET /jobs/1': 412 },
    v2Status: { 'GET /jobs/1': 412 },
    has: ['e.response?.data?.detail?.message'],
    level: 'auto',
  },
  {
    name: 'error: the same variable holds the failed answer, so the level is taken off at the reads',
    rules: [answerRule(['GET /jobs/{id}'], NEST)],
    files: main(`${GET_JOB}\nconst body = await res.json();\nif (!res.ok) throw new Error(body.error);\nreturn [body.name, body.size];`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': NEST },
    has: ['body.error', 'body.data.name', 'body.data.size'],
    level: 'auto',
  },
];

const NUMBER: Lens = [{ op: 'convert', name: 'size', with: { to: 'number' } }];

function converted(name: string, body: string, has: string[], more: Partial<Scenario> = {}): Scenario {
  return {
    name: `number: ${name}`,
    rules: [answerRule(['GET /jobs/{id}'], NUMBER)],
    files: main(`${GET_JOB}\nconst job = await res.json();\n${body}`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': NUMBER },
    has,
    level: 'auto',
    ...more,
  };
}

const VALUES: Scenario[] = [
  converted('compared with a literal', "return [job.size === '7', job.size !== '8', '7' == job.size];", [
    'job.size === 7',
    'job.size !== 8',
    '7 == job.size',
  ]),
  converted('part of a text', 'return `size ${job.size}`;', [], { untouched: true }),
  converted('calculated with', 'return Number(job.size) + job.size * 2;', [], { untouched: true }),
  converted('a method of text', "return job.size.padStart(3, '0');", ["String(job.size).padStart(3, '0')"]),
  converted('added to', 'return job.size + 1;', ['String(job.size) + 1']),
  converted('kept in a variable', "const size = job.size;\nreturn size === '7' ? size.length : 0;", ['const size = String(job.size);']),
  converted('taken by a pattern', "const { size } = job;\nreturn [size === '7', { size }, size.length];", [
    'size === 7',
    '{ size: String(size) }',
    'String(size).length',
  ]),
  converted('a key of a map', 'return new Map([[job.size, 1]]).get("7");', ['[[String(job.size), 1]]']),
  converted('a property name', 'return { "7": "seven" }[job.size];', [], { untouched: true }),
  {
    name: 'list: one value that v2 answers as a list',
    rules: [
      answerRule(
        ['GET /jobs/{id}'],
        [
          { op: 'rename', from: 'name', to: 'names' },
          { op: 'wrap', name: 'names' },
        ],
      ),
    ],
    files: main(
      `${GET_JOB}\nconst job = await res.json();\nconst all = Array.isArray(job.name) ? job.name : [job.name];\nreturn [\`<\${job.name}>\`, all.length, job.name === 'train'];`,
    ),
    answers: { 'GET /jobs/1': JOB },
    lenses: {
      'GET /jobs/1': [
        { op: 'rename', from: 'name', to: 'names' },
        { op: 'wrap', name: 'names' },
      ],
    },
    has: ['<${job.names}>', "(job.names.length > 1 ? job.names : job.names[0]) === 'train'"],
    level: 'review',
    reason: /as a list/,
  },
  {
    name: 'null: a field that v1 left out',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'default', name: 'note', value: null }])],
    files: main(
      `${GET_JOB}\nconst job = await res.json();\nreturn [job.note === undefined, job.note !== undefined, job.note ?? 'none', job.note ? 1 : 2];`,
    ),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'default', name: 'note', value: null }] },
    has: ['job.note == null', 'job.note != null'],
    level: 'auto',
  },
  {
    name: 'null: a default in a pattern does not stand in for it',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'default', name: 'note', value: null }])],
    files: main(`${GET_JOB}\nconst { id, note = 'none' } = await res.json();\nreturn [id, note];`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'default', name: 'note', value: null }] },
  },
  {
    name: 'null: a default of the only name in a pattern',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'default', name: 'note', value: null }])],
    files: main(`${GET_JOB}\nconst { note: text = process.env.NOTE || 'none' } = await res.json();\nreturn [text];`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'default', name: 'note', value: null }] },
    has: ["const text = (await res.json()).note ?? (process.env.NOTE || 'none');"],
    level: 'auto',
  },
  {
    name: 'gone: a field that v2 does not answer',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'remove', name: 'size' }])],
    files: main(`${GET_JOB}\nreturn (await res.json()).size;`),
    level: 'refused',
    reason: /v2 does not return `size`/,
    untouched: true,
  },
  {
    name: 'gone: a field that nothing reads',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'remove', name: 'size' }])],
    files: main(`${GET_JOB}\nreturn (await res.json()).name;`),
    level: 'auto',
    untouched: true,
  },
];

const BARE = answerRule(['POST /jobs'], [{ op: 'nest-when', type: 'string', name: 'id' }]);

const BARE_ANSWERS: Scenario[] = [
  {
    name: 'bare: used as a text',
    rules: [BARE],
    files: main(`${POST}\nconst id = await res.json();\nreturn \`/jobs/\${id}\`;`),
    answers: { 'POST /jobs': 'j1' },
    lenses: { 'POST /jobs': [{ op: 'nest-when', type: 'string', name: 'id' }] },
    has: ['const id = (await res.json()).id;'],
    level: 'auto',
  },
  {
    name: 'bare: declared as a text',
    rules: [BARE],
    files: {
      'main.ts':
        "import axios from 'axios';\nexport async function create(): Promise<string> {\n  const { data: id } = await axios.post<string>(`${process.env.API}/api/v1/jobs`, {});\n  return id;\n}\nexport async function main() {\n  return create();\n}\n",
    },
    answers: { 'POST /jobs': 'j1' },
    lenses: { 'POST /jobs': [{ op: 'nest-when', type: 'string', name: 'id' }] },
    has: ['const { data: { id } } = await axios.post<{ id: string }>'],
    level: 'auto',
  },
  {
    name: 'bare: used as an object',
    rules: [BARE],
    files: main(`${POST}\nconst { id } = await res.json();\nreturn id;`),
    untouched: true,
    level: 'auto',
  },
];

const ESCAPES: Scenario[] = [
  {
    name: 'escape: printed whole beside visible reads',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_JOB}\nconst job = await res.json();\nconsole.log(JSON.stringify([job]));\nreturn job.name;`),
    answers: { 'GET /jobs/1': { name: 'train' } },
    lenses: { 'GET /jobs/1': RENAME },
    level: 'review',
  },
  {
    name: 'escape: the response itself is handed on',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_JOB}\nreturn globalThis.unknown(res);`),
    untouched: true,
    level: 'refused',
    reason: /the response is passed to/,
  },
  {
    name: 'escape: the body is read as bytes',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_JOB}\nreturn (await res.blob()).size;`),
    untouched: true,
    level: 'refused',
    reason: /read by \.blob\(\)/,
  },
  {
    name: 'escape: a part of the answer that does not change',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_JOB}\nconst job = await res.json();\nglobalThis.seen = job.id;\nreturn JSON.stringify(job.size);`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': RENAME },
    untouched: true,
    level: 'auto',
  },
  {
    name: 'escape: state of a component',
    rules: [answerRule(['GET /jobs'], LIST)],
    files: {
      'view.jsx':
        "import { useEffect, useState } from 'react';\nfunction Row({ job, onOpen }) {\n  return <li onClick={() => onOpen(job.id)}>{job.name}</li>;\n}\nexport function View() {\n  const [jobs, setJobs] = useState([]);\n  useEffect(() => {\n    fetch(`${process.env.API}/api/v1/jobs`)\n      .then((r) => r.json())\n      .then((data) => setJobs(data.jobs));\n  }, []);\n  return <ul>{jobs.map((job) => <Row key={job.id} job={job} title={job.name} />)}</ul>;\n}\n",
    },
    has: ['{job.title}</li>', 'title={job.title}'],
    level: 'auto',
  },
];

const STYLE: Scenario[] = [
  {
    name: 'style: tabs, double quotes, no semicolons and line ends stay',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'rename', from: 'name', to: 'display-name' }])],
    files: {
      'main.js':
        'export async function main() {\r\n\tconst res = await fetch(`${process.env.API}/api/v1/jobs/1`)\r\n\tconst job = await res.json() // as is\r\n\tconst {name} = job\r\n\treturn [job.name, job["name"], name, "name" in job]\r\n}\r\n',
    },
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'rename', from: 'name', to: 'display-name' }] },
    has: [
      '// as is\r\n',
      'const {"display-name": name} = job\r\n',
      'return [job["display-name"], job["display-name"], name, "display-name" in job]',
    ],
    level: 'auto',
  },
];

/** All scenarios. */
export const SCENARIOS: Scenario[] = [...STATUS, ...LISTS, ...SHARING, ...ERRORS, ...VALUES, ...BARE_ANSWERS, ...ESCAPES, ...STYLE];
