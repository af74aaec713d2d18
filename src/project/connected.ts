import { sep } from 'node:path';
import { listFiles } from './files.js';
import { importSpecifiers } from './imports.js';
import { isCode, isData } from './file-kinds.js';
import { createModuleResolver, type ModuleResolver } from './modules.js';
import type { Reader } from './reader.js';
import type { Scope } from './scope.js';

/**
 * The files of a repository that a part of it depends on: those that import something of the part, directly or through others, and
 * all that these and the part import. A value can only come from there.
 */
export async function connectedFiles(part: ReadonlySet<string>, { roots, boundary }: Scope, reader: Reader): Promise<string[]> {
  const around = (await listFiles({ paths: [boundary], root: boundary })).filter((file) => isCode(file) || isData(file));
  // Of the packages around, those that a workspace declares or that are linked; any other may only have the same name.
  const resolver = createModuleResolver(boundary, [...part], { roots });
  const graph = new ImportGraph(resolver, reader, boundary);
  const found = new Set([...part].filter(isCode));
  for (const file of importersThrough(found, around, graph)) found.add(file);
  for (const file of found) for (const target of graph.importsOf(file)) found.add(target);
  return [...found].filter((file) => !part.has(file));
}

function importersThrough(part: ReadonlySet<string>, around: string[], graph: ImportGraph): Set<string> {
  const importers = new Map<string, string[]>();
  for (const file of around) {
    if (!isCode(file)) continue;
    for (const target of graph.importsOf(file)) importers.set(target, [...(importers.get(target) ?? []), file]);
  }
  const found = new Set(part);
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer);
  return found;
}

class ImportGraph {
  readonly #resolver: ModuleResolver;
  readonly #reader: Reader;
  readonly #boundary: string;
  readonly #known = new Map<string, string[]>();

  constructor(resolver: ModuleResolver, reader: Reader, boundary: string) {
    this.#resolver = resolver;
    this.#reader = reader;
    this.#boundary = boundary;
  }

  importsOf(file: string): string[] {
    const known = this.#known.get(file);
    if (known) return known;
    const bytes = isCode(file) ? this.#reader.bytes(file) : undefined;
    const found = bytes ? importSpecifiers(bytes.toString('latin1')).flatMap((specifier) => this.#target(specifier, file)) : [];
    this.#known.set(file, found);
    return found;
  }

  #target(specifier: string, from: string): string[] {
    const target = this.#resolver.resolve(specifier, from);
    const isOwn = 'file' in target && target.file.startsWith(this.#boundary + sep) && !target.file.includes(`${sep}node_modules${sep}`);
    return isOwn ? [target.file] : [];
  }
}
