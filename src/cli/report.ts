import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { plainStyle } from '../report/style.js';
import type { Detail, Format, ReportContext } from '../report/model.js';
import type { Pack } from '../pack/model.js';
import type { GlobalOptions } from './options.js';
import { writeOutputFile } from './output-file.js';
import type { Progress } from './progress.js';
import { hyperlink, note, print, styleFor, supportsLinks } from './terminal.js';
import { VERSION } from './version.js';

/** Where a report goes and how it looks. */
export interface ReportOptions extends GlobalOptions {
  output?: string;
  explain?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  reportSuppressed?: boolean;
}

/** Anything that makes text of a result. Only what names `pretty` as its format, or none, is coloured. */
export interface Printer<Result> {
  format?: Format;
  report(result: Result, context: ReportContext): string | AsyncIterable<string>;
}

/** What a report needs that only its command knows. */
export type Extras = Pick<ReportContext, 'fixes' | 'filters' | 'patch' | 'writes' | 'ownerOf' | 'history' | 'linesOf'>;

/** Prints a report, or puts it in place as a file in one step. */
export async function writeReport<Result>(
  printer: Printer<Result>,
  result: Result,
  packs: readonly Pack[],
  options: ReportOptions,
  { progress, ...extras }: Extras & { progress?: Progress } = {},
): Promise<void> {
  const isForPeople = (printer.format ?? 'pretty') === 'pretty' && options.output === undefined;
  const context: ReportContext = {
    packs,
    style: isForPeople ? await styleFor(process.stdout, options.color) : plainStyle,
    version: VERSION,
    explain: options.explain ?? false,
    detail: detailOf(options),
    suppressed: options.reportSuppressed ?? false,
    linesOf: lineReader(process.cwd()),
    absolute: (file) => resolve(file),
    ...(isForPeople ? terminalOf(process.stdout, options.color) : {}),
    ...extras,
  };
  const text = printer.report(result, context);
  if (options.output === undefined) {
    await print(process.stdout, text, progress?.clear);
    return;
  }
  await writeOutputFile(options.output, text);
  if (options.quiet !== true) note(`report written to ${options.output}`);
}

function detailOf({ quiet, verbose }: ReportOptions): Detail {
  if (quiet === true) return 'quiet';
  return verbose === true ? 'verbose' : 'normal';
}

/** Columns narrower than this are not worth breaking lines for. */
const NARROWEST = 40;

function terminalOf(stream: NodeJS.WriteStream, color: boolean | undefined): Pick<ReportContext, 'width' | 'link'> {
  if (!stream.isTTY) return {};
  return {
    ...(stream.columns > 0 ? { width: Math.max(NARROWEST, stream.columns) } : {}),
    ...(color !== false && supportsLinks(process.env) ? { link: hyperlink } : {}),
  };
}

/**
 * Reads the lines of files once each, when they are asked for.
 * @param texts text that stands for what is on disk
 */
export function lineReader(
  cwd: string,
  texts: Iterable<[file: string, text: string]> = [],
): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>([...texts].map(([file, text]) => [file, splitLines(text)]));
  return (file) => {
    if (!known.has(file)) known.set(file, linesOf(resolve(cwd, file)));
    return known.get(file);
  };
}

function linesOf(path: string): readonly string[] | undefined {
  try {
    return existsSync(path) ? splitLines(readFileSync(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

function splitLines(text: string): string[] {
  return text.split(/\r?\n/);
}

const BY_EXTENSION: Record<string, Format> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.rdjsonl': 'rdjsonl',
  '.sarif': 'sarif',
  '.xml': 'junit',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
};

/** The format of a report: the one that is named, else that of the file it goes to, else text for people. */
export function formatFor<F extends Format>(named: F | undefined, output: string | undefined, known: readonly F[]): F {
  if (named !== undefined) return named;
  const byName = output === undefined ? undefined : BY_EXTENSION[extname(output).toLowerCase()];
  return known.find((format) => format === byName) ?? known.find((format) => format === 'pretty') ?? known[0] ?? ('pretty' as F);
}
