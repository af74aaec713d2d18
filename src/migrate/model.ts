import type { FileCounts, FileProblem, Finding, ScanSummary } from '../scan/model.js';

/** A replacement of `[start, end)` (UTF-16 offsets in the file as read) by text; equal offsets insert. */
export interface TextEdit {
  /** Absolute path. */
  file: string;
  start: number;
  end: number;
  text: string;
}

/** All that one call site, or one set of sites that stand or fall together, needs: applied whole or not at all. */
export interface EditGroup {
  id: string;
  /** Ids of the findings that it settles. */
  findings: string[];
  edits: TextEdit[];
}

/** A file before and after, still in memory. `before` is null for a new file. */
export interface FileChange {
  /** Absolute path. */
  file: string;
  before: string | null;
  after: string;
}

/** What `migrate` returns and its JSON prints. */
export interface MigrateResult {
  schemaVersion: 1;
  command: 'migrate';
  summary: ScanSummary & { filesChanged: number; written: boolean; undoId?: string };
  findings: Finding[];
  files: FileCounts & { changed: { file: string; diff: string }[] };
  errors: FileProblem[];
}
