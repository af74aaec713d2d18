import { FORMATS } from '../../report/model.js';
import { validateReporter } from '../../report/validate.js';
import { validate } from '../../validate/index.js';
import type { ValidateCommandOptions } from '../commands/validate.js';
import { type ExitCode, exitCodeOfValidate } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import { startProgress } from '../progress.js';
import { assertOutput } from '../output-file.js';
import { formatFor, writeReport } from '../report.js';
import { scanSettings } from '../settings.js';
import { textsAt } from '../texts-at.js';

/** `api-migrate validate` */
export async function runValidate(paths: readonly string[], options: ValidateCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  const settings = await scanSettings(paths, options);
  await assertOutput(options.output);
  const before = await textsAt(options.since, settings.cwd);
  const progress = await startProgress(options);
  const result = await validate({ ...settings, since: options.since, before, onProgress: progress.step }).finally(progress.stop);
  const format = formatFor(options.format, options.output, FORMATS);
  await writeReport(await validateReporter(format), result, settings.packs, options);
  return exitCodeOfValidate(result);
}
