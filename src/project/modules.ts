import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ts } from './syntax.js';

/** Where an import specifier leads. */
export type Resolution = { file: string } | { external: string };

/** Resolves import specifiers of a project; pure look-ups in the file system, cached. */
export interface ModuleResolver {
  resolve(specifier: string, from: string): Resolution;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte', '.json'];

interface Aliases {
  baseUrl?: string;
  paths: { prefix: string; suffix: string; exact: boolean; targets: string[] }[];
}

/** Resolves relative paths, path aliases of the nearest tsconfig, and packages of the workspace. */
export function createModuleResolver(root: string): ModuleResolver {
  const cache = new Map<string, Resolution>();
  const aliasesOf = new Map<string, Aliases | undefined>();
  let packages: Map<string, string> | undefined;

  const nearestAliases = (directory: string): Aliases | undefined => {
    if (aliasesOf.has(directory)) return aliasesOf.get(directory);
    const parent = dirname(directory);
    const found = readAliases(directory) ?? (parent === directory || directory === root ? undefined : nearestAliases(parent));
    aliasesOf.set(directory, found);
    return found;
  };

  const resolveFresh = (specifier: string, from: string): Resolution => {
    if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
      const file = probe(resolve(dirname(from), specifier));
      return file === undefined ? { external: specifier } : { file };
    }
    const aliased = resolveAlias(specifier, nearestAliases(dirname(from)));
    if (aliased !== undefined) return { file: aliased };
    packages ??= workspacePackages(root);
    const local = resolvePackage(specifier, packages);
    return local === undefined ? { external: specifier.replace(/^node:/, '') } : { file: local };
  };

  return {
    resolve(specifier, from) {
      const key = `${dirname(from)}\0${specifier}`;
      let known = cache.get(key);
      if (!known) {
        known = resolveFresh(specifier, from);
        cache.set(key, known);
      }
      return known;
    },
  };
}

