import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { IdMap } from '../ids/map.js';
import type { Verdict } from '../model.js';
import { UsageError } from '../../pack/error.js';
import { isRecord } from '../recording/fields.js';

/** Kinds of identifiers that are credentials: never written to a file. */
const SECRET_KINDS = new Set(['token', 'cookie']);

/** What an earlier run left behind. */
export interface Earlier {
  /** True for an entry that needs no further run. */
  isDone: (recording: string, entry: number) => boolean;
  /** Its verdicts; read from the file as they are asked for. */
  verdicts: () => AsyncGenerator<Verdict>;
}

/**
 * Reads the journal of an earlier run and restores its identifiers; undefined when there is none.
 * @throws UsageError when the file is something else, or of other recordings
 */
export async function readJournal(path: string, ids: IdMap, recordings: readonly string[]): Promise<Earlier | undefined> {
  const exists = await open(path).then(
    (handle) => handle.close().then(() => true),
    () => false,
  );
  if (!exists) return undefined;
  const done = new Map<string, Set<number>>();
  for await (const item of items(path)) {
    if (item.verdict) {
      const entries = done.get(item.verdict.recording) ?? new Set<number>();
      done.set(item.verdict.recording, entries.add(item.verdict.entry));
    } else if (item.id) ids.learn(item.id.kind, item.id.v1, item.id.v2);
  }
  for (const recording of done.keys()) {
    if (recordings.includes(recording)) continue;
    throw new UsageError(`--resume: ${path} is the journal of a run of ${recording}, which is not among the recordings; name a new file`);
  }
  return {
    isDone: (recording, entry) => done.get(recording)?.has(entry) === true,
    async *verdicts() {
      for await (const { verdict } of items(path)) if (verdict) yield verdict;
    },
  };
}

/** Writes down what is done, so that an interrupted run can go on. */
export class Journal {
  readonly #stream: WriteStream;
  readonly #ids: IdMap;

  constructor(path: string, ids: IdMap) {
    this.#stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
    this.#ids = ids;
    // From now on the map keeps what it learns; what it knows already stands in the file.
    ids.takeNew();
    // A run that was killed may have left half a line.
    this.#stream.write('\n');
  }

  /** Notes a verdict, and the identifiers learned since the one before. */
  note(verdict: Verdict): void {
    for (const id of this.#ids.takeNew()) {
      if (!SECRET_KINDS.has(id.kind)) this.#stream.write(`${JSON.stringify({ id })}\n`);
    }
    this.#stream.write(`${JSON.stringify({ verdict })}\n`);
  }

  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}

interface Item {
  verdict?: Verdict;
  id?: { kind: string; v1: string; v2: string };
}

async function* items(path: string): AsyncGenerator<Item> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const item = parse(line);
    if (item === undefined) continue;
    if (!isRecord(item) || !('verdict' in item || 'id' in item))
      throw new UsageError(`--resume: ${path} is no journal of verify; name a new file`);
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
