import path from 'node:path';
import { loadShipped } from '../../rules/index.js';
import { migrate, type MigratePlan } from '../../src/migrate/index.js';
import type { Pack } from '../../src/pack/model.js';
import { workspace } from '../workspace.js';

/** Migrates a project of files, in memory. */
export async function migrated(
  files: { [name: string]: string },
  pack: string | Pack = 'tao',
): Promise<{ after: { [name: string]: string }; plan: MigratePlan }> {
  const cwd = workspace(files);
  const plan = await migrate({ paths: [cwd], cwd, packs: [typeof pack === 'string' ? await loadShipped(pack) : pack] });
  const changed = new Map(plan.changes.map(({ file, after }) => [path.basename(file), after]));
  return { after: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, changed.get(name) ?? text])), plan };
}

/** State and reason of the findings in one file. */
export function outcomesOf({ findings }: MigratePlan, file: string): (string | undefined)[][] {
  return findings.filter((finding) => finding.file === file).map(({ state, reason }) => [state, reason]);
}
