import { definePack } from '../../src/pack/define.js';
import { endpoints } from './endpoints.js';
import { lifecycle, sdk } from './lifecycle.js';
import { shapes } from './shapes.js';

export default definePack({
  id: 'insightflow',
  title: 'InsightFlow API v1 to v2',
  guide: { title: 'API Versioning Strategy (InsightFlow)' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true, hosts: ['insightflow.ai'] },
  errorFields: ['error', 'errors', 'detail'],
  phases: {
    'phase-1': 'Dual support',
    'phase-2': 'Deprecation warnings',
    'phase-3': 'v1 removal',
  },
  options: {
    markRequests: {
      description: 'Add preferences and context.migrated_from_v1 to requests, as the converter of the guide does.',
      default: false,
    },
    announcedAt: { description: 'Day on which the removal of v1 was announced, such as 2025-01-31.', default: '' },
    realOnly: { description: 'Also apply what is known from the public server and not stated in the guide.', default: false },
    advice: { description: 'Also report where v2 offers something better, though nothing has to be done.', default: false },
  },
  rules: [...endpoints, ...shapes, ...sdk, ...lifecycle],
});
