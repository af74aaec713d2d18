import type { Heading } from '../../src/pack/coverage.js';

const REPEATS = 'repeats what is said under other headings';

/** Every statement of the guide. */
export const coverage: Heading[] = [
  { heading: 'Overview', statements: [{ says: 'what the guide is for', none: 'states no change' }] },
  {
    heading: 'Unified Job-Centric Architecture',
    statements: [
      {
        says: 'one /jobs endpoint in place of the jobs of experiments and datasets',
        rules: ['get-job', 'list-jobs', 'job-control', 'delete-job', 'job-subresource', 'job-logs'],
      },
    ],
  },
  {
    heading: 'First-Class Resource Endpoints',
    statements: [
      { says: 'workspaces and datasets stay first-class', rules: ['unchanged-resource'] },
      { says: 'inference microservices become first-class', rules: ['inference-microservice-new'] },
    ],
  },
  {
    heading: 'Consolidated Job Creation',
    statements: [{ says: 'one step in place of two', rules: ['create-job-collapse', 'merge-experiment-metadata'] }],
  },
  {
    heading: 'Enhanced Schema System',
    statements: [{ says: 'one polymorphic schema, chosen by kind', rules: ['add-kind', 'polymorphic-kind', 'polymorphic-kind-dataset'] }],
  },
  {
    heading: 'Improved Status Codes',
    statements: [{ says: '201 for creation, 200 for the rest', rules: ['status-created-201', 'status-shared-helper'] }],
  },
  {
    heading: 'Creating Jobs',
    statements: [
      {
        says: 'POST experiments, then POST experiments/{id}/jobs becomes POST jobs with kind "experiment"',
        rules: ['create-job-collapse', 'create-additional-job', 'add-kind', 'merge-experiment-metadata'],
      },
      {
        says: 'POST datasets/{id}/jobs becomes POST jobs with kind "dataset" and dataset_id',
        rules: ['create-dataset-job', 'add-kind', 'dataset-id-in-body'],
      },
    ],
  },
  { heading: 'Retrieving Jobs', statements: [{ says: 'GET jobs/{job_id} for both kinds', rules: ['get-job'] }] },
  {
    heading: 'Listing Jobs',
    statements: [{ says: 'GET jobs answers all jobs, with filters', rules: ['list-jobs', 'list-filters'] }],
  },
  {
    heading: 'Job Control Operations',
    statements: [{ says: ':retry, :cancel, :pause, :resume below jobs/{job_id}', rules: ['job-control'] }],
  },
  {
    heading: 'Retrieving Specs Schema',
    statements: [
      { says: 'by job: jobs:schema?job_id=', rules: ['schema-by-job'] },
      { says: 'by base experiment: jobs:schema?base_experiment_id=&action=', rules: ['schema-by-base-experiment'] },
      { says: 'for an unknown experiment: jobs:schema?network_arch=&action=', rules: ['schema-by-network-arch'] },
    ],
  },
  {
    heading: 'Inference Microservices',
    statements: [{ says: 'new endpoints :start, :inference, :status, :stop', rules: ['inference-microservice-new'] }],
  },
  {
    heading: 'Base Experiments and Transfer Learning',
    statements: [
      { says: 'experiments:base becomes jobs:list_base_experiments', rules: ['list-base-experiments'] },
      { says: 'experiments:load_airgapped becomes jobs:load_airgapped', rules: ['load-airgapped'] },
    ],
  },
  {
    heading: 'Schema Changes',
    statements: [{ says: 'requests and answers have other shapes', rules: ['types-update'] }],
  },
  { heading: 'v1 Experiment Creation', statements: [{ says: 'base_experiment is one id', rules: ['base-experiment-ids'] }] },
  {
    heading: 'v2 Experiment Job Creation',
    statements: [
      { says: 'base_experiment_ids is a list', rules: ['base-experiment-ids'] },
      { says: 'metadata, action and specs stand in one body', rules: ['merge-experiment-metadata', 'create-job-collapse'] },
    ],
  },
  { heading: 'v2 Dataset Job Creation', statements: [{ says: 'dataset_id stands in the body', rules: ['dataset-id-in-body'] }] },
  {
    heading: 'v2 Polymorphic Job Response',
    statements: [
      {
        says: 'a job is an object with id and kind',
        rules: ['job-create-response-object', 'polymorphic-kind', 'polymorphic-kind-dataset'],
      },
      { says: 'status is pending, running, done, error, paused or canceled', rules: ['job-status-enum'] },
      { says: 'base_experiment_ids is a list', rules: ['base-experiment-ids-read'] },
      { says: 'job_details', rules: ['job-result-details'] },
      { says: 'platform_id', rules: ['platform-id'] },
    ],
  },
  {
    heading: 'Experiment Management (Obsolete in v2)',
    statements: [
      { says: 'GET experiments: use job listing with filtering', rules: ['list-experiments', 'list-response-key'] },
      { says: 'POST experiments: integrated into job creation', rules: ['create-job-collapse'] },
      { says: 'GET experiments/{id}: use job retrieval', rules: ['get-experiment'] },
      { says: 'DELETE experiments/{id}: use job deletion', rules: ['delete-experiment'] },
      { says: 'PUT and PATCH experiments/{id}: use job updates', rules: ['update-experiment'] },
    ],
  },
  {
    heading: 'Bulk Operations (Replaced with Individual Operations)',
    statements: [
      { says: 'DELETE experiments/{id}/jobs: list and delete one by one', rules: ['bulk-delete-jobs', 'bulk-response-shape'] },
      { says: 'experiments:cancel_all_jobs: list and cancel one by one', rules: ['bulk-cancel-jobs-org', 'bulk-response-shape'] },
      { says: 'datasets:cancel_all_jobs: list and cancel one by one', rules: ['bulk-cancel-dataset-jobs-org', 'bulk-response-shape'] },
    ],
  },
  {
    heading: 'Internal Endpoints (Not for Client Use)',
    statements: [{ says: ':log_update and :status_update are internal', rules: ['internal-endpoint'] }],
  },
  {
    heading: 'Update Base URLs',
    statements: [
      { says: 'change all /api/v1/ to /api/v2/', rules: ['rebase-base-url', 'unchanged-resource'] },
      {
        says: 'use /jobs/ in place of /experiments/{id}/jobs/ and /datasets/{id}/jobs/',
        rules: ['get-job', 'delete-job', 'job-subresource', 'job-logs'],
      },
    ],
  },
  { heading: 'Update Job Creation Flow', statements: [{ says: 'the two-step function becomes one call', rules: ['create-job-collapse'] }] },
  {
    heading: 'Update Schema Retrieval',
    statements: [{ says: 'query parameters in place of path segments', rules: ['schema-by-network-arch'] }],
  },
  {
    heading: 'Gradual Migration Steps',
    statements: [{ says: 'four phases', none: 'the phase of each rule; `--phase` selects them' }],
  },
  {
    heading: 'Compatibility Testing',
    statements: [{ says: 'v1 data, converted, answers 201', none: 'what `verify` does with a recording' }],
  },
  {
    heading: 'Response Validation',
    statements: [
      {
        says: 'experiment jobs have network_arch and name, dataset jobs have dataset_id',
        rules: ['polymorphic-kind', 'polymorphic-kind-dataset', 'job-metadata'],
      },
    ],
  },
  {
    heading: 'Status Code Updates',
    statements: [
      { says: 'job creation answers 201', rules: ['status-created-201'] },
      { says: 'all creations answer 201', rules: ['status-created-201'] },
      { says: 'validation errors carry structured details', rules: ['error-validation-details'] },
    ],
  },
  {
    heading: 'Error Response Format',
    statements: [{ says: 'error_desc, error_code, validation_details', rules: ['error-validation-details'] }],
  },
  {
    heading: 'Reduced API Calls',
    statements: [{ says: 'about half the calls for job creation', none: 'the calls removed are counted in the summary' }],
  },
  {
    heading: 'Enhanced Filtering',
    statements: [{ says: 'filters replace client-side filtering', rules: ['list-filters', 'client-side-filter-advice'] }],
  },
  { heading: 'Pagination Improvements', statements: [{ says: 'skip, size and sort everywhere', rules: ['list-filters'] }] },
  { heading: 'Use Polymorphic Schemas', statements: [{ says: 'branch on kind', rules: ['polymorphic-kind', 'polymorphic-kind-dataset'] }] },
  { heading: 'Leverage Unified Endpoints', statements: [{ says: 'one function for all jobs', none: REPEATS }] },
  { heading: 'Use Enhanced Filtering', statements: [{ says: 'filter by several fields', rules: ['list-filters'] }] },
  { heading: 'Handle New Status Codes', statements: [{ says: '201 for creation', rules: ['status-created-201'] }] },
  { heading: '404 Errors on Job Endpoints', statements: [{ says: 'v1 paths on /api/v2 answer 404', rules: ['hybrid-v2-path'] }] },
  { heading: 'Schema Validation Errors', statements: [{ says: 'a body without kind is refused', rules: ['add-kind'] }] },
  {
    heading: 'Missing Experiment Metadata',
    statements: [{ says: 'all metadata is required in the single call', rules: ['merge-experiment-metadata', 'create-additional-job'] }],
  },
  {
    heading: 'Status Code Mismatches',
    statements: [{ says: 'accept 201 for creation and 200 for the rest', rules: ['status-created-201', 'status-shared-helper'] }],
  },
  { heading: 'Conclusion', statements: [{ says: 'the benefits', none: REPEATS }] },
  {
    heading: 'Support and Resources',
    statements: [
      { says: 'documentation at /api/v2/docs', rules: ['docs-url', 'verify-v2-available'] },
      { says: 'jobs:schema for dynamic schemas', none: REPEATS },
      { says: 'consider wrapper functions', none: 'advice for people; a wrapper of the user is migrated as it is' },
    ],
  },
];
