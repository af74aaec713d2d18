import { escapeJson } from './escape.js';
import type { CodeResult, Reporter } from './model.js';

/** One finding a line, each with `type`; the last line is the summary. */
export const reporter: Reporter<CodeResult> = {
  format: 'jsonl',
  extension: 'jsonl',
  report: lines,
};

async function* lines({ findings, errors, files, summary, schemaVersion, command }: CodeResult): AsyncGenerator<string> {
  for (const finding of findings) yield line({ type: 'finding', ...finding });
  for (const error of errors) yield line({ type: 'error', ...error });
  for (const problem of files.skipped) yield line({ type: 'skipped', ...problem });
  yield line({ type: 'summary', schemaVersion, command, ...summary });
}

function line(value: object): string {
  return `${escapeJson(JSON.stringify(value))}\n`;
}
