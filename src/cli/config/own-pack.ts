import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pack } from '../../pack/model.js';
import { parsePack } from '../../pack/load.js';
import { UsageError } from '../error.js';
import { importModule, resolvePackage } from './import.js';
import { readJson } from './load.js';

/**
 * Loads a pack of the user's: a path, or the name of a package that exports it by default.
 * @param id the id that the configuration gives it, if any
 * @throws PackError that names the place in the pack, UsageError when it cannot be loaded
 */
export async function loadOwnPack(from: string, directory: string, id?: string): Promise<Pack> {
  const path = isPath(from) ? resolve(directory, from) : resolvePackage(from, pathToFileURL(resolve(directory, 'package.json')));
  const pack = parsePack(extname(path) === '.json' ? await readJson(path) : await importModule(path), from);
  if (id !== undefined && pack.id !== id)
    throw new UsageError(`${from}: the pack calls itself "${pack.id}"; name it so in the configuration, not "${id}"`);
  return pack;
}

/** True for what names a file, not a pack or a package: `./acme.ts`, `packs/acme.json`. */
export function isPath(text: string): boolean {
  return /^[./~]|\.(?:[cm]?[jt]s|json)$/.test(text) && !text.startsWith('@');
}
