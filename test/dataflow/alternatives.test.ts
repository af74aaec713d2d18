import { describe, expect, it } from 'vitest';
import { migrated, outcomesOf } from '../migrate/support.js';

const HEAD = `import { other } from 'elsewhere';\nconst API = 'https://tao.local/api/v1/orgs/acme';\n`;
const V1 = '/datasets/d1/jobs';
const V2 = '/jobs?kind=dataset&dataset_id=d1';

/** Programs whose path has a second value; `VALUE` is written in its place. */
const SECOND_VALUES: [name: string, code: string][] = [
  [
    'a class that is made twice',
    `class Client {\n  constructor(private path: string) {}\n  load = async () => (await fetch(API + this.path)).status;\n}\nexport const all = [new Client('/datasets'), new Client(VALUE)].map((one) => one.load());`,
  ],
  [
    'a callback that is called twice',
    `const each = (call: (path: string) => Promise<number>) => Promise.all([call('/datasets'), call(VALUE)]);\nexport const run = () => each(async (path) => (await fetch(API + path)).status);`,
  ],
  [
    'a member that is assigned later',
    `const settings = { path: '/datasets' };\nexport const open = () => {\n  settings.path = VALUE;\n};\nexport const run = async () => (await fetch(API + settings.path)).status;`,
  ],
  [
    'a member that Object.assign sets',
    `const settings = { path: '/datasets' };\nObject.assign(settings, { path: VALUE });\nexport const run = async () => (await fetch(API + settings.path)).status;`,
  ],
  [
    'an element that is assigned later',
    `const paths = ['/datasets'];\npaths[0] = VALUE;\nexport const run = async () => (await fetch(API + paths[0])).status;`,
  ],
  [
    'a field that a method sets',
    `class Client {\n  path = '/datasets';\n  open() {\n    this.path = VALUE;\n  }\n  async load() {\n    return (await fetch(API + this.path)).status;\n  }\n}\nexport const client = new Client();`,
  ],
  [
    'a method that a subclass overrides',
    `class Client {\n  path() {\n    return '/datasets';\n  }\n  async load() {\n    return (await fetch(API + this.path())).status;\n  }\n}\nclass Jobs extends Client {\n  override path() {\n    return VALUE;\n  }\n}\nexport const all = [new Client(), new Jobs()].map((one) => one.load());`,
  ],
  [
    'a state that is set',
    `import { useState } from 'react';\nexport function useLoad() {\n  const [path, setPath] = useState('/datasets');\n  const load = async () => (await fetch(API + path)).status;\n  return { load, open: () => setPath(VALUE) };\n}`,
  ],
];

describe('a path with a second value', () => {
  it.each(SECOND_VALUES)('that is known moves both: %s', async (_name, code) => {
    const { after } = await migrated({ 'a.ts': HEAD + code.replace('VALUE', `'${V1}'`) });
    expect(after['a.ts']).toContain('/api/v2/orgs/acme');
    expect(after['a.ts']).toContain(V2);
    expect(after['a.ts']).not.toContain(V1);
  });

  it.each(SECOND_VALUES)('that is not known stays: %s', async (_name, code) => {
    const text = HEAD + code.replace('VALUE', 'other()');
    const { after, plan } = await migrated({ 'a.ts': text });
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('the URL may also be')]]);
  });
});

it('follows a member that another file assigns', async () => {
  const { after } = await migrated({
    'settings.ts': `export const settings = { path: '/datasets' };\n`,
    'a.ts': `${HEAD}import { settings } from './settings.js';\nexport const run = async () => (await fetch(API + settings.path)).status;\n`,
    'b.ts': `import { settings } from './settings.js';\nsettings.path = '${V1}';\n`,
  });
  expect(after['b.ts']).toContain(V2);
});

it('takes what only a caller can give, where none in view gives it, for nothing', async () => {
  const code = `export class Client {\n  base = API;\n  constructor(options: { base?: string } = {}) {\n    if (options.base) this.base = options.base;\n  }\n  async load() {\n    return (await fetch(this.base + '/datasets')).status;\n  }\n}\n`;
  const { plan } = await migrated({ 'a.ts': HEAD + code });
  expect(outcomesOf(plan, 'a.ts')).toEqual([['migrated', undefined]]);
});

