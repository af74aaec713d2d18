import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How a file is put in place. */
export interface AtomicWrite {
  /** Permission bits; absent: those of a new file under the process's umask. */
  mode?: number;
  /** Temporary file in the same directory; the name is known beforehand so that a later run can clear it away. */
  temporary: string;
  /** Runs when the new bytes are on disk but not yet in place; a throw leaves the old file. */
  beforeRename?: () => Promise<void>;
}

/**
 * Replaces a file in one step: readers, and a process killed at any moment, see the old bytes or the new ones.
 * The bytes are on disk before the file takes its name.
 */
export async function writeAtomic(path: string, bytes: Uint8Array | string, { mode, temporary, beforeRename }: AtomicWrite): Promise<void> {
  try {
    await writeThrough(temporary, bytes, mode);
    await beforeRename?.();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a file and waits until its bytes are on disk. */
export async function writeThrough(path: string, bytes: Uint8Array | string, mode?: number): Promise<void> {
  const handle = await open(path, 'w', mode ?? 0o666);
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
