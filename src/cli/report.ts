import { plainStyle } from '../report/style.js';
import type { Format, ReportContext } from '../report/model.js';
import type { Pack } from '../pack/model.js';
import type { GlobalOptions } from './options.js';
import { writeOutputFile } from './output-file.js';
import type { Progress } from './progress.js';
import { note, print, styleFor } from './terminal.js';
import { VERSION } from './version.js';

/** Where a report goes and how it looks. */
export interface ReportOptions extends GlobalOptions {
  output?: string;
  explain?: boolean;
}

/** Anything that makes text of a result. Only what names `pretty` as its format, or none, is coloured. */
export interface Printer<Result> {
  format?: Format;
  report(result: Result, context: ReportContext): string | AsyncIterable<string>;
}

/** Prints a report, or puts it in place as a file in one step. */
export async function writeReport<Result>(
  printer: Printer<Result>,
  result: Result,
  packs: readonly Pack[],
  options: ReportOptions,
  progress?: Progress,
): Promise<void> {
  const isForPeople = (printer.format ?? 'pretty') === 'pretty' && options.output === undefined;
  const context: ReportContext = {
    packs,
    style: isForPeople ? await styleFor(process.stdout, options.color) : plainStyle,
    version: VERSION,
    explain: options.explain ?? false,
  };
  const text = printer.report(result, context);
  if (options.output === undefined) {
    await print(process.stdout, text, progress?.clear);
    return;
  }
  await writeOutputFile(options.output, text);
  note(`report written to ${options.output}`);
}
