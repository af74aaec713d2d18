import type { Lens } from '../../../../src/pack/model.js';
import { answerRule, main } from './programs.js';
import type { Scenario } from './scenarios.js';

const JOB = { id: 'a', name: 'train', size: '7' };
const RENAME: Lens = [{ op: 'rename', from: 'name', to: 'title' }];
const RULES = [answerRule(['GET /jobs/{id}', 'POST /jobs'], RENAME)];
const GET_JOB = 'const res = await fetch(`${process.env.API}/api/v1/jobs/1`);';
const LENSES = { 'GET /jobs/1': RENAME, 'POST /jobs': RENAME };

/** A function that hands an answer on to code that is not seen, here by the name of a member. */
function handed(name: string, load: string, has: string[]): Scenario {
  return {
    name: `an answer that leaves what can be seen: ${name}`,
    rules: RULES,
    files: main(
      "const load = globalThis['lo' + 'ad'];\nconst job = await load();\nconst key = ['na', 'me'].join('');\nreturn job[key];",
      `globalThis.load = ${load};\n`,
    ),
    answers: { 'GET /jobs/1': JOB },
    lenses: LENSES,
    has,
    level: 'review',
  };
}

const KINDS: Scenario[] = [
  handed('the awaited body', `async () => {\n  ${GET_JOB}\n  const body = await res.json();\n  return body;\n}`, [
    '({ ...rest, name: title }))(body)',
  ]),
  handed('the promise of the body', `async () => {\n  ${GET_JOB}\n  return res.json();\n}`, ['res.json().then((']),
  handed('the awaited promise', `async () => {\n  ${GET_JOB}\n  return await res.json();\n}`, ['name: title }))(await res.json())']),
];

const SEND =
  'async function send(path, init) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`, init);\n  return res.json();\n}\n';

/** One answer is converted once: in the wrapper, at its call, or at the reads. */
const ONCE: Scenario[] = [
  {
    name: 'an answer that is put back does not convert that of another call through the same wrapper',
    rules: RULES,
    files: main(
      "const key = ['na', 'me'].join('');\nconst job = await send('/jobs/1');\nconst made = await send('/jobs', { method: 'POST' });\nreturn [job[key], made.name];",
      SEND,
    ),
    answers: { 'GET /jobs/1': JOB, 'POST /jobs': JOB },
    lenses: LENSES,
    has: ['return res.json();', 'made.title'],
  },
  {
    name: 'a reader that is handed an answer put back keeps its names',
    rules: RULES,
    files: main(
      "const key = ['na', 'me'].join('');\nconst job = await send('/jobs/1');\nconst made = await send('/jobs', { method: 'POST' });\nreturn [job[key], Object.keys(job).length, title(job), title(made)];",
      `${SEND}const title = (job) => job.name;\n`,
    ),
    answers: { 'GET /jobs/1': JOB, 'POST /jobs': JOB },
    lenses: LENSES,
    has: ['(job) => job.name'],
  },
  {
    name: 'an empty text is tested without being read',
    rules: RULES,
    files: main(`${GET_JOB}\nconst text = await res.text();\nconst job = text === '' ? {} : JSON.parse(text);\nreturn job.name;`),
    answers: { 'GET /jobs/1': JOB },
    lenses: LENSES,
    has: ['job.title'],
    level: 'auto',
  },
];

/** Kinds of values that an answer is, and who converts it. */
export const VALUE_KINDS: Scenario[] = [...KINDS, ...ONCE];
