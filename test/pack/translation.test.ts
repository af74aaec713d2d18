import { describe, expect, test } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { createMatcher, type Operation, type PackOptions } from '../../src/match/index.js';
import { forward } from '../../src/pack/lens/index.js';
import type { Json, Pack } from '../../src/pack/model.js';

/** What a v1 exchange is, and what the pack makes of it. */
interface Translation {
  call: string;
  rule: string;
  v2?: string;
  query?: [v1: Json, v2: Json];
  request?: [v1: Json, v2: Json];
  answer?: [v1: Json, v2: Json];
  error?: [v1: Json, v2: Json];
  status?: [v1: number, v2: number];
  header?: [name: string, value: string | null];
  options?: PackOptions;
  stage?: string;
}

const DATASET = {
  id: '61',
  version: '1',
  name: 'iris',
  format: 'Sparse_ARFF',
  creator: 'R.A. Fisher',
  processing_date: '2018-10-04 07:19:36',
};

const TRANSLATIONS: { [pack: string]: { [what: string]: Translation } } = {
  tao: {
    'the creation of an experiment with a base': {
      call: 'POST /api/v1/orgs/o/experiments',
      rule: 'tao/create-job-collapse',
      v2: 'POST /orgs/{org_name}/jobs',
      request: [
        { name: 'n', base_experiment: 'b', action: 'train' },
        { name: 'n', base_experiment_ids: ['b'], action: 'train', kind: 'experiment' },
      ],
      answer: [
        { id: 'e', name: 'n', base_experiment: 'b' },
        { id: 'e', name: 'n', base_experiment_ids: ['b'], kind: 'experiment' },
      ],
      status: [200, 201],
    },
    'a job of a dataset, whose id some servers answer bare': {
      call: 'POST /api/v1/orgs/o/datasets/d/jobs',
      rule: 'tao/create-dataset-job',
      v2: 'POST /orgs/{org_name}/jobs',
      request: [{ action: 'convert' }, { action: 'convert', kind: 'dataset', dataset_id: 'd' }],
      answer: ['j', { id: 'j', kind: 'dataset', dataset_id: 'd' }],
      status: [200, 201],
    },
    'the list of experiments': {
      call: 'GET /api/v1/orgs/o/experiments',
      rule: 'tao/list-experiments',
      v2: 'GET /orgs/{org_name}/jobs?kind=experiment',
      query: [{ type: 'vision', size: '5' }, { size: '5' }],
      answer: [{ experiments: [] }, { jobs: [] }],
    },
    'base experiments, whose list keeps its shape': {
      call: 'GET /api/v1/orgs/o/experiments:base',
      rule: 'tao/list-base-experiments',
      v2: 'GET /orgs/{org_name}/jobs:list_base_experiments',
      answer: [{ experiments: [1] }, { experiments: [1] }],
    },
    'base experiments as the public server answers them': {
      call: 'GET /api/v1/orgs/o/experiments:base',
      rule: 'tao/list-base-experiments',
      options: { realOnly: true },
      answer: [{ experiments: [1] }, { jobs: [1] }],
    },
    'a replaced experiment': {
      call: 'PUT /api/v1/orgs/o/experiments/e',
      rule: 'tao/update-experiment',
      v2: 'PATCH /orgs/{org_name}/jobs/{job_id}',
      request: [{ base_experiment: ['a', 'b'] }, { base_experiment_ids: ['a', 'b'] }],
    },
    'airgapped loading, which is no creation': {
      call: 'POST /api/v1/orgs/o/experiments:load_airgapped',
      rule: 'tao/load-airgapped',
      v2: 'POST /orgs/{org_name}/jobs:load_airgapped',
      status: [200, 200],
    },
    'a new workspace': {
      call: 'POST /api/v1/orgs/o/workspaces',
      rule: 'tao/unchanged-resource',
      v2: 'POST /orgs/{org_name}/workspaces',
      status: [200, 201],
    },
    'logs, by the guide': {
      call: 'GET /api/v1/orgs/o/experiments/e/jobs/j/logs',
      rule: 'tao/job-logs',
      v2: 'GET /orgs/{org_name}/jobs/{job_id}/logs',
    },
    'logs, by the public server': {
      call: 'GET /api/v1/orgs/o/experiments/e/jobs/j/logs',
      rule: 'tao/job-logs-verb',
      v2: 'GET /orgs/{org_name}/jobs/{job_id}:logs',
      options: { realOnly: true },
    },
  },
  openml: {
    'a dataset of the PHP server': {
      call: 'GET /api/v1/json/data/61',
      rule: 'openml/base-path-python-v1',
      v2: 'GET /datasets/{dataset_id}',
      answer: [
        { data_set_description: DATASET },
        {
          id: 61,
          version: 1,
          name: 'iris',
          format: 'sparse_arff',
          creator: ['R.A. Fisher'],
          processing_date: '2018-10-04T07:19:36',
          ...Object.fromEntries(
            ['contributor', 'tag', 'ignore_attribute', 'row_id_attribute', 'original_data_url'].map((name) => [name, []]),
          ),
          ...Object.fromEntries(
            ['collection_date', 'language', 'licence', 'version_label', 'paper_url', 'citation', 'default_target_attribute']
              .concat(['minio_url', 'parquet_url', 'warning', 'error'])
              .map((name) => [name, null]),
          ),
        },
      ],
      error: [{ error: { code: '111', message: 'Unknown dataset' } }, { detail: { code: '111', message: 'Unknown dataset' } }],
    },
    'a filtered list': {
      call: 'GET /api/v1/json/data/list/status/active/limit/4/data_id/1,2/data_version/3/tag/a%20b',
      rule: 'openml/data-list-filters-to-body',
      v2: 'POST /datasets/list',
      request: [{}, { status: 'active', data_id: [1, 2], data_version: 3, tag: 'a b', pagination: { limit: 4 } }],
      answer: [
        {
          data: {
            dataset: [{ did: '2', version: '1', file_id: '7', format: 'ARFF', quality: [{ name: 'N', value: '9007199254740993' }] }],
          },
        },
        [{ did: 2, version: 1, file_id: 7, format: 'arff', quality: [{ name: 'N', value: 9_007_199_254_740_993n as unknown as Json }] }],
      ],
    },
    'filters that were in the query': {
      call: 'GET /api/v1/json/data/list',
      rule: 'openml/data-list-filters-to-body',
      v2: 'POST /datasets/list',
      request: [
        { data_name: 'iris', uploader: '7', data_id: '61, 969', limit: '2' },
        { data_name: 'iris', uploader: 7, data_id: [61, 969], pagination: { limit: 2 } },
      ],
    },
    'a page of the Python server': {
      call: 'POST /v1/datasets/list',
      rule: 'openml/v2-base-path',
      v2: 'POST /datasets/list',
      request: [{ pagination: { limit: 3, offset: 0 } }, { pagination: { limit: 3, offset: 0 } }],
      answer: [{ data: { dataset: [] } }, []],
    },
    'a task, which stays': { call: 'GET /api/v1/json/task/59', rule: 'openml/unported-endpoint' },
    'a tag, which stays': { call: 'POST /v1/datasets/tag', rule: 'openml/v2-endpoint-missing' },
    'the first stage': {
      call: 'GET /api/v1/json/data/61',
      rule: 'openml/base-path-python-v1',
      stage: 'php-to-v1',
      v2: 'GET /datasets/{dataset_id}',
      answer: [{ data_set_description: DATASET }, { data_set_description: { ...DATASET, format: 'sparse_arff' } }],
    },
    'the second stage': {
      call: 'GET /v1/datasets/61',
      rule: 'openml/v2-base-path',
      stage: 'v1-to-v2',
      v2: 'GET /datasets/{dataset_id}',
      error: [{ detail: { code: '111' } }, { detail: { code: '111' } }],
    },
  },
  insightflow: {
    routing: {
      call: 'POST /api/v1/routing/route',
      rule: 'insightflow/route-path',
      v2: 'POST /routing/route',
      request: [
        { input_data: {}, context: null },
        { input_data: {}, context: null },
      ],
      answer: [
        { agent_id: 'a', agent_name: 'A', confidence_score: 0.8, routing_reason: 'r' },
        { routing_decision: { agent_id: 'a', agent_name: 'A', confidence_score: 0.8, routing_reason: 'r' } },
      ],
      error: [{ detail: 'Agent not found' }, { error: { message: 'Agent not found' } }],
      header: ['accept-version', 'v2'],
      status: [200, 200],
    },
    'routing without a version, marked': {
      call: 'POST /api/routing/route',
      rule: 'insightflow/unversioned-call',
      options: { markRequests: true },
      request: [{ input_data: {} }, { input_data: {}, preferences: {}, context: { migrated_from_v1: true } }],
    },
    'what the public server answers besides': {
      call: 'POST /api/v1/routing/route',
      rule: 'insightflow/route-path',
      options: { realOnly: true },
      request: [{ context: null }, { context: {} }],
      answer: [
        { agent_id: 'a', agent_type: 't', request_id: 'r', routing_strategy: 's', routing_log_id: 'l' },
        { routing_decision: { agent_id: 'a', agent_type: 't' }, metadata: { request_id: 'r', strategy_used: 's' } },
      ],
    },
    'feedback, which stays': { call: 'POST /api/v1/routing/feedback', rule: 'insightflow/other-v1-endpoint' },
  },
  'agent-platform': {
    'a new agent': {
      call: 'POST /v1/agents',
      rule: 'agent-platform/base-url',
      v2: 'POST /agents',
      request: [
        { name: 'n', model: 'claude-3-opus', temperature: 0, max_tokens: 9 },
        { name: 'n', model_config: { provider: 'anthropic', model_id: 'claude-3-opus', temperature: 0, max_tokens: 9 } },
      ],
      answer: [
        { id: 'a', model: 'gpt-4' },
        { id: 'a', model_config: { provider: 'openai', model_id: 'gpt-4' } },
      ],
      status: [200, 200],
      header: ['api-version', null],
    },
    'an agent on a model that the user names': {
      call: 'POST /v1/agents',
      rule: 'agent-platform/base-url',
      options: { providers: 'acme-=acme' },
      request: [{ model: 'acme-1' }, { model_config: { provider: 'acme', model_id: 'acme-1' } }],
    },
    'an agent on an unknown model': {
      call: 'POST /v1/agents',
      rule: 'agent-platform/base-url',
      request: [{ model: 'mine' }, { model_config: { model_id: 'mine' } }],
    },
    'one changed setting': {
      call: 'PATCH /v1/agents/a',
      rule: 'agent-platform/base-url',
      request: [{ temperature: 0.1 }, { model_config: { temperature: 0.1 } }],
    },
    'a list in a wrapper': {
      call: 'GET /v1/agents',
      rule: 'agent-platform/base-url',
      answer: [{ data: [{ model: 'o1-mini' }], deprecation: {} }, [{ model_config: { provider: 'openai', model_id: 'o1-mini' } }]],
    },
    'an execution, which only moves': {
      call: 'GET /v1/executions/x',
      rule: 'agent-platform/base-url',
      v2: 'GET /executions/{execution_id}',
      answer: [
        { id: 'x', model: 'kept' },
        { id: 'x', model: 'kept' },
      ],
    },
  },
  'rag-services': {
    'a new collection': {
      call: 'POST /api/v1/rag/collections',
      rule: 'rag-services/endpoint-rebase',
      request: [
        { name: 'n', directory: '/d' },
        { name: 'n', sourceDirectory: '/d' },
      ],
      answer: [
        { collection: { name: 'n', directory: '/d' } },
        { success: true, meta: { version: 'v2' }, data: { collection: { name: 'n', sourceDirectory: '/d' } } },
      ],
      status: [201, 201],
    },
    'the list of collections': {
      call: 'GET /api/v1/rag/collections',
      rule: 'rag-services/list-pagination',
      v2: 'GET /rag/collections',
      answer: [
        { collections: [{ directory: '/d' }] },
        { success: true, meta: { version: 'v2' }, data: { collections: [{ sourceDirectory: '/d' }] } },
      ],
    },
    'an ingestion, of which nothing stays': {
      call: 'POST /api/v1/rag/collections/n/ingest',
      rule: 'rag-services/jobs-new',
      answer: [{ ingested: { documents: 3 } }, { success: true, meta: { version: 'v2' }, data: {} }],
      status: [200, 202],
    },
    'a directory that is no collection': {
      call: 'GET /api/v1/rag/directories/browse',
      rule: 'rag-services/endpoint-rebase',
      answer: [{ directory: '/d' }, { success: true, meta: { version: 'v2' }, data: { directory: '/d' } }],
      error: [
        { success: false, error: { code: 'X' } },
        { success: false, error: { code: 'X' } },
      ],
    },
  },
};

