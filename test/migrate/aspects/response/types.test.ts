import { join, relative } from 'node:path';
import { Project, ts } from 'ts-morph';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/migrate/plan/result.js';
import type { Lens, Rule } from '../../../../src/pack/model.js';
import { answerRule, packOf, type Planned, planPrograms } from './programs.js';
import { workspaceWithPackages, writeFiles } from '../../../workspace.js';

const RENAME: Lens = [{ op: 'rename', from: 'name', to: 'title' }];
const NEST: Lens = [{ op: 'nest', name: 'data', also: { success: true } }];
const META: Lens = [
  { op: 'plunge', host: 'meta', name: 'name' },
  { op: 'plunge', host: 'meta', name: 'size' },
];
const LIST: Lens = [{ op: 'in', name: 'jobs', lens: [{ op: 'map', lens: RENAME }] }];

interface TypedCase {
  name: string;
  rules: Rule[];
  files: Record<string, string>;
  has: string[];
  level: 'auto' | 'review';
  reason?: RegExp;
}

const API = 'const API = `${process.env.API}/api/v1`;\n';
const JOB = 'export interface Job {\n  id: string;\n  name: string;\n  size?: string;\n}\n';

const CASES: TypedCase[] = [
  {
    name: 'an interface in another file follows',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'types.ts': JOB,
      'main.ts': `import type { Job } from './types.js';\n${API}export async function title(id: string): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/\${id}\`);\n  const job = (await res.json()) as Job;\n  return job.name;\n}\n`,
    },
    has: ['  title: string;', 'return job.title;'],
    level: 'auto',
  },
  {
    name: 'a type of a list and of one item changes once',
    rules: [answerRule(['GET /jobs/{id}'], RENAME), answerRule(['GET /jobs'], LIST, { id: 'demo/list' })],
    files: {
      'types.ts': JOB,
      'main.ts': `import axios from 'axios';\nimport type { Job } from './types.js';\n${API}export async function names(): Promise<string[]> {\n  const { data } = await axios.get<{ jobs: Job[] }>(\`\${API}/jobs\`);\n  return data.jobs.map(({ name }) => name);\n}\nexport async function name(id: string): Promise<string> {\n  const { data } = await axios.get<Job>(\`\${API}/jobs/\${id}\`);\n  return data.name;\n}\n`,
    },
    has: ['  title: string;', '({ title: name }) => name', 'return data.title;'],
    level: 'auto',
  },
  {
    name: 'a level that v2 adds goes around the type argument',
    rules: [answerRule('*', NEST)],
    files: {
      'main.ts': `import axios, { type AxiosResponse } from 'axios';\n${JOB}${API}export async function one(id: string): Promise<Job> {\n  const res: AxiosResponse<Job> = await axios.get<Job>(\`\${API}/jobs/\${id}\`);\n  return res.data;\n}\nexport async function show(): Promise<string> {\n  const { name } = await one('1');\n  return name;\n}\n`,
    },
    has: ['AxiosResponse<{ data: Job }>', 'axios.get<{ data: Job }>', 'return res.data.data;', 'const { name } = await one'],
    level: 'auto',
  },
  {
    name: 'a generic wrapper of calls that all have the level',
    rules: [answerRule('*', NEST)],
    files: {
      'main.ts': `${JOB}${API}async function get<T>(path: string): Promise<T> {\n  const res = await fetch(API + path);\n  if (!res.ok) throw new Error('failed');\n  return (await res.json()) as T;\n}\nexport async function show(): Promise<string[]> {\n  const job = await get<Job>('/jobs/1');\n  const user = await get<{ name: string }>('/users/1');\n  return [job.name, user.name];\n}\n`,
    },
    has: ['return ((await res.json()) as { data: T }).data;', "await get<Job>('/jobs/1')"],
    level: 'auto',
  },
  {
    name: 'a generic wrapper that others share',
    rules: [answerRule(['GET /jobs/{id}'], NEST)],
    files: {
      'main.ts': `${JOB}${API}async function get<T>(path: string): Promise<T> {\n  const res = await fetch(API + path);\n  return res.json() as Promise<T>;\n}\nexport async function show(): Promise<string[]> {\n  const job = await get<Job>('/jobs/1');\n  const user = await get<{ name: string }>('/users/1');\n  return [job.name, user.name];\n}\n`,
    },
    has: ["(await get<{ data: Job }>('/jobs/1')).data", "await get<{ name: string }>('/users/1')", 'return res.json() as Promise<T>;'],
    level: 'auto',
  },
  {
    name: 'members that go into one object are declared in it',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: {
      'main.ts': `${JOB}${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const { id, name, size }: Job = await res.json();\n  return id + name + size;\n}\n`,
    },
    has: ['  meta: {\n    name: string;\n    size?: string;\n  };', 'const { id, meta: { name, size } }: Job'],
    level: 'auto',
  },
  {
    name: 'a number is declared as one',
    rules: [answerRule(['GET /jobs/{id}'], [{ op: 'convert', name: 'size', with: { to: 'number' } }])],
    files: {
      'main.ts': `type Job = { id: string; size: string | null };\n${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Job = await res.json();\n  return job.size === '7' ? 'seven' : \`\${job.size}\`;\n}\n`,
    },
    has: ['size: number | null', 'job.size === 7'],
    level: 'auto',
  },
  {
    name: 'a type that other code needs stays, and the response is put back into its shape',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'types.ts': JOB,
      'other.ts':
        "import type { Job } from './types.js';\nexport function label(job: Job): string {\n  return job.name;\n}\nexport const sample: Job = { id: 'x', name: 'y' };\n",
      'main.ts': `import type { Job } from './types.js';\n${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Job = await res.json();\n  return job.name;\n}\n`,
    },
    has: ['  name: string;', 'return job.name;', '({ title, ...rest }: any) => ({ ...rest, name: title })'],
    level: 'review',
    reason: /`Job\.name` is also used at other\.ts/,
  },
  {
    name: 'a schema follows',
    rules: [answerRule(['GET /jobs/{id}'], [...RENAME, { op: 'convert', name: 'size', with: { to: 'number' } }])],
    files: {
      'main.ts': `import { z } from 'zod';\nconst Job = z.object({ id: z.string(), name: z.string(), size: z.string().optional() });\ntype Job = z.infer<typeof Job>;\n${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Job = Job.parse(await res.json());\n  return job.name;\n}\n`,
    },
    has: ['title: z.string()', 'size: z.number().optional()', 'return job.title;'],
    level: 'auto',
  },
  {
    name: 'a schema of a list',
    rules: [answerRule(['GET /jobs'], LIST)],
    files: {
      'main.ts': `import { z } from 'zod';\nconst Job = z.object({ id: z.string(), name: z.string() });\nconst Jobs = z.object({ jobs: z.array(Job) });\n${API}export async function show(): Promise<string[]> {\n  const res = await fetch(\`\${API}/jobs\`);\n  const parsed = Jobs.safeParse(await res.json());\n  if (!parsed.success) throw parsed.error;\n  return parsed.data.jobs.map((job) => job.name);\n}\n`,
    },
    has: ['title: z.string()', '(job) => job.title'],
    level: 'auto',
  },
  {
    name: 'a field of a class',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'main.ts': `${JOB}${API}export class View {\n  private job: Job | undefined;\n  private readonly seen = new Map<string, Job>();\n  async load(): Promise<void> {\n    const res = await fetch(\`\${API}/jobs/1\`);\n    this.job = (await res.json()) as Job;\n  }\n  get title(): string {\n    return this.job?.name ?? 'none';\n  }\n  count(): number {\n    return this.seen.size;\n  }\n}\n`,
    },
    has: ['  title: string;\n  size', "this.job?.title ?? 'none'"],
    level: 'auto',
  },
];

