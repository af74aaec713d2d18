import type { MigrateResult } from '../migrate/model.js';
import type { ScanResult } from '../scan/model.js';
import type { ValidateResult } from '../validate/model.js';
import type { VerifyEnd } from '../verify/model.js';
import { outcomeOf } from '../verify/results/summary.js';

/** What every command ends with; nothing else is ever returned. */
export const ExitCode = {
  /** Nothing is left to do. */
  done: 0,
  /** Something is left for a person: open findings, manual sites, differences, files that could not be understood. */
  left: 1,
  /** The command was not understood or could not do its work. */
  failed: 2,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * Findings that a selection hides are still there: they count, unless `max` says how many are tolerated of those that are shown.
 * @param max open findings that are tolerated
 */
export function exitCodeOfScan({ summary, errors, files }: ScanResult, max?: number): ExitCode {
  const open = max === undefined ? summary.byState.open + summary.hidden : Math.max(0, summary.byState.open - max);
  return open + errors.length + unread(files) > 0 ? ExitCode.left : ExitCode.done;
}

/** A dry run that would change files leaves something to do: writing them. */
export function exitCodeOfMigrate({ summary, errors, files }: MigrateResult): ExitCode {
  const { open, review, manual } = summary.byState;
  const unwritten = summary.written ? 0 : files.changed.length;
  const left = open + review + manual + summary.hidden;
  return left + unwritten + errors.length + unread(files) > 0 ? ExitCode.left : ExitCode.done;
}

/** Right is what every call has to be. */
export function exitCodeOfValidate({ summary: { open, wrong, v1 }, errors }: ValidateResult): ExitCode {
  return open + wrong + v1 + errors.length > 0 ? ExitCode.left : ExitCode.done;
}

/** Files that were not analysed and may call v1. */
function unread({ skipped }: ScanResult['files']): number {
  return skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true).length;
}

export function exitCodeOfVerify(end: VerifyEnd): ExitCode {
  return ExitCode[outcomeOf(end)];
}
