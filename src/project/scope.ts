import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';

/** Where a run reads: paths choose what is reported, not what is read. */
export interface Scope {
  /** Directories that are read as a whole. */
  roots: string[];
  /**
   * The repository or workspace around them: files of it that the roots import, or that import them, are read too. The same as the
   * root where there is nothing around it.
   */
  boundary: string;
}

/**
 * The scope of the given paths. The working directory is read as a whole when the paths lie in it, unless it holds more than a
 * project; a path elsewhere brings its own project.
 */
export function scopeOf(paths: readonly string[], cwd: string): Scope {
  const isInside = paths.every((path) => isBelow(path, cwd)) && isProject(cwd, paths);
  const roots = isInside ? [cwd] : [...new Set(paths.map((path) => projectAround(path)))];
  const [first = cwd] = roots;
  return { roots: roots.filter((root) => !roots.some((other) => other !== root && isBelow(root, other))), boundary: boundaryOf(first) };
}

/** True when `path` is a directory, or below it. */
export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** False for a home directory or what is around it, and for a directory that only holds the repositories of the paths. */
function isProject(cwd: string, paths: readonly string[]): boolean {
  if (paths.includes(cwd)) return true;
  if (isBelow(homedir(), cwd) || dirname(cwd) === cwd) return false;
  const inside = paths.map((path) => repositoryAround(path)).filter((found) => found !== undefined);
  return inside.every((repository) => isBelow(cwd, repository));
}

/** The nearest directory around a path that is a project; the path itself where there is none. */
function projectAround(path: string): string {
  const directory = isDirectory(path) ? path : dirname(path);
  return upwards(directory).find((at) => isRepository(at) || existsSync(join(at, 'package.json'))) ?? directory;
}

function boundaryOf(root: string): string {
  return repositoryAround(root) ?? upwards(root).findLast(declaresWorkspace) ?? root;
}

function repositoryAround(path: string): string | undefined {
  return upwards(isDirectory(path) ? path : dirname(path)).find(isRepository);
}

function isRepository(directory: string): boolean {
  return existsSync(join(directory, '.git'));
}

const WORKSPACE_FILES = ['pnpm-workspace.yaml', 'lerna.json', 'nx.json', 'turbo.json', 'rush.json'];

function declaresWorkspace(directory: string): boolean {
  if (WORKSPACE_FILES.some((name) => existsSync(join(directory, name)))) return true;
  try {
    return readFileSync(join(directory, 'package.json'), 'utf8').includes('"workspaces"');
  } catch {
    return false;
  }
}

/** A directory and those around it, nearest first; neither the home directory nor what is around that. */
function upwards(directory: string): string[] {
  const found: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    if (at !== directory && isBelow(homedir(), at)) return found;
    found.push(at);
    if (dirname(at) === at) return found;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
