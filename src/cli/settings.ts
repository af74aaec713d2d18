import { existsSync } from 'node:fs';
import { access, constants, realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { listFiles } from '../project/files.js';
import type { ScanOptions } from '../scan/options.js';
import { coreRules } from '../pack/core-rules.js';
import type { Pack } from '../pack/model.js';
import { isUnknownRule, nearestHint } from '../pack/nearest.js';
import { loadConfig, type LoadedConfig } from './config/load.js';
import { systemReason } from './error.js';
import { UsageError } from '../pack/error.js';
import { given } from './given.js';
import type { SelectionOptions } from './options.js';
import { checkSelection, choosePacks } from './packs.js';

/** What the command line and the configuration ask of `scan` and `migrate`. */
export async function scanSettings(paths: readonly string[], options: SelectionOptions): Promise<ScanOptions> {
  // Findings name files relative to this directory; the real one, because git and symbolic links know no other.
  const cwd = await realpath(process.cwd());
  const found = (await Promise.all(paths.map((path) => expanded(path, cwd)))).flat();
  const loaded = await loadConfig(cwd, options.config);
  const { packs, named, packOptions, origins } = await choosePacks(options, loaded);
  checkSelection(options, packs);
  const { include, exclude, wrappers, models, requireReason, overrides } = loaded.config;
  assertKnownRules(loaded, packs);
  return {
    paths: found,
    cwd,
    packs,
    packOptions,
    origins,
    ...(named ? { named: packs.map(({ id }) => id) } : {}),
    ...given({
      include,
      exclude,
      wrappers,
      models,
      requireReason,
      overrides,
      rules: options.rule,
      phases: options.phase,
      level: options.level,
    }),
  };
}

/**
 * The path itself, or the files that a glob names. A file that is there under a name with brackets is no glob.
 * @throws UsageError for a path that cannot be read, or a glob that names nothing
 */
async function expanded(path: string, cwd: string): Promise<string[]> {
  const { isGlob, base } = picomatch.scan(path);
  if (!isGlob || existsSync(path)) {
    await assertReadable(path);
    return [resolve(cwd, path)];
  }
  const root = resolve(cwd, base);
  await assertReadable(root);
  const pattern = relative(cwd, resolve(cwd, path)).split(sep).join('/');
  const files = await listFiles({ paths: [root], root: cwd, include: [pattern] });
  if (files.length === 0) throw new UsageError(`${path}: no file fits this pattern`);
  return files;
}

async function assertReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${relative(process.cwd(), resolve(path)) || '.'}: ${systemReason(error.code ?? '', error.message)}`);
  });
}

/** @throws UsageError for an override of rules that no pack of the run has */
function assertKnownRules({ config, name }: LoadedConfig, packs: readonly Pack[]): void {
  const ids = [...coreRules, ...packs.flatMap((pack) => pack.rules)].map(({ id }) => id);
  for (const [index, { ignore }] of (config.overrides ?? []).entries()) {
    for (const pattern of ignore) {
      if (!isUnknownRule(pattern, ids)) continue;
      throw new UsageError(`${name}: overrides[${index}].ignore: no rule is called "${pattern}"${nearestHint(pattern, ids)}`);
    }
  }
}
