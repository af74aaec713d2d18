import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte', '.astro', '.json'];

/** Looks for files, listing each directory once. */
export interface Probe {
  isFile(path: string): boolean;
  /** True for a symbolic link, whatever it leads to. */
  isLink(path: string): boolean;
  /** The file that an import path without its extension, or of a directory, stands for. */
  module(path: string): string | undefined;
  directories(path: string): string[];
}

interface Entries {
  files: Set<string>;
  directories: Set<string>;
  links: Set<string>;
}

/** Makes a probe of the file system. */
export function createProbe(): Probe {
  const known = new Map<string, Entries>();
  const list = (directory: string): Entries => {
    const before = known.get(directory);
    if (before) return before;
    const entries = readEntries(directory);
    known.set(directory, entries);
    return entries;
  };
  const isFile = (path: string): boolean => list(dirname(path)).files.has(basename(path));
  const firstOf = (paths: string[]): string | undefined => paths.find(isFile);
  return {
    isFile,
    isLink: (path) => list(dirname(path)).links.has(basename(path)),
    directories: (path) => [...list(path).directories],
    module: (path) =>
      firstOf([path, ...twins(path), ...EXTENSIONS.map((extension) => path + extension)]) ??
      firstOf(EXTENSIONS.map((extension) => join(path, `index${extension}`))),
  };
}

/** TypeScript sources that an import of their output names: `./a.js` for `a.ts`. */
function twins(path: string): string[] {
  const written = /\.([mc]?)jsx?$/.exec(path);
  if (!written) return [];
  const stem = path.slice(0, written.index);
  return [`${stem}.${written[1] ?? ''}ts`, `${stem}.ts`, `${stem}.tsx`];
}

function readEntries(directory: string): Entries {
  const entries: Entries = { files: new Set(), directories: new Set(), links: new Set() };
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      // What a link leads to is found out when it is read.
      if (entry.isDirectory()) entries.directories.add(entry.name);
      else entries.files.add(entry.name);
      if (!entry.isSymbolicLink()) continue;
      entries.directories.add(entry.name);
      entries.links.add(entry.name);
    }
  } catch {
    // No such directory, or not readable: nothing is there.
  }
  return entries;
}
