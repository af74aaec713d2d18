import type { MigrateResult } from '../migrate/model.js';
import type { Pack } from '../pack/model.js';
import type { ScanResult } from '../scan/model.js';

/** Output formats of scan, migrate and verify. `pretty` is for people at a terminal and may change; the others are stable. */
export const FORMATS = ['pretty', 'json', 'jsonl', 'sarif', 'github', 'junit', 'markdown', 'html'] as const;

export type Format = (typeof FORMATS)[number];

/** Emphasis for terminals. The CLI supplies colours; everywhere else `plainStyle` leaves text as it is. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** What a report needs beside the result. */
export interface ReportContext {
  /** Packs of the run: titles, guides and phases of the rules. */
  packs: readonly Pack[];
  style: Style;
  /** Version of api-migrate. */
  version: string;
  /** Print the chain of evidence of each finding. */
  explain: boolean;
}

/** One format of one kind of result. Every file of this room exports one as `reporter`. */
export interface Reporter<Result> {
  format: Format;
  /** Usual file name extension, without the dot. */
  extension: string;
  /** The whole report, ending in a line end, at once or in pieces. */
  report(result: Result, context: ReportContext): string | AsyncIterable<string>;
}

/** Results that list findings in code. */
export type CodeResult = ScanResult | MigrateResult;
