import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemReason, UsageError } from '../error.js';

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
    throw new UsageError(`${basename(path)}: cannot be loaded: ${loadErrorText(error)}`);
  }
}

function loadErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first = 'unknown error'] = error.message.split('\n');
  const isCircular = error instanceof ReferenceError && /before initialization/.test(error.message);
  return isCircular ? `${first} (do its imports run in a circle?)` : first;
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
