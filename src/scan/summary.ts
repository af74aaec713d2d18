import { dirname } from 'node:path/posix';
import type { Rule } from '../pack/model.js';
import type { Analysis } from './analyse.js';
import { MOCK_RULE } from './mocks.js';
import { emptySummary } from './empty.js';
import type { Finding, ScanSummary, VersionCounts } from './model.js';

/**
 * Counts the findings, and the calls by the version that they speak.
 * @param counts HTTP calls that the migration saves, and open findings that the selection hides
 */
export function summarise(findings: Finding[], analysis: Analysis, counts: Pick<ScanSummary, 'callsRemoved' | 'hidden'>): ScanSummary {
  const summary: ScanSummary = { ...emptySummary(), findings: findings.length, ...counts };
  for (const finding of findings) {
    summary.byLevel[finding.level] += 1;
    summary.byState[finding.state] += 1;
    summary.byPack[finding.pack] = (summary.byPack[finding.pack] ?? 0) + 1;
    summary.byRule[finding.rule] = (summary.byRule[finding.rule] ?? 0) + 1;
  }
  const total = { v1: 0, v2: 0 };
  for (const { pack, file, version } of callsOf(findings, analysis)) {
    for (const group of [total, countsOf(summary.byDirectory, dirname(file)), countsOf(summary.byVersion, pack)]) group[version] += 1;
  }
  const all = total.v1 + total.v2;
  summary.completion = all === 0 ? null : Math.round((total.v2 / all) * 100);
  return summary;
}

interface VersionedCall {
  pack: string;
  file: string;
  version: keyof VersionCounts;
}

/** The calls of the known APIs: those that were found, moved or not, and those that were v2 before. */
function callsOf(findings: Finding[], { matcher, onV2, project }: Analysis): VersionedCall[] {
  const uncounted = new Set([MOCK_RULE, ...matcher.tables.flatMap(({ byId }) => [...byId.values()].filter(isNoMove).map(({ id }) => id))]);
  const found = findings.filter(({ method, rule }) => method !== undefined && !uncounted.has(rule));
  return [
    ...found.map(({ pack, file, state }): VersionedCall => {
      const isMoved = state === 'migrated' || state === 'review';
      return { pack, file, version: isMoved ? 'v2' : 'v1' };
    }),
    ...onV2.map(({ pack, call }): VersionedCall => ({ pack: pack.id, file: project.relative(call.source.path), version: 'v2' })),
  ];
}

/** Advice on a call comes beside the call, and what a rule keeps has no other version. */
function isNoMove({ kind }: Rule): boolean {
  return kind === 'advice' || kind === 'keep';
}

function countsOf(groups: Record<string, VersionCounts>, name: string): VersionCounts {
  return (groups[name] ??= { v1: 0, v2: 0 });
}
