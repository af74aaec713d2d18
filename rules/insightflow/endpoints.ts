import type { Rule } from '../../src/pack/model.js';

export const ROUTE = 'POST /routing/route';
/** Without a version the server falls back to v1. */
export const UNVERSIONED_ROUTE = 'POST /api/routing/route';
export const ROUTES = [ROUTE, UNVERSIONED_ROUTE];

/** Paths that many products have. */
const COMMON = ['ANY /agents/{rest*}', 'ANY /analytics/{rest*}', 'ANY /auth/{rest*}', 'ANY /ws'];

/** Where calls go. */
export const endpoints: Rule[] = [
  {
    id: 'insightflow/route-path',
    kind: 'move',
    title: 'Routing is asked at /api/v2/routing/route',
    guide: 'Version Detection',
    level: 'auto',
    phase: 'phase-1',
    why: 'v1 is deprecated and will answer 410 Gone. Path, header and answer belong together: none is changed alone.',
    facts: ['the reads of the answer are in sight', 'every call on a shared base moves, or routing gets a base of its own'],
    todo: 'Call /api/v2/routing/route with Accept-Version: v2 and read routing_decision.',
    verify: 'v2 answers 200 with a routing decision.',
    evidence: 'guide+real',
    v1: [ROUTE],
    v2: ROUTE,
    examples: [
      {
        before: `const server = process.env.INSIGHTFLOW_URL ?? 'http://localhost:8000';

export async function agentFor(text: string): Promise<string> {
  const response = await fetch(\`\${server}/api/v1/routing/route\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ input_data: { text }, input_type: 'text' }),
  });
  const answer = await response.json();
  return answer.agent_name;
}
`,
        after: `const server = process.env.INSIGHTFLOW_URL ?? 'http://localhost:8000';

export async function agentFor(text: string): Promise<string> {
  const response = await fetch(\`\${server}/api/v2/routing/route\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Version': 'v2' },
    body: JSON.stringify({ input_data: { text }, input_type: 'text' }),
  });
  const answer = await response.json();
  return answer.routing_decision?.agent_name;
}
`,
      },
    ],
  },
  {
    id: 'insightflow/unversioned-call',
    kind: 'move',
    title: 'A call without a version is v1, and gets one',
    guide: 'Version Detection',
    level: 'review',
    phase: 'phase-1',
    why: 'Without a header and without a version in the path the server falls back to v1, until it is gone.',
    facts: ['no gateway or interceptor names the version'],
    todo: 'Check that nothing between this call and the server names a version.',
    verify: 'X-API-Version of the answer is v2.',
    evidence: 'guide',
    unversioned: true,
    v1: [UNVERSIONED_ROUTE],
    v2: ROUTE,
  },
  {
    id: 'insightflow/other-v1-endpoint',
    kind: 'removed',
    title: 'Agents, analytics, authentication and feedback have no v2 endpoint',
    guide: 'Phase 3: v1 Removal (60 days)',
    level: 'manual',
    phase: 'phase-3',
    why: 'The guide describes routing only, and says that v1 endpoints will answer 410 Gone.',
    todo: 'Leave the call on v1, and ask what takes its place before v1 is removed.',
    verify: 'The v2 path answers 404.',
    evidence: 'guide+real',
    indistinct: COMMON,
    v1: ['POST /routing/feedback', 'POST /routing/route-stp', 'POST /routing/route-agent', ...COMMON],
  },
  {
    id: 'insightflow/migration-endpoints-keep',
    kind: 'keep',
    title: 'The migration endpoints have no version and stay',
    guide: 'Migration Dashboard',
    level: 'manual',
    why: '/api/migration/status, analytics and guide serve both versions.',
    todo: 'Nothing: leave the call as it is.',
    verify: 'GET /api/migration/status answers.',
    evidence: 'guide+real',
    unversioned: true,
    report: true,
    v1: ['GET /api/migration/status', 'GET /api/migration/analytics', 'GET /api/migration/guide'],
  },
  {
    id: 'insightflow/base-url',
    kind: 'base',
    role: 'rebase',
    title: 'A shared base moves when every call on it does',
    guide: 'Version Detection',
    level: 'auto',
    why: 'Agents and analytics stay on v1 and often share a base with routing.',
    facts: ['every call that is built on the base is migrated in the same run'],
    todo: 'Give routing a base of its own.',
    evidence: 'derived',
  },
  {
    id: 'insightflow/batch-endpoint',
    kind: 'advice',
    title: 'Requests in a loop could be one batch',
    guide: 'Batch Processing',
    level: 'manual',
    why: 'v2 takes several requests in one call.',
    todo: 'Send { requests, strategy } to /api/v2/routing/batch.',
    evidence: 'guide',
    option: 'advice',
    detect: { loop: ROUTE },
  },
  {
    id: 'insightflow/ksml',
    kind: 'advice',
    title: 'v2 knows the message format KSML',
    guide: 'KSML Format Support',
    level: 'manual',
    why: 'Systems that exchange KSML messages can send them as they are.',
    todo: 'Nothing has to be done.',
    evidence: 'guide',
    option: 'advice',
    detect: { text: '\\b(?:KSML|ksml)\\b' },
  },
];
