import type { Rule } from '../../src/pack/model.js';

/** How v1 comes to its end, and what clients should do about it. */
export const lifecycle: Rule[] = [
  {
    id: 'rag-services/invalid-version-error',
    kind: 'check',
    title: 'An unknown version is refused with the versions that there are',
    guide: 'Version Negotiation',
    level: 'manual',
    why: 'The answer shows whether the target serves v2 at all.',
    verify: 'GET of an unknown version answers INVALID_API_VERSION and names v2.',
    evidence: 'guide',
    check: { invalidVersion: { path: '/api/v999/rag/collections', code: 'INVALID_API_VERSION', supported: 'v2' } },
  },
  {
    id: 'rag-services/deprecation-headers',
    kind: 'check',
    title: 'A deprecated v1 says so in its headers, v2 does not',
    guide: 'Deprecation Warnings',
    level: 'manual',
    why: 'Sunset gives the day on which v1 is retired. The weekday in the guide is wrong: 1 May 2026 is a Friday.',
    verify: 'The headers and warnings of v1 are reported; the successor that it names is where the rules lead; v2 has none.',
    evidence: 'guide',
    check: { headers: { v1: ['Deprecation', 'Sunset', 'Link'], absent: ['Deprecation', 'Sunset'] }, notices: ['warnings'] },
  },
  {
    id: 'rag-services/deprecation-body',
    kind: 'change',
    title: 'A deprecated v1 adds `warnings` to its answers',
    guide: 'Deprecation Warnings',
    level: 'manual',
    why: 'The items are texts in one place of the guide and {code, message, url} in another.',
    todo: 'Accept both forms.',
    verify: 'Warnings of v1 are no part of what v2 must answer.',
    evidence: 'guide',
    on: '*',
    volatile: ['warnings'],
  },
  {
    id: 'rag-services/deprecation-handler',
    kind: 'advice',
    title: 'Warnings are read: see that something is done with them',
    guide: 'For API Consumers',
    level: 'manual',
    phase: '5',
    why: 'The guide asks clients to handle deprecation warnings and not to suppress them.',
    todo: 'Log the warnings, or read the header Deprecation in one place.',
    evidence: 'guide',
    detect: { read: 'warnings', on: '*' },
  },
  {
    id: 'rag-services/pinned-config',
    kind: 'advice',
    title: 'A pinned version in a configuration is raised to v2',
    guide: 'For API Consumers',
    level: 'review',
    phase: '5',
    why: 'The guide lets clients pin {"apiVersion": "v1"} with a date for the upgrade, which has come.',
    facts: ['the object has both keys: apiVersion alone belongs to many tools', 'every call that is seen to read the version is migrated'],
    todo: 'Check that everything that reads this version speaks v2.',
    evidence: 'guide',
    detect: { pair: { apiVersion: '^v1$', upgradeScheduled: '.' }, set: { apiVersion: 'v2' }, remove: ['upgradeScheduled'] },
    examples: [
      {
        name: 'settings',
        file: 'rag.config.json',
        before: `{
  "apiVersion": "v1",
  "upgradeScheduled": "2026-04-15"
}
`,
        after: `{
  "apiVersion": "v2"
}
`,
      },
      {
        name: 'a version that stays: nothing tells which call reads it',
        before: `import { readSettings } from './settings';

export const pinned = { apiVersion: 'v1', upgradeScheduled: '2026-04-15' };

export async function models(): Promise<unknown> {
  const { version } = await readSettings();
  const response = await fetch(\`http://localhost:3401/api/\${version}/rag/models\`);
  return response.json();
}
`,
      },
    ],
  },
  {
    id: 'rag-services/gone-410',
    kind: 'check',
    title: 'A retired v1 answers 410',
    guide: 'When Retiring v1',
    level: 'manual',
    phase: '5',
    why: 'After retirement every v1 endpoint answers 410 Gone.',
    todo: 'Treat 410 as an error that needs a release, never as a reason to retry.',
    verify: 'v1 is reported as retired when it answers 410; another end is a mistake.',
    evidence: 'guide',
    check: { retired: [410] },
  },
  {
    id: 'rag-services/new-features',
    kind: 'advice',
    title: 'v2 plans GraphQL, batches, webhooks and advanced filters',
    guide: 'Planned Changes for v2',
    level: 'manual',
    why: 'They are new: no client has to change.',
    todo: 'Nothing has to be done.',
    evidence: 'guide',
    option: 'advice',
    detect: { url: '/api/v2/graphql' },
  },
  {
    id: 'rag-services/sdk-update',
    kind: 'advice',
    title: 'Client libraries have to be updated',
    guide: 'When Introducing v2',
    level: 'manual',
    phase: '1',
    why: 'The guide names no package.',
    todo: 'Install the version of the library that speaks v2.',
    evidence: 'guide',
    option: 'advice',
    detect: { text: '^@trading-?system/rag-(?:sdk|client)$' },
  },
];
