import type { Heading } from '../../src/pack/coverage.js';

const SERVER = 'code of the server, not of its clients';
const PROVIDER = 'advice for the provider of the API';

/** Every statement of the guide. */
export const coverage: Heading[] = [
  { heading: 'Overview', statements: [{ says: 'what the strategy is for', none: 'states no change' }] },
  {
    heading: 'URL Path Versioning',
    statements: [
      { says: '/v1/ becomes /v2/ on api.agentplatform.com', rules: ['base-url', 'shared-base'] },
      { says: 'headers and query parameters do not choose the version', rules: ['alt-versioning-unsupported'] },
    ],
  },
  {
    heading: 'Version Lifecycle',
    statements: [{ says: 'alpha, beta, stable, deprecated, sunset', rules: ['version-discovery', 'sunset-state'] }],
  },
  { heading: 'Version States', statements: [{ says: 'a version after its sunset is removed', rules: ['sunset-state'] }] },
  {
    heading: 'Semantic Versioning (Minor Changes)',
    statements: [{ says: 'API-Version names a minor version of one major version', rules: ['api-version-header'] }],
  },
  {
    heading: 'Breaking vs Non-Breaking Changes',
    statements: [{ says: 'which changes break', none: 'core/breaking-diff: `verify` classes each difference' }],
  },
  { heading: 'Router Structure', statements: [{ says: 'routers of both versions', none: SERVER }] },
  {
    heading: 'Version Module Structure',
    statements: [{ says: 'agents, executions and integrations exist in both versions', rules: ['base-url'] }],
  },
  { heading: 'Shared Services Pattern', statements: [{ says: 'services serve both versions', none: SERVER }] },
  {
    heading: 'Schema Evolution',
    statements: [
      {
        says: 'model becomes model_config',
        rules: ['response-model-config', 'response-model-config-list', 'request-model-config', 'types-update'],
      },
      { says: 'updated_at and tags are new', rules: ['response-new-fields'] },
    ],
  },
  { heading: 'Deprecation Headers', statements: [{ says: 'Deprecation, Sunset and Link on v1', rules: ['deprecation-headers'] }] },
  { heading: 'Response Headers Example', statements: [{ says: 'X-API-Warn', rules: ['deprecation-headers'] }] },
  {
    heading: 'Deprecation Notices in Responses',
    statements: [{ says: 'v1 bodies can carry a notice, in a wrapper', rules: ['deprecation-body', 'response-envelope'] }],
  },
  {
    heading: 'Migration Guide Structure',
    statements: [
      { says: 'v2 is stable since 2024-07-01, v1 ends on 2025-06-01', rules: ['sunset-state', 'version-discovery'] },
      { says: 'new streaming capabilities', rules: ['streaming'] },
      { says: 'update SDK, endpoints, schemas; test; deploy', none: 'the phase of each rule; `--phase` selects them' },
    ],
  },
  {
    heading: 'Agent Model Configuration',
    statements: [{ says: 'model becomes model_config {provider, model_id, temperature}', rules: ['request-model-config'] }],
  },
  { heading: 'Error Response Format', statements: [{ says: 'it changes; the text is left out', rules: ['error-format'] }] },
  {
    heading: 'Compatibility Layer',
    statements: [
      { says: 'infer_provider gives the provider of a model', rules: ['infer-provider'] },
      { says: 'temperature and max_tokens move into model_config', rules: ['request-sampling-params'] },
      { says: 'description, temperature, max_tokens and tags have defaults', rules: ['request-defaults'] },
      { says: 'model of an answer is model_config.model_id', rules: ['response-model-config'] },
    ],
  },
  { heading: 'SDK Version Alignment', statements: [{ says: 'sdk 1.x speaks v1, 2.x speaks v2', rules: ['sdk-package'] }] },
  {
    heading: 'Multi-Version SDK Support',
    statements: [
      { says: 'apiVersion: "v2"', rules: ['sdk-api-version'] },
      { says: 'agents.create takes modelConfig {provider, modelId}', rules: ['sdk-model-config'] },
      { says: 'types match the version', rules: ['sdk-response-model'] },
      { says: 'the Python SDK', none: 'Python is not rewritten' },
    ],
  },
  { heading: 'Webhook Payload Versions', statements: [{ says: 'payload version 2024-06-01', rules: ['webhook-version'] }] },
  { heading: 'API Info Endpoint', statements: [{ says: 'GET / tells the versions', rules: ['version-discovery'] }] },
  { heading: 'OpenAPI Specs Per Version', statements: [{ says: '/v2/openapi.json', rules: ['openapi-url'] }] },
  {
    heading: 'Version Usage Metrics',
    statements: [{ says: 'requests by version and endpoint', none: 'the summary of `scan` counts calls by version, rule and directory' }],
  },
  {
    heading: 'Deprecation Dashboard',
    statements: [{ says: 'an alert when v1 is still used', none: '`scan --max` fails above a number of v1 calls' }],
  },
  { heading: 'DO', statements: [{ says: 'plan, document, support', none: PROVIDER }] },
  { heading: "DON'T", statements: [{ says: 'break clients without notice', none: PROVIDER }] },
];
