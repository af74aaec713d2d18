import type { MigrateResult } from '../migrate/model.js';
import type { Pack } from '../pack/model.js';
import type { ScanResult } from '../scan/model.js';

/** Output formats of scan, migrate and verify. `pretty` is for people at a terminal and may change; the others are stable. */
export const FORMATS = ['pretty', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'rdjsonl', 'junit', 'markdown', 'html', 'tasks'] as const;

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
  /** How much is said at a terminal; default `normal`. */
  detail?: Detail;
  /** List also what is suppressed. */
  suppressed?: boolean;
  /** Columns of the terminal; absent: lines are as long as they get. */
  width?: number;
  /** Makes a hyperlink of a terminal; absent where it shows none. */
  link?: (text: string, url: string) => string;
  /** Options that select findings, as they were typed: `--level auto`. */
  filters?: readonly string[];
  /** Lines of a source file, for code frames; undefined for a file that is not there. */
  linesOf?: (file: string) => readonly string[] | undefined;
  /** Absolute path of a file that a report names. */
  absolute?: (file: string) => string;
  /** Who owns a file, as CODEOWNERS says; absent where there is no such file. */
  ownerOf?: (file: string) => string | undefined;
  /** Open findings over time, oldest first. */
  history?: readonly HistoryPoint[];
  /** What migrate would write, or wrote, by finding. */
  fixes?: ReadonlyMap<string, Fix>;
  /** The run was asked to write, whether or not there was anything to write. */
  writes?: boolean;
  /** The changes went into this patch file. */
  patch?: string;
}

/** Open findings of one commit. */
export interface HistoryPoint {
  commit: string;
  /** ISO 8601. */
  time: string;
  open: number;
}

/** `quiet`: the summary only; `verbose`: code and evidence of every finding. */
export type Detail = 'quiet' | 'normal' | 'verbose';

/** What is written for a finding, and for those that stand or fall with it. */
export interface Fix {
  /** Ids of the findings that it settles. */
  findings: readonly string[];
  edits: readonly FixEdit[];
}

/** One replacement. Lines and columns are 1-based; columns count UTF-16 units. */
export interface FixEdit {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  before: string;
  after: string;
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