function probe(path: string): string | undefined {
  if (isFile(path)) return path;
  const written = /\.([mc]?)jsx?$/.exec(path);
  if (written) {
    const stem = path.slice(0, written.index);
    const twin = [`.${written[1] ?? ''}ts`, '.ts', '.tsx'].map((extension) => stem + extension).find(isFile);
    if (twin !== undefined) return twin;
  }
  return (
    EXTENSIONS.map((extension) => path + extension).find(isFile) ??
    EXTENSIONS.map((extension) => join(path, `index${extension}`)).find(isFile)
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readAliases(directory: string): Aliases | undefined {
  const file = ['tsconfig.json', 'jsconfig.json'].map((name) => join(directory, name)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const seen = new Set<string>();
  const merged: Aliases = { paths: [] };
  const visit = (path: string): void => {
    if (seen.has(path) || seen.size > 20) return;
    seen.add(path);
    const config = readConfig(path);
    if (!config) return;
    const here = dirname(path);
    const { baseUrl, paths } = config.compilerOptions ?? {};
    if (merged.paths.length === 0 && paths)
      merged.paths = Object.entries(paths).map(([pattern, targets]) => alias(pattern, targets, resolve(here, baseUrl ?? '.')));
    if (merged.baseUrl === undefined && baseUrl !== undefined) merged.baseUrl = resolve(here, baseUrl);
    for (const parent of [config.extends ?? []].flat()) if (parent.startsWith('.')) visit(configPath(resolve(here, parent)));
    for (const reference of config.references ?? []) if (reference.path !== undefined) visit(configPath(resolve(here, reference.path)));
  };
  visit(file);
  return merged;
}

interface ConfigFile {
  extends?: string | string[];
  references?: { path?: string }[];
  compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> };
}

function configPath(path: string): string {
  if (path.endsWith('.json')) return path;
  return isFile(`${path}.json`) ? `${path}.json` : join(path, 'tsconfig.json');
}

function readConfig(path: string): ConfigFile | undefined {
  if (!isFile(path)) return undefined;
  const { config } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8')) as { config?: ConfigFile };
  return config;
}

function alias(pattern: string, targets: string[], base: string): Aliases['paths'][number] {
  const star = pattern.indexOf('*');
  const prefix = star === -1 ? pattern : pattern.slice(0, star);
  return {
    prefix,
    suffix: star === -1 ? '' : pattern.slice(star + 1),
    exact: star === -1,
    targets: targets.map((target) => resolve(base, target)),
  };
}

function resolveAlias(specifier: string, aliases: Aliases | undefined): string | undefined {
  if (!aliases) return undefined;
  for (const { prefix, suffix, exact, targets } of aliases.paths) {
    const fits = exact
      ? specifier === prefix
      : specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= prefix.length + suffix.length;
    if (!fits) continue;
    const middle = specifier.slice(prefix.length, specifier.length - suffix.length);
    const found = targets.map((target) => probe(target.replace('*', middle))).find((file) => file !== undefined);
    if (found !== undefined) return found;
  }
  return aliases.baseUrl === undefined ? undefined : probe(join(aliases.baseUrl, specifier));
}

interface PackageFile {
  name?: string;
  main?: string;
  module?: string;
  source?: string;
  types?: string;
  exports?: unknown;
  workspaces?: string[] | { packages?: string[] };
}

/** Names of the packages of a workspace to their directories. */
function workspacePackages(root: string): Map<string, string> {
  const packages = new Map<string, string>();
  const patterns = [...workspacePatterns(root)];
  for (const pattern of patterns) {
    for (const directory of expand(root, pattern)) {
      const name = readPackage(directory)?.name;
      if (name !== undefined) packages.set(name, directory);
    }
  }
  return packages;
}

function workspacePatterns(root: string): string[] {
  const { workspaces } = readPackage(root) ?? {};
  const listed = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  const pnpm = join(root, 'pnpm-workspace.yaml');
  const lines = isFile(pnpm) ? readFileSync(pnpm, 'utf8').split('\n') : [];
  return [...listed, ...lines.flatMap((line) => /^\s*-\s*['"]?([^'"#\s]+)/.exec(line)?.[1] ?? [])].filter(
    (pattern) => !pattern.startsWith('!'),
  );
}

function expand(root: string, pattern: string): string[] {
  const star = pattern.indexOf('*');
  if (star === -1) return [join(root, pattern)];
  const parent = join(root, pattern.slice(0, star));
  return existsSync(parent) ? ts.sys.getDirectories(parent).map((name) => join(parent, name)) : [];
}

function readPackage(directory: string): PackageFile | undefined {
  const path = join(directory, 'package.json');
  if (!isFile(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackageFile;
  } catch {
    return undefined;
  }
}

function resolvePackage(specifier: string, packages: Map<string, string>): string | undefined {
  for (const [name, directory] of packages) {
    if (specifier === name) return packageEntry(directory);
    if (specifier.startsWith(`${name}/`)) {
      const rest = specifier.slice(name.length + 1);
      return probe(join(directory, rest)) ?? probe(join(directory, 'src', rest));
    }
  }
  return undefined;
}

function packageEntry(directory: string): string | undefined {
  const { source, types, module, main, exports } = readPackage(directory) ?? {};
  const exported = exportedEntries(exports);
  const sources = [source, types, module, main, ...exported].filter((entry) => entry !== undefined);
  const candidates = [...sources, ...sources.map((entry) => entry.replace(/^(\.\/)?(dist|lib|build)\//, 'src/')), 'src/index', 'index'];
  return candidates.map((entry) => probe(join(directory, entry))).find((file) => file !== undefined && !file.endsWith('.d.ts'));
}

function exportedEntries(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  if (typeof exports !== 'object' || exports === null) return [];
  const root: unknown = '.' in exports ? exports['.'] : exports;
  if (typeof root === 'string') return [root];
  return typeof root === 'object' && root !== null ? Object.values(root).flatMap((entry) => exportedEntries(entry)) : [];
}
