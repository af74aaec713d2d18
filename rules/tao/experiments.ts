import type { Rule } from '../../src/pack/model.js';
import { EXPERIMENT, EXPERIMENTS, JOB, JOBS } from './paths.js';

/** Experiments, which v2 does not have: each is a job there. */
export const experiments: Rule[] = [
  {
    id: 'tao/list-base-experiments',
    kind: 'move',
    title: 'Base experiments are listed at /jobs:list_base_experiments',
    guide: 'Base Experiments and Transfer Learning',
    level: 'auto',
    phase: '1',
    why: 'The list stands below /jobs in v2; its body keeps the shape {"experiments": [...]}.',
    todo: 'List base experiments at /jobs:list_base_experiments.',
    verify: 'The same base experiments are listed.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENTS}:base`],
    v2: `GET ${JOBS}:list_base_experiments`,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function pretrained(arch: string): Promise<string[]> {
  const response = await fetch(\`\${API}/experiments:base?network_arch=\${arch}\`);
  const { experiments } = await response.json();
  return experiments.map((experiment: { ngc_path: string }) => experiment.ngc_path);
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function pretrained(arch: string): Promise<string[]> {
  const response = await fetch(\`\${API}/jobs:list_base_experiments?network_arch=\${arch}\`);
  const { experiments } = await response.json();
  return experiments.map((experiment: { ngc_path: string }) => experiment.ngc_path);
}
`,
      },
    ],
  },
  {
    id: 'tao/load-airgapped',
    kind: 'move',
    title: 'Airgapped models are loaded at /jobs:load_airgapped',
    guide: 'Base Experiments and Transfer Learning',
    level: 'auto',
    phase: '1',
    why: 'The operation stands below /jobs in v2; body, answer and status 200 stay.',
    todo: 'Call /jobs:load_airgapped.',
    verify: 'The call answers 200.',
    evidence: 'guide+real',
    v1: [`POST ${EXPERIMENTS}:load_airgapped`],
    v2: `POST ${JOBS}:load_airgapped`,
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v1/orgs/acme' });

export const load = (workspace: string) => api.post('/experiments:load_airgapped', { workspace_id: workspace });
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v2/orgs/acme' });

export const load = (workspace: string) => api.post('/jobs:load_airgapped', { workspace_id: workspace });
`,
      },
    ],
  },
  {
    id: 'tao/list-experiments',
    kind: 'move',
    title: 'Experiments are listed as jobs of kind "experiment"',
    guide: 'Experiment Management (Obsolete in v2)',
    level: 'review',
    phase: '1',
    why: 'v2 lists jobs: one entry for each job, not for each experiment, under the key "jobs".',
    facts: ['the code needs no more than one entry for each job'],
    todo: 'An experiment with several jobs is listed once for each of them: check what the code makes of that.',
    verify: 'Every listed item is a job of kind "experiment".',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENTS}`],
    v2: `GET ${JOBS}?kind=experiment`,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function names(): Promise<string[]> {
  const response = await fetch(\`\${API}/experiments\`);
  const body = await response.json();
  return body.experiments.map((experiment: { name: string }) => experiment.name);
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function names(): Promise<string[]> {
  const response = await fetch(\`\${API}/jobs?kind=experiment\`);
  const body = await response.json();
  return body.jobs.map((experiment: { name: string }) => experiment.name);
}
`,
      },
    ],
  },
  {
    id: 'tao/get-experiment',
    kind: 'move',
    title: 'An experiment is read as its job',
    guide: 'Experiment Management (Obsolete in v2)',
    level: 'review',
    phase: '1',
    why: 'v2 has no experiments; the guide sends readers to the retrieval of jobs.',
    facts: ['the id is the id of a job'],
    todo: 'The id must be a job id: experiments created through v1 have others.',
    verify: 'GET /jobs/{job_id} answers 200 for the id that the job was created with.',
    evidence: 'guide+real',
    v1: [`GET ${EXPERIMENT}`],
    v2: `GET ${JOB}`,
    params: { job_id: 'experiment_id' },
  },
  {
    id: 'tao/delete-experiment',
    kind: 'move',
    title: 'An experiment is deleted as its job',
    guide: 'Experiment Management (Obsolete in v2)',
    level: 'review',
    phase: '1',
    why: 'v1 deleted the experiment with all of its jobs; v2 deletes one job.',
    facts: ['the id is the id of a job', 'the experiment has no other job'],
    todo: 'The id must be a job id, and further jobs of the experiment must be deleted one by one.',
    verify: 'DELETE answers 200, and GET of the same job 404 afterwards.',
    evidence: 'guide+real',
    v1: [`DELETE ${EXPERIMENT}`],
    v2: `DELETE ${JOB}`,
    params: { job_id: 'experiment_id' },
  },
  {
    id: 'tao/update-experiment',
    kind: 'move',
    title: 'An experiment is updated as its job, with PATCH',
    guide: 'Experiment Management (Obsolete in v2)',
    level: 'review',
    phase: '1',
    why: 'v2 has no experiments; the guide sends writers to job updates. PUT becomes PATCH.',
    facts: ['the id is the id of a job'],
    todo: 'The id must be a job id; a change that is made before the job starts belongs into its creation.',
    verify: 'PATCH answers 200 with the changed fields.',
    evidence: 'guide+real',
    v1: [`PATCH ${EXPERIMENT}`, `PUT ${EXPERIMENT}`],
    v2: `PATCH ${JOB}`,
    params: { job_id: 'experiment_id' },
  },
];
