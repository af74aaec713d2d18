import { basename } from 'node:path';
import { type Attempt, createAttempt } from './attempt.js';
import type { Pack } from '../pack/model.js';
import { settingsOf } from './environment.js';
import { unlistedBeside } from './files.js';
import { createImportIndex, type ImportIndex, stemOf, stemsFor } from './imports.js';
import { isCode, isData, isEnvironmentFile } from './file-kinds.js';
import { type Listing, listProject, type ListingOptions } from './listing.js';
import { createModuleResolver, type ModuleResolver } from './modules.js';
import { baseTest, type Needles } from './needles.js';
import type { FileProblem } from './problem.js';
import type { Reader } from './reader.js';
import { parseSource, type Source, UnparsableError } from './source.js';

/** The files of a run, read and parsed only when asked for. */
export interface Project {
  root: string;
  /** All files that are read: more than are reported on. */
  files: string[];
  needles: Needles;
  resolver: ModuleResolver;
  /** Code files with an anchor: where an analysis starts. */
  candidates: string[];
  /** Other code files that name a v1 base, in the path of a module. */
  told: string[];
  /** Files that are not code and hold an anchor. */
  texts: string[];
  /** All files of environment variables that are read, whatever they hold. */
  environmentFiles: readonly string[];
  /** Where v1 bases stand in a text, of the packs that the project can have calls of. */
  v1Bases: Listing['v1Bases'];
  /** Code files with a comment that suppresses findings. */
  commented: string[];
  /** True for a file that the given paths choose: only such files are reported on and changed. */
  includes(path: string): boolean;
  /** True for a file that is read as part of the project; imports may lead to others. */
  reads(path: string): boolean;
  /** Text of a file; undefined when it cannot be read. */
  text(path: string): string | undefined;
  /** Parses a file once; undefined when it cannot be read or parsed (then it is in `skipped`). */
  source(path: string): Source | undefined;
  /** Sources parsed so far, in that order; the list grows. */
  parsed(): readonly Source[];
  /** Code files that import from `path`, directly. */
  importersOf(path: string): string[];
  /** Code files that name a JSON file, to import it or to read it, or a variable that a file of them sets to a base. */
  readersOf(path: string): string[];
  /** True when the text of a file holds one of the words; comments and texts count. */
  mentions(path: string, words: Iterable<string>): boolean;
  /** True when a file may do something else with one of the names than read a member of it. */
  handsOn(path: string, names: Iterable<string>): boolean;
  /** Code files that import a package. */
  usersOf(module: string): string[];
  /** Number of files that the given paths choose. */
  selectedCount: number;
  /** Path relative to the root, `/` between names. */
  relative(path: string): string;
  skipped: FileProblem[];
  /** Runs the analysis of a place; where it fails, the place is in `skipped`, and the rest goes on. */
  attempt: Attempt;
  /** Files of environment variables beside the code that git ignores; they are not read. */
  ignoredEnvironment(): string[];
}

/**
 * Opens a project: lists its files and finds those worth parsing.
 * @param overlay text of files (absolute path) that stands for what is on disk
 * @param given what is known of the files already
 */
