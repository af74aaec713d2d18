import type { Lens, Rule } from '../../src/pack/model.js';
import { ROUTES } from './endpoints.js';

/** What v1 answered at the top and v2 answers under `routing_decision`. */
export const DECISION: Lens = ['agent_id', 'agent_name', 'confidence_score', 'routing_reason'].map((name) => ({
  op: 'plunge',
  host: 'routing_decision',
  name,
}));

/** What requests and answers of routing look like. */
export const shapes: Rule[] = [
  {
    id: 'insightflow/accept-version-conflict',
    kind: 'change',
    title: 'A header `Accept-Version: v1` that is left behind undoes a v2 path',
    guide: 'Version Detection',
    level: 'auto',
    phase: 'phase-1',
    why: 'The header goes before the path: a call to /api/v2 with Accept-Version: v1 is answered by v1.',
    facts: ['the value of the header is known'],
    todo: 'Set the header to v2 where it comes from.',
    verify: 'X-API-Version of the answer is v2.',
    evidence: 'guide+real',
    on: ROUTES,
    headers: { 'Accept-Version': { set: 'v2', when: '^v?1$' } },
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://flow.example.com/api/v1', headers: { 'Accept-Version': 'v1' } });

export async function agent(text: string): Promise<string> {
  const { data } = await api.post('/routing/route', { input_data: { text }, input_type: 'text' });
  return data.agent_id;
}
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://flow.example.com/api/v2', headers: { 'Accept-Version': 'v2' } });

export async function agent(text: string): Promise<string> {
  const { data } = await api.post('/routing/route', { input_data: { text }, input_type: 'text' });
  return data.routing_decision.agent_id;
}
`,
      },
    ],
  },
  {
    id: 'insightflow/accept-version-header',
    kind: 'change',
    title: 'Calls send `Accept-Version: v2`',
    guide: 'For API Consumers',
    level: 'auto',
    phase: 'phase-1',
    why: 'The guide recommends the header; it goes before path and default.',
    facts: ['the headers of the call or of its client are made in sight'],
    todo: 'Send Accept-Version: v2. In a browser the server must allow the header for other origins.',
    verify: 'X-API-Version of the answer is v2.',
    evidence: 'guide+real',
    on: ROUTES,
    headers: { 'Accept-Version': { set: 'v2' } },
  },
  {
    id: 'insightflow/request-preferences',
    kind: 'change',
    title: 'Requests can carry `preferences`',
    guide: 'Migration Testing',
    level: 'review',
    phase: 'phase-1',
    why: 'preferences are optional: leaving them out keeps what v1 did. The converter of the guide adds an empty object; the option markRequests does the same.',
    todo: 'Fill in max_latency_ms and min_confidence where they are known.',
    verify: 'The request is accepted.',
    evidence: 'guide+real',
    option: 'markRequests',
    on: ROUTES,
    request: [{ op: 'add', name: 'preferences', value: {} }],
  },
  {
    id: 'insightflow/request-migrated-marker',
    kind: 'change',
    title: 'Requests can say that they were migrated',
    guide: 'Migration Testing',
    level: 'review',
    phase: 'phase-1',
    why: 'The converter of the guide sets context.migrated_from_v1; the option markRequests does the same.',
    todo: 'Remove the mark when the migration is over.',
    verify: 'The request is accepted.',
    evidence: 'guide+real',
    option: 'markRequests',
    on: ROUTES,
    request: [
      { op: 'add', name: 'context', value: {} },
      { op: 'in', name: 'context', lens: [{ op: 'add', name: 'migrated_from_v1', value: true }] },
    ],
  },
  {
    id: 'insightflow/request-context-null',
    kind: 'change',
    title: '`context: null` is an empty object',
    guide: 'Request Format',
    level: 'review',
    phase: 'phase-1',
    why: 'The public v2 server refuses null, which v1 took.',
    todo: 'Check where the context may be null.',
    verify: 'A context of null is refused.',
    evidence: 'real-only',
    option: 'realOnly',
    on: ROUTES,
    request: [{ op: 'convert', name: 'context', with: { to: 'replace', values: [[null, {}]] } }],
  },
  {
    id: 'insightflow/response-routing-decision',
    kind: 'change',
    title: 'The decision stands under `routing_decision`',
    guide: 'Response Format',
    level: 'auto',
    phase: 'phase-1',
    why: 'agent_id, agent_name, confidence_score and routing_reason stood at the top in v1.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Read the decision from routing_decision.',
    verify: 'routing_decision has the four fields, and none of them stands at the top. The text of routing_reason may differ.',
    evidence: 'guide+real',
    on: ROUTES,
    response: DECISION,
    volatile: ['routing_decision.routing_reason'],
    examples: [
      {
        before: `import axios from 'axios';

export async function best(text: string): Promise<string | undefined> {
  const { data } = await axios.post('https://flow.example.com/api/v1/routing/route', { input_data: { text }, input_type: 'text' });
  const { agent_id, confidence_score } = data;
  return confidence_score > 0.7 ? agent_id : undefined;
}
`,
        after: `import axios from 'axios';

export async function best(text: string): Promise<string | undefined> {
  const { data } = await axios.post(
    'https://flow.example.com/api/v2/routing/route',
    { input_data: { text }, input_type: 'text' },
    { headers: { 'Accept-Version': 'v2' } },
  );
  const { routing_decision: { agent_id, confidence_score } } = data;
  return confidence_score > 0.7 ? agent_id : undefined;
}
`,
      },
    ],
  },
  {
    id: 'insightflow/response-v1-only-fields',
    kind: 'change',
    title: 'Fields that only the public v1 server answers have other places',
    guide: 'Response Format',
    level: 'review',
    phase: 'phase-1',
    why: 'request_id and the strategy stand under metadata, the type of the agent under routing_decision; routing_log_id is gone, and with it the feedback on a decision.',
    todo: 'Where routing_log_id is stored for feedback, find another way.',
    verify: 'The fields stand in their new places.',
    evidence: 'real-only',
    option: 'realOnly',
    on: ROUTES,
    response: [
      { op: 'plunge', host: 'metadata', name: 'request_id' },
      { op: 'rename', from: 'routing_strategy', to: 'strategy_used' },
      { op: 'plunge', host: 'metadata', name: 'strategy_used' },
      { op: 'plunge', host: 'routing_decision', name: 'agent_type' },
      { op: 'remove', name: 'routing_log_id' },
    ],
  },
  {
    id: 'insightflow/response-new-blocks',
    kind: 'change',
    title: 'Answers carry alternatives and metadata',
    guide: 'Response Format',
    level: 'manual',
    phase: 'phase-1',
    why: 'alternatives lists other agents with their confidence, metadata the request id and the version.',
    todo: 'Nothing has to be done; alternatives can serve as a fallback.',
    verify: 'alternatives is a list, metadata.api_version is v2.',
    evidence: 'guide+real',
    on: ROUTES,
    added: ['routing_decision.estimated_latency_ms', 'alternatives', 'metadata'],
  },
  {
    id: 'insightflow/error-shape',
    kind: 'change',
    title: 'Errors are {error: {code, message, details, timestamp, request_id}}',
    guide: 'Enhanced Error Handling',
    level: 'auto',
    phase: 'phase-1',
    why: 'v1 answered {detail}; a reader of detail shows undefined.',
    facts: ['the value is the body of an error of a migrated call'],
    todo: 'Read error.message, and error.code to tell errors apart.',
    verify: 'An error has code and message.',
    evidence: 'guide',
    on: ROUTES,
    error: [
      { op: 'rename', from: 'detail', to: 'message' },
      { op: 'plunge', host: 'error', name: 'message' },
    ],
    added: ['error.code', 'error.details', 'error.timestamp', 'error.request_id'],
    volatile: ['error.message'],
  },
  {
    id: 'insightflow/status-unchanged',
    kind: 'change',
    title: 'Success stays 200',
    guide: 'Compatibility Testing',
    level: 'manual',
    why: 'Both versions answer 200: a test for it may stay.',
    todo: 'Nothing has to be done.',
    verify: 'v2 answers 200.',
    evidence: 'guide',
    on: ROUTES,
    status: { 200: 200 },
  },
  {
    id: 'insightflow/types-update',
    kind: 'follow',
    role: 'types',
    title: 'Declared types of requests and answers follow',
    guide: 'Version Differences',
    level: 'review',
    phase: 'phase-1',
    why: 'A type with the decision at the top hides what v2 answers.',
    facts: ['the type is declared in the project and used where a migrated call is read'],
    todo: 'Check the declared type against the v2 answer.',
    evidence: 'guide',
  },
];
