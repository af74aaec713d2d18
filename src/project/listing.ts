import { relative, sep } from 'node:path';
import type { Pack } from '../pack/model.js';
import { type Anchors, createAnchorReader, type Spoken, type V1Base } from './anchors.js';
import { listAbove, type ListOptions, listFiles } from './files.js';
import { isCode, isEnvironmentFile, isText } from './file-kinds.js';
import { callTest, type Needles, needlesOf } from './needles.js';
import type { FileProblem } from './problem.js';
import { createReader, type Reader } from './reader.js';
import { type Scope, scopeOf } from './scope.js';

/** What to read, and what is known of it beforehand. */
export interface ListingOptions extends ListOptions, Spoken {
  /** Told now and then how many of the files were read. */
  onRead?: (done: number, all: number) => void;
}

/** The files of a run, each read once as bytes and none parsed. */
export interface Listing {
  root: string;
  scope: Scope;
  /** All files that are read, sorted. */
  files: string[];
  /** Those that the given paths choose: only they are reported on. */
  selected: ReadonlySet<string>;
  needles: Needles;
  reader: Reader;
  /** Code files with an anchor of a pack that the project can have calls of. */
  candidates: string[];
  /** Other code files that name a v1 base of such a pack, in the path of a module. */
  told: string[];
  /** Files with an anchor that are not code. */
  texts: string[];
  /** Ids of the packs that the project can have calls of. */
  possible: ReadonlySet<string>;
  /** Where v1 bases of these packs stand in a text. */
  v1Bases(text: string): V1Base[];
  /** Selected files that may hold a comment that suppresses findings. */
  commented: string[];
  skipped: FileProblem[];
  /** Notes a selected file that is not analysed. */
  skip: (path: string, message: string, mayHoldCalls?: boolean) => void;
  relative(path: string): string;
}

/** Files between two reports of how many were read. */
const REPORTED = 200;
const SUPPRESSION = 'api-migrate-ignore-';

/**
 * Lists and reads the files that a run depends on, and finds those worth parsing.
 * @param overlay text of files (absolute path) that stands for what is on disk
 */
export async function listProject(
  packs: readonly Pack[],
  options: ListingOptions,
  overlay: ReadonlyMap<string, string> = new Map(),
): Promise<Listing> {
  const { root, paths } = options;
  const name = (path: string): string => relative(root, path).split(sep).join('/');
  const skipped: FileProblem[] = [];
  const selected = new Set<string>();
  const note = (path: string, message: string, mayHoldCalls = true): void =>
    void skipped.push({ file: name(path), message, ...(mayHoldCalls ? { mayHoldCalls } : {}) });
  const needles = needlesOf(packs);
  const mayCall = callTest(needles);
  const nested: string[] = [];
  for (const file of await listFiles({ ...options, onProblem: note, onRepository: (path) => nested.push(path) })) selected.add(file);
  for (const path of nested) await skipRepository(path, mayCall, note);
  // A file of an earlier commit may be gone from disk.
  for (const path of overlay.keys()) if (paths.some((given) => path === given || path.startsWith(`${given}${sep}`))) selected.add(path);
  const skip: Listing['skip'] = (path, message, mayHoldCalls) => {
    if (selected.has(path)) note(path, message, mayHoldCalls);
  };
  const reader = createReader(skip, overlay, mayCall);
  const scope = scopeOf(paths, root);
  const files = await filesOf(scope, selected, options, reader);
  const { anchors, told, commented, possible, v1Bases } = readAll(files, reader, packs, options, selected);
  const worthwhile = files.filter((file) => anchors.has(file));
  return {
    root,
    scope,
    files,
    selected,
    needles,
    reader,
    candidates: worthwhile.filter(isCode),
    told,
    texts: worthwhile.filter((file) => !isCode(file)),
    possible,
    v1Bases,
    commented,
    skipped,
    skip,
    relative: name,
  };
}

