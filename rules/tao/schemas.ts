import type { Rule } from '../../src/pack/model.js';
import { DATASET_JOB, EXPERIMENT, EXPERIMENT_JOB, EXPERIMENTS, JOBS } from './paths.js';

/** Specs schemas: three paths in v1, one endpoint with query parameters in v2. */
export const schemas: Rule[] = [
  {
    id: 'tao/schema-by-job',
    kind: 'move',
    title: 'The schema of a job is /jobs:schema?job_id=',
    guide: 'Retrieving Specs Schema',
    level: 'auto',
    phase: '2',
    why: 'v2 has one schema endpoint; the query says what the schema is wanted for.',
    facts: ['leaving the id of the experiment or dataset out of the path loses no side effect'],
    todo: 'Read the schema at /jobs:schema with job_id in the query.',
    verify: 'The schema has the same keys as in v1.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT_JOB}/schema`, `GET ${DATASET_JOB}/schema`],
    v2: `GET ${JOBS}:schema?job_id={job_id}`,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function schemaOf(experiment: string, job: string) {
  const response = await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}/schema\`);
  return response.json();
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function schemaOf(experiment: string, job: string) {
  const response = await fetch(\`\${API}/jobs:schema?job_id=\${job}\`);
  return response.json();
}
`,
      },
    ],
  },
  {
    id: 'tao/schema-by-base-experiment',
    kind: 'move',
    title: 'The schema for a base experiment is /jobs:schema?base_experiment_id=&action=',
    guide: 'Retrieving Specs Schema',
    level: 'auto',
    phase: '2',
    why: 'The action moves from the path into the query; the experiment in the path falls away.',
    facts: ['the call passes base_experiment_id in its query'],
    todo: 'Read the schema at /jobs:schema with base_experiment_id and action in the query.',
    verify: 'The schema of a known base experiment is the same as in v1.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT}/specs/{action}/schema:base`],
    v2: `GET ${JOBS}:schema?base_experiment_id={base_experiment_id}&action={action}`,
    params: { base_experiment_id: '?base_experiment_id' },
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function baseSchema(experiment: string, base: string) {
  const response = await fetch(\`\${API}/experiments/\${experiment}/specs/train/schema:base?base_experiment_id=\${base}\`);
  return response.json();
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function baseSchema(experiment: string, base: string) {
  const response = await fetch(\`\${API}/jobs:schema?base_experiment_id=\${base}&action=train\`);
  return response.json();
}
`,
      },
    ],
  },
  {
    id: 'tao/schema-by-network-arch',
    kind: 'move',
    title: 'The schema for a new experiment is /jobs:schema?network_arch=&action=',
    guide: 'Update Schema Retrieval',
    level: 'review',
    phase: '2',
    why: 'v1 took the network architecture from the experiment; in v2 there is no experiment yet, so the call names the architecture itself.',
    facts: ['the network_arch that the experiment was created with is in sight'],
    todo: 'Pass the network_arch of the experiment and the action in the query of /jobs:schema.',
    verify: 'The schema has the same keys as in v1.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT}/specs/{action}/schema`],
    v2: `GET ${JOBS}:schema?network_arch={network_arch}&action={action}`,
    supply: { network_arch: { request: `POST ${EXPERIMENTS}`, field: 'network_arch', by: 'experiment_id' } },
    examples: [
      {
        name: 'only the id of the experiment is known: reported, not changed',
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function trainSchema(experiment: string) {
  const response = await fetch(\`\${API}/experiments/\${experiment}/specs/train/schema\`);
  return response.json();
}
`,
      },
    ],
  },
];
