import { readFileSync, statSync } from 'node:fs';
import { extname, relative, sep } from 'node:path';
import type { Pack } from '../pack/model.js';
import type { FileProblem } from './problem.js';
import { type ListOptions, listFiles } from './files.js';
import { importSpecifiers } from './imports.js';
import { createModuleResolver, type ModuleResolver } from './modules.js';
import { type Needles, needlesOf } from './needles.js';
import { isCode, parseSource, type Source, UnparsableError } from './source.js';

/** Larger files are passed over: bundles and generated data, which no person migrates. */
const MAX_BYTES = 1_500_000;

/** The files of a run, read and parsed only when asked for. */
export interface Project {
  root: string;
  files: string[];
  needles: Needles;
  resolver: ModuleResolver;
  /** Code files to analyse: with a v1 base, or with endpoint words and a way to a base through imports. */
  candidates: string[];
  /** Files that are not code and hold a base needle. */
  texts: string[];
  /** Parses a file once; undefined when it cannot be read or parsed (then it is in `skipped`). */
  source(path: string): Source | undefined;
  /** Sources parsed so far. */
  parsed(): Source[];
  /** Code files that import from `path`, directly. */
  importersOf(path: string): string[];
  /** Path relative to the root, `/` between names. */
  relative(path: string): string;
  skipped: FileProblem[];
}

const TEXT_EXTENSIONS = new Set([
  '.json',
  '.jsonc',
  '.yaml',
  '.yml',
  '.toml',
  '.md',
  '.mdx',
  '.http',
  '.rest',
  '.sh',
  '.bash',
  '.zsh',
  '.py',
  '.ipynb',
  '.conf',
  '.ini',
  '.properties',
  '.tf',
  '.html',
  '.txt',
  '.graphql',
  '.env',
  '.bru',
  '.ps1',
]);

/**
 * Opens a project: lists its files and finds those worth parsing.
 * @param overlay text of files (absolute path) that stands for what is on disk
 */
export async function openProject(packs: Pack[], options: ListOptions, overlay: ReadonlyMap<string, string> = new Map()): Promise<Project> {
  const files = await listFiles(options);
  const needles = needlesOf(packs);
  const skipped: FileProblem[] = [];
  const name = (path: string): string => relative(options.root, path).split(sep).join('/');
  const skip = (path: string, message: string): undefined => {
    skipped.push({ file: name(path), message });
    return undefined;
  };
  const resolver = createModuleResolver(options.root);
  const reader = createReader(skip, overlay);
  const sources = new Map<string, Source | undefined>();
  const source = (path: string): Source | undefined => {
    if (!sources.has(path)) sources.set(path, isCode(path) ? parse(path, reader.text(path), skip) : undefined);
    return sources.get(path);
  };

  const hits: string[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const code = isCode(file);
    if (!code && !isText(file)) continue;
    if (!reader.holds(file, needles.base)) continue;
    (code ? hits : texts).push(file);
  }

  const importers = importGraph(files, reader, resolver);
  return {
    root: options.root,
    files,
    needles,
    resolver,
    candidates: widen(hits, importers, (file) => reader.holds(file, needles.words)),
    texts,
    source,
    parsed: () => [...sources.values()].filter((known) => known !== undefined),
    importersOf: (path) => importers().get(path) ?? [],
    relative: name,
    skipped,
  };
}

/** Text files outside the languages that are parsed; a name such as `Dockerfile` or `.env.local` counts too. */
function isText(path: string): boolean {
  const base = path.slice(path.lastIndexOf(sep) + 1);
  if (base === 'package-lock.json') return false;
  return TEXT_EXTENSIONS.has(extname(path)) || /^(\.env|dockerfile|makefile|justfile|caddyfile|nginx)/i.test(base);
}

interface Reader {
  text(path: string): string | undefined;
  /** Raw text that is not kept: bytes as Latin-1, enough to find ASCII marks. */
  peek(path: string): string;
  holds(path: string, needles: string[]): boolean;
}

function createReader(skip: (path: string, message: string) => undefined, overlay: ReadonlyMap<string, string>): Reader {
  const bad = new Set<string>();
  const texts = new Map<string, string>();
  const read = (path: string): Buffer | undefined => {
    if (bad.has(path)) return undefined;
    const given = overlay.get(path);
    if (given !== undefined) return Buffer.from(given);
    try {
      if (statSync(path).size <= MAX_BYTES) return readFileSync(path);
      if (isCode(path)) skip(path, `larger than ${MAX_BYTES / 1_000_000} MB: not analysed`);
    } catch (error) {
      skip(path, `cannot be read: ${reasonOf(error)}`);
    }
    bad.add(path);
    return undefined;
  };
  const text = (path: string): string | undefined => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const buffer = read(path);
    if (!buffer) return undefined;
    const decoded = buffer.toString('utf8');
    texts.set(path, decoded);
    return decoded;
  };
  return {
    text,
    peek: (path) => read(path)?.toString('latin1') ?? '',
    holds(path, needles) {
      const buffer = read(path);
      return buffer !== undefined && !buffer.subarray(0, 8_000).includes(0) && needles.some((needle) => buffer.includes(needle));
    },
  };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'no such file';
  return message;
}

function parse(path: string, text: string | undefined, skip: (path: string, message: string) => undefined): Source | undefined {
  if (text === undefined) return undefined;
  try {
    return parseSource(path, text);
  } catch (error) {
    if (error instanceof UnparsableError || error instanceof RangeError) return skip(path, `cannot be parsed: ${error.message}`);
    throw error;
  }
}

/** File to the code files that import it; made on first use. */
function importGraph(files: string[], reader: Reader, resolver: ModuleResolver): () => Map<string, string[]> {
  let graph: Map<string, string[]> | undefined;
  return () => {
    if (graph) return graph;
    graph = new Map();
    for (const file of files) {
      if (!isCode(file)) continue;
      for (const specifier of importSpecifiers(reader.peek(file))) {
        const target = resolver.resolve(specifier, file);
        if (!('file' in target)) continue;
        const list = graph.get(target.file);
        if (list) list.push(file);
        else graph.set(target.file, [file]);
      }
    }
    return graph;
  };
}

/** The hits, and every file that reaches one through imports and holds a word of an endpoint. */
function widen(hits: string[], importers: () => Map<string, string[]>, hasWord: (file: string) => boolean): string[] {
  const reached = new Set(hits);
  const queue = [...hits];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const importer of importers().get(file) ?? []) {
      if (reached.has(importer)) continue;
      reached.add(importer);
      queue.push(importer);
    }
  }
  const direct = new Set(hits);
  return [...reached].filter((file) => direct.has(file) || hasWord(file)).toSorted();
}
