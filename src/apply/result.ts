import { relative, sep } from 'node:path';
import { fileCounts } from '../scan/index.js';
import { summarise } from '../scan/summary.js';
import type { MigratePlan } from '../migrate/index.js';
import type { MigrateResult } from '../migrate/model.js';
import { shownDiff } from './diff.js';
import { sortedByFile } from './patch.js';

/** A plan as the reports print it. `undoId` names the run that wrote it; absent for a dry run, and where there was nothing to write. */
export function migrateResult(plan: MigratePlan, cwd: string, undoId?: string): MigrateResult {
  const { analysis, changes, findings, errors, callsRemoved, hidden } = plan;
  const { project } = analysis;
  return {
    schemaVersion: 1,
    command: 'migrate',
    summary: {
      ...summarise(findings, analysis, { callsRemoved, hidden }),
      filesChanged: changes.length,
      written: undoId !== undefined,
      ...(undoId === undefined ? {} : { undoId }),
    },
    findings,
    files: {
      ...fileCounts(findings, project),
      changed: sortedByFile(changes).map((change) => ({
        file: relative(cwd, change.file).split(sep).join('/'),
        diff: shownDiff(change, cwd),
      })),
    },
    errors,
  };
}
