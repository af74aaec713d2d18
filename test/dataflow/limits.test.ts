import { expect, it } from 'vitest';
import { LIMITS } from '../../src/dataflow/limits.js';
import { migrated, outcomesOf } from '../migrate/support.js';

const API = 'https://tao.local/api/v1/orgs/acme';

/** Numbers from 0 on. */
function range(count: number): number[] {
  return [...Array(count).keys()];
}

/** A function that gives one of many paths, and calls that use it and the same base. */
function chosenPath(count: number): string {
  const cases = range(count).map((index) => `    case 'k${index}': return '/datasets/d${index}/jobs';\n`);
  return `const API = '${API}';
function path(kind: string) {
  switch (kind) {
${cases.join('')}    default: throw new Error(kind);
  }
}
export const load = async (kind: string) => (await fetch(API + path(kind))).json();
`;
}

/** Functions that call one another, and a call of each end. */
function wrappers(count: number): string {
  const more = range(count).map((index) => `const w${index + 1} = (path: string) => w${index}(path);\n`);
  return `const API = '${API}';
const w0 = async (path: string) => (await fetch(API + path)).json();
${more.join('')}export const near = w0('/datasets/near/jobs');
export const deep = w${count}('/datasets/deep/jobs');
`;
}

function constructions(count: number): string {
  const made = range(count).map((index) => `export const c${index} = new Client('/datasets/d${index}/jobs').load();\n`);
  return `class Client {
  constructor(private path: string) {}
  async load() {
    return (await fetch(\`${API}\${this.path}\`)).json();
  }
}
${made.join('')}`;
}

const ROUTE =
  "export const route = async (input: object) => (await fetch('https://flow.local/api/v1/routing/route', { method: 'POST', body: JSON.stringify(input) })).json();\n";
const READ = "export const read = async () => (await route({ input_type: 'text' })).agent_name;\n";

it('moves every path that a switch gives, each with its own id', async () => {
  const { after, plan } = await migrated({ 'a.ts': chosenPath(15) });
  expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
  for (const index of range(15)) expect(after['a.ts']).toContain(`case 'k${index}': return '/jobs?kind=dataset&dataset_id=d${index}';`);
});

it('leaves a call by hand whose URL has too many values, and its base to the others', async () => {
  const own = `export const own = async () => (await fetch(API + '/datasets/x/jobs')).json();\n`;
  const { after, plan } = await migrated({ 'a.ts': chosenPath(LIMITS.alternatives.bound + 1) + own });
  const [first, second] = outcomesOf(plan, 'a.ts');
  expect(first?.[0]).toBe('manual');
  expect(first?.[1]).toMatch(/more than 64 values that one expression may have \(a\.ts:\d+\), the limit "alternatives"/);
  expect(second?.[0]).toBe('migrated');
  expect(after['a.ts']).toContain(`const API = '${API}';`);
});

it('follows readers through any number of barrels, and under other names', async () => {
  const files: { [name: string]: string } = { 'api.ts': ROUTE };
  for (const index of range(6)) files[`barrel${index}.ts`] = `export * from './${index === 0 ? 'api' : `barrel${index - 1}`}';\n`;
  files['renamed.ts'] = "export { route as ask } from './barrel5';\n";
  files['far.ts'] = `import { route } from './barrel5';\n${READ}`;
  files['other.ts'] = `import { ask } from './renamed';\n${READ.replace('route(', 'ask(')}`;
  const { after } = await migrated(files, 'insightflow');
  expect(after['far.ts']).toMatch(/\.routing_decision\?\.agent_name/);
  expect(after['other.ts']).toMatch(/\.routing_decision\?\.agent_name/);
});

it('follows every one of many importers', async () => {
  const files: { [name: string]: string } = { 'api.ts': ROUTE };
  for (const index of range(170)) files[`user${index}.ts`] = `import { route } from './api';\n${READ}`;
  const { after } = await migrated(files, 'insightflow');
  const left = range(170).filter((index) => !/\.routing_decision\?\.agent_name/.test(after[`user${index}.ts`] ?? ''));
  expect(left).toEqual([]);
});

it('moves the path of every object of a class', async () => {
  const { after, plan } = await migrated({ 'a.ts': constructions(11) });
  expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
  for (const index of range(11)) expect(after['a.ts']).toContain(`new Client('/jobs?kind=dataset&dataset_id=d${index}')`);
});

it('names the limit where a class has more objects than are followed', async () => {
  const { after, plan } = await migrated({ 'a.ts': constructions(LIMITS.constructions.bound + 1) });
  expect(outcomesOf(plan, 'a.ts')[0]?.[1]).toContain('the limit "alternatives"');
  expect(after['a.ts']).toBe(constructions(LIMITS.constructions.bound + 1));
});

it.each([3, 9, 20])('follows a wrapper that is called through %i functions', async (count) => {
  const { after, plan } = await migrated({ 'a.ts': wrappers(count) });
  expect(outcomesOf(plan, 'a.ts').map(([state]) => state)).toEqual(['migrated', 'migrated']);
  expect(after['a.ts']).toContain(`w${count}('/jobs?kind=dataset&dataset_id=deep')`);
});

it('names the limit where a wrapper is called through too many functions, and moves no base under the call', async () => {
  const text = wrappers(LIMITS.calls.bound + 2);
  const { after, plan } = await migrated({ 'a.ts': text });
  expect(outcomesOf(plan, 'a.ts').map(([, reason]) => reason?.includes('the limit "calls"') ?? false)).toContain(true);
  expect(after['a.ts']).toContain(`const API = '${API}';`);
  expect(after['a.ts']).toContain(`w${LIMITS.calls.bound + 2}('/datasets/deep/jobs')`);
});

it('takes what one expression brings for the value of a path parameter', async () => {
  const { after } = await migrated({
    'a.ts': `export const list = (first: boolean) => fetch(\`${API}/datasets/\${first ? 'a' : 'b'}/jobs\`);
export const run = (first: boolean, a: string, b: string) =>
  fetch(\`${API}/datasets/\${first ? a : b}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'convert' }) });
`,
  });
  expect(after['a.ts']).toContain("/jobs?kind=dataset&dataset_id=${first ? 'a' : 'b'}`");
  expect(after['a.ts']).toContain('dataset_id: first ? a : b');
});

it('changes no body by one of several values of a path parameter', async () => {
  const text = `const path = (first: boolean) => (first ? '/datasets/a/jobs' : '/datasets/b/jobs');
export const run = (first: boolean) => fetch(\`${API}\${path(first)}\`, { method: 'POST', body: JSON.stringify({ action: 'convert' }) });
`;
  const { after, plan } = await migrated({ 'a.ts': text });
  expect(after['a.ts']).toBe(text);
  expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('{dataset_id} of the v1 path, which has several values')]]);
});
