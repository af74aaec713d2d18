import { access, constants, realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { ScanOptions } from '../scan/options.js';
import { loadConfig } from './config/load.js';
import { systemReason } from './error.js';
import { UsageError } from '../pack/error.js';
import { given } from './given.js';
import type { SelectionOptions } from './options.js';
import { checkSelection, choosePacks } from './packs.js';

/** What the command line and the configuration ask of `scan` and `migrate`. */
export async function scanSettings(paths: readonly string[], options: SelectionOptions): Promise<ScanOptions> {
  // Findings name files relative to this directory; the real one, because git and symbolic links know no other.
  const cwd = await realpath(process.cwd());
  for (const path of paths) await assertReadable(path);
  const loaded = await loadConfig(cwd, options.config);
  const { packs, packOptions, origins } = await choosePacks(options, loaded);
  checkSelection(options, packs);
  const { include, exclude, wrappers } = loaded.config;
  return {
    paths: paths.map((path) => resolve(cwd, path)),
    cwd,
    packs,
    packOptions,
    origins,
    ...given({ include, exclude, wrappers, rules: options.rule, phases: options.phase, level: options.level }),
  };
}

async function assertReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${relative(process.cwd(), resolve(path)) || '.'}: ${systemReason(error.code ?? '', error.message)}`);
  });
}
