import type { Lens, Rule } from '../../src/pack/model.js';
import { DATASET_JOBS, EXPERIMENT, EXPERIMENT_JOBS, EXPERIMENTS, JOBS } from './paths.js';

const EXPERIMENT_KIND: Lens = [{ op: 'add', name: 'kind', value: 'experiment', rule: 'tao/add-kind' }];

/** Starting jobs: two steps in v1, one in v2. */
export const creation: Rule[] = [
  {
    id: 'tao/create-job-collapse',
    kind: 'collapse',
    title: 'Creating an experiment and then its job becomes one POST /jobs',
    guide: 'Creating Jobs',
    level: 'auto',
    phase: '1',
    why: 'v2 has no experiments: a job carries the metadata that its experiment had. The first call answers 404 on v2, and there is no id for the second.',
    facts: [
      'the id of the experiment flows from the answer of the first call into the second',
      'every other use of that id has a v2 meaning',
      'the second call runs exactly once for each first call',
      'nothing that can be observed happens between the two',
      'both bodies can be merged',
    ],
    todo: 'Create the job with one POST /jobs that holds kind, the metadata of the experiment and the fields of the job.',
    verify:
      'One POST /jobs in place of the two answers 201 with an object that has an id, kind "experiment" and the metadata that was sent.',
    evidence: 'guide+real',
    steps: [`POST ${EXPERIMENTS}`, `POST ${EXPERIMENT_JOBS}`],
    link: { experiment_id: 'id' },
    v2: `POST ${JOBS}`,
    request: EXPERIMENT_KIND,
    identity: 'id',
    unpaired: 'tao/create-additional-job',
    examples: [
      {
        name: 'fetch, both steps in one function',
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;
const headers = { 'Content-Type': 'application/json' };

export async function train(org: string, name: string, specs: object): Promise<string> {
  const created = await fetch(\`\${API}/orgs/\${org}/experiments\`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, network_arch: 'classification_pyt' }),
  });
  const experiment = await created.json();
  const started = await fetch(\`\${API}/orgs/\${org}/experiments/\${experiment.id}/jobs\`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ action: 'train', specs }),
  });
  const job = await started.json();
  return job.id;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;
const headers = { 'Content-Type': 'application/json' };

export async function train(org: string, name: string, specs: object): Promise<string> {
  const started = await fetch(\`\${API}/orgs/\${org}/jobs\`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ kind: 'experiment', name, network_arch: 'classification_pyt', action: 'train', specs }),
  });
  const job = await started.json();
  return job.id;
}
`,
      },
      {
        name: 'axios, bodies in variables',
        before: `import axios from 'axios';

const http = axios.create({ baseURL: \`\${process.env.TAO_URL}/api/v1/orgs/acme\` });

interface Plan {
  name: string;
  network_arch: string;
}

export async function launch(plan: Plan, run: { action: string; specs: object }): Promise<string> {
  const { data: experiment } = await http.post('/experiments', plan);
  const { data: job } = await http.post(\`/experiments/\${experiment.id}/jobs\`, run);
  return job.id;
}
`,
        after: `import axios from 'axios';

const http = axios.create({ baseURL: \`\${process.env.TAO_URL}/api/v2/orgs/acme\` });

interface Plan {
  name: string;
  network_arch: string;
}

export async function launch(plan: Plan, run: { action: string; specs: object }): Promise<string> {
  const { data: job } = await http.post('/jobs', { kind: 'experiment', ...plan, ...run });
  return job.id;
}
`,
      },
    ],
  },
  {
    id: 'tao/create-additional-job',
    kind: 'carry',
    title: 'A job of an experiment that was created elsewhere needs the metadata of that experiment',
    guide: 'Missing Experiment Metadata',
    level: 'review',
    phase: '1',
    why: 'v2 has no call that adds a job to an experiment: every POST /jobs carries kind, name and network_arch itself.',
    facts: ['the body of the call that created the experiment is in sight', 'that body has not changed since'],
    todo: 'Send kind "experiment" and the metadata of the experiment with this job; name an earlier job in parent_job_id to continue it.',
    verify: 'The job is created with the recorded metadata of its experiment and answers 201.',
    evidence: 'guide+real',
    v1: [`POST ${EXPERIMENT_JOBS}`],
    v2: `POST ${JOBS}`,
    from: `POST ${EXPERIMENTS}`,
    by: 'experiment_id',
    request: EXPERIMENT_KIND,
    examples: [
      {
        name: 'only the id of the experiment is known: reported, not changed',
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function evaluate(org: string, experimentId: string) {
  const response = await fetch(\`\${API}/orgs/\${org}/experiments/\${experimentId}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ action: 'evaluate' }),
  });
  return response.ok;
}
`,
      },
    ],
  },
  {
    id: 'tao/create-dataset-job',
    kind: 'move',
    title: 'POST /datasets/{dataset_id}/jobs becomes POST /jobs with kind "dataset"',
    guide: 'Creating Jobs',
    level: 'auto',
    phase: '1',
    why: 'Jobs of datasets and of experiments share one endpoint in v2; the body says which kind it is and names the dataset.',
    facts: ['the dataset id can be named where the body is made', 'the body has no kind or dataset_id of its own'],
    todo: 'Send POST /jobs with kind "dataset" and the dataset_id in the body.',
    verify: 'POST /jobs answers 201, kind "dataset" and the dataset_id that was sent.',
    evidence: 'guide+real',
    v1: [`POST ${DATASET_JOBS}`],
    v2: `POST ${JOBS}`,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function convert(org: string, datasetId: string, specs: object): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/datasets/\${datasetId}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ action: 'convert', specs }),
  });
  const job = await response.json();
  return job.id;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function convert(org: string, datasetId: string, specs: object): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'dataset', dataset_id: datasetId, action: 'convert', specs }),
  });
  const job = await response.json();
  return job.id;
}
`,
      },
    ],
  },
  {
    id: 'tao/add-kind',
    kind: 'change',
    title: 'Job bodies carry `kind`',
    guide: 'Schema Validation Errors',
    level: 'auto',
    phase: '1',
    why: 'v2 chooses the schema of a job by `kind` and refuses a body without it.',
    facts: ['the body is made in sight'],
    todo: 'Add kind "experiment" or "dataset" to the body.',
    verify: 'The answer has the kind that was sent.',
    evidence: 'guide+real',
    on: [`POST ${DATASET_JOBS}`],
    request: [{ op: 'add', name: 'kind', value: 'dataset' }],
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v1/orgs/acme' });

export const augment = (id: string) => api.post(\`/datasets/\${id}/jobs\`, { action: 'augment' });
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v2/orgs/acme' });

export const augment = (id: string) => api.post('/jobs', { kind: 'dataset', dataset_id: id, action: 'augment' });
`,
      },
    ],
  },
  {
    id: 'tao/dataset-id-in-body',
    kind: 'change',
    title: 'The dataset id moves from the path into the body',
    guide: 'v2 Dataset Job Creation',
    level: 'auto',
    phase: '1',
    why: 'The v2 path names no dataset any more; a dataset job without dataset_id is refused.',
    facts: ['the id can be named where the body is made'],
    todo: 'Add dataset_id to the body, without the encoding that the path needed.',
    verify: 'The answer has the dataset_id that was sent.',
    evidence: 'guide+real',
    on: [`POST ${DATASET_JOBS}`],
    request: [{ op: 'add', name: 'dataset_id', value: { parameter: 'dataset_id' } }],
    examples: [
      {
        name: 'an encoded id is raw in the body',
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function annotate(dataset: string) {
  const response = await fetch(\`\${API}/datasets/\${encodeURIComponent(dataset)}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ action: 'annotation' }),
  });
  if (!response.ok) throw new Error('not started');
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function annotate(dataset: string) {
  const response = await fetch(\`\${API}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'dataset', dataset_id: dataset, action: 'annotation' }),
  });
  if (!response.ok) throw new Error('not started');
}
`,
      },
    ],
  },
  {
    id: 'tao/merge-experiment-metadata',
    kind: 'change',
    title: 'Name, description, network_arch and tags of the experiment go into the body of the job',
    guide: 'Missing Experiment Metadata',
    level: 'auto',
    phase: '1',
    why: 'v2 requires all metadata in the single call. Where both bodies name a field, the field of the job wins, as in the guide.',
    facts: ['both bodies are object literals or can be spread', 'no field that differs stands in both'],
    todo: 'Merge the bodies as { kind, ...experiment, ...job }.',
    verify: 'The answer has the metadata that was sent.',
    evidence: 'guide+real',
    on: [`POST ${EXPERIMENTS}`, `POST ${EXPERIMENT_JOBS}`],
  },
  {
    id: 'tao/base-experiment-ids',
    kind: 'change',
    title: '`base_experiment` becomes `base_experiment_ids`, a list',
    guide: 'v2 Experiment Job Creation',
    level: 'auto',
    phase: '1',
    why: 'A v2 job can start from several base experiments. v2 refuses the old name and a bare id.',
    facts: ['the value is known to be one id or a list of ids'],
    todo: 'Send base_experiment_ids with a list of ids.',
    verify: 'base_experiment_ids of the answer is a list of what was sent.',
    evidence: 'guide+real',
    on: [`POST ${EXPERIMENTS}`, `POST ${EXPERIMENT_JOBS}`, `PATCH ${EXPERIMENT}`, `PUT ${EXPERIMENT}`],
    request: [
      { op: 'rename', from: 'base_experiment', to: 'base_experiment_ids' },
      { op: 'wrap', name: 'base_experiment_ids' },
    ],
    examples: [
      {
        before: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v1/orgs/acme' });

export async function fineTune(base: string): Promise<string> {
  const experiment = await api.post('/experiments', { name: 'tuned', network_arch: 'dino', base_experiment: base });
  const job = await api.post(\`/experiments/\${experiment.data.id}/jobs\`, { action: 'train' });
  return job.data.id;
}
`,
        after: `import axios from 'axios';

const api = axios.create({ baseURL: 'https://tao.example.com/api/v2/orgs/acme' });

export async function fineTune(base: string): Promise<string> {
  const job = await api.post('/jobs', {
    kind: 'experiment',
    name: 'tuned',
    network_arch: 'dino',
    base_experiment_ids: [base],
    action: 'train',
  });
  return job.data.id;
}
`,
      },
    ],
  },
];