export async function openProject(
  packs: readonly Pack[],
  options: ListingOptions,
  overlay: ReadonlyMap<string, string> = new Map(),
  given?: Listing,
): Promise<Project> {
  const listing = given ?? (await listProject(packs, options, overlay));
  const { files, reader, skip, needles, candidates, told, texts, scope } = listing;
  const resolver = createModuleResolver(scope.boundary, files, { roots: scope.roots, libraries: needles.modules });
  const sources = new Map<string, Source | undefined>();
  const parsed: Source[] = [];
  const source = (path: string): Source | undefined => {
    if (sources.has(path)) return sources.get(path);
    const made = isCode(path) || isData(path) ? parse(path, reader, skip) : undefined;
    sources.set(path, made);
    if (made) parsed.push(made);
    return made;
  };
  const holdsBase = baseTest(needles);
  const listed = new Set(files);
  const index = lazy(() => createImportIndex(textsOf(files, reader)));
  const importers = new Map<string, string[]>();
  const importersOf = (path: string): string[] => {
    const known = importers.get(path) ?? importersIn(index(), path, resolver);
    importers.set(path, known);
    return known;
  };
  return {
    root: listing.root,
    files,
    needles,
    resolver,
    candidates,
    told,
    texts,
    environmentFiles: files.filter(isEnvironmentFile),
    v1Bases: listing.v1Bases,
    commented: listing.commented,
    selectedCount: listing.selected.size,
    includes: (path) => listing.selected.has(path),
    reads: (path) => listed.has(path),
    text: (path) => reader.text(path),
    source,
    parsed: () => parsed,
    importersOf,
    mentions(path, words) {
      const bytes = reader.bytes(path);
      if (!bytes) return false;
      for (const word of words) if (bytes.includes(word)) return true;
      return false;
    },
    handsOn: (path, names) => holdsWhole(reader.text(path) ?? '', [...names]),
    readersOf: (path) =>
      isEnvironmentFile(path)
        ? usersOfVariables(path, files, reader, holdsBase)
        : [...new Set([...importersOf(path), ...index().naming(basename(path))])],
    usersOf: (module) => [...new Set(index().users(module))].toSorted(),
    relative: (path) => listing.relative(path),
    skipped: listing.skipped,
    attempt: createAttempt(listing.skipped, (path) => listing.relative(path)),
    ignoredEnvironment: () => unlistedBeside([...listing.selected], listing.root, isEnvironmentFile).map((path) => listing.relative(path)),
  };
}

/** A name beside imports, and not before a member; one that is imported under another name may be used in any way. */
function holdsWhole(text: string, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const either = names.map((name) => name.replaceAll('$', String.raw`\$`)).join('|');
  const own = String.raw`(?<![\w$.])(?:${either})(?![\w$])`;
  if (new RegExp(String.raw`${own}\s+as\s`).test(text)) return true;
  const code = text.replaceAll(/\bimport\b[^'"`;]*?\bfrom\b/g, '');
  return new RegExp(String.raw`${own}(?!\s*(?:\?\.|[.[:]))`).test(code);
}

/** Code files that name a variable whose value has a base needle. */
function usersOfVariables(path: string, files: string[], reader: Reader, holdsBase: (bytes: Buffer) => boolean): string[] {
  const settings = settingsOf(reader.text(path) ?? '').filter(({ value }) => holdsBase(Buffer.from(value)));
  const names = settings.map(({ name }) => name);
  return files.filter((file) => isCode(file) && names.some((name) => reader.bytes(file)?.includes(name) === true));
}

/** Texts of the code files, one at a time: bytes as Latin-1, enough for import specifiers. */
function* textsOf(files: string[], reader: Reader): Generator<{ path: string; text: string }> {
  for (const path of files) {
    const bytes = isCode(path) ? reader.bytes(path) : undefined;
    if (bytes) yield { path, text: bytes.toString('latin1') };
  }
}

function importersIn(index: ImportIndex, path: string, resolver: ModuleResolver): string[] {
  // `.` and `..` stand for an index file without naming anything: their stem is empty.
  const stems = new Set([...stemsFor(path), '', ...resolver.names(path).map(stemOf)]);
  const found = new Set<string>();
  for (const { specifier, files } of [...stems].flatMap((stem) => index.byStem(stem))) {
    for (const file of files) {
      const target = resolver.resolve(specifier, file);
      if ('file' in target && target.file === path) found.add(file);
    }
  }
  return [...found].toSorted();
}

function parse(path: string, reader: Reader, skip: (path: string, message: string) => void): Source | undefined {
  const text = reader.text(path);
  if (text === undefined) return undefined;
  try {
    return parseSource(path, text);
  } catch (error) {
    if (!(error instanceof UnparsableError) && !(error instanceof RangeError)) throw error;
    skip(path, `cannot be parsed: ${error.message}`);
    return undefined;
  }
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
