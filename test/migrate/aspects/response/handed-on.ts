import type { Lens } from '../../../../src/pack/model.js';
import { answerRule, main } from './programs.js';
import type { Scenario } from './scenarios.js';

const JOB = { id: 'a', name: 'train', size: '7' };
const RENAME: Lens = [{ op: 'rename', from: 'name', to: 'title' }];
const NEST: Lens = [{ op: 'nest', name: 'data', also: { success: true } }];
const GET_JOB = 'const res = await fetch(`${process.env.API}/api/v1/jobs/1`);';

/** A wrapper whose calls answer different things, and one answer that is put back into its v1 shape where the wrapper is called. */
const LOADED = (parsed: string): string =>
  `async function load(path) {\n  const res = await fetch(\`\${process.env.API}/api/v1\${path}\`);\n  return ${parsed};\n}\n`;
const KEPT = `const job = await load('/jobs/1');\nconst kept = new Map([[job.name, job]]);\nconst user = await load('/users/1');\nreturn [[...kept.keys()], kept.get('train').name, user.name];`;
/** Two answers of which one changes, and how both come to stand at the same read. */
const MIXED: [name: string, body: string][] = [
  ['a loop over a list of both', 'const names = [];\nfor (const one of [job, user]) names.push(one.name);\nreturn names;'],
  ['a callback for the elements of a list of both', 'return [job, user].map((one) => one.name);'],
  ['both are awaited together', 'return (await Promise.all([Promise.resolve(job), user])).map(({ name }) => name);'],
  ['the first of both', 'return (await Promise.race([Promise.resolve(job), new Promise(() => user)])).name;'],
  ['both are pushed', 'const all = [];\nall.push(job);\nall.push(user);\nreturn all.map((one) => one.name);'],
  [
    'both stand in a map',
    "const all = new Map();\nall.set('a', job);\nall.set('b', user);\nreturn ['a', 'b'].map((key) => all.get(key).name);",
  ],
  [
    'both are stored by a key of the run',
    "const all = {};\nfor (const key of ['a']) {\n  all[key] = job;\n  all[key + key] = user;\n}\nreturn ['a', 'aa'].map((key) => all[key].name);",
  ],
  [
    'both stand under keys of the run',
    "const [a, b] = ['x', 'y'];\nconst all = { [a]: job, [b]: user };\nreturn [a, b].map((key) => all[key].name);",
  ],
];
const GET_BOTH = `${GET_JOB}\nconst job = await res.json();\nconst user = await (await fetch(\`\${process.env.API}/api/v1/users/1\`)).json();`;

/** Answers that wrappers share, and values whose readers take what v2 answers. */
export const HANDED_ON: Scenario[] = [
  ...MIXED.map(([name, body]): Scenario => ({
    name: `one read of two answers: ${name}`,
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_BOTH}\n${body}`),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': { name: 'Ada' } },
    lenses: { 'GET /jobs/1': RENAME },
    level: 'review',
    reason: /also reads values that do not change in the same way/,
  })),
  {
    name: 'two answers in one list that are read by their places',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: main(`${GET_BOTH}\nconst [first, second] = await Promise.all([job, user]);\nreturn [first.name, second.name];`),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': { name: 'Ada' } },
    lenses: { 'GET /jobs/1': RENAME },
    has: ['[first.title, second.name]'],
    level: 'auto',
  },
  {
    name: 'a level that a wrapper takes off for all is not taken off again where one answer is put back',
    rules: [answerRule(['GET /jobs/{id}'], [...RENAME, ...NEST]), answerRule(['GET /users/{id}'], NEST, { id: 'demo/user' })],
    files: main(KEPT, LOADED('res.json()')),
    answers: { 'GET /jobs/1': JOB, 'GET /users/1': { name: 'Ada' } },
    lenses: { 'GET /jobs/1': [...RENAME, ...NEST], 'GET /users/1': NEST },
    has: ['(await res.json()).data', "name: title }))(await load('/jobs/1'))"],
    level: 'review',
  },
  {
    name: 'an answer that a wrapper checks with a schema is not put back behind it',
    rules: [answerRule(['GET /jobs/{id}'], [...RENAME, ...NEST]), answerRule(['GET /users/{id}'], NEST, { id: 'demo/user' })],
    files: main(
      KEPT.replace("'/jobs/1'", "'/jobs/1', Job").replace("'/users/1'", "'/users/1', User"),
      `import { z } from 'zod';\nconst Job = z.object({ name: z.string() });\nconst User = z.object({ name: z.string() });\n${LOADED('schema.parse(await res.json())').replace('(path)', '(path, schema)')}`,
    ),
    answers: {},
    level: 'refused',
    reason: /a schema checks the response/,
  },
  {
    name: 'null: a value that has a default is printed as before',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'default', name: 'note', value: null }])],
    files: main(`${GET_JOB}\nconst job = await res.json();\nconsole.error(job.note ?? 'none', job.note || 'none');\nreturn job.id;`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'default', name: 'note', value: null }] },
    untouched: true,
    level: 'auto',
  },
  {
    name: 'list: code that takes a text and a list alike',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'wrap', name: 'name' }])],
    files: main(`${GET_JOB}\nconst job = await res.json();\nreturn typeof job.name === 'string' ? job.name : job.name.join(' and ');`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'wrap', name: 'name' }] },
    untouched: true,
    level: 'auto',
  },
  {
    name: 'list: code that takes a text alone',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'wrap', name: 'name' }])],
    files: main(`${GET_JOB}\nconst job = await res.json();\nif (typeof job.name === 'string') return job.name.length;\nreturn 0;`),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': [{ op: 'wrap', name: 'name' }] },
    level: 'review',
  },
];
