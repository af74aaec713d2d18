/** How one field of an answer is read. `job` reads `GET /jobs/1`, whose field is at `path`; `list` reads `GET /jobs`. */
export interface Form {
  name: string;
  /** The reads are where they cannot be seen. */
  hidden?: true;
  files(path: string[]): Record<string, string>;
}

const GET = `async function get(path) {
  const res = await fetch(\`\${process.env.API}/api/v1\${path}\`);
  return res.json();
}
`;
const JOB = 'await (await fetch(`${process.env.API}/api/v1/jobs/1`)).json()';

function member(path: string[], from = 'job'): string {
  return [from, ...path].join('.');
}

function pattern(path: string[], last: string): string {
  return path.reduceRight(
    (inner, name, index) => (index === path.length - 1 && inner === name ? `{ ${name} }` : `{ ${name}: ${inner} }`),
    last,
  );
}

function one(code: (path: string[]) => string): Form['files'] {
  return (path) => ({ 'main.js': `export async function main() {\n  ${code(path)}\n}\n` });
}

const name = (path: string[]): string => path.at(-1) ?? '';

/** The forms that every operation is tried with. */
export const FORMS: Form[] = [
  { name: 'member', files: one((path) => `const job = ${JOB};\n  return [1, ${member(path)}];`) },
  { name: 'member of the awaited call', files: one((path) => `return (${JOB}).${path.join('.')};`) },
  { name: 'element', files: one((path) => `const job = ${JOB};\n  return job${path.map((step) => `['${step}']`).join('')};`) },
  { name: 'optional chain', files: one((path) => `const job = ${JOB};\n  return job?.${path.join('?.')};`) },
  { name: 'binding', files: one((path) => `const ${pattern(path, name(path))} = ${JOB};\n  return ${name(path)};`) },
  { name: 'renamed binding', files: one((path) => `const ${pattern(path, 'found')} = ${JOB};\n  return found;`) },
  { name: 'binding with a default', files: one((path) => `const ${pattern(path, `found = 'none'`)} = ${JOB};\n  return found;`) },
  {
    name: 'binding beside another',
    files: one((path) =>
      path.length === 1
        ? `const {\n    id,\n    ${name(path)},\n  } = ${JOB};\n  return [id, ${name(path)}];`
        : `const { ${path[0] ?? ''}: ${pattern(path.slice(1), name(path))} } = ${JOB};\n  return ${name(path)};`,
    ),
  },
  { name: 'assignment pattern', files: one((path) => `let found;\n  (${pattern(path, 'found')} = ${JOB});\n  return found;`) },
  { name: 'assigned variable', files: one((path) => `let job;\n  job = ${JOB};\n  if (!job) return null;\n  return ${member(path)};`) },
  {
    name: 'then callback',
    files: one(
      (path) => `return fetch(\`\${process.env.API}/api/v1/jobs/1\`)\n    .then((r) => r.json())\n    .then((job) => ${member(path)});`,
    ),
  },
  {
    name: 'then callback with a pattern',
    files: one(
      (path) => `return fetch(\`\${process.env.API}/api/v1/jobs/1\`).then((r) => r.json()).then((${pattern(path, 'found')}) => found);`,
    ),
  },
  {
    name: 'JSON.parse of the text',
    files: one(
      (path) =>
        `const res = await fetch(\`\${process.env.API}/api/v1/jobs/1\`);\n  const job = JSON.parse(await res.text());\n  return ${member(path)};`,
    ),
  },
  {
    name: 'wrapper',
    files: (path) => ({
      'main.js': `${GET}export async function main() {\n  const job = await get('/jobs/1');\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'wrapper in another file',
    files: (path) => ({
      'client.js': `export ${GET}`,
      'main.js': `import { get as load } from './client.js';\nexport async function main() {\n  const job = await load('/jobs/1');\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'function that answers the body',
    files: (path) => ({
      'jobs.js': `export const getJob = async (id) => {\n  const res = await fetch(\`\${process.env.API}/api/v1/jobs/\${id}\`);\n  if (!res.ok) throw new Error('failed');\n  return await res.json();\n};\n`,
      'main.js': `import * as jobs from './jobs.js';\nexport async function main() {\n  const job = await jobs.getJob('1');\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'class method',
    files: (path) => ({
      'main.js': `class Jobs {\n  async get(id) {\n    const res = await fetch(\`\${process.env.API}/api/v1/jobs/\${id}\`);\n    return res.json();\n  }\n}\nconst jobs = new Jobs();\nexport async function main() {\n  const job = await jobs.get('1');\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'class field',
    files: (path) => ({
      'main.js': `class View {\n  job = null;\n  async load() {\n    const res = await fetch(\`\${process.env.API}/api/v1/jobs/1\`);\n    this.job = await res.json();\n  }\n  show() {\n    return this.${member(path)};\n  }\n}\nexport async function main() {\n  const view = new View();\n  await view.load();\n  return view.show();\n}\n`,
    }),
  },
  {
    name: 'Promise.all',
    files: (path) => ({
      'main.js': `${GET}export async function main() {\n  const [, job] = await Promise.all([null, get('/jobs/1')]);\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'callback parameter',
    files: (path) => ({
      'main.js': `${GET}async function poll(id, onDone) {\n  const job = await get(\`/jobs/\${id}\`);\n  onDone(job);\n}\nexport async function main() {\n  let found;\n  await poll('1', (job) => { found = ${member(path)}; });\n  return found;\n}\n`,
    }),
  },
  {
    name: 'object of the user',
    files: (path) => ({
      'main.js': `${GET}async function load() {\n  const job = await get('/jobs/1');\n  return { job, ok: true };\n}\nexport async function main() {\n  const { job, ok } = await load();\n  return ok && ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'argument of a function',
    files: (path) => ({
      'main.js': `${GET}function title(job) {\n  return ${member(path)};\n}\nexport async function main() {\n  return title(await get('/jobs/1'));\n}\n`,
    }),
  },
  { name: 'template text', files: one((path) => `const job = ${JOB};\n  return \`<\${${member(path)}}>\`;`) },
  { name: 'conditional', files: one((path) => `const job = ${JOB};\n  return job ? ${member(path)} : null;`) },
  {
    name: 'axios',
    files: (path) => ({
      'main.js': `import axios from 'axios';\nexport async function main() {\n  const res = await axios.get(\`\${process.env.API}/api/v1/jobs/1\`);\n  return res.data.${path.join('.')};\n}\n`,
    }),
  },
  {
    name: 'axios with patterns',
    files: (path) => ({
      'main.js': `import axios from 'axios';\nconst api = axios.create({ baseURL: \`\${process.env.API}/api/v1\` });\nexport async function main() {\n  const { data } = await api.get('/jobs/1');\n  const { data: ${pattern(path, 'found')} } = await api.get('/jobs/1');\n  return [${member(path, 'data')}, found];\n}\n`,
    }),
  },
  {
    name: 'escape to JSON',
    hidden: true,
    files: one(() => `const job = ${JOB};\n  return Object.entries(JSON.parse(JSON.stringify(job))).sort();`),
  },
  { name: 'rest', files: one((path) => `const { other, ...rest } = ${JOB};\n  return [other, ${member(path, 'rest')}];`) },
  {
    name: 'exported without callers',
    files: (path) => ({
      'main.js': `export async function main() {\n  const res = await fetch(\`\${process.env.API}/api/v1/jobs/1\`);\n  const job = await res.json();\n  console.log(${member(path)});\n  return Object.entries(job).sort();\n}\n`,
    }),
  },
  {
    name: 'in a list of functions',
    hidden: true,
    files: (path) => ({
      'main.js': `const steps = [async () => ${JOB}];\nexport async function main() {\n  const found = [];\n  for (const step of steps) {\n    const job = await step();\n    found.push(${member(path)});\n  }\n  return found;\n}\n`,
    }),
  },
  {
    name: 'in a map of functions',
    hidden: true,
    files: (path) => ({
      'main.js': `async function load() {\n  return ${JOB};\n}\nconst handlers = new Map([['job', load]]);\nexport async function main() {\n  const job = await handlers.get('job')();\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'one of two functions',
    hidden: true,
    files: (path) => ({
      'main.js': `const load = process.env.NONE ? async () => null : async () => ${JOB};\nexport async function main() {\n  const job = await load();\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'by a function that an object keeps',
    hidden: true,
    files: (path) => ({
      'main.js': `class Task {\n  constructor(run) {\n    this.run = run;\n  }\n}\nexport async function main() {\n  const task = new Task(async () => ${JOB});\n  const job = await task.run();\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'by a queue of tasks',
    hidden: true,
    files: (path) => ({
      'main.js': `const queue = [];\nconst add = (task) => new Promise((resolve) => queue.push({ task, resolve }));\nexport async function main() {\n  const waiting = add(async () => ${JOB});\n  for (const { task, resolve } of queue) resolve(await task());\n  const job = await waiting;\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'copied into an object',
    hidden: true,
    files: (path) => ({
      'main.js': `class Job {\n  constructor(data) {\n    Object.assign(this, data);\n  }\n}\nexport async function main() {\n  const job = new Job(${JOB});\n  return ${member(path)};\n}\n`,
    }),
  },
  {
    name: 'given to a function from elsewhere',
    hidden: true,
    files: (path) => ({
      'main.js': `export async function main() {\n  const out = {};\n  const waiting = new Promise((done) => (out.done = done));\n  fetch(\`\${process.env.API}/api/v1/jobs/1\`).then((r) => r.json()).then(out.done);\n  const job = await waiting;\n  return ${member(path)};\n}\n`,
    }),
  },
];
