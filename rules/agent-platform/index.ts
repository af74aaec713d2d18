import { definePack } from '../../src/pack/define.js';
import { CREATE, endpoints } from './endpoints.js';
import { lifecycle } from './lifecycle.js';
import { sdk } from './sdk.js';
import { shapes } from './shapes.js';

export default definePack({
  id: 'agent-platform',
  title: 'AI Agent Platform API v1 to v2',
  guide: { title: 'API Versioning Strategy (AI Agent Platform)' },
  base: { v1: '/v1', v2: '/v2' },
  evidence: { hosts: ['agentplatform.com'], bodyFields: ['model'] },
  errorFields: ['error', 'errors', 'detail'],
  resources: {
    agent: { create: CREATE, id: 'id' },
    execution: { create: 'POST /executions', id: 'id' },
    integration: { create: 'POST /integrations', id: 'id' },
  },
  phases: {
    1: 'Update SDK to latest version',
    2: 'Replace deprecated endpoints',
    3: 'Update request/response schemas',
    4: 'Test in staging environment',
    5: 'Deploy to production',
  },
  options: {
    providers: { description: 'Further models and their providers, such as "acme-=acme, ft:gpt-=openai".', default: '' },
    advice: { description: 'Also report where v2 offers something better, though nothing has to be done.', default: false },
  },
  rules: [...endpoints, ...shapes, ...sdk, ...lifecycle],
});
