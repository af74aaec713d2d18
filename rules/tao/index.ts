import { definePack } from '../../src/pack/define.js';
import { advice } from './advice.js';
import { answers } from './answers.js';
import { bulk } from './bulk.js';
import { creation } from './creation.js';
import { experiments } from './experiments.js';
import { jobs } from './jobs.js';
import { DATASET_JOBS, DATASETS, EXPERIMENT_JOBS, EXPERIMENTS, WORKSPACES } from './paths.js';
import { realOnly } from './real-only.js';
import { resources } from './resources.js';
import { schemas } from './schemas.js';

export default definePack({
  id: 'tao',
  title: 'NVIDIA TAO API v1 to v2',
  guide: { title: 'TAO API v1 to v2 Migration Guide' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true },
  errorFields: ['error', 'errors', 'detail', 'error_desc', 'error_code', 'validation_details'],
  resources: {
    experiment: { create: `POST ${EXPERIMENTS}`, id: 'id' },
    experimentJob: { create: `POST ${EXPERIMENT_JOBS}`, id: 'id' },
    datasetJob: { create: `POST ${DATASET_JOBS}`, id: 'id' },
    dataset: { create: `POST ${DATASETS}`, id: 'id' },
    workspace: { create: `POST ${WORKSPACES}`, id: 'id' },
  },
  queries: [`POST ${DATASETS}:get_formats`],
  phases: {
    1: 'Update core job operations',
    2: 'Update schema management',
    3: 'Implement new features',
    4: 'Cleanup and optimization',
  },
  options: {
    realOnly: { description: 'Also apply what is known from public TAO servers and not stated in the guide.', default: false },
    advice: { description: 'Also report where v2 offers something better, though nothing has to be done.', default: false },
  },
  rules: [...creation, ...jobs, ...schemas, ...experiments, ...bulk, ...resources, ...answers, ...advice, ...realOnly],
});
