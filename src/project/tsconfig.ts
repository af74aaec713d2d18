import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Probe } from './probe.js';
import { ts } from './syntax.js';

/** Path aliases of one tsconfig.json, those of its bases and references included. */
export interface Aliases {
  baseUrl?: string;
  paths: Alias[];
}

interface Alias {
  prefix: string;
  suffix: string;
  exact: boolean;
  targets: string[];
}

interface ConfigFile {
  extends?: string | string[];
  references?: { path?: string }[];
  compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> };
}

const MAX_CONFIGS = 40;

/** Reads the aliases that the tsconfig.json or jsconfig.json of a directory declares; undefined without such a file. */
export function readAliases(directory: string, probe: Probe): Aliases | undefined {
  const file = ['tsconfig.json', 'jsconfig.json'].map((name) => join(directory, name)).find((path) => probe.isFile(path));
  if (file === undefined) return undefined;
  const seen = new Set<string>();
  const merged: Aliases = { paths: [] };
  const visit = (path: string): void => {
    if (seen.has(path) || seen.size >= MAX_CONFIGS) return;
    seen.add(path);
    const config = readConfig(path, probe);
    if (!config) return;
    const here = dirname(path);
    const { baseUrl, paths } = config.compilerOptions ?? {};
    for (const [pattern, targets] of Object.entries(paths ?? {})) {
      const added = aliasOf(pattern, targets, resolve(here, baseUrl ?? '.'));
      if (!merged.paths.some(({ prefix, suffix, exact }) => prefix === added.prefix && suffix === added.suffix && exact === added.exact)) {
        merged.paths.push(added);
      }
    }
    if (merged.baseUrl === undefined && baseUrl !== undefined) merged.baseUrl = resolve(here, baseUrl);
    for (const parent of [config.extends ?? []].flat()) if (parent.startsWith('.')) visit(configPath(resolve(here, parent), probe));
    for (const reference of config.references ?? [])
      if (reference.path !== undefined) visit(configPath(resolve(here, reference.path), probe));
  };
  visit(file);
  // As the compiler does: an exact name first, then the longest prefix.
  merged.paths.sort((a, b) => Number(b.exact) - Number(a.exact) || b.prefix.length - a.prefix.length);
  return merged;
}

/** The file that a specifier stands for by an alias. */
export function resolveAlias(specifier: string, aliases: Aliases | undefined, probe: Probe): string | undefined {
  if (!aliases) return undefined;
  for (const { prefix, suffix, exact, targets } of aliases.paths) {
    const fits = exact
      ? specifier === prefix
      : specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= prefix.length + suffix.length;
    if (!fits) continue;
    const middle = specifier.slice(prefix.length, specifier.length - suffix.length);
    const found = targets.map((target) => probe.module(target.replace('*', middle))).find((file) => file !== undefined);
    if (found !== undefined) return found;
  }
  return aliases.baseUrl === undefined ? undefined : probe.module(join(aliases.baseUrl, specifier));
}

/** Specifiers that stand for a file by an alias without a `*`. */
export function exactAliases(aliases: Aliases | undefined): string[] {
  return aliases?.paths.filter(({ exact }) => exact).map(({ prefix }) => prefix) ?? [];
}

function configPath(path: string, probe: Probe): string {
  if (path.endsWith('.json')) return path;
  return probe.isFile(`${path}.json`) ? `${path}.json` : join(path, 'tsconfig.json');
}

function readConfig(path: string, probe: Probe): ConfigFile | undefined {
  if (!probe.isFile(path)) return undefined;
  try {
    const { config } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8')) as { config?: ConfigFile };
    return typeof config === 'object' ? config : undefined;
  } catch {
    return undefined;
  }
}

function aliasOf(pattern: string, targets: string[], base: string): Alias {
  const star = pattern.indexOf('*');
  return {
    prefix: star === -1 ? pattern : pattern.slice(0, star),
    suffix: star === -1 ? '' : pattern.slice(star + 1),
    exact: star === -1,
    targets: [targets].flat().flatMap((target: unknown) => (typeof target === 'string' ? [resolve(base, target)] : [])),
  };
}
