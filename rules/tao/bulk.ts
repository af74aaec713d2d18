import type { Rule } from '../../src/pack/model.js';
import { DATASETS, EXPERIMENT_JOBS, EXPERIMENTS, JOB, JOBS } from './paths.js';

/** Statuses that a job can be canceled in. */
export const ACTIVE = { field: 'status', values: ['pending', 'running', 'paused'] };

/** How v1 answered a bulk call. */
export const BULK_ANSWER = { items: 'results', id: 'id', status: 'status', ok: 'success', failed: 'failed' };

/** Bulk calls: in v2 a list of exactly what v1 meant, and one call for each item. */
export const bulk: Rule[] = [
  {
    id: 'tao/bulk-delete-jobs',
    kind: 'expand',
    title: 'Deleting jobs in bulk becomes one DELETE for each',
    guide: 'Bulk Operations (Replaced with Individual Operations)',
    level: 'review',
    phase: '1',
    why: 'v2 deletes jobs one by one. A list that is not kept to the experiment would delete the jobs of others, so none is ever made.',
    facts: ['the body lists the ids, or the list is kept to the experiment of the path'],
    todo: 'One call became several: check what happens when some of them fail.',
    verify: 'Every listed job is gone, and no other.',
    evidence: 'guide+real',
    v1: [`DELETE ${EXPERIMENT_JOBS}`],
    ids: 'job_ids',
    list: { v2: `GET ${JOBS}?kind=experiment&id={experiment_id}`, items: 'jobs' },
    each: `DELETE ${JOB}`,
    params: { job_id: 'id' },
    answer: BULK_ANSWER,
    examples: [
      {
        before: `const API = \`\${process.env.TAO_URL}/api/v1/orgs/acme\`;

export async function clear(experiment: string, ids: string[]): Promise<void> {
  await fetch(\`\${API}/experiments/\${experiment}/jobs\`, { method: 'DELETE', body: JSON.stringify({ job_ids: ids }) });
}
`,
        after: `const API = \`\${process.env.TAO_URL}/api/v2/orgs/acme\`;

export async function clear(experiment: string, ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => fetch(\`\${API}/jobs/\${id}\`, { method: 'DELETE' })));
}
`,
      },
    ],
  },
  {
    id: 'tao/bulk-cancel-jobs-org',
    kind: 'expand',
    title: 'Canceling all jobs of experiments becomes a list and one :cancel for each',
    guide: 'Bulk Operations (Replaced with Individual Operations)',
    level: 'review',
    phase: '1',
    why: 'v2 cancels jobs one by one.',
    facts: ['the list is kept to the experiments that the body names, or to all when v1 meant all'],
    todo: 'One call became several: check what happens when some of them fail, and that the ids in the body are job ids.',
    verify: 'No job that v1 would have canceled is active afterwards.',
    evidence: 'guide+real',
    v1: [`POST ${EXPERIMENTS}:cancel_all_jobs`],
    list: { v2: `GET ${JOBS}?kind=experiment`, items: 'jobs', where: { field: 'id', in: 'experiment_ids' }, active: ACTIVE },
    each: `POST ${JOB}:cancel`,
    params: { job_id: 'id' },
    answer: BULK_ANSWER,
  },
  {
    id: 'tao/bulk-cancel-dataset-jobs-org',
    kind: 'expand',
    title: 'Canceling all jobs of datasets becomes a list and one :cancel for each',
    guide: 'Bulk Operations (Replaced with Individual Operations)',
    level: 'review',
    phase: '1',
    why: 'v2 cancels jobs one by one.',
    facts: ['the list is kept to the datasets that the body names, or to all when v1 meant all'],
    todo: 'One call became several: check what happens when some of them fail.',
    verify: 'No job that v1 would have canceled is active afterwards.',
    evidence: 'guide+real',
    v1: [`POST ${DATASETS}:cancel_all_jobs`],
    list: { v2: `GET ${JOBS}?kind=dataset`, items: 'jobs', where: { field: 'dataset_id', in: 'dataset_ids' }, active: ACTIVE },
    each: `POST ${JOB}:cancel`,
    params: { job_id: 'id' },
    answer: BULK_ANSWER,
  },
  {
    id: 'tao/bulk-response-shape',
    kind: 'change',
    title: 'The results of a bulk call are put together from the single calls',
    guide: 'Bulk Operations (Replaced with Individual Operations)',
    level: 'review',
    phase: '1',
    why: 'v2 has no bulk answer. Code that reads {"results": [...]} gets the same list, made of the outcome of each call.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Check the messages that the code reads for failed items.',
    evidence: 'guide+real',
    on: [`DELETE ${EXPERIMENT_JOBS}`, `POST ${EXPERIMENTS}:cancel_all_jobs`, `POST ${DATASETS}:cancel_all_jobs`],
  },
];
