import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemReason, UsageError } from '../error.js';
import { findImportCycle } from './import-cycle.js';

/**
 * Imports the default export of a TypeScript or JavaScript module of the user's. `api-migrate` in it means this very
 * installation, so that a configuration also works under `npx` with nothing installed.
 * @throws UsageError in one line
 */
export async function importModule(path: string): Promise<unknown> {
  await access(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${systemReason(error.code ?? '', error.message)}`);
  });
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    alias: { 'api-migrate': fileURLToPath(new URL('./index.js', import.meta.url)) },
    fsCache: false,
    moduleCache: false,
  });
  try {
    const loaded: unknown = await jiti.import(path, { default: true });
    return loaded;
  } catch (error) {
    throw new UsageError(`${basename(path)}: cannot be loaded: ${loadErrorText(error, path)}`);
  }
}

function loadErrorText(error: unknown, path: string): string {
  const [first = 'unknown error'] = (error instanceof Error ? error.message : String(error)).split('\n');
  const cycle = findImportCycle(path);
  return cycle ? `${first} (its imports run in a circle: ${cycle.join(' -> ')})` : first;
}

/**
 * File of an installed package, as seen from a module.
 * @throws UsageError when it is not installed there
 */
export function resolvePackage(name: string, from: URL): string {
  try {
    return createRequire(from).resolve(name);
  } catch {
    throw new UsageError(`the package "${name}" is not installed; install it, or give a path that starts with "./"`);
  }
}
