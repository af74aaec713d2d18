import type { Exchange } from '../model.js';
import { utf8Bytes } from './bytes.js';
import { isRecord, recordIn } from './fields.js';
import { exchangeOfHarEntry } from './har.js';
import { exchangeOfLine } from './jsonl.js';
import { EntryError, type EntryProblem, type Recorded, RecordingError } from './model.js';
import { HarSplitter } from './split.js';

/**
 * Entries of one recording in file order, some at a time; memory is bounded by the largest entry. A broken entry is a
 * problem of its own. The format shows in the name or else in the first bytes.
 * @throws RecordingError when the file cannot be read on
 */
export async function* readRecording(path: string): AsyncGenerator<Recorded[]> {
  try {
    const bytes = utf8Bytes(path);
    const first = await bytes.next();
    const head = first.done === true ? Buffer.alloc(0) : first.value;
    const chunks = restored(head, bytes);
    yield* isHar(path, head) ? harEntries(path, chunks) : lines(path, chunks);
  } catch (error) {
    throw error instanceof RecordingError ? error : new RecordingError(reasonOf(error), { cause: error });
  }
}

async function* restored(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    yield* rest;
  } finally {
    // A reader that stops at the head leaves the file open otherwise.
    await rest.return(undefined);
  }
}

function isHar(path: string, head: Buffer): boolean {
  if (/\.har(\.gz)?$/i.test(path)) return true;
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(path)) return false;
  return /^\s*(\{\s*("log"|$)|$)/.test(head.subarray(0, 4096).toString('latin1'));
}

async function* harEntries(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Recorded[]> {
  const splitter = new HarSplitter();
  let entry = 0;
  for await (const chunk of chunks) {
    const elements = splitter.push(chunk);
    if (elements.length === 0) continue;
    yield elements.map((element) => recorded(element, path, entry++, exchangeOfHarEntry));
  }
  const cut = splitter.end();
  if (cut === undefined) return;
  if (cut.length > 0) yield [recorded(cut, path, entry, exchangeOfHarEntry)];
  throw new RecordingError(`the file is cut off after ${entry} ${entry === 1 ? 'entry' : 'entries'}`);
}

async function* lines(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Recorded[]> {
  let parts: Buffer[] = [];
  let entry = 0;
  let empty = true;
  for await (const chunk of chunks) {
    const found: Recorded[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      start = end + 1;
      if (!isBlank(line)) found.push(recorded(line, path, entry++, exchangeOfLine));
    }
    // The next chunk may overwrite this one.
    if (start < chunk.length) parts.push(Buffer.from(chunk.subarray(start)));
    if (found.length > 0) yield found;
    empty &&= found.length === 0;
  }
  const last = Buffer.concat(parts);
  if (!isBlank(last)) yield [recorded(last, path, entry, exchangeOfLine)];
  else if (empty) throw new RecordingError('the file is empty');
}

function isBlank(line: Buffer): boolean {
  return line.length < 3 && line.toString().trim() === '';
}

function recorded(bytes: Buffer, path: string, entry: number, read: (value: unknown, path: string, entry: number) => Exchange): Recorded {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
    return { exchange: read(value, path, entry) };
  } catch (error) {
    return { problem: { recording: path, entry, ...problemOf(error), request: requestOf(value) } };
  }
}

function problemOf(error: unknown): Pick<EntryProblem, 'verdict' | 'reason'> {
  if (error instanceof EntryError) return { verdict: error.verdict, reason: error.message };
  return { verdict: 'error', reason: `the entry is not valid JSON: ${reasonOf(error)}` };
}

function requestOf(value: unknown): { method: string; url: string } {
  const request = isRecord(value) ? recordIn(value, 'request') : undefined;
  const { method, url } = request ?? {};
  return { method: typeof method === 'string' ? method : '', url: typeof url === 'string' ? url : '' };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'the file may not be read';
  if (code === 'EISDIR') return 'it is a directory';
  return error.message.split('\n', 1)[0] ?? '';
}
