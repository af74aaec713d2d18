import type { RunProblem } from '../model.js';
import { expandPaths } from './glob.js';
import type { Recorded } from './model.js';
import { inOrder, type Timed } from './order.js';
import { readRecording } from './read.js';

export type { Recorded } from './model.js';

/** What is read from a set of recordings. */
export interface Recordings {
  /** Files that the paths and globs name, in order of their first entry. */
  files: string[];
  /** All entries, one sequence after the other, each in order of time; read as they are asked for. A batch is of one sequence. */
  entries: AsyncGenerator<Recorded[]>;
  /** Name of the sequence that a file is, or is a part of. */
  sequenceOf: (file: string) => string;
  /** Files that could not be read, or not to their end; complete when `entries` has ended. */
  problems: RunProblem[];
}

/**
 * Opens recordings given as paths or globs. Each file is a sequence of its own, and they follow each other by their first
 * entry. Only the files that the recorder wrote for the processes of one program are one sequence, merged by time.
 */
export async function openRecordings(patterns: readonly string[]): Promise<Recordings> {
  const { files, problems } = await expandPaths(patterns);
  const starts = await Promise.all(files.map(async (file) => ({ file, start: await firstTime(file) })));
  const ordered = starts.toSorted((a, b) => (a.start === b.start ? 0 : a.start - b.start));
  return { files: ordered.map(({ file }) => file), entries: inSequence(ordered, problems), sequenceOf: familyOf, problems };
}

/** The recorder names the files of further processes and threads `traffic-<pid>.har` and `traffic-<pid>-<n>.har`. */
function familyOf(file: string): string {
  return file.replace(/^(.*?)(?:-\d+){1,2}(\.har)$/, '$1$2');
}

interface Start {
  file: string;
  start: number;
}

async function* inSequence(files: readonly Start[], problems: RunProblem[]): AsyncGenerator<Recorded[]> {
  for (const family of new Set(files.map(({ file }) => familyOf(file)))) {
    yield* merged(
      files.filter(({ file }) => familyOf(file) === family),
      problems,
    );
  }
}

/** Start of the first entry that has one; files without times come first. A file that cannot be read is reported later. */
async function firstTime(file: string): Promise<number> {
  try {
    for await (const batch of readRecording(file)) {
      const time = batch.find((recorded) => typeof recorded.exchange?.startedAt === 'number')?.exchange?.startedAt;
      if (typeof time === 'number') return time;
      break;
    }
  } catch {
    // `merged` meets the same error again.
  }
  return Number.NEGATIVE_INFINITY;
}

interface OpenFile {
  file: string;
  batches: AsyncGenerator<Timed[]>;
  batch: Timed[];
  at: number;
}

async function* merged(files: readonly Start[], problems: RunProblem[]): AsyncGenerator<Recorded[]> {
  const waiting = [...files];
  let open: OpenFile[] = [];
  try {
    while (waiting.length > 0 || open.length > 0) {
      const due = waiting[0];
      if (due && (open.length === 0 || due.start <= Math.min(...open.map(headTime)))) {
        waiting.shift();
        open.push({ file: due.file, batches: inOrder(readRecording(due.file)), batch: [], at: 0 });
      }
      for (const file of open) await refill(file, problems);
      open = open.filter((file) => file.at < file.batch.length);
      yield takeUntil(open, waiting[0]?.start ?? Number.POSITIVE_INFINITY);
    }
  } finally {
    await Promise.all(open.map((file) => file.batches.return(undefined)));
  }
}

async function refill(file: OpenFile, problems: RunProblem[]): Promise<void> {
  while (file.at >= file.batch.length) {
    try {
      const next = await file.batches.next();
      if (next.done === true) return;
      file.batch = next.value;
      file.at = 0;
    } catch (error) {
      problems.push({ recording: file.file, message: error instanceof Error ? error.message : String(error) });
      return;
    }
  }
}

/** Entries that are surely next: until a batch is used up, or a waiting file starts. */
function takeUntil(open: OpenFile[], start: number): Recorded[] {
  const [only, second] = open;
  if (!only) return [];
  if (!second && start === Number.POSITIVE_INFINITY) {
    const all = only.batch.slice(only.at);
    only.at = only.batch.length;
    return all.map((timed) => timed.recorded);
  }
  const taken: Recorded[] = [];
  while (open.every((file) => file.at < file.batch.length)) {
    const next = open.reduce((first, file) => (headTime(file) < headTime(first) ? file : first), only);
    if (headTime(next) > start) break;
    const timed = next.batch[next.at];
    if (timed) taken.push(timed.recorded);
    next.at += 1;
  }
  return taken;
}

function headTime(file: OpenFile): number {
  return file.batch[file.at]?.time ?? Number.NEGATIVE_INFINITY;
}
