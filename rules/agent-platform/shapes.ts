import type { Conversion, Lens, Rule } from '../../src/pack/model.js';
import { CREATE, LIST, READ, UPDATES } from './endpoints.js';

/** Provider of a model by the beginning of its name; the option `providers` puts others before it. */
export const PROVIDER: Conversion = {
  to: 'lookup',
  option: 'providers',
  prefixes: {
    'gpt-': 'openai',
    o1: 'openai',
    o3: 'openai',
    o4: 'openai',
    'chatgpt-': 'openai',
    'text-embedding-': 'openai',
    'claude-': 'anthropic',
    'gemini-': 'google',
    'mistral-': 'mistral',
    'mixtral-': 'mistral',
    'llama-': 'meta',
    'meta-': 'meta',
  },
};

/** `model` to `model_config {provider, model_id}`. */
const MODEL: Lens = [
  { op: 'add', name: 'provider', value: { from: 'model', with: PROVIDER }, rule: 'agent-platform/infer-provider' },
  { op: 'plunge', host: 'model_config', name: 'provider', rule: 'agent-platform/infer-provider' },
  { op: 'rename', from: 'model', to: 'model_id' },
  { op: 'plunge', host: 'model_config', name: 'model_id' },
];

/** What requests and answers look like. */
export const shapes: Rule[] = [
  {
    id: 'agent-platform/response-envelope',
    kind: 'change',
    title: 'The wrapper {data, deprecation} of some v1 servers is gone',
    guide: 'Deprecation Notices in Responses',
    level: 'review',
    phase: '3',
    why: 'The guide shows a wrapper that carries a deprecation notice, and v1 answers without it. Only code that reads the wrapper is changed.',
    facts: ['the code reads data or deprecation of the answer'],
    todo: 'Check that v2 answers without a wrapper.',
    verify: 'The answer has no wrapper.',
    evidence: 'guide',
    on: '*',
    response: [{ op: 'unnest', name: 'data', beside: ['deprecation'], optional: true }],
  },
  {
    id: 'agent-platform/request-model-config',
    kind: 'change',
    title: '`model` of a new agent becomes `model_config` {provider, model_id}',
    guide: 'Agent Model Configuration',
    level: 'auto',
    phase: '3',
    why: 'v2 reads the model from model_config and ignores the old field.',
    facts: ['the body is made in sight', 'the provider follows from the name of the model'],
    todo: 'Send model_config with provider and model_id.',
    verify: 'The answer has the provider and the model that were meant.',
    evidence: 'guide',
    on: [CREATE],
    request: MODEL,
    examples: [
      {
        before: `const BASE = 'https://api.agentplatform.com/v1';

export async function create(name: string): Promise<string> {
  const response = await fetch(\`\${BASE}/agents\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, model: 'gpt-4' }),
  });
  return (await response.json()).id;
}
`,
        after: `const BASE = 'https://api.agentplatform.com/v2';

export async function create(name: string): Promise<string> {
  const response = await fetch(\`\${BASE}/agents\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, model_config: { provider: 'openai', model_id: 'gpt-4' } }),
  });
  return (await response.json()).id;
}
`,
      },
    ],
  },
  {
    id: 'agent-platform/request-update-model',
    kind: 'change',
    title: '`model` of an update becomes `model_config`, which v2 merges',
    guide: 'Agent Model Configuration',
    level: 'review',
    phase: '3',
    why: 'v2 merges model_config into what the agent has: fields that are not sent stay.',
    facts: ['the body is made in sight', 'the provider follows from the name of the model'],
    todo: 'Check that the other fields of model_config are to stay.',
    verify: 'The other fields of model_config are unchanged.',
    evidence: 'derived',
    on: UPDATES,
    request: MODEL,
  },
  {
    id: 'agent-platform/request-sampling-params',
    kind: 'change',
    title: '`temperature` and `max_tokens` move into `model_config`',
    guide: 'Compatibility Layer',
    level: 'auto',
    phase: '3',
    why: 'v2 ignores them at the top. Only what the client sent is moved: defaults stay with the server.',
    facts: ['the body is made in sight'],
    todo: 'Send temperature and max_tokens in model_config.',
    verify: 'The answer has the values that were sent.',
    evidence: 'guide',
    on: [CREATE, ...UPDATES],
    request: [
      { op: 'plunge', host: 'model_config', name: 'temperature' },
      { op: 'plunge', host: 'model_config', name: 'max_tokens' },
    ],
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://api.agentplatform.com/v1' });

export async function poet(): Promise<void> {
  await api.post('/agents', { name: 'Poet', model: 'claude-3-opus', temperature: 1.2, max_tokens: 300 });
}
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://api.agentplatform.com/v2' });

export async function poet(): Promise<void> {
  await api.post('/agents', {
    name: 'Poet',
    model_config: { provider: 'anthropic', model_id: 'claude-3-opus', temperature: 1.2, max_tokens: 300 },
  });
}
`,
      },
    ],
  },
  {
    id: 'agent-platform/infer-provider',
    kind: 'change',
    title: 'The provider follows from the name of the model',
    guide: 'Compatibility Layer',
    level: 'review',
    phase: '3',
    why: 'The guide calls a function infer_provider and does not show it. The table knows the usual names; the option providers adds others.',
    facts: ['the name of the model is known, and so is its provider'],
    todo: 'Check the provider of a model that is only known at run time.',
    verify: 'The provider of the answer is the one that was sent.',
    evidence: 'guide',
    on: [CREATE, ...UPDATES],
  },
  {
    id: 'agent-platform/request-defaults',
    kind: 'change',
    title: 'description and tags have defaults',
    guide: 'Compatibility Layer',
    level: 'manual',
    phase: '3',
    why: 'The server fills in description "" and tags []; nothing is added to requests.',
    todo: 'Nothing has to be done.',
    verify: 'An agent without a description is accepted.',
    evidence: 'guide',
    on: [CREATE],
  },
  {
    id: 'agent-platform/response-model-config',
    kind: 'change',
    title: '`model` of an agent is `model_config.model_id`',
    guide: 'Schema Evolution',
    level: 'auto',
    phase: '3',
    why: 'A reader of model meets undefined.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Read model_config.model_id.',
    verify: 'model_config has provider, model_id, temperature and max_tokens; model is gone.',
    evidence: 'guide',
    on: [READ, CREATE, ...UPDATES],
    response: MODEL,
    added: ['model_config.temperature', 'model_config.max_tokens'],
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://api.agentplatform.com/v1' });

export async function usesGpt(id: string): Promise<boolean> {
  const { data: agent } = await api.get(\`/agents/\${id}\`);
  return agent.model.startsWith('gpt-');
}
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://api.agentplatform.com/v2' });

export async function usesGpt(id: string): Promise<boolean> {
  const { data: agent } = await api.get(\`/agents/\${id}\`);
  return agent.model_config.model_id.startsWith('gpt-');
}
`,
      },
    ],
  },
  {
    id: 'agent-platform/response-model-config-list',
    kind: 'change',
    title: '`model` of each listed agent is `model_config.model_id`',
    guide: 'Schema Evolution',
    level: 'auto',
    phase: '3',
    why: 'A reader of model meets undefined.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Read model_config.model_id.',
    verify: 'Each agent has a model_config.',
    evidence: 'guide',
    on: [LIST],
    response: [{ op: 'map', lens: MODEL }],
    added: ['model_config.temperature', 'model_config.max_tokens'],
  },
  {
    id: 'agent-platform/response-new-fields',
    kind: 'change',
    title: 'Agents have updated_at and tags',
    guide: 'Schema Evolution',
    level: 'manual',
    phase: '3',
    why: 'Schemas that refuse unknown fields have to know them.',
    todo: 'Widen strict schemas.',
    verify: 'updated_at and tags are there.',
    evidence: 'guide',
    on: [LIST, READ, CREATE, ...UPDATES],
    added: ['updated_at', 'tags'],
  },
  {
    id: 'agent-platform/error-format',
    kind: 'change',
    title: 'Errors have another format, which the guide does not show',
    guide: 'Error Response Format',
    level: 'manual',
    phase: '3',
    why: 'v1 answers {detail}; of v2 it is only known that it differs.',
    todo: 'Look at an error of the v2 server and read it as it is.',
    verify: 'The errors of both versions are reported side by side.',
    evidence: 'guide',
    on: '*',
    error: [{ op: 'remove', name: 'detail' }],
  },
  {
    id: 'agent-platform/types-update',
    kind: 'follow',
    role: 'types',
    title: 'Declared types of agents follow',
    guide: 'Schema Evolution',
    level: 'review',
    phase: '3',
    why: 'A type with model as text hides what v2 answers.',
    facts: ['the type is declared in the project and used where a migrated call is made or read'],
    todo: 'Check the declared type against the v2 schema.',
    evidence: 'guide',
  },
];
