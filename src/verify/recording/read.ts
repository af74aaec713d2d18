import type { Exchange } from '../model.js';
import { utf8Bytes } from './bytes.js';
import { isRecord, recordIn } from './fields.js';
import { exchangeOfHarEntry } from './har.js';
import { exchangeOfLine } from './jsonl.js';
import { EntryError, type EntryProblem, type Recorded, RecordingError } from './model.js';
import { HarSplitter, MAX_ENTRY } from './split.js';

const NO_RECORDING = 'not a recording: neither a HAR (an object with log.entries) nor JSON Lines (one exchange a line)';

/** So many lines with nothing of an exchange at the head of a file: it is something else. */
const STRANGE_LINES = 1000;

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
    if (isZip(head)) await refuse(chunks, 'the file is a ZIP archive: unpack it, and name the HAR in it');
    const foreign = foreignOf(path, head);
    if (foreign !== undefined) await refuse(chunks, foreign);
    if (isHar(path, head)) yield* elements(chunks, new HarSplitter(), path, exchangeOfHarEntry);
    else if (isList(path, head)) yield* list(path, chunks);
    else yield* lines(path, chunks);
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

/** By the name, or else by what the file begins with: an object whose first list or object is `log`. */
function isHar(path: string, head: Buffer): boolean {
  if (hasHarName(path)) return true;
  const isEmpty = !hasLineName(path) && /^\s*$/.test(textOf(head));
  return isEmpty || /^\s*\{\s*("\w+"\s*:\s*("[^"]*"|[\w.-]+)\s*,\s*)*"log"\s*:/.test(textOf(head));
}

/** A list of exchanges as one document. */
function isList(path: string, head: Buffer): boolean {
  return !hasLineName(path) && /^\s*\[/.test(textOf(head));
}

function hasHarName(path: string): boolean {
  return /\.(har(\.gz)?|zhar)$/i.test(path);
}

function hasLineName(path: string): boolean {
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path);
}

function textOf(head: Buffer): string {
  return head.subarray(0, 4096).toString('latin1');
}

/** What a file is that another program wrote for another purpose. */
function foreignOf(path: string, head: Buffer): string | undefined {
  return isHar(path, head) || hasLineName(path) ? undefined : foreignFormat(textOf(head));
}

function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';
}

/** Closes the file before it says what it is. */
async function refuse(chunks: AsyncGenerator<Buffer>, message: string): Promise<never> {
  await chunks.next();
  await chunks.return(undefined);
  throw new RecordingError(message);
}

/** Reads one element of a recording. */
type ReadElement = (value: unknown, path: string, entry: number) => Exchange;

async function* elements(
  chunks: AsyncIterable<Buffer>,
  splitter: HarSplitter,
  path: string,
  read: ReadElement,
): AsyncGenerator<Recorded[]> {
  let entry = 0;
  for await (const chunk of chunks) {
    const found = splitter.push(chunk);
    if (found.length === 0) continue;
    yield found.map((element) => recorded(element, path, entry++, read));
  }
  const cut = splitter.end();
  if (cut === undefined) return;
  if (cut.length > 0) yield [recorded(cut, path, entry, read)];
  throw new RecordingError(`the file is cut off after ${entry} ${entry === 1 ? 'entry' : 'entries'}`);
}

/** A list of exchanges. One in which none is found is something else. */
async function* list(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Recorded[]> {
  let held: Recorded[] | undefined = [];
  for await (const batch of elements(chunks, new HarSplitter(MAX_ENTRY, true), path, exchangeOfLine)) {
    held?.push(...batch);
    if (held && batch.every(({ problem }) => problem?.request.url === '')) continue;
    yield held ?? batch;
    held = undefined;
  }
  if (held) throw new RecordingError(NO_RECORDING);
}

/** One exchange a line. A file whose first lines have nothing of an exchange is no recording. */
async function* lines(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Recorded[]> {
  let held: Recorded[] | undefined = [];
  let entry = 0;
  for await (const batch of linesOf(chunks)) {
    const found = batch.map((line) => recorded(line, path, entry++, exchangeOfLine));
    if (!held) {
      yield found;
      continue;
    }
    held.push(...found);
    if (batch.some(mayBeExchange)) {
      yield held;
      held = undefined;
    } else if (entry > STRANGE_LINES) break;
  }
  if (!held) return;
  if (entry === 0) throw new RecordingError('the file is empty');
  throw new RecordingError(NO_RECORDING);
}

/** The line has a name that every exchange has. */
function mayBeExchange(line: Buffer | null): boolean {
  return line === null || line.includes('"request"') || line.includes('"response"') || line.includes('"startedDateTime"');
}

/** Lines that are not blank, those of one chunk at a time; null for one that is too long. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<(Buffer | null)[]> {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (last: Buffer): Buffer | null => {
    const line = size + last.length > MAX_ENTRY ? null : Buffer.concat([...parts, last]);
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const found: (Buffer | null)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      found.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    // The next chunk may overwrite this one.
    size += chunk.length - start;
    if (start < chunk.length && size <= MAX_ENTRY) parts.push(Buffer.from(chunk.subarray(start)));
    const filled = found.filter((line) => !isBlank(line));
    if (filled.length > 0) yield filled;
  }
  const last = take(Buffer.alloc(0));
  if (!isBlank(last)) yield [last];
}

function isBlank(line: Buffer | null): boolean {
  return line !== null && line.length < 3 && line.toString().trim() === '';
}

function recorded(bytes: Buffer | null, path: string, entry: number, read: ReadElement): Recorded {
  let value: unknown;
  try {
    if (bytes === null) throw new EntryError(`the entry is larger than ${MAX_ENTRY / 1024 / 1024} MiB`);
    value = JSON.parse(bytes.toString());
    return { exchange: read(value, path, entry) };
  } catch (error) {
    return { problem: { recording: path, entry, ...problemOf(error), request: requestOf(value) } };
  }
}

function problemOf(error: unknown): Pick<EntryProblem, 'verdict' | 'reason'> {
  if (error instanceof EntryError) return { verdict: error.verdict, reason: error.message };
  return { verdict: 'error', reason: `the entry is not valid JSON${placeIn(error)}` };
}

/** Where the parser stopped. The rest of its message quotes the text there, which may be a secret. */
function placeIn(error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? '' : ` (at character ${position} of the entry)`;
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

/** Files of other programs that people take for recordings, by what stands at their beginning. */
const FORMATS: readonly [name: string, advice: string, pattern: RegExp][] = [
  ['a Postman collection', 'it holds requests and no recorded traffic', /schema\.getpostman\.com|"_postman_id"\s*:/],
  [
    'WireMock mappings',
    'they hold stubs and no recorded traffic',
    /"urlPath(?:Pattern)?"\s*:|"urlPattern"\s*:|"bodyFileName"\s*:|"jsonBody"\s*:/,
  ],
  ['an Insomnia export', 'it holds requests and no recorded traffic', /"_type"\s*:\s*"export"|"__export_format"\s*:/],
  ['a VCR cassette', 'convert it', /(?:^|\n)"?http_interactions"?\s*:/],
  [
    'a Pact contract',
    'it holds examples and no recorded traffic',
    /"consumer"\s*:\s*\{[^]*"interactions"\s*:|"interactions"\s*:[^]*"consumer"\s*:/,
  ],
  ['a network log of Chrome', 'export the traffic as HAR', /"logEventTypes"\s*:/],
  ['an OpenAPI document', 'it describes an API and holds no traffic', /(?:^|[\n{,]\s*)"?(?:openapi|swagger)"?\s*:\s*["']?\d/],
  ['a Hoverfly simulation', 'convert it', /"globalActions"\s*:|"pairs"\s*:\s*\[/],
  ['flows of mitmproxy', 'write them as HAR: mitmdump -n -r FILE --set hardump=traffic.har', /^\d{1,9}:\d{1,9}:(?:version|type|id|backup)/],
  ['an access log', 'it holds no answers', /^\S+ \S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/],
  ['a packet capture', 'extract the HTTP traffic first', /^(?:\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4)/],
];

/** What a file of another program is, and what to do with it; undefined for what is not known. */
export function foreignFormat(head: string): string | undefined {
  const found = FORMATS.find(([, , pattern]) => pattern.test(head));
  return found && `the file is ${found[0]}: ${found[1]} (see docs/recordings.md)`;
}
