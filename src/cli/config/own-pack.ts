import { extname, resolve } from 'node:path';
import type { Pack } from '../../pack/model.js';
import { formerWordNote } from '../../pack/former-words.js';
import { parsePack } from '../../pack/load.js';
import { UsageError } from '../../pack/error.js';
import { isPath } from './is-path.js';
import { importModule, importPackage } from './import.js';
import type { LoadedConfig } from './load.js';
import { readJson } from './json.js';
import { note } from '../terminal.js';

/**
 * Loads the pack that the configuration names: a path, a package that exports it by default, or the pack itself.
 * @param id the id that the configuration gives it
 * @throws PackError that names the place in the pack, UsageError when it cannot be loaded
 */
export async function loadConfiguredPack(id: string, from: string | object, loaded: LoadedConfig): Promise<Pack> {
  const entry = `${loaded.name}: packs.${id}.from`;
  const pack = typeof from === 'object' ? taken(from, entry) : await named(from, loaded.directory, entry);
  if (pack.id !== id) throw new UsageError(`${entry}: the pack calls itself "${pack.id}"; name it so in the configuration, not "${id}"`);
  return pack;
}

async function named(from: string, directory: string, entry: string): Promise<Pack> {
  try {
    return isPath(from) ? await loadPackFile(from, directory) : taken(await importPackage(from, directory), from);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${entry}: ${error.message}`);
    throw error;
  }
}

/**
 * Loads a pack from a file.
 * @throws PackError that names the place in the pack, UsageError when it cannot be loaded
 */
export async function loadPackFile(file: string, directory: string): Promise<Pack> {
  const path = resolve(directory, file);
  return taken(extname(path) === '.json' ? await readJson(path) : await importModule(path), file);
}

function taken(value: unknown, name: string): Pack {
  const pack = parsePack(value, name);
  const former = formerWordNote(value, name);
  if (former !== undefined) note(former);
  return pack;
}