const SCHEMA =
  "import { z } from 'zod';\nexport const Job = z.object({ id: z.string(), name: z.string(), size: z.string().optional() });\n";
const PARSED = `${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job = Job.parse(await res.json());\n  return job.name;\n}\n`;

/** Code that keeps its schema: the response is put back into its v1 shape before it is checked. */
const KEPT = { has: ['name: z.string()', 'name: title', 'return job.name;'], level: 'review' } satisfies Partial<TypedCase>;

/** A program with one call that checks its answer with `Job`, and other uses of that schema. */
function beside(name: string, uses: string, expected: Pick<TypedCase, 'has' | 'level' | 'reason'>): TypedCase {
  return { name, rules: [answerRule(['GET /jobs/{id}'], RENAME)], files: { 'main.ts': SCHEMA + uses + PARSED }, ...expected };
}

const DERIVED: TypedCase[] = [
  beside('a schema picked by name', 'export const Short = Job.pick({ name: true });\n', {
    has: ['title: z.string()', 'Job.pick({ title: true })', 'return job.title;'],
    level: 'auto',
  }),
  beside(
    'a schema without a field, and one where it is optional',
    'export const A = Job.omit({ name: true });\nexport const B = Job.partial({ name: true, size: true });\n',
    {
      has: ['Job.omit({ title: true })', 'Job.partial({ title: true, size: true })'],
      level: 'auto',
    },
  ),
  beside(
    'a schema that is taken apart by other names',
    'export const size = Job.shape.size.parse("1");\nexport const id = Job.pick({ id: true }).parse({ id: "x" });\n',
    {
      has: ['title: z.string()', 'Job.shape.size', 'Job.pick({ id: true })'],
      level: 'auto',
    },
  ),
  beside('a field of a schema', 'export const word = Job.shape.name.parse("x");\n', { has: ['Job.shape.title.parse'], level: 'auto' }),
  beside(
    'the type of a field of a schema',
    "type Job = z.infer<typeof Job>;\nexport const a: z.infer<typeof Job>['name'] = 'x';\nexport const b: Job['name'] = 'y';\n",
    {
      has: ["z.infer<typeof Job>['title']", "Job['title']"],
      level: 'auto',
    },
  ),
  beside('a schema that also checks what is no answer', "export const own = Job.parse(JSON.parse('{}'));\n", {
    ...KEPT,
    reason: /`name` is also used at main\.ts:3/,
  }),
  beside(
    'a picked schema that also checks what is no answer',
    "const Short = Job.pick({ name: true });\nexport const own = Short.parse(JSON.parse('{}'));\n",
    {
      ...KEPT,
      reason: /`name` is also used at main\.ts:4/,
    },
  ),
  beside('the names of a schema', 'export const names = Job.keyof().options;\n', { ...KEPT, reason: /main\.ts:3/ }),
  beside('the fields of a schema spread', 'export const Wide = z.object({ ...Job.shape, more: z.string() });\n', {
    ...KEPT,
    reason: /main\.ts:3/,
  }),
  beside('a schema handed on', 'declare function form(schema: z.ZodType): void;\nform(Job);\n', { ...KEPT, reason: /main\.ts:4/ }),
  {
    name: 'a schema picked in another file',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'schema.ts': SCHEMA,
      'short.ts': "import { Job as Full } from './schema.js';\nexport const Short = Full.pick({ id: true, name: true });\n",
      'main.ts': `import { Short } from './short.js';\n${PARSED.replace('Job.parse', 'Short.parse')}`,
    },
    has: ['title: z.string()', 'Full.pick({ id: true, title: true })', 'return job.title;'],
    level: 'auto',
  },
  {
    name: 'a schema that another file checks its own values with, under another name',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'main.ts': `${SCHEMA}export { Job as Full };\n${PARSED}`,
      'own.ts': "import { Full } from './main.js';\nexport const own = Full.parse(JSON.parse('{}'));\n",
    },
    ...KEPT,
    reason: /`name` is also used at own\.ts:2/,
  },
  {
    name: 'a schema that another file reaches by a member',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'main.ts': `${SCHEMA}export const schemas = { job: Job };\n${PARSED}`,
      'own.ts': "import { schemas } from './main.js';\nexport const own = schemas.job.parse(JSON.parse('{}'));\n",
    },
    ...KEPT,
    reason: /`name` is also used at own\.ts:2/,
  },
  {
    name: 'a schema that two calls check with, one of which does not change',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'main.ts': `${SCHEMA}${PARSED}export async function user(): Promise<string> {\n  const res = await fetch(\`\${API}/users/1\`);\n  return Job.parse(await res.json()).name;\n}\n`,
    },
    has: ['name: z.string()', 'return Job.parse(await res.json()).name;'],
    level: 'review',
  },
  {
    name: 'a schema whose fields go into one object',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: { 'main.ts': SCHEMA + PARSED },
    has: ['name: z.string()', 'return job.name;'],
    level: 'review',
    reason: /several fields/,
  },
  {
    name: 'a schema that makes something else of the answer',
    rules: [answerRule(['GET /jobs/{id}'], RENAME)],
    files: {
      'main.ts': (SCHEMA + PARSED).replace('.optional() });', '.optional() }).transform((job) => ({ ...job, name: job.name.trim() }));'),
    },
    has: ['name: z.string()', 'job.name.trim()', 'return job.name;'],
    level: 'review',
    reason: /`\.transform`/,
  },
];
CASES.push(...DERIVED);

