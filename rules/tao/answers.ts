import type { Lens, Rule } from '../../src/pack/model.js';
import { DATASET_JOB, DATASET_JOBS, DATASETS, EXPERIMENT, EXPERIMENT_JOB, EXPERIMENT_JOBS, EXPERIMENTS, WORKSPACES } from './paths.js';

const CREATED_JOBS = [`POST ${EXPERIMENT_JOBS}`, `POST ${DATASET_JOBS}`];
const EXPERIMENT_READS = [`POST ${EXPERIMENTS}`, `GET ${EXPERIMENT}`, `PATCH ${EXPERIMENT}`, `PUT ${EXPERIMENT}`, `DELETE ${EXPERIMENT}`];

const BASE_EXPERIMENT_IDS: Lens = [
  { op: 'rename', from: 'base_experiment', to: 'base_experiment_ids' },
  { op: 'wrap', name: 'base_experiment_ids' },
];

const kind = (value: string): Lens => [{ op: 'add', name: 'kind', value }];

/** What answers look like, and with which status they come. */
export const answers: Rule[] = [
  {
    id: 'tao/status-created-201',
    kind: 'change',
    title: 'Creations answer 201',
    guide: 'Status Code Updates',
    level: 'auto',
    phase: '1',
    why: 'v1 answered 200 to every creation; a test for 200 takes a success of v2 for a failure.',
    facts: ['the tested status is the one of a creation'],
    todo: 'Expect 201 from creations.',
    verify: 'Every creation answers 201, and nothing else does.',
    evidence: 'guide+real',
    on: [`POST ${EXPERIMENTS}`, ...CREATED_JOBS, `POST ${DATASETS}`, `POST ${WORKSPACES}`],
    status: { 200: 201 },
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1\`;

export async function createWorkspace(org: string, name: string): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/workspaces\`, { method: 'POST', body: JSON.stringify({ name }) });
  if (response.status !== 200) throw new Error('not created');
  return (await response.json()).id;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2\`;

export async function createWorkspace(org: string, name: string): Promise<string> {
  const response = await fetch(\`\${API}/orgs/\${org}/workspaces\`, { method: 'POST', body: JSON.stringify({ name }) });
  if (response.status !== 201) throw new Error('not created');
  return (await response.json()).id;
}
`,
      },
    ],
  },
  {
    id: 'tao/status-shared-helper',
    kind: 'follow',
    role: 'status-helper',
    title: 'A status test that creations and reads share accepts 200 and 201',
    guide: 'Status Code Mismatches',
    level: 'review',
    phase: '4',
    why: 'A helper that accepts 200 alone refuses creations on v2; one that accepts 201 alone refuses reads.',
    facts: ['the helper is used by creations and by other calls'],
    todo: 'Check that 201 is a success wherever this helper is used.',
    verify: 'Creations answer 201, other calls 200.',
    evidence: 'guide',
  },
  {
    id: 'tao/job-create-response-object',
    kind: 'change',
    title: 'Creating a job answers the job, where some v1 servers answered its bare id',
    guide: 'v2 Polymorphic Job Response',
    level: 'auto',
    phase: '1',
    why: 'The v2 answer is always an object with an id. Code that used the v1 answer as text reads its id.',
    facts: ['every use of the answer is that of a text, or every use is that of an object'],
    todo: 'Read the id of the answered job.',
    verify: 'The answer is an object with an id.',
    evidence: 'guide+real',
    on: [...CREATED_JOBS, `POST ${EXPERIMENT_JOB}:retry`, `POST ${DATASET_JOB}:retry`],
    response: [{ op: 'nest-when', type: 'string', name: 'id' }],
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function convert(dataset: string): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${dataset}/jobs\`, { method: 'POST', body: JSON.stringify({ action: 'convert' }) });
  const jobId: string = await response.json();
  return \`job/\${jobId}\`;
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function convert(dataset: string): Promise<string> {
  const response = await fetch(\`\${API}/jobs\`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'dataset', dataset_id: dataset, action: 'convert' }),
  });
  const jobId: string = (await response.json()).id;
  return \`job/\${jobId}\`;
}
`,
      },
    ],
  },
  {
    id: 'tao/list-response-key',
    kind: 'change',
    title: 'Listed experiments stand under `jobs`',
    guide: 'Experiment Management (Obsolete in v2)',
    level: 'review',
    phase: '1',
    why: 'GET /jobs answers {"jobs": [...]}; v1 answered {"experiments": [...]}.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Read the list under jobs.',
    verify: 'The list stands under jobs.',
    evidence: 'derived',
    on: [`GET ${EXPERIMENTS}`],
    response: [{ op: 'rename', from: 'experiments', to: 'jobs' }],
  },
  {
    id: 'tao/polymorphic-kind',
    kind: 'change',
    title: 'Jobs of experiments answer kind "experiment"',
    guide: 'Use Polymorphic Schemas',
    level: 'review',
    phase: '3',
    why: 'v2 jobs of both kinds come from the same endpoints; kind says which fields a job has.',
    todo: 'Where one function may meet both kinds, branch on kind before reading network_arch, name or dataset_id.',
    verify: 'Jobs of experiments have kind "experiment", and network_arch and name.',
    evidence: 'guide+real',
    on: [`GET ${EXPERIMENT_JOB}`, `POST ${EXPERIMENT_JOBS}`, `GET ${EXPERIMENT}`, `POST ${EXPERIMENTS}`],
    response: kind('experiment'),
  },
  {
    id: 'tao/job-metadata',
    kind: 'change',
    title: 'Jobs of experiments answer the metadata of the experiment too',
    guide: 'v2 Polymorphic Job Response',
    level: 'review',
    phase: '3',
    why: 'A v1 job has its own fields only; name, network_arch and the like stood in the experiment, which answered them itself.',
    todo: 'Read them from the job where a second call read them from the experiment.',
    verify: 'Jobs of experiments have network_arch and name.',
    evidence: 'guide+real',
    on: [`GET ${EXPERIMENT_JOB}`, `POST ${EXPERIMENT_JOBS}`],
    added: ['name', 'description', 'network_arch', 'base_experiment_ids', 'tags', 'workspace', 'train_datasets', 'eval_dataset'],
  },
  {
    id: 'tao/polymorphic-kind-dataset',
    kind: 'change',
    title: 'Jobs of datasets answer kind "dataset" and their dataset_id',
    guide: 'Use Polymorphic Schemas',
    level: 'review',
    phase: '3',
    why: 'v2 jobs of both kinds come from the same endpoints; kind says which fields a job has.',
    todo: 'Where one function may meet both kinds, branch on kind before reading network_arch, name or dataset_id.',
    verify: 'Jobs of datasets have kind "dataset" and a dataset_id, and no network_arch.',
    evidence: 'guide+real',
    on: [`GET ${DATASET_JOB}`, `POST ${DATASET_JOBS}`],
    response: [...kind('dataset'), { op: 'add', name: 'dataset_id', value: { parameter: 'dataset_id' } }],
  },
  {
    id: 'tao/base-experiment-ids-read',
    kind: 'change',
    title: '`base_experiment` of an answer becomes `base_experiment_ids`, a list',
    guide: 'v2 Polymorphic Job Response',
    level: 'review',
    phase: '1',
    why: 'The v2 job lists all of its base experiments.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Decide whether the first base experiment is enough here.',
    verify: 'base_experiment_ids is a list.',
    evidence: 'guide+real',
    on: EXPERIMENT_READS,
    response: BASE_EXPERIMENT_IDS,
  },
  {
    id: 'tao/error-validation-details',
    kind: 'change',
    title: 'Errors carry `validation_details`',
    guide: 'Error Response Format',
    level: 'review',
    phase: '4',
    why: 'error_desc and error_code stay; validation_details is new and names each wrong field.',
    todo: 'Show validation_details where error_desc is shown.',
    verify: 'A refused body answers error_desc, error_code and validation_details.',
    evidence: 'guide+real',
    on: '*',
    added: ['validation_details'],
  },
  {
    id: 'tao/types-update',
    kind: 'follow',
    role: 'types',
    title: 'Declared types of experiments and jobs follow',
    guide: 'Schema Changes',
    level: 'review',
    phase: '1',
    why: 'A type that still declares base_experiment or lacks kind hides what v2 sends.',
    facts: ['the type is declared in the project and used where a migrated call is made or read'],
    todo: 'Check the declared type against the v2 schema.',
    evidence: 'guide+real',
  },
];
