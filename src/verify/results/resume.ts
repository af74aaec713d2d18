import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { UsageError } from '../../pack/error.js';
import type { IdMap, UnknownId } from '../ids/map.js';
import type { Exchange, Verdict } from '../model.js';
import { redactShapes } from '../../record/redact.js';
import { isRecord } from '../recording/fields.js';

/** Kinds of identifiers that are credentials: never written to a file. */
const SECRET_KINDS = new Set(['token', 'cookie']);

/** True for an identifier that is no credential, neither by its kind nor by its form. */
function isPublic({ kind, v1, v2 = '' }: { kind: string; v1: string; v2?: string }): boolean {
  return !SECRET_KINDS.has(kind) && redactShapes(v1) === v1 && redactShapes(v2) === v2;
}

/** An entry of a recording. */
type Place = Pick<Exchange, 'recording' | 'entry'>;

/** What an earlier run left behind. */
export interface Earlier {
  /** True for an entry that was judged. */
  isDone: (place: Place) => boolean;
  /** True for an entry that was judged and whose request failed. */
  hasFailed: (place: Place) => boolean;
  /** True for a write that was under way when the earlier run ended: whether the target got it is not known. */
  isOpen: (place: Place) => boolean;
  /** When the first run of the journal began. */
  began: number | undefined;
  /** Restores its identifiers. */
  restore: (idsOf: IdsOf) => Promise<void>;
  /** Its verdicts; read from the file as they are asked for. */
  verdicts: () => AsyncGenerator<Verdict>;
}

/**
 * Reads the journal of an earlier run; undefined when there is none.
 * @throws UsageError when the file is something else, or of other recordings
 */
export async function readJournal(path: string, recordings: readonly string[]): Promise<Earlier | undefined> {
  const exists = await open(path).then(
    (handle) => handle.close().then(() => true),
    () => false,
  );
  if (!exists) return undefined;
  const [done, failed, begun] = [new Entries(), new Entries(), new Entries()];
  let start: number | undefined;
  for await (const { verdict, begin, cancel, began } of items(path)) {
    start ??= began;
    if (verdict) {
      done.add(verdict);
      if (verdict.verdict === 'error' || (verdict.v2.at(-1)?.status ?? 0) >= 400) failed.add(verdict);
    } else if (begin) begun.add(begin);
    else if (cancel) begun.delete(cancel);
  }
  for (const recording of done.recordings) {
    if (recordings.includes(recording)) continue;
    throw new UsageError(`--resume: ${path} is the journal of a run of ${recording}, which is not among the recordings; name a new file`);
  }
  return {
    isDone: (place) => done.has(place),
    hasFailed: (place) => failed.has(place),
    isOpen: (place) => begun.has(place) && !done.has(place),
    began: start,
    async restore(idsOf) {
      for await (const { id, unknown } of items(path)) {
        if (id) idsOf(id.recording).learn(id.kind, id.v1, id.v2);
        else if (unknown) idsOf(unknown.recording).noteUnknown(unknown.kind, unknown.v1, unknown);
      }
      // What stands in the file already is not written again.
      for (const recording of recordings) idsOf(recording).takeNew();
    },
    async *verdicts() {
      for await (const { verdict } of items(path)) if (verdict) yield verdict;
    },
  };
}

/** Identifiers of a recording. */
type IdsOf = (recording: string) => IdMap;

class Entries {
  readonly #byRecording = new Map<string, Set<number>>();

  get recordings(): Iterable<string> {
    return this.#byRecording.keys();
  }

  add({ recording, entry }: Place): void {
    const entries = this.#byRecording.get(recording);
    if (entries) entries.add(entry);
    else this.#byRecording.set(recording, new Set([entry]));
  }

  delete({ recording, entry }: Place): void {
    this.#byRecording.get(recording)?.delete(entry);
  }

  has({ recording, entry }: Place): boolean {
    return this.#byRecording.get(recording)?.has(entry) === true;
  }
}

/**
 * Writes down what is judged, so that an interrupted run can go on. Each line is written before the run goes on: what is not
 * in the file when the process is killed was not judged, and a write that is in it is never sent again.
 */
export class Journal {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #idsOf: IdsOf;

  /**
   * @param began when the run began
   * @throws UsageError when the file cannot be written
   */
  constructor(path: string, idsOf: IdsOf, began: number) {
    this.#path = path;
    this.#idsOf = idsOf;
    try {
      this.#descriptor = openSync(path, 'a', 0o600);
    } catch (error) {
      throw unwritable(path, error);
    }
    // A run that was killed may have left half a line.
    this.#write(`\n${JSON.stringify({ began })}\n`);
  }

  /** Notes that a request that changes something is about to be sent. */
  begin({ recording, entry }: Place): void {
    this.#write(`${JSON.stringify({ begin: { recording, entry } })}\n`);
  }

  /** Notes that it never left. */
  cancel({ recording, entry }: Place): void {
    this.#write(`${JSON.stringify({ cancel: { recording, entry } })}\n`);
  }

  /**
   * Notes a verdict, and what was learned of identifiers since the one before.
   * @param isLost it can never be judged
   */
  note(verdict: Verdict, isLost: boolean): void {
    const { recording } = verdict;
    const { pairs, unknown } = this.#idsOf(recording).takeNew();
    const lines = [
      ...pairs.filter(isPublic).map((pair) => ({ id: { ...pair, recording } })),
      ...unknown.filter(isPublic).map((each) => ({ unknown: { ...each, recording } })),
      ...(isLost || isJudged(verdict) ? [{ verdict }] : []),
    ];
    if (lines.length > 0) this.#write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(text: string): void {
    try {
      // A disk that is nearly full takes a part, and says so only at the rest.
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

function unwritable(path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'there is no such directory' : code === 'ENOSPC' ? 'no space is left on the device' : message;
  return new UsageError(`--resume: ${path} cannot be written: ${reason}`);
}

/** True when an answer came and was judged; what was not sent is still to be done. */
function isJudged({ verdict, v2 }: Verdict): boolean {
  if (verdict === 'pass' || verdict === 'fail') return true;
  const status = v2.at(-1)?.status ?? null;
  return status !== null && status !== 429;
}

interface Item {
  began?: number;
  verdict?: Verdict;
  begin?: Place;
  cancel?: Place;
  id?: { recording: string; kind: string; v1: string; v2: string };
  unknown?: UnknownId & { recording: string; kind: string; v1: string };
}

const KEYS = ['began', 'verdict', 'begin', 'cancel', 'id', 'unknown'];

async function* items(path: string): AsyncGenerator<Item> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const item = parse(line);
    if (item === undefined) continue;
    if (!isRecord(item) || !KEYS.some((key) => key in item))
      throw new UsageError(`--resume: ${path} is not a journal of verify; name a new file`);
    yield item;
  }
}

/** A line that was cut off says nothing. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
