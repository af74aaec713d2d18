import { definePack } from '../../src/pack/define.js';
import { endpoints } from './endpoints.js';
import { lifecycle } from './lifecycle.js';
import { shapes } from './shapes.js';

export default definePack({
  id: 'rag-services',
  title: 'RAG Services API v1 to v2',
  guide: { title: 'API Versioning Strategy (RAG Services)' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { distinct: true },
  errorFields: ['error', 'errors'],
  phases: {
    1: 'Read migration guide',
    2: 'Update base URL',
    3: 'Update request/response models',
    4: 'Test against v2',
    5: 'Deploy gradually',
  },
  options: {
    advice: {
      description: 'Also report where v2 offers something better, and examples of the guide that are no planned change.',
      default: false,
    },
  },
  rules: [...endpoints, ...shapes, ...lifecycle],
});
