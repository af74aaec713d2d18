import type { Rule } from '../../src/pack/model.js';
import { DECISION } from './shapes.js';

const SDK = '@insightflow/client';

/** The client library, and how v1 comes to its end. */
export const sdk: Rule[] = [
  {
    id: 'insightflow/sdk-import',
    kind: 'sdk',
    title: 'InsightFlowClient is InsightFlowClientV2',
    guide: 'JavaScript Client',
    level: 'auto',
    phase: 'phase-1',
    why: 'The class for v2 has a name of its own.',
    facts: ['the name is imported from @insightflow/client', 'it is not exported again'],
    todo: 'Import InsightFlowClientV2; users of an exported client get another class.',
    evidence: 'guide',
    module: SDK,
    rename: { InsightFlowClient: 'InsightFlowClientV2' },
    examples: [
      {
        before: `import { InsightFlowClient } from '@insightflow/client';

export const client = new InsightFlowClient('http://localhost:8000');
`,
        after: `import { InsightFlowClientV2 } from '@insightflow/client';

export const client = new InsightFlowClientV2({ baseUrl: 'http://localhost:8000', apiVersion: 'v2' });
`,
      },
    ],
  },
  {
    id: 'insightflow/sdk-constructor',
    kind: 'sdk',
    title: 'The constructor takes options in place of the URL',
    guide: 'JavaScript Client',
    level: 'auto',
    phase: 'phase-1',
    why: 'The v2 class takes { baseUrl, apiVersion }.',
    facts: ['there is exactly one argument, and it is a text'],
    todo: 'Pass { baseUrl, apiVersion: "v2" }.',
    evidence: 'guide',
    module: SDK,
    construct: { symbol: 'InsightFlowClient', positional: ['baseUrl'], set: { apiVersion: 'v2' } },
  },
  {
    id: 'insightflow/sdk-method-usage',
    kind: 'sdk',
    title: 'Results of the client have the decision under `routing_decision`',
    guide: 'Response Format',
    level: 'review',
    phase: 'phase-1',
    why: 'The v2 client gives what v2 answers.',
    facts: ['the reads of the result are in sight'],
    todo: 'The guide does not describe the methods of the v2 client: check them against the package.',
    evidence: 'guide',
    module: SDK,
    methods: { route: { symbol: 'InsightFlowClient', response: DECISION } },
  },
  {
    id: 'insightflow/sdk-package',
    kind: 'advice',
    title: 'The package must be one that has InsightFlowClientV2',
    guide: 'JavaScript Client',
    level: 'manual',
    phase: 'phase-1',
    why: 'The guide names no version of the JavaScript package.',
    todo: 'Install a version that exports InsightFlowClientV2.',
    evidence: 'real-only',
    option: 'realOnly',
    detect: { pair: { '@insightflow/client': '^[~^]?[01]\\.' } },
  },
];

export const lifecycle: Rule[] = [
  {
    id: 'insightflow/dual-format-adapter',
    kind: 'advice',
    title: 'Code that handles both formats can drop v1 after the migration',
    guide: 'For API Consumers',
    level: 'review',
    phase: 'phase-1',
    why: 'During dual support the guide lets clients branch on X-API-Version. The branch for v1 is dead when every call speaks v2.',
    todo: 'Remove the v1 branch when v1 is gone.',
    evidence: 'guide',
    detect: { header: 'X-API-Version' },
  },
  {
    id: 'insightflow/x-api-version-check',
    kind: 'check',
    title: 'Every answer says its version',
    guide: 'Response Headers',
    level: 'manual',
    why: 'X-API-Version shows which version really answered.',
    verify: 'X-API-Version is there, and names the version that was asked for.',
    evidence: 'guide+real',
    check: { headers: { v1: ['X-API-Version: v1'], v2: ['X-API-Version: v2'] } },
  },
  {
    id: 'insightflow/deprecation-warning-monitor',
    kind: 'check',
    title: 'v1 warns with X-Deprecation-Warning, v2 does not',
    guide: 'Response Headers',
    level: 'manual',
    phase: 'phase-2',
    why: 'The guide asks clients to log the warning.',
    todo: 'Log X-Deprecation-Warning in one place, such as an interceptor.',
    verify: 'The warning is reported where v1 gives one; on a v2 answer it is an error.',
    evidence: 'guide+real',
    check: { headers: { v1: ['X-Deprecation-Warning'], absent: ['X-Deprecation-Warning'] } },
  },
  {
    id: 'insightflow/gone-410',
    kind: 'check',
    title: 'A removed v1 answers 410 or redirects to v2',
    guide: 'Phase 3: v1 Removal (60 days)',
    level: 'manual',
    phase: 'phase-3',
    why: 'The guide names both. A redirected POST may lose its body.',
    todo: 'Do not rely on the redirect, and never fall back to v1.',
    verify: 'v1 is reported as retired when it answers so.',
    evidence: 'guide',
    check: { retired: [410, 301, 302, 303, 307, 308] },
  },
  {
    id: 'insightflow/removal-countdown',
    kind: 'check',
    title: 'v1 warns after 30 days and is removed after 60',
    guide: 'Migration Timeline',
    level: 'manual',
    phase: 'phase-2',
    why: 'The days count from the announcement, whose date the option announcedAt gives.',
    verify: 'The days that are left are reported where the option announcedAt says from when.',
    evidence: 'guide',
    check: { removal: { announced: 'announcedAt', warnings: 30, removed: 60 } },
  },
];
