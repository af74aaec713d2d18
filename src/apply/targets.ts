import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, basename, relative, sep } from 'node:path';
import type { FileProblem } from '../scan/model.js';
import type { FileChange } from '../edit/text-edit.js';

/** A change tied to the real file on disk. */
export interface Target {
  /** Real absolute path, symbolic links followed. */
  path: string;
  /** Path as the change names it, relative to the working directory, `/` between names. */
  name: string;
  /** Bytes as read; null for a new file. */
  before: Buffer | null;
  after: Buffer;
  /** Permission bits; null for a new file. */
  mode: number | null;
}

/** Where writing is allowed. */
export interface Bounds {
  /** Working directory; the journal lies in it and names are relative to it. */
  cwd: string;
  /** Files and directories named by the user; files outside them and `cwd` are never written. Absolute. */
  roots?: readonly string[];
}

/**
 * Ties changes to files and lists those that must not be written, with the reason. Reads only, and synchronously, which is
 * several times faster for many small files.
 */
export function resolveTargets(
  changes: readonly FileChange[],
  { cwd, roots = [] }: Bounds,
): { targets: Target[]; problems: FileProblem[] } {
  const allows = writingBounds({ cwd, roots });
  const targets = new Map<string, Target>();
  const problems: FileProblem[] = [];
  for (const change of changes) {
    if (change.before === change.after) continue;
    const result = resolveTarget(change, allows, cwd);
    if ('message' in result) {
      problems.push(result);
      continue;
    }
    const twin = targets.get(result.path);
    if (!twin) targets.set(result.path, result);
    else if (!twin.after.equals(result.after))
      problems.push({ file: result.name, message: `is the same file as ${twin.name}, changed in another way` });
  }
  return { targets: [...targets.values()], problems };
}

function resolveTarget({ file, before, after }: FileChange, allows: WritingBounds, cwd: string): Target | FileProblem {
  const name = relative(cwd, file).split(sep).join('/');
  const refused = (message: string): FileProblem => ({ file: name, message });
  try {
    const path = realTarget(file);
    const stray = allows(file, path);
    if (stray !== undefined) return refused(stray);
    if (before === null) {
      if (lstatSync(path, { throwIfNoEntry: false })) return refused('exists already');
      return { path, name, before: null, after: Buffer.from(after), mode: null };
    }
    const bytes = readFileSync(path);
    accessSync(path, constants.W_OK);
    if (!bytes.equals(Buffer.from(before))) return refused(staleReason(bytes, before));
    return { path, name, before: bytes, after: Buffer.from(after), mode: statSync(path).mode & 0o7777 };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/** Why a file, whose real path is the second one, must not be written; undefined when it may. */
export type WritingBounds = (file: string, path: string) => string | undefined;

/**
 * What is named by a path below a root that the user named must really lie in one of them. Files elsewhere, which the migration
 * of the named ones needs, must really lie in the working directory.
 */
export function writingBounds({ cwd, roots = [] }: Bounds): WritingBounds {
  const [tree, ...named] = [cwd, ...roots].map((root) => realpathSync(root));
  return (file, path) => {
    if (named.some((root) => isWithin(path, root))) return undefined;
    if (tree === undefined || !isWithin(path, tree)) return 'leads out of the project through a symbolic link';
    return roots.some((root) => isWithin(file, root)) ? 'leads out of the named paths through a symbolic link' : undefined;
  };
}

/** Real path of a file, or of the place where a new file goes. */
function realTarget(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (lstatSync(file, { throwIfNoEntry: false })) throw new Error('is a broken symbolic link', { cause: error });
    const parent = dirname(file);
    return parent === file ? file : join(realTarget(parent), basename(file));
  }
}

function staleReason(bytes: Buffer, before: string): string {
  return bytes.toString('utf8') === before ? 'is not valid UTF-8' : 'changed since it was read';
}

/** True when `path` is `root` or below it. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** True for the error of a file that is not there. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no longer exists',
  EISDIR: 'is a directory',
  ELOOP: 'is a loop of symbolic links',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** Why a file operation failed, in a few words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}
