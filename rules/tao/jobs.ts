import type { Rule } from '../../src/pack/model.js';
import { DATASET_JOB, DATASET_JOBS, EXPERIMENT_JOB, EXPERIMENT_JOBS, JOB, JOBS } from './paths.js';

const CONTROLS = ['retry', 'cancel', 'pause', 'resume'];
const SUBRESOURCES = [
  'GET :download',
  'GET :download_selective_files',
  'GET :list_files',
  'POST :publish_model',
  'DELETE :remove_published_model',
];

/** `POST :cancel` below a path, as an endpoint. */
const below = (path: string, methodAndVerb: string): string => methodAndVerb.replace(' ', ` ${path}`);

/** Jobs that exist: reading, listing, controlling, deleting. */
export const jobs: Rule[] = [
  {
    id: 'tao/get-job',
    kind: 'move',
    title: 'A job is read by its own id alone',
    guide: 'Retrieving Jobs',
    level: 'auto',
    phase: '1',
    why: 'v2 finds a job without its experiment or dataset; the v1 path answers 404.',
    facts: ['leaving the id of the experiment or dataset out of the path loses no side effect'],
    todo: 'Read the job at /jobs/{job_id}.',
    verify: 'GET /jobs/{job_id} answers 200 with the job; an unknown id answers 404.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT_JOB}`, `GET ${DATASET_JOB}`],
    v2: `GET ${JOB}`,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function isDone(org: string, experimentId: string, jobId: string): Promise<boolean> {
  const response = await fetch(\`\${API}/orgs/\${org}/experiments/\${experimentId}/jobs/\${jobId}\`);
  const job = await response.json();
  return job.status === 'done';
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function isDone(org: string, experimentId: string, jobId: string): Promise<boolean> {
  const response = await fetch(\`\${API}/orgs/\${org}/jobs/\${jobId}\`);
  const job = await response.json();
  return job.status === 'done';
}
`,
      },
    ],
  },
  {
    id: 'tao/list-jobs',
    kind: 'move',
    title: 'Jobs are listed at /jobs, with a filter in place of the parent in the path',
    guide: 'Listing Jobs',
    level: 'auto',
    levels: { [`GET ${EXPERIMENT_JOBS}`]: 'review' },
    phase: '1',
    why: 'GET /jobs answers all jobs of the organisation. The filter keeps the list to what v1 answered; without it a loop over the list would reach the jobs of others.',
    facts: [
      'jobs of a dataset: kind and dataset_id filter exactly',
      'jobs of an experiment: the id is the id of the job that the experiment became',
    ],
    todo: 'v2 groups no jobs by experiment: check that the id is a job id, and that jobs added to the experiment later are not needed here.',
    verify: 'The list holds the jobs of this parent and no others.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT_JOBS}`, `GET ${DATASET_JOBS}`],
    v2: [`GET ${JOBS}?kind=experiment&id={experiment_id}`, `GET ${JOBS}?kind=dataset&dataset_id={dataset_id}`],
    examples: [
      {
        name: 'jobs of a dataset',
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function conversions(org: string, datasetId: string): Promise<number> {
  const response = await fetch(\`\${API}/orgs/\${org}/datasets/\${datasetId}/jobs\`);
  const { jobs } = await response.json();
  return jobs.length;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function conversions(org: string, datasetId: string): Promise<number> {
  const response = await fetch(\`\${API}/orgs/\${org}/jobs?kind=dataset&dataset_id=\${datasetId}\`);
  const { jobs } = await response.json();
  return jobs.length;
}
`,
      },
    ],
  },
  {
    id: 'tao/job-control',
    kind: 'move',
    title: ':retry, :cancel, :pause and :resume stand below /jobs/{job_id}',
    guide: 'Job Control Operations',
    level: 'auto',
    phase: '1',
    why: 'Operations on a job need no experiment or dataset in v2. Their status stays 200.',
    facts: ['an operation that is chosen at run time can only be one of the four'],
    todo: 'Call the operation below /jobs/{job_id}.',
    verify: 'The operation answers 200; :retry answers the new job.',
    evidence: 'guide+real',
    v1: [EXPERIMENT_JOB, DATASET_JOB].flatMap((job) => CONTROLS.map((verb) => `POST ${job}:${verb}`)),
    v2: [JOB, JOB].flatMap((job) => CONTROLS.map((verb) => `POST ${job}:${verb}`)),
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

type Verb = 'pause' | 'resume' | 'cancel';

export async function control(experiment: string, job: string, verb: Verb): Promise<void> {
  const response = await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}:\${verb}\`, { method: 'POST' });
  if (!response.ok) throw new Error(\`cannot \${verb}\`);
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

type Verb = 'pause' | 'resume' | 'cancel';

export async function control(experiment: string, job: string, verb: Verb): Promise<void> {
  const response = await fetch(\`\${API}/jobs/\${job}:\${verb}\`, { method: 'POST' });
  if (!response.ok) throw new Error(\`cannot \${verb}\`);
}
`,
      },
    ],
  },
  {
    id: 'tao/delete-job',
    kind: 'move',
    title: 'A job is deleted by its own id alone',
    guide: 'Update Base URLs',
    level: 'auto',
    phase: '1',
    why: 'v2 finds a job without its experiment or dataset.',
    facts: ['leaving the id of the experiment or dataset out of the path loses no side effect'],
    todo: 'Delete the job at /jobs/{job_id}.',
    verify: 'DELETE answers 200, and GET of the same job 404 afterwards.',
    evidence: 'guide+real',
    v1: [`DELETE ${EXPERIMENT_JOB}`, `DELETE ${DATASET_JOB}`],
    v2: `DELETE ${JOB}`,
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v1/orgs/acme' });

export const drop = (dataset: string, job: string) => api.delete(\`/datasets/\${dataset}/jobs/\${job}\`);
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v2/orgs/acme' });

export const drop = (dataset: string, job: string) => api.delete(\`/jobs/\${job}\`);
`,
      },
    ],
  },
  {
    id: 'tao/job-subresource',
    kind: 'move',
    title: 'Downloads, files and published models of a job stand below /jobs/{job_id}',
    guide: 'Update Base URLs',
    level: 'review',
    phase: '1',
    why: 'The guide moves every job-related endpoint below /jobs/ without naming these one by one.',
    todo: 'The guide names this endpoint only in general: check it on the v2 server.',
    verify: 'The v2 endpoint answers as the v1 endpoint did.',
    evidence: 'guide',
    v1: [EXPERIMENT_JOB, DATASET_JOB].flatMap((job) => SUBRESOURCES.map((resource) => below(job, resource))),
    v2: [JOB, JOB].flatMap((job) => SUBRESOURCES.map((resource) => below(job, resource))),
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function download(experiment: string, job: string): Promise<ArrayBuffer> {
  const response = await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}:download\`);
  return response.arrayBuffer();
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function download(experiment: string, job: string): Promise<ArrayBuffer> {
  const response = await fetch(\`\${API}/jobs/\${job}:download\`);
  return response.arrayBuffer();
}
`,
      },
    ],
  },
  {
    id: 'tao/job-logs',
    kind: 'move',
    title: 'Logs of a job stand below /jobs/{job_id}',
    guide: 'Update Base URLs',
    level: 'review',
    phase: '1',
    why: 'The guide moves every job-related endpoint below /jobs/. Some servers answer logs at /jobs/{job_id}:logs instead: see the option realOnly.',
    todo: 'Check on the v2 server whether logs are at /jobs/{job_id}/logs or at /jobs/{job_id}:logs.',
    verify: 'The v2 endpoint answers the log.',
    evidence: 'guide',
    option: '!realOnly',
    v1: [`GET ${EXPERIMENT_JOB}/logs`, `GET ${DATASET_JOB}/logs`],
    v2: `GET ${JOB}/logs`,
  },
  {
    id: 'tao/internal-endpoint',
    kind: 'internal',
    title: ':log_update and :status_update are not for clients',
    guide: 'Internal Endpoints (Not for Client Use)',
    level: 'manual',
    phase: '1',
    why: 'These endpoints serve the containers of TAO itself; the guide removes them from the public API.',
    todo: 'Remove the call, or mark the file as part of TAO itself with an ignore comment.',
    verify: 'Never called.',
    evidence: 'guide+real',
    v1: [EXPERIMENT_JOB, DATASET_JOB].flatMap((job) => [`POST ${job}:log_update`, `POST ${job}:status_update`]),
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function report(experiment: string, job: string, status: string): Promise<void> {
  await fetch(\`\${API}/experiments/\${experiment}/jobs/\${job}:status_update\`, { method: 'POST', body: JSON.stringify({ status }) });
}
`,
      },
    ],
  },
];
