import { dirname, join, resolve } from 'node:path';
import { localPackages, packageRoot, resolveImports, resolveLinked, resolvePackage } from './packages.js';
import { createProbe, type Probe } from './probe.js';
import { isBelow } from './scope.js';
import { type Aliases, exactAliases, readAliases, resolveAlias } from './tsconfig.js';

/** Where an import specifier leads. */
export type Resolution = { file: string } | { external: string };

/** Resolves import specifiers of a project; pure look-ups in the file system, cached. */
export interface ModuleResolver {
  resolve(specifier: string, from: string): Resolution;
  /** Specifiers that could stand for a file though they do not end in its name: package names and exact aliases. */
  names(file: string): string[];
}

/** Directories that frameworks give a name without saying so in tsconfig.json, below the directory of package.json. */
const CONVENTIONS: [prefix: string, targets: string[]][] = [
  ['@/', ['src', '.', 'app']],
  ['~/', ['.', 'src', 'app']],
  ['@@/', ['.']],
  ['~~/', ['.']],
  ['$lib/', ['src/lib']],
  ['src/', ['src']],
];

/**
 * Resolves relative paths, path aliases of the nearest tsconfig, `#imports`, packages of the repository, and the names
 * that frameworks give.
 * @param files files of the project, for the packages among them
 * @param roots directories that count as those of a package where files in them have none of their own
 * @param libraries packages that count as installed ones, wherever their source stands: rules say what becomes of their users
 */
export function createModuleResolver(
  root: string,
  files: string[],
  { roots = [root], libraries = new Set() }: { roots?: readonly string[]; libraries?: ReadonlySet<string> } = {},
): ModuleResolver {
  const probe = createProbe();
  const cache = new Map<string, Resolution>();
  const aliasesOf = new Map<string, Aliases | undefined>();
  let packages: Map<string, string> | undefined;

  const nearestAliases = (directory: string): Aliases | undefined => {
    if (aliasesOf.has(directory)) return aliasesOf.get(directory);
    const parent = dirname(directory);
    const found = readAliases(directory, probe) ?? (parent === directory || directory === root ? undefined : nearestAliases(parent));
    aliasesOf.set(directory, found);
    return found;
  };

  const local = (): Map<string, string> => (packages ??= localPackages(root, files, probe));

  const find = (specifier: string, from: string): string | undefined => {
    if (libraries.has(specifier)) return undefined;
    if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') return probe.module(resolve(dirname(from), specifier));
    const own = specifier.startsWith('#') ? resolveImports(specifier, from, probe) : undefined;
    return (
      own ??
      resolveAlias(specifier, nearestAliases(dirname(from)), probe) ??
      resolvePackage(specifier, local(), probe) ??
      resolveLinked(specifier, from, root, probe) ??
      byConvention(specifier, packageRoot(from, roots.find((directory) => isBelow(from, directory)) ?? root, probe), probe)
    );
  };

  return {
    resolve(specifier, from) {
      const key = `${dirname(from)}\0${specifier}`;
      const known = cache.get(key);
      if (known) return known;
      const trimmed = specifier.replace(/[?#](?!.*\/).*$/, '') || specifier;
      const file = find(trimmed, from);
      const resolution: Resolution = file === undefined ? { external: specifier.replace(/^node:/, '') } : { file };
      cache.set(key, resolution);
      return resolution;
    },
    names(file) {
      const named = [...local()].filter(([, directory]) => file.startsWith(`${directory}/`)).map(([name]) => name);
      nearestAliases(dirname(file));
      return [...named, ...[...aliasesOf.values()].flatMap(exactAliases)];
    },
  };
}

function byConvention(specifier: string, root: string, probe: Probe): string | undefined {
  const convention = CONVENTIONS.find(([prefix]) => specifier.startsWith(prefix));
  if (!convention) return undefined;
  const [prefix, targets] = convention;
  return targets.map((target) => probe.module(join(root, target, specifier.slice(prefix.length)))).find((file) => file !== undefined);
}
