import type { ScanSummary } from './model.js';

/** The counts of a run that found nothing. */
export function emptySummary(): ScanSummary {
  return {
    findings: 0,
    byLevel: { auto: 0, review: 0, manual: 0 },
    byState: { open: 0, migrated: 0, review: 0, manual: 0, ignored: 0 },
    byPack: {},
    byRule: {},
    byDirectory: {},
    byVersion: {},
    completion: null,
    callsRemoved: 0,
    hidden: 0,
  };
}
