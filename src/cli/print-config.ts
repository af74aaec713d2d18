import { relative, sep } from 'node:path';
import type { ScanOptions } from '../scan/options.js';
import { print } from './terminal.js';

/** Prints what the command line and the configuration come to: paths, packs and their settings, globs, selection. */
export async function printConfig({ packs, paths, cwd, packOptions = {}, origins = {}, ...rest }: ScanOptions): Promise<void> {
  const { onProgress: _, signal: __, ...settings } = rest;
  const shown = {
    cwd,
    paths: paths.map((path) => relative(cwd, path).split(sep).join('/') || '.'),
    packs: Object.fromEntries(
      packs.map(({ id, title, base, rules }) => [
        id,
        { title, base, rules: rules.length, origins: origins[id] ?? [], options: packOptions[id] ?? {} },
      ]),
    ),
    ...settings,
  };
  await print(process.stdout, `${JSON.stringify(shown, undefined, 2)}\n`);
}
