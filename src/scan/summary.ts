import { dirname } from 'node:path/posix';
import type { Finding, ScanSummary } from './model.js';

/** A v2 call that is there already, by file. */
export interface CurrentCall {
  file: string;
}

/** Counts findings. `callsRemoved` counts HTTP calls that the migration saves. */
export function summarise(findings: Finding[], current: CurrentCall[], callsRemoved: number): ScanSummary {
  const summary: ScanSummary = {
    findings: findings.length,
    byLevel: { auto: 0, review: 0, manual: 0 },
    byState: { open: 0, migrated: 0, review: 0, manual: 0, ignored: 0 },
    byPack: {},
    byRule: {},
    byDirectory: {},
    completion: null,
    callsRemoved,
  };
  const directory = (file: string): { v1: number; v2: number } => (summary.byDirectory[dirname(file)] ??= { v1: 0, v2: 0 });
  let v1 = 0;
  for (const finding of findings) {
    summary.byLevel[finding.level] += 1;
    summary.byState[finding.state] += 1;
    summary.byPack[finding.pack] = (summary.byPack[finding.pack] ?? 0) + 1;
    summary.byRule[finding.rule] = (summary.byRule[finding.rule] ?? 0) + 1;
    if (finding.method === undefined) continue;
    const done = finding.state === 'migrated' || finding.state === 'review';
    directory(finding.file)[done ? 'v2' : 'v1'] += 1;
    if (!done) v1 += 1;
  }
  for (const { file } of current) directory(file).v2 += 1;
  const all = Object.values(summary.byDirectory).reduce((sum, counts) => sum + counts.v1 + counts.v2, 0);
  summary.completion = all === 0 ? null : Math.round(((all - v1) / all) * 100);
  return summary;
}
