/** One call of an API as programs use it. */
export interface Use {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base, with `${…}` for what earlier calls gave. */
  path: string;
  query?: { [name: string]: string };
  body?: string;
  /** Fields that are printed. */
  reads?: string[];
  list?: { at: string; fields: string[] };
  /** The field that later calls need, and the name it gets. */
  keep?: [field: string, name: string];
  /** The answer is an error; what is printed of it. */
  fails?: string;
  /** What v1 answers on success. */
  status?: number;
  /** The answer has no body. */
  empty?: true;
}

export interface ApiGrammar {
  origin: string;
  base: string;
  flows: Use[][];
}

const EXPERIMENT: Use = {
  method: 'POST',
  path: '/experiments',
  body: `{ name: 'run', network_arch: 'dino' }`,
  reads: ['name', 'network_arch'],
  keep: ['id', 'experimentId'],
};
const DATASET: Use = {
  method: 'POST',
  path: '/datasets',
  body: `{ name: 'cats', type: 'object_detection', format: 'kitti' }`,
  reads: ['name', 'format'],
  keep: ['id', 'datasetId'],
};
const TRAIN: Use = {
  method: 'POST',
  path: '/experiments/${experimentId}/jobs',
  body: `{ action: 'train', specs: { epochs: 3 } }`,
  reads: ['action', 'status'],
  keep: ['id', 'jobId'],
};
const CONVERT: Use = {
  method: 'POST',
  path: '/datasets/${datasetId}/jobs',
  body: `{ action: 'convert', specs: {} }`,
  reads: ['action'],
  keep: ['id', 'jobId'],
};
const AGENT: Use = {
  method: 'POST',
  path: '/agents',
  body: `{ name: 'helper', model: 'gpt-4', temperature: 0.2, max_tokens: 100 }`,
  reads: ['name', 'model'],
  keep: ['id', 'agentId'],
};
const COLLECTION: Use = {
  method: 'POST',
  path: '/rag/collections',
  body: `{ name: 'mine', directory: '/data/docs' }`,
  reads: ['collection.name', 'collection.directory'],
  keep: ['collection.name', 'made'],
  status: 201,
};
const ROUTE: Use = {
  method: 'POST',
  path: '/routing/route',
  body: `{ input_data: { text: 'hello' }, input_type: 'text' }`,
  reads: ['agent_name', 'confidence_score', 'routing_reason'],
};

export const APIS: { [api: string]: ApiGrammar } = {
  'rag-services': {
    origin: 'https://rag.example.com',
    base: '/api/v1',
    flows: [
      [{ method: 'GET', path: '/rag/models', list: { at: 'models', fields: ['name', 'dimensions'] } }],
      [{ method: 'GET', path: '/rag/collections/docs-001', reads: ['collection.name', 'collection.directory', 'collection.chunkSize'] }],
      [{ method: 'GET', path: '/rag/models/none', fails: 'error.code' }],
      [
        { method: 'GET', path: '/health', reads: ['status'] },
        { method: 'GET', path: '/admin/cache/stats', reads: ['cache.entries'] },
      ],
      [COLLECTION, { method: 'GET', path: '/rag/collections/${made}', reads: ['collection.directory', 'collection.enabled'] }],
      [
        COLLECTION,
        { method: 'PUT', path: '/rag/collections/${made}', body: `{ directory: '/data/tickets' }`, reads: ['collection.directory'] },
      ],
      [COLLECTION, { method: 'DELETE', path: '/rag/collections/${made}', reads: ['deleted'] }],
      [{ method: 'GET', path: '/rag/collections/docs-002/stats', reads: ['stats.documents', 'stats.chunks'] }],
      [{ method: 'GET', path: '/rag/directories/validate', query: { path: '/data/docs' }, reads: ['valid', 'path'] }],
      [{ method: 'GET', path: '/rag/collections', list: { at: 'collections', fields: ['name', 'directory'] } }],
    ],
  },
  'agent-platform': {
    origin: 'https://api.agentplatform.com',
    base: '/v1',
    flows: [
      [AGENT, { method: 'GET', path: '/agents/${agentId}', reads: ['name', 'model'] }],
      [AGENT, { method: 'PATCH', path: '/agents/${agentId}', body: `{ temperature: 0.9, name: 'other' }`, reads: ['name'] }],
      [AGENT, { method: 'GET', path: '/agents', list: { at: '', fields: ['name', 'model'] } }],
      [AGENT, { method: 'DELETE', path: '/agents/${agentId}', empty: true }],
      [AGENT, { method: 'POST', path: '/executions', body: '{ agent_id: agentId, input: "hi" }', keep: ['id', 'executionId'] }],
      [{ method: 'GET', path: '/agents/none', fails: 'detail' }],
      [{ method: 'GET', path: '/integrations', list: { at: '', fields: ['name', 'type'] } }],
    ],
  },
  tao: {
    origin: 'https://tao.example.com',
    base: '/api/v1/orgs/lab',
    flows: [
      [EXPERIMENT, TRAIN],
      [EXPERIMENT, TRAIN, { method: 'GET', path: '/experiments/${experimentId}/jobs/${jobId}', reads: ['action', 'status'] }],
      [EXPERIMENT, TRAIN, { method: 'POST', path: '/experiments/${experimentId}/jobs/${jobId}:cancel' }],
      [EXPERIMENT, { method: 'GET', path: '/experiments/${experimentId}', reads: ['name'] }, TRAIN],
      [
        DATASET,
        CONVERT,
        { method: 'GET', path: '/datasets/${datasetId}/jobs', query: { size: '5' }, list: { at: 'jobs', fields: ['action'] } },
      ],
      [DATASET, CONVERT, { method: 'GET', path: '/datasets/${datasetId}/jobs', list: { at: 'jobs', fields: ['action'] } }],
      [DATASET, CONVERT, { method: 'DELETE', path: '/datasets/${datasetId}/jobs/${jobId}' }],
      [DATASET, { method: 'PATCH', path: '/datasets/${datasetId}', body: `{ name: 'dogs' }`, reads: ['name'] }],
      [{ method: 'GET', path: '/datasets', query: { size: '3', sort: 'name-ascending' }, list: { at: 'datasets', fields: ['name'] } }],
      [{ method: 'GET', path: '/experiments:base', list: { at: 'experiments', fields: ['name'] } }],
      [{ method: 'GET', path: '/experiments:base', query: { size: '2' }, list: { at: 'experiments', fields: ['name', 'network_arch'] } }],
      [{ method: 'GET', path: '/datasets/none', fails: 'error_desc' }],
    ],
  },
  openml: {
    origin: 'https://www.openml.org',
    base: '/v1',
    flows: [
      [
        {
          method: 'GET',
          path: '/datasets/61',
          reads: ['data_set_description.name', 'data_set_description.format', 'data_set_description.id', 'data_set_description.version'],
        },
      ],
      [{ method: 'GET', path: '/datasets/999999', fails: 'detail.message' }],
      [{ method: 'POST', path: '/datasets/list', body: `{ limit: 3 }`, list: { at: 'data.dataset', fields: ['name', 'did', 'status'] } }],
    ],
  },
  insightflow: {
    origin: 'https://api.insightflow.ai',
    base: '/api/v1',
    flows: [
      [ROUTE],
      [
        ROUTE,
        { method: 'POST', path: '/routing/route', body: `{ input_data: { text: 'bye' }, input_type: 'audio' }`, reads: ['agent_name'] },
      ],
      [{ method: 'POST', path: '/routing/route', body: `{ input_data: {}, input_type: 'custom' }`, fails: 'detail' }],
    ],
  },
};
