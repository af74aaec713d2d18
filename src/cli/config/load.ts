import { access } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../pack/error.js';
import type { Config } from './schema.js';

/** Names of configuration files, in the working directory. */
export const CONFIG_NAMES = ['ts', 'js', 'mjs', 'json'].map((extension) => `api-migrate.config.${extension}`);

/** A configuration and where it came from. */
export interface LoadedConfig {
  config: Config;
  /** As errors call it. */
  name: string;
  /** Directory that paths in it are relative to. */
  directory: string;
}

/**
 * Loads the configuration: the file named, or the one in the working directory, or an empty one. `false`: none, whatever is there.
 * @throws UsageError that names the file and the place in it
 */
export async function loadConfig(cwd: string, named: string | false | undefined): Promise<LoadedConfig> {
  const path = named === false ? undefined : named === undefined ? await findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return { config: {}, name: 'the configuration', directory: cwd };
  const { readConfig } = await import('./read.js');
  return { config: await readConfig(path), name: basename(path), directory: dirname(path) };
}

async function findConfig(cwd: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const name of CONFIG_NAMES) {
    const exists = await access(join(cwd, name)).then(
      () => true,
      () => false,
    );
    if (exists) found.push(name);
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined)
    throw new UsageError(`both ${first} and ${second} are here; keep one, or name one with --config`);
  return first === undefined ? undefined : join(cwd, first);
}
