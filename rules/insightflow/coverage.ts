import type { Heading } from '../../src/pack/coverage.js';

const SERVER = 'code of the server, not of its clients';

/** Every statement of the guide. */
export const coverage: Heading[] = [
  { heading: 'Overview', statements: [{ says: 'what the strategy is for', none: 'states no change' }] },
  {
    heading: 'Version Detection',
    statements: [
      { says: 'the header Accept-Version goes first', rules: ['accept-version-header', 'accept-version-conflict'] },
      { says: 'then the version in the path', rules: ['route-path'] },
      { says: 'then v1', rules: ['unversioned-call'] },
    ],
  },
  {
    heading: 'Supported Versions',
    statements: [
      { says: 'v1 is deprecated and removed after 60 days', rules: ['removal-countdown', 'gone-410', 'other-v1-endpoint'] },
      { says: 'v2 is active', rules: ['route-path'] },
    ],
  },
  { heading: 'Version Differences', statements: [{ says: 'requests and answers have other shapes', rules: ['types-update'] }] },
  {
    heading: 'Request Format',
    statements: [
      { says: 'context can carry priority and domain', none: 'optional: v1 requests stay valid, and values are not invented' },
      { says: 'preferences', rules: ['request-preferences'] },
    ],
  },
  {
    heading: 'Response Format',
    statements: [
      { says: 'the decision stands under routing_decision', rules: ['response-routing-decision', 'sdk-method-usage'] },
      { says: 'estimated_latency_ms, alternatives and metadata are new', rules: ['response-new-blocks'] },
    ],
  },
  {
    heading: 'Enhanced Context Support',
    statements: [{ says: 'richer context', none: 'optional content of a request; nothing has to change' }],
  },
  { heading: 'Alternative Agents', statements: [{ says: 'alternatives', rules: ['response-new-blocks'] }] },
  { heading: 'Batch Processing', statements: [{ says: 'several requests in one call', rules: ['batch-endpoint'] }] },
  { heading: 'KSML Format Support', statements: [{ says: 'a structured message format', rules: ['ksml'] }] },
  { heading: 'Enhanced Error Handling', statements: [{ says: 'errors are {error: {code, message, ...}}', rules: ['error-shape'] }] },
  {
    heading: 'Migration Timeline',
    statements: [{ says: 'dual support, warnings after 30 days, removal after 60', rules: ['removal-countdown'] }],
  },
  { heading: 'Phase 1: Dual Support (Current)', statements: [{ says: 'both versions answer', rules: ['dual-format-adapter'] }] },
  {
    heading: 'Phase 2: Deprecation Warnings (30 days)',
    statements: [
      { says: 'v1 answers carry deprecation headers', rules: ['deprecation-warning-monitor'] },
      { says: 'analytics and notifications', none: SERVER },
    ],
  },
  {
    heading: 'Phase 3: v1 Removal (60 days)',
    statements: [{ says: 'v1 answers 410, traffic is redirected', rules: ['gone-410', 'other-v1-endpoint'] }],
  },
  { heading: 'Version Detection Middleware', statements: [{ says: 'how the server finds the version', none: SERVER }] },
  {
    heading: 'Response Headers',
    statements: [
      { says: 'X-API-Version on every answer', rules: ['x-api-version-check'] },
      { says: 'X-Deprecation-Warning on v1', rules: ['deprecation-warning-monitor'] },
    ],
  },
  { heading: 'Migration Tracking', statements: [{ says: 'usage is tracked', none: SERVER }] },
  {
    heading: 'Python Client',
    statements: [{ says: 'Client becomes ClientV2', none: 'Python is not rewritten; its v1 URLs are listed as text' }],
  },
  {
    heading: 'JavaScript Client',
    statements: [
      { says: 'InsightFlowClient becomes InsightFlowClientV2', rules: ['sdk-import'] },
      { says: 'options in place of the URL', rules: ['sdk-constructor'] },
    ],
  },
  { heading: 'Compatibility Testing', statements: [{ says: 'both versions answer 200', rules: ['status-unchanged'] }] },
  {
    heading: 'Migration Testing',
    statements: [
      { says: 'the converter adds preferences and context.migrated_from_v1', rules: ['request-preferences', 'request-migrated-marker'] },
    ],
  },
  {
    heading: 'Migration Dashboard',
    statements: [{ says: '/api/migration/status, analytics and guide', rules: ['migration-endpoints-keep'] }],
  },
  {
    heading: 'Key Metrics',
    statements: [
      { says: 'usage by version and errors', none: 'the summary of `scan` counts v1 and v2 calls, `verify` differences by version' },
    ],
  },
  {
    heading: 'For API Consumers',
    statements: [
      { says: 'use version headers', rules: ['accept-version-header'] },
      { says: 'handle both formats', rules: ['dual-format-adapter'] },
      { says: 'monitor deprecation warnings', rules: ['deprecation-warning-monitor'] },
    ],
  },
  { heading: 'For API Providers', statements: [{ says: 'what providers should do', none: SERVER }] },
  { heading: 'Support & Resources', statements: [{ says: 'where to find help', rules: ['migration-endpoints-keep'] }] },
];
