import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Replaces a file in one step by one that lies in the same directory: readers, and a process killed at any moment, see the old
 * bytes or the new ones.
 */
export async function moveInto(path: string, temporary: string): Promise<void> {
  await rename(temporary, path);
}

/** Makes a file, which must not be there, and waits until its bytes are on disk. */
export async function writeThrough(path: string, bytes: Uint8Array | string, mode?: number): Promise<void> {
  const handle = await open(path, 'wx', mode ?? 0o666);
  try {
    await handle.writeFile(bytes);
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the names in a directory are on disk; a no-op where directories cannot be opened (Windows). */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } catch {
    // Some file systems refuse to sync a directory; the rename itself is still atomic there.
  } finally {
    await handle.close();
  }
}

/** Name of the temporary file number `index` of run `id` in a directory. */
export function temporaryIn(directory: string, id: string, index: number): string {
  return join(directory, `.api-migrate-${id}-${index}.tmp`);
}
