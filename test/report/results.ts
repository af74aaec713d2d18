import type { MigrateResult } from '../../src/migrate/model.js';
import type { Pack } from '../../src/pack/model.js';
import type { ReportContext } from '../../src/report/model.js';
import { plainStyle } from '../../src/report/style.js';
import type { Finding, ScanResult, ScanSummary } from '../../src/scan/model.js';

/** File names and messages that mean something to one format or another. */
export const HOSTILE = {
  file: 'src/a\nb%0A,:<b>"\'&`|*_[x](y).ts',
  message: '</script><script>alert(1)</script> \u001B[31mred\u001B[0m ::error::%0A\r\n``` ]]> {{x}} \u202Etxt',
};

const pack: Pack = {
  id: 'acme',
  title: 'Acme API v1 to v2',
  guide: { title: 'Moving to v2', url: 'https://acme.example.com/guide' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: {},
  phases: { '1': 'Update core operations', '2': 'Clean up' },
  rules: [
    {
      kind: 'move',
      id: 'acme/get-job',
      title: 'Jobs moved',
      guide: 'Jobs',
      level: 'auto',
      phase: '1',
      v1: ['GET /a/{id}'],
      v2: 'GET /b/{id}',
    },
    {
      kind: 'removed',
      id: 'acme/bulk',
      title: 'Bulk calls are gone',
      guide: 'Bulk',
      level: 'manual',
      phase: '2',
      todo: 'List, then delete one by one.',
      v1: ['DELETE /a'],
    },
  ],
};

export const context: ReportContext = { packs: [pack], style: plainStyle, version: '1.2.3', explain: true };

function finding(more: Partial<Finding> = {}): Finding {
  return {
    id: '0123456789ab',
    pack: 'acme',
    rule: 'acme/get-job',
    rules: ['acme/get-job'],
    level: 'auto',
    state: 'open',
    file: 'src/jobs.ts',
    line: 3,
    column: 7,
    endLine: 3,
    endColumn: 40,
    method: 'GET',
    v1: '/a/{id}',
    v2: 'GET /b/{id}',
    client: 'fetch',
    message: 'Jobs moved',
    phase: '1',
    evidence: [{ file: 'src/config.ts', line: 1, column: 14, what: 'literal "/api/v1"' }],
    ...more,
  };
}

/** One finding of each state and level, one of them hostile. */
const findings: Finding[] = [
  finding(),
  finding({ id: '1', level: 'review', reason: 'the base may come from the environment', line: 9, endLine: 11 }),
  finding({
    id: '2',
    rule: 'acme/bulk',
    rules: ['acme/bulk'],
    level: 'manual',
    method: 'DELETE',
    v1: '/a',
    phase: '2',
    reason: 'no v2 counterpart',
  }),
  finding({ id: '3', state: 'ignored', reason: 'ignored by a comment: legacy' }),
  finding({
    id: '4',
    file: HOSTILE.file,
    message: HOSTILE.message,
    evidence: [{ file: HOSTILE.file, line: 1, column: 1, what: HOSTILE.message }],
  }),
];

function summary(): ScanSummary {
  return {
    findings: findings.length,
    byLevel: { auto: 3, review: 1, manual: 1 },
    byState: { open: 4, migrated: 0, review: 0, manual: 0, ignored: 1 },
    byPack: { acme: 5 },
    byRule: { 'acme/get-job': 4, 'acme/bulk': 1 },
    byDirectory: { src: { v1: 5, v2: 1 } },
    byVersion: { acme: { v1: 5, v2: 1 } },
    completion: 17,
    callsRemoved: 2,
    hidden: 0,
  };
}

export const scanResult: ScanResult = {
  schemaVersion: 1,
  command: 'scan',
  summary: summary(),
  findings,
  files: { scanned: 12, parsed: 4, skipped: [{ file: 'dist/big.js', message: 'larger than 1.5 MB: not analysed' }] },
  errors: [{ file: HOSTILE.file, line: 4, column: 2, message: HOSTILE.message }],
};

export const emptyResult: ScanResult = {
  ...scanResult,
  summary: {
    ...summary(),
    findings: 0,
    byLevel: { auto: 0, review: 0, manual: 0 },
    byState: { open: 0, migrated: 0, review: 0, manual: 0, ignored: 0 },
    completion: null,
  },
  findings: [],
  files: { scanned: 12, parsed: 0, skipped: [] },
  errors: [],
};

export const DIFF = `diff --git a/src/jobs.ts b/src/jobs.ts
--- a/src/jobs.ts
+++ b/src/jobs.ts
@@ -1,3 +1,3 @@
 keep \`\`\` <b>
--- counted = '/api/v1';
+++ counted = '/api/v2';
 keep
`;

export const migrateResult: MigrateResult = {
  ...scanResult,
  command: 'migrate',
  summary: { ...summary(), byState: { open: 0, migrated: 2, review: 1, manual: 1, ignored: 1 }, filesChanged: 1, written: false },
  findings: findings.map((found) =>
    found.state === 'open' ? { ...found, state: found.level === 'auto' ? 'migrated' : found.level } : found,
  ),
  files: { ...scanResult.files, changed: [{ file: 'src/jobs.ts', diff: DIFF }] },
};
