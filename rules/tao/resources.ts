import type { Rule } from '../../src/pack/model.js';
import { DATASET, DATASETS, WORKSPACE, WORKSPACES } from './paths.js';

const crud = (all: string, one: string): string[] => [
  `GET ${all}`,
  `POST ${all}`,
  `GET ${one}`,
  `PATCH ${one}`,
  `PUT ${one}`,
  `DELETE ${one}`,
];

const RESOURCES = [
  ...crud(DATASETS, DATASET),
  `GET ${DATASETS}:get_formats`,
  `POST ${DATASETS}:get_formats`,
  ...crud(WORKSPACES, WORKSPACE),
];

const SERVICE = ['POST /login', 'GET /auth', 'GET /health', 'GET /health/liveness', 'GET /health/readiness', 'POST /metrics'];

/** Endpoints that only change their base. */
export const resources: Rule[] = [
  {
    id: 'tao/unchanged-resource',
    kind: 'move',
    title: 'Datasets, workspaces, login, health and metrics only change their base',
    guide: 'First-Class Resource Endpoints',
    level: 'auto',
    phase: '1',
    why: 'Workspaces and datasets stay first-class resources in v2, and the guide changes all /api/v1/ to /api/v2/.',
    todo: 'Call the same path on /api/v2.',
    verify: 'The answer is the same as in v1, but for the status of a creation.',
    evidence: 'guide+real',
    indistinct: SERVICE,
    v1: [...RESOURCES, ...SERVICE],
    v2: [...RESOURCES, ...SERVICE],
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function datasets(org: string) {
  const response = await fetch(\`\${API}/orgs/\${org}/datasets?sort=date-descending\`);
  const body = await response.json();
  return body.datasets;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function datasets(org: string) {
  const response = await fetch(\`\${API}/orgs/\${org}/datasets?sort=date-descending\`);
  const body = await response.json();
  return body.datasets;
}
`,
      },
    ],
  },
  {
    id: 'tao/rebase-base-url',
    kind: 'base',
    role: 'rebase',
    title: '`/api/v1` in a shared base URL becomes `/api/v2`',
    guide: 'Update Base URLs',
    level: 'auto',
    phase: '1',
    why: 'A base that is changed while one of its calls has no v2 counterpart would break that call.',
    facts: ['every call that is built on the base is migrated in the same run'],
    todo: 'Give the migrated calls a base of their own until the rest can follow.',
    verify: 'No call goes to a v1 path on the v2 base.',
    evidence: 'guide',
  },
  {
    id: 'tao/hybrid-v2-path',
    kind: 'base',
    role: 'hybrid',
    title: 'v1 paths that stand on /api/v2 already are moved too',
    guide: '404 Errors on Job Endpoints',
    level: 'auto',
    phase: '1',
    why: 'A base that was changed by hand leaves v1 paths behind that answer 404.',
    todo: 'Use the unified job endpoints.',
    verify: '404 before, 200 after.',
    evidence: 'guide',
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function status(org: string, experiment: string, job: string): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/experiments/\${experiment}/jobs/\${job}\`);
  return (await response.json()).status;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function status(org: string, experiment: string, job: string): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/jobs/\${job}\`);
  return (await response.json()).status;
}
`,
      },
    ],
  },
];
