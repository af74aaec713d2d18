import type { Heading } from '../../src/pack/coverage.js';

const PROVIDER = 'advice for the provider of the API';
const EXAMPLE = 'an example of such a change, not a planned one';

/** Every statement of the guide. */
export const coverage: Heading[] = [
  { heading: 'Summary', statements: [{ says: 'what the strategy is for', none: 'states no change' }] },
  {
    heading: 'Selected Method: URL-Based Versioning',
    statements: [{ says: '/api/{version}/{resource}', rules: ['base-url', 'version-missing'] }],
  },
  { heading: 'Why URL-Based?', statements: [{ says: 'headers, query and subdomains were rejected', none: 'states no change' }] },
  { heading: 'Base URL Structure', statements: [{ says: 'http://localhost:3401/api/v1', rules: ['base-url'] }] },
  { heading: 'v1 Endpoints', statements: [{ says: 'the 17 endpoints of v1', rules: ['endpoint-rebase', 'list-pagination', 'jobs-new'] }] },
  { heading: 'v1 Stability Promise', statements: [{ says: 'v1 does not break', none: 'states no change' }] },
  {
    heading: 'Version States',
    statements: [{ says: 'current, maintained, deprecated, retired', rules: ['gone-410', 'deprecation-headers'] }],
  },
  { heading: 'Lifecycle Timeline', statements: [{ says: 'six months for each state', none: 'dates come from the headers of the server' }] },
  { heading: 'Support Policy', statements: [{ says: 'deprecated versions warn in their answers', rules: ['deprecation-body'] }] },
  {
    heading: 'Breaking Changes (Require New Version)',
    statements: [
      { says: 'removing an endpoint: DELETE collections/{name}', none: EXAMPLE },
      { says: 'removing a field: embeddingModel', none: EXAMPLE },
      { says: 'changing a type: chunkSize becomes a number', rules: ['chunk-size-number'] },
      {
        says: 'renaming a field: directory becomes sourceDirectory',
        rules: ['source-directory-request', 'source-directory-response', 'source-directory-single'],
      },
      { says: 'changing the structure: data around collections', rules: ['response-unwrap'] },
      { says: 'stricter validation of names', rules: ['collection-name-pattern'] },
    ],
  },
  {
    heading: 'Non-Breaking Changes (Same Version)',
    statements: [
      { says: 'new endpoints, fields and values, looser validation', none: '`verify` classes them as additive' },
      { says: 'warnings in answers', rules: ['deprecation-body'] },
    ],
  },
  { heading: 'Dual-Version Support', statements: [{ says: 'both versions run side by side', rules: ['endpoint-rebase'] }] },
  { heading: 'Implementation Pattern', statements: [{ says: 'how the server routes', none: 'code of the server, not of its clients' }] },
  {
    heading: 'Deprecation Warnings',
    statements: [
      { says: 'Deprecation, Sunset and Link', rules: ['deprecation-headers'] },
      { says: 'warnings in the body', rules: ['deprecation-body'] },
    ],
  },
  {
    heading: 'Client Migration Checklist',
    statements: [
      { says: 'read the guide', none: '`scan --format markdown` prints the plan' },
      { says: 'update the base URL', rules: ['base-url'] },
      {
        says: 'update models',
        rules: ['types-update', 'source-directory-request', 'source-directory-response', 'source-directory-single', 'response-unwrap'],
      },
      { says: 'test against v2', none: 'what `verify` does' },
      {
        says: 'deploy gradually, with a canary and a rollback',
        none: 'steps of the printed plan; `migrate --undo` takes the change of code back',
      },
    ],
  },
  { heading: 'Backward Compatibility Guarantee', statements: [{ says: 'v1 clients keep working on v1', none: 'states no change' }] },
  {
    heading: 'Version Negotiation',
    statements: [
      { says: 'an unknown version is refused with INVALID_API_VERSION', rules: ['invalid-version-error'] },
      { says: 'errors are {success: false, error: {code, message}}', rules: ['error-shape'] },
    ],
  },
  {
    heading: 'Planned Changes for v2',
    statements: [
      { says: 'one wrapper {success, data, meta}', rules: ['response-unwrap', 'response-meta'] },
      {
        says: 'directory becomes sourceDirectory',
        rules: ['source-directory-request', 'source-directory-response', 'source-directory-single'],
      },
      { says: 'pagination is mandatory', rules: ['list-pagination'] },
      { says: 'POST /rag/search', rules: ['search-new'] },
      { says: 'ingestion is asynchronous, with a job', rules: ['jobs-new', 'jobs-new-answer'] },
      { says: 'GraphQL, batches, webhooks, filters', rules: ['new-features'] },
    ],
  },
  { heading: 'v3 Considerations', statements: [{ says: 'what v3 may bring', none: 'not part of v2' }] },
  {
    heading: 'For API Developers',
    statements: [
      { says: 'version all endpoints', rules: ['version-missing'] },
      { says: 'do not mix versions', rules: ['mixed-versions'] },
      { says: 'document, warn, keep changelogs, test', none: PROVIDER },
    ],
  },
  {
    heading: 'For API Consumers',
    statements: [
      { says: 'always specify the version', rules: ['version-missing'] },
      { says: 'handle deprecation warnings', rules: ['deprecation-handler'] },
      { says: 'pin versions in production', rules: ['pinned-config'] },
      { says: 'do not use the latest version without a test', rules: ['floating-version'] },
      { says: 'do not ignore deprecation warnings', rules: ['deprecation-handler'] },
    ],
  },
  {
    heading: 'When Introducing v2',
    statements: [
      { says: 'update client SDKs', rules: ['sdk-update'] },
      { says: 'routes, documents, announcements', none: PROVIDER },
    ],
  },
  {
    heading: 'When Deprecating v1',
    statements: [
      { says: 'Sunset on all v1 answers', rules: ['deprecation-headers'] },
      { says: 'create an automated migration script', none: 'this tool' },
      { says: 'notify and support users', none: PROVIDER },
    ],
  },
  { heading: 'When Retiring v1', statements: [{ says: '410 Gone for all v1 endpoints', rules: ['gone-410'] }] },
  {
    heading: 'Key Metrics to Track',
    statements: [{ says: 'adoption, completion, errors, latency by version', none: 'the summaries of `scan` and `verify`' }],
  },
  { heading: 'Dashboards', statements: [{ says: 'completion in percent', none: 'completion of the `scan` summary' }] },
  { heading: 'Related Documentation', statements: [{ says: 'other documents', none: 'states no change' }] },
];
