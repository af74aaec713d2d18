import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { createProbe, type Probe } from './probe.js';

interface PackageFile {
  name?: string;
  version?: string;
  private?: boolean;
  main?: string;
  module?: string;
  source?: string;
  types?: string;
  exports?: unknown;
  imports?: unknown;
  workspaces?: string[] | { packages?: string[] };
}

/** The packages of a repository, by name, with their directories. */
export function localPackages(root: string, files: string[], probe: Probe): Map<string, string> {
  const packages = new Map<string, string>();
  const listed = files.filter((file) => basename(file) === 'package.json').map((file) => dirname(file));
  const declared = workspacePatterns(root, probe).flatMap((pattern) => expand(root, pattern, probe));
  for (const directory of [...declared, ...listed]) {
    const name = readPackage(directory, probe)?.name;
    if (typeof name === 'string' && !packages.has(name)) packages.set(name, directory);
  }
  return packages;
}

/** The source file that a specifier stands for in the packages of a repository. */
export function resolvePackage(specifier: string, packages: Map<string, string>, probe: Probe): string | undefined {
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const directory = packages.get(name);
  if (directory === undefined) return undefined;
  const file = readPackage(directory, probe) ?? {};
  const below = specifier.slice(name.length + 1);
  if (below === '') {
    const entries = [file.source, file.types, file.module, file.main, ...targetsOf(file.exports, '.')];
    return firstSource(directory, [...entries, 'src/index', 'index'], probe);
  }
  return firstSource(directory, [...targetsOf(file.exports, `./${below}`), below, `src/${below}`], probe);
}

/** The source file of a package that is linked into `node_modules` from a directory of the repository. */
export function resolveLinked(specifier: string, from: string, root: string, probe: Probe): string | undefined {
  const name = /^(?:@[^/]+\/)?[^@/.][^/]*/.exec(specifier)?.[0];
  if (name === undefined) return undefined;
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    const parent = join(directory, 'node_modules', dirname(name));
    if (probe.isLink(join(parent, basename(name)))) {
      const target = realPath(join(parent, basename(name)));
      const isOwn = target?.startsWith(root + sep) === true && !target.includes(`${sep}node_modules${sep}`);
      return target !== undefined && isOwn ? resolvePackage(specifier, new Map([[name, target]]), probe) : undefined;
    }
    if (directory === root || dirname(directory) === directory) return undefined;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The file that a `#name` import stands for by the `imports` of the nearest package.json. */
export function resolveImports(specifier: string, from: string, probe: Probe): string | undefined {
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    const file = readPackage(directory, probe);
    if (file) return firstSource(directory, targetsOf(file.imports, specifier), probe);
    if (dirname(directory) === directory) return undefined;
  }
}

/** The directory of the nearest package.json, at most as far up as the root. */
export function packageRoot(from: string, root: string, probe: Probe): string {
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    if (directory === root || probe.isFile(join(directory, 'package.json'))) return directory;
    if (dirname(directory) === directory) return root;
  }
}

/** The file belongs to a package that others may install: it has a version and an entry, and is not private. */
export function isPublished(file: string, root: string): boolean {
  const probe = createProbe();
  const found = readPackage(packageRoot(file, root, probe), probe);
  if (!found || found.private === true || found.version === undefined) return false;
  return [found.main, found.module, found.types, found.exports].some((entry) => entry !== undefined);
}

/** The first entry that is a file, or whose source is: built output stands for what it was built from. */
function firstSource(directory: string, entries: (string | undefined)[], probe: Probe): string | undefined {
  const given = entries.filter((entry) => typeof entry === 'string');
  const sources = given.map((entry) =>
    entry.replace(/^(?:\.\/)?(?:dist|lib|build|out|esm|cjs)\//, 'src/').replace(/\.d\.([mc]?ts)$/, '.$1'),
  );
  return [...sources, ...given]
    .map((entry) => probe.module(join(directory, entry)))
    .find((file) => file !== undefined && !/\.d\.[mc]?ts$/.test(file));
}

/** Targets of a name in an `exports` or `imports` map, for any condition; `*` patterns are filled in. */
function targetsOf(map: unknown, name: string): string[] {
  if (typeof map === 'string') return name === '.' ? [map] : [];
  if (typeof map !== 'object' || map === null) return [];
  const entries = Object.entries(map);
  if (name === '.' && !entries.some(([key]) => key.startsWith('.'))) return conditionsOf(map);
  const exact = entries.find(([key]) => key === name);
  if (exact) return conditionsOf(exact[1]);
  for (const [key, value] of entries) {
    const [prefix = '', suffix] = key.split('*');
    if (suffix === undefined || !name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const middle = name.slice(prefix.length, name.length - suffix.length);
    return conditionsOf(value).map((target) => target.replaceAll('*', middle));
  }
  return [];
}

function conditionsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((entry) => conditionsOf(entry)) : [];
}

function workspacePatterns(root: string, probe: Probe): string[] {
  const { workspaces } = readPackage(root, probe) ?? {};
  const listed = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  const pnpm = join(root, 'pnpm-workspace.yaml');
  const lines = probe.isFile(pnpm) ? readFileSync(pnpm, 'utf8').split('\n') : [];
  return [...listed, ...lines.flatMap((line) => /^\s*-\s*['"]?([^'"#\s]+)/.exec(line)?.[1] ?? [])].filter(
    (pattern) => typeof pattern === 'string' && !pattern.startsWith('!'),
  );
}

function expand(root: string, pattern: string, probe: Probe): string[] {
  const star = pattern.indexOf('*');
  if (star === -1) return [join(root, pattern)];
  const parent = join(root, pattern.slice(0, star));
  return probe.directories(parent).map((name) => join(parent, name));
}

function readPackage(directory: string, probe: Probe): PackageFile | undefined {
  const path = join(directory, 'package.json');
  if (!probe.isFile(path)) return undefined;
  try {
    const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof file === 'object' && file !== null ? file : undefined;
  } catch {
    return undefined;
  }
}
