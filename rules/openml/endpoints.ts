import type { MoveRule, StayRule } from '../../src/pack/model.js';
import { DATASET, LIST, PHP, PHP_DATASET, PHP_LIST, PYTHON_V1, QUALITIES, TAG } from './paths.js';

/** A dataset on the PHP server. */
export const phpDataset: MoveRule = {
  id: 'openml/base-path-python-v1',
  kind: 'move',
  title: 'A dataset is read at /datasets/{dataset_id}',
  guide: 'GET /{dataset_id}',
  level: 'auto',
  phase: 'stage-1',
  why: 'The PHP server gives way to a new one with other paths; its first version still answers as the PHP server did.',
  todo: 'Read the dataset at the new path.',
  environment: 'The paths are those of the new OpenML server: check that the host serves them.',
  verify: 'The dataset is answered on both servers, with the documented differences only.',
  evidence: 'guide+real',
  base: PHP,
  v1: [PHP_DATASET],
  v2: DATASET,
  params: { dataset_id: 'id' },
  examples: [
    {
      before: `const API = 'https://www.openml.org/api/v1/json';

export async function nameOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/data/\${id}\`);
  const body = await response.json();
  return body.data_set_description.name;
}
`,
      after: `const API = 'https://www.openml.org/v2';

export async function nameOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const body = await response.json();
  return body.name;
}
`,
    },
  ],
};

const FILTERS = [
  'tag',
  'status',
  'limit',
  'offset',
  'data_id',
  'data_name',
  'data_version',
  'uploader',
  'number_instances',
  'number_features',
  'number_classes',
  'number_missing_values',
];
const NUMBERS = ['limit', 'offset', 'uploader', 'data_version'];

/** The list of datasets on the PHP server. */
export const phpList: MoveRule = {
  id: 'openml/data-list-filters-to-body',
  kind: 'move',
  title: 'Filters of the dataset list move from the path into the body',
  guide: 'GET /data/list/{filters}',
  level: 'auto',
  phase: 'stage-1',
  why: 'The list takes its filters as JSON in the body. Numbers are numbers there, and data_id is a list of numbers.',
  facts: ['the names of the filters are written in the code'],
  todo: 'Send the filters in the body.',
  environment: 'The paths are those of the new OpenML server: check that the host serves them.',
  verify: 'The same datasets are listed.',
  evidence: 'guide+real',
  base: PHP,
  v1: PHP_LIST,
  v2: 'POST /datasets/list',
  queryToBody: FILTERS,
  request: [
    ...NUMBERS.map((name) => ({ op: 'convert', name, with: { to: 'number' } }) as const),
    { op: 'convert', name: 'data_id', with: { to: 'list', separator: ',', of: 'number' } },
    { op: 'add', name: 'filters', value: { parameter: 'filters' } },
    {
      op: 'convert',
      name: 'filters',
      with: { to: 'pairs', types: { ...Object.fromEntries(NUMBERS.map((name) => [name, 'number'] as const)), data_id: 'number-list' } },
    },
    // Each comes to stand first: the last is in front.
    ...FILTERS.toReversed().map((name) => ({ op: 'hoist', host: 'filters', name }) as const),
  ],
  examples: [
    {
      before: `const API = 'https://www.openml.org/api/v1/json';

export async function activeNames(): Promise<string[]> {
  const response = await fetch(\`\${API}/data/list/status/active/limit/10\`);
  const body = await response.json();
  return body.data.dataset.map((dataset: { name: string }) => dataset.name);
}
`,
      after: `const API = 'https://www.openml.org/v2';

export async function activeNames(): Promise<string[]> {
  const response = await fetch(\`\${API}/datasets/list\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ status: 'active', pagination: { limit: 10 } }),
  });
  const body = await response.json();
  return body.map((dataset: { name: string }) => dataset.name);
}
`,
    },
  ],
};

/** Datasets on the Python server. */
export const pythonDatasets: MoveRule = {
  id: 'openml/v2-base-path',
  kind: 'move',
  title: 'Datasets are read and listed below /v2',
  guide: 'V1 to V2',
  level: 'auto',
  phase: 'stage-2',
  why: '/v1/datasets answers as the PHP server did; /v2/datasets has the new shapes.',
  facts: ['the host is that of OpenML: many products have /v1/datasets'],
  todo: 'Read the dataset at the new path.',
  verify: 'The dataset is answered in the v2 shape.',
  evidence: 'guide+real',
  base: PYTHON_V1,
  indistinct: true,
  v1: [DATASET, ...LIST],
  v2: [DATASET, 'POST /datasets/list', 'POST /datasets/list'],
  examples: [
    {
      before: `const API = 'https://www.openml.org/v1';

export async function nameOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const body = await response.json();
  return body.data_set_description.name;
}
`,
      after: `const API = 'https://www.openml.org/v2';

export async function nameOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const body = await response.json();
  return body.name;
}
`,
    },
  ],
};

/** What the Python server has in its first version only. */
export const v2Missing: StayRule = {
  id: 'openml/v2-endpoint-missing',
  kind: 'removed',
  title: 'Tags and lists of qualities have no v2 endpoint',
  guide: 'V1 to V2',
  level: 'manual',
  phase: 'stage-2',
  why: 'The guide describes the datasets of v2; tagging and the list of qualities exist in v1 only.',
  todo: 'Stay on v1 for this call.',
  verify: 'The v2 path answers 404.',
  evidence: 'derived',
  base: PYTHON_V1,
  indistinct: true,
  v1: [TAG, QUALITIES],
};

/** What stays on the PHP server. */
export const unported: StayRule = {
  id: 'openml/unported-endpoint',
  kind: 'removed',
  title: 'Tasks, flows, runs, setups, studies and evaluations stay on the PHP server',
  guide: 'V1: PHP to Python',
  level: 'manual',
  phase: 'stage-1',
  why: 'The guide covers datasets; the new server has no counterpart of these endpoints.',
  todo: 'Stay on the PHP server for this call.',
  verify: 'The path of the new server answers 404.',
  evidence: 'derived',
  base: PHP,
  v1: [
    'POST /data',
    'DELETE /data/{id}',
    'POST /data/status/update',
    'ANY /data/features/{rest*}',
    'POST /data/features',
    'ANY /data/qualities/{rest*}',
    'POST /data/untag',
    'ANY /data/unprocessed/{rest*}',
    ...['task', 'tasktype', 'flow', 'setup', 'run', 'evaluation', 'study', 'user'].map((resource) => `ANY /${resource}/{rest*}`),
    ...['task', 'flow', 'setup', 'run', 'study'].map((resource) => `POST /${resource}`),
    'GET /evaluationmeasure/list',
    'GET /estimationprocedure/list',
  ],
};

/** XML goes to v2 by hand. */
export const xml: StayRule = {
  id: 'openml/stage-order',
  kind: 'removed',
  title: 'Connectors on the XML API go to v2 directly, by hand',
  guide: 'Migration',
  level: 'manual',
  phase: 'stage-2',
  why: 'There is no XML in v2. The guide sends these connectors to the documentation of v2; others go by way of /v1 of the new server.',
  todo: 'Rewrite the call for /v2 after its API documentation.',
  verify: 'The stage of each endpoint is reported.',
  evidence: 'guide',
  unversioned: true,
  v1: ['ANY /api/v1/xml/{rest*}'],
};
