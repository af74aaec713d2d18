import { execFile } from 'node:child_process';
import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';

const run = promisify(execFile);

/** Directories that never hold the user's own sources. */
const PASSED_OVER = new Set(['node_modules', '.git', '.hg', '.svn', '.api-migrate', 'bower_components', 'jspm_packages']);

/** What to list. Globs are relative to `root`. */
export interface ListOptions {
  /** Absolute directories and files. */
  paths: string[];
  root: string;
  include?: string[];
  exclude?: string[];
  /** Told of a directory or link that cannot be read. */
  onProblem?: (path: string, message: string) => void;
  /** Told of a repository inside of another, such as a submodule: its files are not listed. */
  onRepository?: (path: string) => void;
}

/**
 * Lists files below the paths: what git tracks or would track where there is a repository, else a walk that honours
 * nested .gitignore files. Files named directly are always listed. Sorted, absolute, without duplicates.
 */
export async function listFiles(options: ListOptions): Promise<string[]> {
  const found = new Set<string>();
  const nested = new Set<string>();
  for (const path of options.paths) {
    const stat = statSync(path);
    if (stat.isFile()) found.add(path);
    else if (!stat.isDirectory()) options.onProblem?.(path, 'is neither a file nor a directory: not analysed');
    else for (const file of await listDirectory(path, options, (repository) => nested.add(repository))) found.add(file);
  }
  const fits = chosen(options);
  for (const repository of nested) {
    const isRead = [...found].some((file) => file.startsWith(repository + sep));
    if (!isRead && fits(join(repository, 'index.ts'))) options.onRepository?.(repository);
  }
  return [...found].filter(fits).toSorted();
}

/**
 * Lists files that apply to the paths from above: those in the directories that lead from the root to them. What git
 * ignores is left out.
 * @param fits true for the name of such a file
 */
export async function listAbove({ paths, root }: Pick<ListOptions, 'paths' | 'root'>, fits: (name: string) => boolean): Promise<string[]> {
  const directories = new Set(paths.flatMap((path) => above(path, root)));
  const lists = await Promise.all([...directories].map((directory) => listOwn(directory, fits)));
  return lists.flat();
}

/** Files of environment variables beside the code that are not listed, because git ignores them. */
export function unlistedBeside(files: readonly string[], root: string, fits: (name: string) => boolean): string[] {
  const listed = new Set(files);
  const packages = files.filter((file) => basename(file) === 'package.json').map((file) => dirname(file));
  return [...new Set([root, ...packages])]
    .flatMap((directory) =>
      entriesOf(directory, undefined).flatMap((entry) => (entry.isFile() && fits(entry.name) ? [join(directory, entry.name)] : [])),
    )
    .filter((file) => !listed.has(file))
    .toSorted();
}

function above(path: string, root: string): string[] {
  const directories: string[] = [];
  for (let at = path; at !== root && at.startsWith(root + sep);) {
    at = dirname(at);
    directories.push(at);
  }
  return directories;
}

async function listOwn(directory: string, fits: (name: string) => boolean): Promise<string[]> {
  const names = entriesOf(directory, undefined).flatMap((entry) => (entry.isFile() && fits(entry.name) ? [entry.name] : []));
  if (names.length === 0) return [];
  const kept = await listWithGit(directory, names);
  return kept ?? names.map((name) => join(directory, name));
}

function chosen({ root, include, exclude }: ListOptions): (file: string) => boolean {
  const included = include && include.length > 0 ? picomatch(include, { dot: true }) : undefined;
  const excluded = exclude && exclude.length > 0 ? picomatch(exclude, { dot: true }) : undefined;
  if (!included && !excluded) return () => true;
  return (file) => {
    const path = relative(root, file).split(sep).join('/');
    return (included?.(path) ?? true) && !(excluded?.(path) ?? false);
  };
}

async function listDirectory(directory: string, options: ListOptions, onRepository: (path: string) => void): Promise<string[]> {
  return (await listWithGit(directory, [], onRepository)) ?? walk(directory, options);
}

/** @param only names below the directory; none: all */
async function listWithGit(directory: string, only: string[], onRepository?: (path: string) => void): Promise<string[] | undefined> {
  if (!isInRepository(directory)) return undefined;
  try {
    const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...only], {
      cwd: directory,
      maxBuffer: 1 << 30,
    });
    const files = stdout.split('\0').filter((name) => name !== '' && !isPassedOver(name));
    const root = realpathSync(directory) + sep;
    return files
      .map((name) => join(directory, name))
      .filter((path) => {
        const stat = lstatSync(path, { throwIfNoEntry: false });
        // git lists a repository inside of this one by its directory: a submodule, or one that it does not track.
        if (stat?.isDirectory()) onRepository?.(path.endsWith(sep) ? path.slice(0, -1) : path);
        return isOwnFile(path, stat, root);
      });
  } catch {
    return undefined;
  }
}

/** False where git would only say that there is no repository: starting it takes as long as a small scan. */
function isInRepository(directory: string): boolean {
  if (process.env['GIT_DIR'] !== undefined) return true;
  for (let at = realpathSync(directory); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}

/** False for submodules, for what is gone, and for links to what is listed by itself. */
function isOwnFile(file: string, stat: Stats | undefined, root: string): boolean {
  if (!stat?.isSymbolicLink()) return stat?.isFile() ?? false;
  const target = statOfLink(file);
  return target?.isFile() === true && !realpathSync(file).startsWith(root);
}

function isPassedOver(name: string): boolean {
  return name.split('/').some((part) => PASSED_OVER.has(part));
}

interface Rules {
  base: string;
  rules: Ignore;
}

function walk(root: string, { onProblem }: ListOptions): string[] {
  const files: string[] = [];
  const seen = new Set<string>([realpathSync(root)]);
  const visit = (directory: string, inherited: Rules[]): void => {
    const rules = withIgnoreFile(directory, inherited);
    for (const entry of entriesOf(directory, onProblem)) {
      if (PASSED_OVER.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!isIgnored(`${path}${sep}`, rules)) visit(path, rules);
      } else if (entry.isFile()) {
        if (!isIgnored(path, rules)) files.push(path);
      } else if (entry.isSymbolicLink()) {
        visitLink(path, rules);
      }
    }
  };
  const visitLink = (path: string, rules: Rules[]): void => {
    const target = statOfLink(path);
    if (!target || isIgnored(path, rules)) return;
    if (target.isFile()) files.push(path);
    else if (target.isDirectory()) {
      const real = realpathSync(path);
      if (seen.has(real) || resolve(path).startsWith(real + sep)) return;
      seen.add(real);
      visit(path, rules);
    }
  };
  visit(root, []);
  return files;
}

function entriesOf(directory: string, onProblem: ListOptions['onProblem']): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    onProblem?.(directory, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
    return [];
  }
}

function withIgnoreFile(directory: string, inherited: Rules[]): Rules[] {
  const file = join(directory, '.gitignore');
  try {
    return [...inherited, { base: directory, rules: ignore().add(readFileSync(file, 'utf8')) }];
  } catch {
    return inherited;
  }
}

function isIgnored(path: string, rules: Rules[]): boolean {
  return rules.some(({ base, rules: own }) => {
    const inside = relative(base, path).split(sep).join('/');
    return own.ignores(path.endsWith(sep) ? `${inside}/` : inside);
  });
}

/** What a link leads to; undefined for one that dangles or leads to itself. */
function statOfLink(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
