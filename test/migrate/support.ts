import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadShipped } from '../../rules/index.js';
import { migrate, type MigratePlan } from '../../src/migrate/index.js';
import type { Pack } from '../../src/pack/model.js';

/** Migrates a project of files, in memory. */
export async function migrated(
  files: { [name: string]: string },
  pack: string | Pack = 'tao',
): Promise<{ after: { [name: string]: string }; plan: MigratePlan }> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'api-migrate-project-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(cwd, name), text);
    const plan = await migrate({ paths: [cwd], cwd, packs: [typeof pack === 'string' ? await loadShipped(pack) : pack] });
    const changed = new Map(plan.changes.map(({ file, after }) => [path.basename(file), after]));
    return { after: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, changed.get(name) ?? text])), plan };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** State and reason of the findings in one file. */
export function outcomesOf({ findings }: MigratePlan, file: string): (string | undefined)[][] {
  return findings.filter((finding) => finding.file === file).map(({ state, reason }) => [state, reason]);
}
