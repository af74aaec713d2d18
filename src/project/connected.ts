import { readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { listFiles } from './files.js';
import { importSpecifiers, stemsFor } from './imports.js';
import { isCode, isData } from './file-kinds.js';
import { createModuleResolver, type ModuleResolver } from './modules.js';
import type { Reader } from './reader.js';
import type { Scope } from './scope.js';

/**
 * The files of a repository that a part of it depends on: those that import something of the part, directly or through others, and
 * all that these and the part import. A value can only come from there.
 */
export async function connectedFiles(part: ReadonlySet<string>, scope: Scope, reader: Reader): Promise<string[]> {
  const { roots, boundary } = scope;
  const around = (await listFiles({ paths: [boundary], root: boundary })).filter((file) => isCode(file) || isData(file));
  // Of the packages around, those that a workspace declares or that are linked; any other may only have the same name.
  const resolver = createModuleResolver(boundary, [...part], { roots });
  const graph = new ImportGraph(resolver, reader, boundary);
  const found = new Set([...part].filter(isCode));
  for (const file of importersThrough(found, around.filter(isCode), graph, handlesOf(part, scope))) found.add(file);
  for (const file of found) for (const target of graph.importsOf(file)) found.add(target);
  return [...found].filter((file) => !part.has(file));
}

/** Follows imports backwards. Only files that hold a name by which a specifier can lead to the part are looked at. */
function importersThrough(part: ReadonlySet<string>, around: string[], graph: ImportGraph, names: string[]): Set<string> {
  const found = new Set(part);
  for (let handles = names; handles.length > 0;) {
    const added = around.filter(
      (file) => !found.has(file) && graph.mentions(file, handles) && graph.importsOf(file).some((target) => found.has(target)),
    );
    for (const file of added) found.add(file);
    handles = [...new Set(added.flatMap(stemsFor))];
  }
  return found;
}

/** What a specifier from outside holds: the name of the directory, that of a package in it, or any alias of it. */
function handlesOf(part: ReadonlySet<string>, { roots, boundary }: Scope): string[] {
  const configs = ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json'].map((name) => textOf(join(boundary, name)));
  const directories = roots.map((root) => basename(root));
  // An alias can have any name: then every file that imports something is looked at.
  if (directories.some((name) => configs.some((text) => text.includes(name)))) return ['from', 'import', 'require'];
  const packages = [...part].filter((file) => basename(file) === 'package.json');
  return [...directories, ...packages.flatMap((file) => /"name"\s*:\s*"([^"]+)"/.exec(textOf(file))?.[1] ?? [])];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
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

  mentions(file: string, names: string[]): boolean {
    const bytes = this.#reader.bytes(file);
    return bytes !== undefined && names.some((name) => bytes.includes(name));
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
