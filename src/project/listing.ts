import { relative, sep } from 'node:path';
import type { Pack } from '../pack/model.js';
import { isCode, isEnvironmentFile, isText } from './file-kinds.js';
import { listAbove, listFiles, type ListOptions } from './files.js';
import { baseTest, callTest, type Needles, needlesOf } from './needles.js';
import type { FileProblem } from './problem.js';
import { createReader, type Reader } from './reader.js';

/** The files of a run, read once as bytes: which of them are worth parsing. */
export interface Listing {
  files: string[];
  needles: Needles;
  reader: Reader;
  /** Code files with a base needle: where an analysis starts. */
  candidates: string[];
  /** Files that are not code and hold a base needle. */
  texts: string[];
  skipped: FileProblem[];
  /** Adds to `skipped`. */
  skip: (path: string, message: string, mayHoldCalls?: boolean) => void;
}

/**
 * Lists the files of a project and finds those worth parsing; parses nothing.
 * @param overlay text of files (absolute path) that stands for what is on disk
 */
export async function listProject(packs: Pack[], options: ListOptions, overlay: ReadonlyMap<string, string> = new Map()): Promise<Listing> {
  const skipped: FileProblem[] = [];
  const skip: Listing['skip'] = (path, message, mayHoldCalls = true) => {
    const file = relative(options.root, path).split(sep).join('/');
    skipped.push({ file, message, ...(mayHoldCalls ? { mayHoldCalls } : {}) });
  };
  const needles = needlesOf(packs);
  const mayCall = callTest(needles);
  const nested: string[] = [];
  const files = await listFiles({ ...options, onProblem: skip, onRepository: (path) => nested.push(path) });
  const reader = createReader(skip, overlay, mayCall);
  for (const path of nested) await skipRepository(path, mayCall, skip);
  const all = new Set([...files, ...(await listAbove(options, isEnvironmentFile))]);
  return { files, needles, reader, ...sift([...all], reader, baseTest(needles), options.onRead), skipped, skip };
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

/** Files between two reports of how many were read. */
const REPORTED = 200;

/** Splits off the files with a base needle, each file read once. */
function sift(
  files: string[],
  reader: Reader,
  holdsBase: (bytes: Buffer) => boolean,
  onRead?: ListOptions['onRead'],
): { candidates: string[]; texts: string[] } {
  const candidates: string[] = [];
  const texts: string[] = [];
  for (const [index, file] of files.entries()) {
    if (index % REPORTED === 0) onRead?.(index, files.length);
    const code = isCode(file);
    if (!code && !isText(file)) continue;
    const bytes = reader.bytes(file);
    if (bytes && holdsBase(bytes) && (code || !isOwnReport(bytes))) (code ? candidates : texts).push(file);
  }
  return { candidates, texts };
}

/** How reports and baselines of this tool begin: what they quote is no use of an API. */
const OWN_REPORT =
  /<title>api-migrate |<testsuites name="api-migrate |"command": "(?:scan|migrate|verify|validate)"|"name": "api-migrate"|^\{"type":"finding","id"|^\{"source":\{"name":"api-migrate"|^<!-- api-migrate /;

function isOwnReport(bytes: Buffer): boolean {
  return OWN_REPORT.test(bytes.subarray(0, 800).toString('latin1'));
}