/** The selected files, those of the scope, what they are connected with, and files of environment variables above. */
async function filesOf(scope: Scope, selected: ReadonlySet<string>, options: ListingOptions, reader: Reader): Promise<string[]> {
  const { exclude } = options;
  const isWhole = scope.roots.every((root) => options.paths.includes(root)) && !options.include?.length;
  const own = isWhole ? [] : await listFiles({ paths: scope.roots, root: options.root, ...(exclude ? { exclude } : {}) });
  const above = await listAbove({ paths: scope.roots, root: scope.boundary }, isEnvironmentFile);
  const files = new Set([...selected, ...own, ...above]);
  if (!scope.roots.includes(scope.boundary)) {
    const { connectedFiles } = await import('./connected.js');
    for (const file of await connectedFiles(files, scope, reader)) files.add(file);
  }
  return [...files].toSorted();
}

/** Reads every file once, and keeps the anchors of those that are worth parsing. */
function readAll(
  files: string[],
  reader: Reader,
  packs: readonly Pack[],
  options: ListingOptions,
  selected: ReadonlySet<string>,
): { anchors: Map<string, Anchors> } & Pick<Listing, 'told' | 'commented' | 'possible' | 'v1Bases'> {
  const anchorReader = createAnchorReader(packs, options);
  const anchors = new Map<string, Anchors>();
  const all: Anchors = new Uint8Array(packs.length);
  const commented: string[] = [];
  for (const [index, file] of files.entries()) {
    if (index % REPORTED === 0) options.onRead?.(index, files.length);
    const bytes = isCode(file) || isText(file) ? reader.bytes(file) : undefined;
    if (!bytes || (!isCode(file) && isOwnReport(bytes))) continue;
    if (selected.has(file) && bytes.includes(SUPPRESSION)) commented.push(file);
    const found = anchorReader.anchorsOf(bytes);
    if (!found) continue;
    anchors.set(file, found);
    found.forEach((own, pack) => (all[pack] = (all[pack] ?? 0) | own));
  }
  const possible = anchorReader.possible(all, () => textsOf(files, reader));
  const told: string[] = [];
  for (const [file, found] of anchors) {
    if (anchorReader.isWorthwhile(found, possible)) continue;
    anchors.delete(file);
    if (isCode(file) && anchorReader.isTold(found, possible)) told.push(file);
  }
  return {
    anchors,
    told,
    commented,
    possible: new Set(packs.flatMap(({ id }, index) => (possible.has(index) ? [id] : []))),
    v1Bases: (text) => anchorReader.v1Bases(text, possible),
  };
}

/** How reports and baselines of this tool begin: what they quote is no use of an API. */
const OWN_REPORT =
  /<title>api-migrate |<testsuites name="api-migrate |"command": "(?:scan|migrate|verify|validate)"|"name": "api-migrate"|^\{"type":"finding","id"|^\{"source":\{"name":"api-migrate"|^<!-- api-migrate /;

function isOwnReport(bytes: Buffer): boolean {
  return OWN_REPORT.test(bytes.subarray(0, 800).toString('latin1'));
}

function* textsOf(files: string[], reader: Reader): Generator<Buffer> {
  for (const file of files) {
    const bytes = isCode(file) || isText(file) ? reader.bytes(file) : undefined;
    if (bytes) yield bytes;
  }
}

/** Names a repository inside of the project, which is not analysed with it, and whether its files may call v1. */
async function skipRepository(
  path: string,
  mayCall: (pieces: Iterable<Buffer>) => boolean,
  skip: (path: string, message: string, mayHoldCalls: boolean) => void,
): Promise<void> {
  const files = (await listFiles({ paths: [path], root: path })).filter((file) => isCode(file) || isText(file));
  if (files.length === 0) return skip(path, 'a git submodule that is not checked out: not analysed', false);
  const reader = createReader(() => undefined, new Map(), mayCall);
  const telling = files.find((file) => {
    const bytes = reader.bytes(file);
    return bytes !== undefined && mayCall([bytes]);
  });
  const what = 'a git repository of its own (submodule): not analysed';
  if (telling === undefined) return skip(path, what, false);
  const where = relative(path, telling).split(sep).join('/');
  return skip(path, `${what}, though ${where} in it may call v1; run api-migrate there, or name it among the paths`, true);
}
