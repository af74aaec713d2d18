import { lstat, mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StagingError } from './error.js';

/** Directory of this tool below the working directory, or below the root of a repository; git does not see it. */
export const OWN_DIRECTORY = '.api-migrate';

/**
 * Makes the tool's own directory below `root`; true when it was not there.
 * @throws StagingError when something else has its name, such as a symbolic link that leads out of the tree
 */
export async function openOwnDirectory(root: string): Promise<boolean> {
  const directory = join(root, OWN_DIRECTORY);
  const isNew = (await mkdir(directory, { recursive: true })) !== undefined;
  await assertRealDirectory(directory);
  await writeFile(join(directory, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  return isNew;
}

/** @throws StagingError when the path is not a directory, or a link to one */
export async function assertRealDirectory(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat && !stat.isDirectory())
    throw new StagingError(`${path} must be a directory, and is ${stat.isSymbolicLink() ? 'a symbolic link' : 'a file'}`);
}

/** Removes the tool's own directory when nothing of a run lies in it. */
export async function closeOwnDirectory(root: string): Promise<void> {
  const directory = join(root, OWN_DIRECTORY);
  const names = await readdir(directory).catch((): string[] => []);
  if (names.some((name) => name !== '.gitignore')) return;
  await rm(join(directory, '.gitignore'), { force: true });
  await rmdir(directory).catch(() => undefined);
}