const AGENTS = `const API = 'https://api.agentplatform.com/v1';\n`;
const CREATE = `{ method: 'POST', body: JSON.stringify({ name: 'a', model: 'gpt-4o' }) }`;

describe('options with several values', () => {
  it.each([
    ['a choice', `const init = all ? { method: 'GET' } : ${CREATE};`],
    ['a choice that says no method', `const init = all ? undefined : ${CREATE};`],
    ['a method that is assigned later', `const init: RequestInit = { method: 'GET' };\n  if (!all) Object.assign(init, ${CREATE});`],
    [
      'members that are assigned later',
      `const init: RequestInit = { method: 'GET' };\n  if (!all) {\n    init.method = 'POST';\n    init.body = JSON.stringify({ name: 'a', model: 'gpt-4o' });\n  }`,
    ],
  ])('%s: the call is not taken for the first of them', async (_name, code) => {
    const text = `${AGENTS}export async function agents(all: boolean) {\n  ${code}\n  return (await fetch(API + '/agents', init)).status;\n}\n`;
    const { after, plan } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', 'the HTTP method is only known at run time']]);
  });

  it('a method that a caller picks from a table: each caller has its own', async () => {
    const text = `${AGENTS}const METHODS = { create: 'POST', list: 'GET' } as const;\nexport const agents = async (name: keyof typeof METHODS, body?: object) =>\n  (await fetch(API + '/agents', { method: METHODS[name], body: JSON.stringify(body) })).status;\nawait agents('create', { name: 'a', model: 'gpt-4o' });\nawait agents('list');\n`;
    const { after } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toBe(
      text.replace('/v1', '/v2').replace(`model: 'gpt-4o'`, `model_config: { provider: 'openai', model_id: 'gpt-4o' }`),
    );
  });

  it('a body that Object.assign makes sends no field of v1', async () => {
    const text = `${AGENTS}export const create = async () =>\n  (await fetch(API + '/agents', { method: 'POST', body: JSON.stringify(Object.assign({}, { name: 'a' }, { model: 'gpt-4o' })) })).status;\n`;
    const { after } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toContain(`model_id: 'gpt-4o'`);
    expect(after['a.ts']).not.toContain('model:');
  });
});

describe('options that may be one of several', () => {
  const sent = (first: string, second: string): string =>
    `const agents = 'https://api.agentplatform.com/v1/agents';\nexport const create = async (big: boolean) => {\n  const options: any = { method: 'POST', body: JSON.stringify(${first}) };\n  if (big) options.body = JSON.stringify(${second});\n  return (await fetch(agents, options)).status;\n};\nexport const either = async (big: boolean) =>\n  (await fetch(agents, big ? { method: 'POST', body: JSON.stringify(${first}) } : { method: 'POST', body: JSON.stringify(${second}) })).status;\n`;

  it('keep a call whose body has two forms as it is', async () => {
    const text = sent(`{ name: 'a', model: 'gpt-4' }`, `{ name: 'b', model: 'claude-3' }`);
    const { after, plan } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts').every(([state]) => state === 'manual')).toBe(true);
    expect(outcomesOf(plan, 'a.ts')[0]?.[1]).toContain('the body of the request may be one of several');
  });
});

it.each(['const { agents } = body;', 'const agents = body.agents;', 'const agents = body.items ?? body;'])(
  'keeps a call whose code reads a list as another shape: %s',
  async (read) => {
    const text = `export const models = async () => {\n  const body = await (await fetch('https://api.agentplatform.com/v1/agents')).json();\n  ${read}\n  return agents.map((agent: any) => agent.model);\n};\n`;
    const { after, plan } = await migrated({ 'a.ts': text }, 'agent-platform');
    expect(after['a.ts']).toBe(text);
    expect(outcomesOf(plan, 'a.ts')).toEqual([['manual', expect.stringContaining('the response is a list as far as the rules know')]]);
  },
);
