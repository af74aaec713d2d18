import { describe, expect, it } from 'vitest';
import { migrated } from './support.js';

interface Program {
  name: string;
  pack: string;
  files: Record<string, string>;
  /** Lines after the migration, by file. */
  has: Record<string, string[]>;
  hasNot?: Record<string, string[]>;
}

const AGENT = 'export interface Agent { id: string; name: string; model: string }\n';
const AGENT_V2 = 'export interface Agent { id: string; name: string; model_config: { model_id: string } }\n';

const PROGRAMS: Program[] = [
  {
    name: 'a new level is taken off of what an async function casts and gives back',
    pack: 'rag-services',
    files: {
      'rag.ts': `async function send<T>(path: string): Promise<T> {
  const response = await fetch('http://localhost:3401/api/v1/rag' + path);
  return response.json() as Promise<T>;
}

export async function count(name: string): Promise<number> {
  return (await send<{ vectorsCount: number }>(\`/collections/\${name}/stats\`)).vectorsCount;
}
`,
    },
    has: { 'rag.ts': ['return (await (response.json() as Promise<{ data: T }>)).data;'] },
  },
  {
    name: 'the uses of a ref in the template of a Vue component follow, those of the items of a list too',
    pack: 'agent-platform',
    files: {
      'Agents.vue': `<script setup>
import { ref } from 'vue';
const agents = ref([]);
const chosen = ref(null);
async function load(id) {
  agents.value = await (await fetch('https://api.agentplatform.com/v1/agents')).json();
  chosen.value = await (await fetch(\`https://api.agentplatform.com/v1/agents/\${id}\`)).json();
}
</script>

<template>
  <li v-for="(agent, index) in agents" :key="agent.id" @click="load(agent.id)">{{ index }} {{ agent.model }}</li>
  <input v-if="chosen" :value="chosen.model" />
</template>
`,
    },
    has: { 'Agents.vue': ['{{ index }} {{ agent.model_config', ':value="chosen.model_config?.model_id" />'] },
    hasNot: { 'Agents.vue': ['TODO', '...rest'] },
  },
  {
    name: 'the type argument of a hook says what v2 returns',
    pack: 'agent-platform',
    files: {
      'hooks.ts': `import useSWR from 'swr';
${AGENT}
const fetcher = async (path: string) => (await fetch(\`https://api.agentplatform.com/v1\${path}\`)).json();

export function useAgent(id: string) {
  const { data } = useSWR<Agent>(\`/agents/\${id}\`, fetcher);
  return data?.model;
}
`,
    },
    has: { 'hooks.ts': [AGENT_V2, 'return data?.model_config?.model_id;'] },
  },
  {
    name: 'a list of literals that a loop sends is changed where it is made',
    pack: 'agent-platform',
    files: {
      'seed.ts': `const agents = [
  { name: 'Writer', model: 'claude-3-opus', temperature: 0.9 },
  { name: 'Reviewer', model: 'gpt-4o' },
];

for (const agent of agents) await fetch('https://api.agentplatform.com/v1/agents', { method: 'POST', body: JSON.stringify(agent) });
`,
    },
    has: {
      'seed.ts': [
        "model_config: { provider: 'anthropic', model_id: 'claude-3-opus', temperature: 0.9 }",
        "{ name: 'Reviewer', model_config: { provider: 'openai', model_id: 'gpt-4o' } }",
        'body: JSON.stringify(agent)',
      ],
    },
    hasNot: { 'seed.ts': ['providerOf'] },
  },
  {
    name: 'a function that makes headers tells which it makes, whatever its declared type leaves open',
    pack: 'agent-platform',
    files: {
      'agents.ts': `function headers(): Record<string, string> {
  return { Authorization: 'Bearer x' };
}

export async function remove(id: string): Promise<void> {
  await fetch(\`https://api.agentplatform.com/v1/agents/\${id}\`, { method: 'DELETE', headers: headers() });
}
`,
    },
    has: { 'agents.ts': ['https://api.agentplatform.com/v2/agents/'] },
  },
  {
    name: 'the text of a failed response may go into an error of the own project',
    pack: 'tao',
    files: {
      'client.ts': `class TaoError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const res = await fetch('https://tao.example.com/api/v1/orgs/lab' + path, { method, body: JSON.stringify(body) });
  if (!res.ok) throw new TaoError(res.status, await res.text());
  return (await res.json()) as T;
}

export async function train(name: string): Promise<string> {
  const experiment = await request<{ id: string }>('POST', '/experiments', { name, network_arch: 'dino' });
  const job = await request<{ id: string }>('POST', \`/experiments/\${experiment.id}/jobs\`, { action: 'train' });
  return job.id;
}
`,
    },
    has: { 'client.ts': ["kind: 'experiment'"] },
  },
  {
    name: 'an instance that is made where it is handed on brings its base along',
    pack: 'agent-platform',
    files: {
      'repository.ts': `import type { AxiosInstance } from 'axios';
${AGENT}
export class Repository {
  constructor(private readonly http: AxiosInstance) {}

  async all(): Promise<Agent[]> {
    return (await this.http.get<Agent[]>('/agents')).data;
  }
}
`,
      'main.ts': `import axios from 'axios';
import { Repository } from './repository';

const repository = new Repository(axios.create({ baseURL: 'https://api.agentplatform.com/v1' }));
for (const agent of await repository.all()) console.log(agent.model);
`,
    },
    has: {
      'main.ts': ["baseURL: 'https://api.agentplatform.com/v2'", 'console.log(agent.model_config.model_id);'],
      'repository.ts': [AGENT_V2],
    },
  },
];

describe('programs that need no person', () => {
  it.each(PROGRAMS)('$name', async ({ pack, files, has, hasNot = {} }) => {
    const { after, plan } = await migrated(files, pack);
    expect(
      plan.findings.filter(({ state }) => state !== 'migrated').map(({ file, line, reason }) => `${file}:${line} ${reason ?? ''}`),
    ).toEqual([]);
    for (const [file, lines] of Object.entries(has)) for (const line of lines) expect(after[file]).toContain(line);
    for (const [file, lines] of Object.entries(hasNot)) for (const line of lines) expect(after[file]).not.toContain(line);
  });
});