/** Types made from a declared one by names of its members. */
const PICKED: TypedCase[] = [
  {
    name: 'a type that picks a changed member says it itself',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: {
      'types.ts': `${JOB}export type NewJob = Pick<Job, 'name' | 'size'>;\nexport type JobName = Job['name'];\nexport type Sizes = Pick<Job, 'size'>[];\n`,
      'main.ts': `import type { Job, JobName, NewJob } from './types.js';\n${API}export const draft: NewJob = { name: 'x' };\nexport const title: JobName = draft.name;\nexport async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Job = await res.json();\n  return job.name;\n}\n`,
    },
    has: [
      'NewJob = { name: string; size?: string };',
      'JobName = string;',
      'Sizes = { size?: string }[];',
      'return job.meta.name;',
      'draft.name',
    ],
    level: 'auto',
  },
  {
    name: 'a type that omits members keeps the others',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: {
      'main.ts': `${JOB}${API}type NewJob = Omit<Job, 'id'>;\ntype Bare = Omit<Job, 'name' | 'size'>;\nexport const drafts: NewJob[] = [{ name: 'x', size: '1' }];\nexport const bare: Bare = { id: 'y' };\nexport async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const { id, name }: Job = await res.json();\n  return id + name;\n}\n`,
    },
    has: ["Omit<Job, 'id' | 'meta'> & { name: string; size?: string };", "Bare = Omit<Job, 'meta'>;", "[{ name: 'x', size: '1' }]"],
    level: 'auto',
  },
  {
    name: 'a type of keys that cannot be seen: the response is put back into its shape',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: {
      'main.ts': `${JOB}${API}type Some<K extends keyof Job> = Pick<Job, K>;\nexport const some: Some<'name'> = { name: 'x' };\nexport async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Job = await res.json();\n  return job.name;\n}\n`,
    },
    has: ['  name: string;', 'return job.name;', '...rest'],
    level: 'review',
    reason: /the type derived at main\.ts:\d+ takes members that change/,
  },
  {
    name: 'an answer declared by names that v2 does not have',
    rules: [answerRule(['GET /jobs/{id}'], META)],
    files: {
      'main.ts': `${JOB}${API}export async function show(): Promise<string> {\n  const res = await fetch(\`\${API}/jobs/1\`);\n  const job: Pick<Job, 'id' | 'name'> = await res.json();\n  return job.name;\n}\n`,
    },
    has: ['  name: string;', 'return job.name;', '...rest'],
    level: 'review',
    reason: /takes members by names that v2 does not have/,
  },
];
CASES.push(...PICKED);

