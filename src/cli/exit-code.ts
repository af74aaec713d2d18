import type { MigrateResult } from '../migrate/model.js';
import type { ScanResult } from '../scan/model.js';
import type { VerifyEnd } from '../verify/model.js';
import { outcomeOf } from '../verify/results/outcome.js';

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

/** @param max open findings that are tolerated */
export function exitCodeOfScan({ summary, errors }: ScanResult, max = 0): ExitCode {
  return summary.byState.open > max || errors.length > 0 ? ExitCode.left : ExitCode.done;
}

/** A dry run that would change files leaves something to do: writing them. */
export function exitCodeOfMigrate({ summary, errors, files }: MigrateResult): ExitCode {
  const { open, review, manual } = summary.byState;
  const unwritten = summary.written ? 0 : files.changed.length;
  return open + review + manual + unwritten + errors.length > 0 ? ExitCode.left : ExitCode.done;
}

export function exitCodeOfVerify(end: VerifyEnd): ExitCode {
  return ExitCode[outcomeOf(end)];
}
