import type { Blocker } from '../scan/blockers.js';
import type { ScanOptions } from '../scan/options.js';
import type { FileCounts, FileProblem, Finding, ScanSummary } from '../scan/model.js';
import type { TextEdit } from '../edit/text-edit.js';

/** What `migrate` needs to know. */
export interface MigrateOptions extends ScanOptions {
  /** Write marker comments at sites of level `review`. Default true. */
  markers?: boolean;
  /** Says why a group must not be applied (declined, a file that cannot be written); undefined lets it pass. */
  veto?: (group: EditGroup) => Blocker | string | undefined;
}

/** All that one call site, or one set of sites that stand or fall together, needs: applied whole or not at all. */
export interface EditGroup {
  id: string;
  /** Ids of the findings that it settles. */
  findings: string[];
  edits: TextEdit[];
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