async function operationOf(
  id: string,
  { call, options = {}, stage }: Translation,
): Promise<{ operation: Operation; parameters: { [parameter: string]: string } }> {
  const pack = await loadShipped(id);
  const table = stage === undefined ? undefined : pack.stages?.[stage];
  const used: Pack = table ? { ...pack, ...table } : pack;
  const [method = '', url = ''] = call.split(' ');
  const result = createMatcher([used], { [id]: options }).match(method, url);
  if (result.kind !== 'match') throw new Error(`${call} is ${result.kind}`);
  return { operation: result.match.operation, parameters: result.match.parameters };
}

describe.each(Object.keys(TRANSLATIONS))('%s translates', (id) => {
  test.each(Object.entries(TRANSLATIONS[id] ?? {}))('%s', async (_what, translation) => {
    const { operation, parameters } = await operationOf(id, translation);
    const { rule, v2, query, request, answer, error, status, header } = translation;
    expect(operation.rule.id).toBe(rule);
    const run = (lens: Operation['request'], pair: [Json, Json] | undefined): [Json, Json] | undefined =>
      pair && [forward(lens, pair[0], { parameters }), pair[1]];
    for (const [given, wanted] of [
      run(operation.query, query),
      run(operation.request, request),
      run(operation.response, answer),
      run(operation.error, error),
    ].filter((pair) => pair !== undefined)) {
      expect(given).toEqual(wanted);
    }
    expect(v2 === undefined ? undefined : operation.v2?.source).toBe(v2);
    expect(status && (operation.status.get(status[0]) ?? status[0])).toBe(status?.[1]);
    expect(header && operation.headers.get(header[0])?.set).toBe(header?.[1]);
  });
});
