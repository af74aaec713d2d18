import type { Rule } from '../../src/pack/model.js';

export const COLLECTIONS = '/rag/collections';
export const COLLECTION = '/rag/collections/{name}';

export const LIST = `GET ${COLLECTIONS}`;
export const CREATE = `POST ${COLLECTIONS}`;
export const READ = `GET ${COLLECTION}`;
export const UPDATE = `PUT ${COLLECTION}`;
export const INGEST = `POST ${COLLECTION}/ingest`;

/** A path that many products have. */
const HEALTH = 'GET /health';

const MOVED = [
  CREATE,
  READ,
  UPDATE,
  `DELETE ${COLLECTION}`,
  `GET ${COLLECTION}/stats`,
  'GET /rag/models',
  'GET /rag/models/{modelName}',
  'GET /rag/directories',
  'GET /rag/directories/browse',
  'GET /rag/directories/validate',
  'GET /admin/cache/stats',
  'DELETE /admin/cache/{key}',
  'DELETE /admin/cache',
  'POST /admin/cache/cleanup',
  HEALTH,
];

/** Where calls go. */
export const endpoints: Rule[] = [
  {
    id: 'rag-services/base-url',
    kind: 'base',
    role: 'rebase',
    title: '`/api/v1` in a shared base URL becomes `/api/v2`',
    guide: 'Client Migration Checklist',
    level: 'auto',
    phase: '2',
    why: 'A base that is changed while one of its calls stays would break that call.',
    facts: ['every call that is built on the base is migrated in the same run'],
    todo: 'Give the migrated calls a base of their own.',
    verify: 'No call goes to v1.',
    evidence: 'guide',
  },
  {
    id: 'rag-services/endpoint-rebase',
    kind: 'move',
    title: 'Collections, models, directories, cache and health keep their paths below /api/v2',
    guide: 'v1 Endpoints',
    level: 'auto',
    phase: '2',
    why: 'Both versions run side by side until v1 is retired.',
    facts: ['the health endpoint stands on the same base as another call of this API'],
    todo: 'Call the same path on /api/v2.',
    verify: 'The v2 path answers as v1 did, in the v2 wrapper.',
    evidence: 'guide',
    indistinct: [HEALTH],
    v1: MOVED,
    v2: MOVED,
    examples: [
      {
        before: `const api = 'http://localhost:3401/api/v1';

export async function models(): Promise<string[]> {
  const response = await fetch(\`\${api}/rag/models\`);
  const body = await response.json();
  return body.models.map((model: { name: string }) => model.name);
}
`,
        after: `const api = 'http://localhost:3401/api/v2';

export async function models(): Promise<string[]> {
  const response = await fetch(\`\${api}/rag/models\`);
  const body = (await response.json()).data;
  return body.models.map((model: { name: string }) => model.name);
}
`,
      },
    ],
  },
  {
    id: 'rag-services/list-pagination',
    kind: 'page',
    title: 'The list of collections is read page by page',
    guide: 'Planned Changes for v2',
    level: 'auto',
    phase: '3',
    why: 'v1 answered all collections; v2 refuses a call without page and limit, and a single page would cut the list short without a word.',
    facts: ['the whole list is read, or the call pages already'],
    todo: 'Read all pages, or show one page at a time.',
    verify: 'The pages together hold what v1 listed; a call without page and limit is refused.',
    evidence: 'guide',
    v1: [LIST],
    v2: LIST,
    items: 'data.collections',
    page: { name: 'page', first: 1 },
    limit: { name: 'limit', max: 100 },
  },
  {
    id: 'rag-services/jobs-new',
    kind: 'move',
    title: 'Ingestion answers a job, and is done when the job is',
    guide: 'Planned Changes for v2',
    level: 'review',
    phase: '3',
    why: 'v1 answered when all documents were read. Code that goes on at once finds the collection as it was.',
    facts: ['what the v1 answer held is not read'],
    todo: 'Check how long the job may take, and what is to happen when it fails.',
    verify: 'The answer is 202 with a job id, and the job ends.',
    evidence: 'guide',
    v1: [INGEST],
    v2: INGEST,
    wait: {
      poll: 'GET /rag/jobs/{jobId}',
      id: { jobId: 'data.jobId' },
      state: 'data.status',
      done: ['completed'],
      failed: ['failed'],
    },
    examples: [
      {
        before: `import axios from 'axios';

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v1/rag' });

export async function refresh(name: string): Promise<void> {
  await rag.post(\`/collections/\${name}/ingest\`);
  console.log(\`\${name} is up to date\`);
}
`,
        after: `import axios from 'axios';

/** Waits until the job that a request started is done. */
async function waitForJob<T>(started: PromiseLike<T>, read: (id: any) => Promise<any>): Promise<T> {
  const answer: any = await started;
  const id = answer.data.data.jobId;
  for (let pause = 200; ; pause = Math.min(2 * pause, 5000)) {
    const state = (await read(id))?.data?.status;
    if (state === 'completed') return answer;
    if (state === undefined || state === 'failed') throw new Error(\`Job \${id} ended as \${state}\`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v2/rag' });

export async function refresh(name: string): Promise<void> {
  await waitForJob(rag.post(\`/collections/\${name}/ingest\`), async (jobId) => (await rag.get(\`/jobs/\${jobId}\`)).data);
  console.log(\`\${name} is up to date\`);
}
`,
      },
    ],
  },
  {
    id: 'rag-services/search-new',
    kind: 'advice',
    title: 'v2 searches at POST /rag/search',
    guide: 'Planned Changes for v2',
    level: 'manual',
    phase: '3',
    why: 'A client that looks through the list itself can let the server search.',
    todo: 'Nothing has to be done.',
    verify: 'The endpoint answers.',
    evidence: 'guide',
    option: 'advice',
    detect: { filterAfter: [LIST] },
  },
  {
    id: 'rag-services/floating-version',
    kind: 'advice',
    title: 'The version in the URL is only known at run time',
    guide: 'For API Consumers',
    level: 'manual',
    phase: '2',
    why: 'Such a client goes to the next version without a test, and cannot be migrated.',
    todo: 'Write the version into the URL.',
    evidence: 'guide',
    detect: { url: '/api/(?:v\\{\\}|\\{\\})/(?:rag|admin/cache)(?:/|$)' },
  },
  {
    id: 'rag-services/version-missing',
    kind: 'advice',
    title: 'The URL names no version',
    guide: 'For API Consumers',
    level: 'manual',
    phase: '2',
    why: 'The guide asks clients to specify the version in every URL.',
    todo: 'Call /api/v2/rag/...',
    evidence: 'guide',
    detect: { url: '/api/rag/(?:collections|models|directories)(?:[/?]|$)' },
  },
  {
    id: 'rag-services/mixed-versions',
    kind: 'advice',
    title: 'One file speaks both versions',
    guide: 'For API Developers',
    level: 'manual',
    phase: '5',
    why: 'Code with both versions intertwined is hard to follow and easy to break. During a migration it is expected.',
    todo: 'Finish the migration, or keep the versions in separate modules.',
    evidence: 'guide',
    option: 'advice',
    detect: { mixed: true },
  },
];