CASES.push({
  name: 'the type that a class is given for its parameter follows',
  rules: [answerRule(['GET /jobs/{id}'], [{ op: 'plunge', host: 'meta', name: 'name' }])],
  files: {
    'main.ts': `${JOB}${API}abstract class Repository<T> {\n  protected abstract readonly path: string;\n  async get(id: string): Promise<T> {\n    const res = await fetch(\`\${API}/\${this.path}/\${id}\`);\n    return res.json();\n  }\n}\nclass Jobs extends Repository<Job> {\n  protected readonly path = 'jobs';\n}\nexport const title = async (): Promise<string> => (await new Jobs().get('1')).name;\n`,
  },
  has: ['  meta: { name: string };', "(await new Jobs().get('1')).meta.name"],
  level: 'auto',
});

describe('declared types of an answer', () => {
  let planned: Planned[] = [];
  let problems = new Map<string, string[]>();
  let root = '';

  beforeAll(async () => {
    for (const typed of CASES) planned = [...planned, ...(await planPrograms([typed.files], packOf(typed.rules)))];
    root = workspaceWithPackages();
    for (const [index, typed] of CASES.entries()) {
      writeFiles(join(root, `before${index}`), typed.files);
      writeFiles(join(root, `after${index}`), planned[index]?.files ?? {});
    }
    problems = problemsIn(root);
  });

  it.each(CASES.map((typed, index) => [typed.name, index, typed] as const))('%s', (_name, index, typed) => {
    const own = planned[index];
    const text = Object.values(own?.files ?? {}).join('\n');
    const isUntouched = (plan: Plan): boolean => plan.kind === 'edits' && plan.edits.length === 0 && plan.reason === undefined;
    const plans = own?.plans.map(({ plan }) => plan).filter((plan) => !isUntouched(plan)) ?? [];
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(plan).toMatchObject({ kind: 'edits', level: typed.level });
    if (typed.reason) expect(plans.map((plan) => plan.reason?.text).join('\n')).toMatch(typed.reason);
    for (const part of typed.has) expect(text).toContain(part);
    expect(problems.get(`before${index}`) ?? []).toEqual([]);
    expect(problems.get(`after${index}`) ?? [], text).toEqual([]);
  });
});

/** Type errors by the first directory below the root. */
function problemsIn(directory: string): Map<string, string[]> {
  const project = new Project({
    compilerOptions: {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: ['node'],
      skipLibCheck: true,
      noEmit: true,
    },
  });
  project.addSourceFilesAtPaths([`${directory}/before*/**/*.ts`, `${directory}/after*/**/*.ts`]);
  if (project.getSourceFiles().length < CASES.length * 2) throw new Error('the programs were not read');
  const found = new Map<string, string[]>();
  for (const diagnostic of project.getPreEmitDiagnostics()) {
    const file = diagnostic.getSourceFile()?.getFilePath();
    const key = file ? (relative(directory, file).split('/')[0] ?? '') : '';
    found.set(key, [...(found.get(key) ?? []), ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, ' ')]);
  }
  return found;
}
