import type { Level, Rule } from '../../src/pack/model.js';

export const AGENTS = '/agents';
export const AGENT = '/agents/{agent_id}';

export const LIST = `GET ${AGENTS}`;
export const CREATE = `POST ${AGENTS}`;
export const READ = `GET ${AGENT}`;
export const UPDATES = [`PATCH ${AGENT}`, `PUT ${AGENT}`];

/** Resources that the guide names. */
const NAMED = [
  LIST,
  CREATE,
  READ,
  `PATCH ${AGENT}`,
  `DELETE ${AGENT}`,
  'GET /executions',
  'POST /executions',
  'GET /executions/{execution_id}',
  'GET /integrations',
  'POST /integrations',
  'GET /integrations/{integration_id}',
];

/** Resources of the platform that the guide does not name. */
const UNNAMED = [
  `PUT ${AGENT}`,
  `ANY ${AGENT}/{rest*}`,
  'ANY /executions/{execution_id}/{rest*}',
  'ANY /integrations/{integration_id}/{rest*}',
  ...['auth', 'users', 'organizations', 'marketplace', 'billing', 'webhooks', 'sdk'].map((resource) => `ANY /${resource}/{rest*}`),
  'GET /health',
  'GET /status',
];

/** Where calls go. */
export const endpoints: Rule[] = [
  {
    id: 'agent-platform/base-url',
    kind: 'move',
    title: 'Calls go to /v2 in place of /v1',
    guide: 'URL Path Versioning',
    level: 'auto',
    levels: Object.fromEntries(UNNAMED.map((endpoint): [string, Level] => [endpoint, 'review'])),
    phase: '2',
    why: 'v1 is deprecated since 2024-07-15 and was announced to end on 2025-06-01.',
    facts: ['host, declared base or body show that this is the AI Agent Platform', 'the guide names the resource'],
    todo: 'The guide does not name this resource: check it in the v2 API reference.',
    verify: 'The v2 path answers as v1 did, but for the documented differences.',
    evidence: 'guide',
    v1: [...NAMED, ...UNNAMED],
    v2: [...NAMED, ...UNNAMED],
    examples: [
      {
        before: `const BASE = 'https://api.agentplatform.com/v1';

export async function run(agentId: string, input: string): Promise<string> {
  const response = await fetch(\`\${BASE}/executions\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent_id: agentId, input }),
  });
  const execution = await response.json();
  return execution.output;
}
`,
        after: `const BASE = 'https://api.agentplatform.com/v2';

export async function run(agentId: string, input: string): Promise<string> {
  const response = await fetch(\`\${BASE}/executions\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent_id: agentId, input }),
  });
  const execution = await response.json();
  return execution.output;
}
`,
      },
      {
        name: 'the same path of another product stays',
        before: `export async function agents() {
  const response = await fetch('https://monitoring.example.com/v1/agents');
  return response.json();
}
`,
      },
    ],
  },
  {
    id: 'agent-platform/openapi-url',
    kind: 'move',
    title: 'The API description is /v2/openapi.json',
    guide: 'OpenAPI Specs Per Version',
    level: 'auto',
    phase: '2',
    why: 'Each version has a description of its own.',
    todo: 'Generate clients from /v2/openapi.json.',
    verify: 'The description is answered.',
    evidence: 'guide',
    v1: ['GET /openapi.json'],
    v2: 'GET /openapi.json',
    examples: [
      {
        before: `export const spec = await fetch('https://api.agentplatform.com/v1/openapi.json').then((response) => response.json());
`,
        after: `export const spec = await fetch('https://api.agentplatform.com/v2/openapi.json').then((response) => response.json());
`,
      },
    ],
  },
  {
    id: 'agent-platform/shared-base',
    kind: 'base',
    role: 'rebase',
    title: 'A shared base moves when every call on it does',
    guide: 'URL Path Versioning',
    level: 'auto',
    phase: '2',
    why: 'A base that is changed while one of its calls stays would break that call.',
    facts: ['every call that is built on the base is migrated in the same run'],
    todo: 'Give the migrated calls a base of their own.',
    evidence: 'guide',
  },
  {
    id: 'agent-platform/api-version-header',
    kind: 'change',
    title: 'A minor version of v1 in the header API-Version is dropped',
    guide: 'Semantic Versioning (Minor Changes)',
    level: 'review',
    phase: '2',
    why: 'The date belongs to one major version; without it the latest stable minor version answers.',
    facts: ['the value of the header is known and lies before v2'],
    todo: 'Decide whether v2 is to be pinned to a date of its own.',
    verify: 'The call is answered without the header.',
    evidence: 'guide',
    on: '*',
    headers: { 'API-Version': { set: null, when: '^(?:20(?:1\\d|2[0-3])-|2024-0[1-6]-|v?1(?:\\.|$))' } },
    examples: [
      {
        before: `export async function agents() {
  const response = await fetch('https://api.agentplatform.com/v1/executions', {
    headers: { Accept: 'application/json', 'API-Version': '2024-01-15' },
  });
  return response.json();
}
`,
        after: `export async function agents() {
  const response = await fetch('https://api.agentplatform.com/v2/executions', {
    headers: { Accept: 'application/json' },
  });
  return response.json();
}
`,
      },
    ],
  },
  {
    id: 'agent-platform/alt-versioning-unsupported',
    kind: 'advice',
    title: 'The version is chosen by the path alone',
    guide: 'URL Path Versioning',
    level: 'manual',
    phase: '2',
    why: 'A version in the query is ignored: the call may be answered by another version than meant.',
    todo: 'Take the version out of the query.',
    evidence: 'guide',
    detect: { url: '/v[12]/.*[?&]version=' },
  },
];
