import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadShipped, shippedPacks } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import type { Example, Pack } from '../../src/pack/model.js';

/** What `migrate` makes of the code of an example. */
async function migrated(pack: Pack, { before, file = 'example.ts' }: Example): Promise<string> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'api-migrate-example-'));
  try {
    const target = path.join(cwd, file);
    await writeFile(target, before);
    const { changes } = await migrate({ paths: [cwd], cwd, packs: [pack] });
    return changes.find((change) => change.file === target)?.after ?? before;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Packs whose examples are held to the letter. */
const HELD = ['tao'];
const packs = await Promise.all(shippedPacks.filter((id) => HELD.includes(id)).map((id) => loadShipped(id)));

describe.each(packs.map((pack) => ({ id: pack.id, pack })))('examples of $id', ({ pack }) => {
  const examples = pack.rules.flatMap((rule) =>
    (rule.examples ?? []).map((example, index) => ({ name: `${rule.id} ${example.name ?? index + 1}`, example })),
  );

  test.each(examples)('$name', async ({ example }) => {
    expect(await migrated(pack, example)).toBe(example.after ?? example.before);
  });
});
