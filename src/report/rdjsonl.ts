import { escapeJson, printable } from './escape.js';
import { changeOf, fullMessage, isLeft, severityOf } from './findings.js';
import { ruleUrl } from './links.js';
import type { CodeResult, FixEdit, ReportContext, Reporter } from './model.js';

const SEVERITIES = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const;

interface Position {
  line: number;
  column?: number;
}

/** Diagnostics for reviewdog, one a line; what migrate would write in the same file is a suggestion. */
export const reporter: Reporter<CodeResult> = {
  format: 'rdjsonl',
  extension: 'rdjsonl',
  report({ findings, errors, files }, context) {
    const { packs, fixes } = context;
    const lines = findings.filter(isLeft).map((finding) => {
      const { file, line, column, endLine, endColumn, rule } = finding;
      const url = ruleUrl(rule, packs);
      const edits = fixes?.get(finding.id)?.edits ?? [];
      // A suggestion belongs to the file of its diagnostic; a fix of several files cannot be given in parts.
      const isWhole = edits.length > 0 && edits.every((edit) => edit.file === file);
      return {
        source: { name: 'api-migrate' },
        severity: SEVERITIES[severityOf(finding)],
        code: { value: rule, ...(url === undefined ? {} : { url }) },
        message: printable(`${changeOf(finding, packs)}\n${fullMessage(finding)}`),
        location: {
          path: file,
          range: { start: position(file, line, column, context), end: position(file, endLine, endColumn, context) },
        },
        ...(isWhole ? { suggestions: edits.map((edit) => suggestion(edit, context)) } : {}),
      };
    });
    const blind = files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true);
    const problems = [...errors, ...blind].map(({ file, line = 1, message }) => ({
      source: { name: 'api-migrate' },
      severity: 'ERROR',
      message: printable(message),
      location: { path: file, range: { start: { line } } },
    }));
    return [...lines, ...problems].map((value) => `${escapeJson(JSON.stringify(value))}\n`).join('');
  },
};

function suggestion({ file, line, column, endLine, endColumn, after }: FixEdit, context: ReportContext): object {
  return { range: { start: position(file, line, column, context), end: position(file, endLine, endColumn, context) }, text: after };
}

/** reviewdog counts columns in bytes of UTF-8; without the text of the line there is no column. */
function position(file: string, line: number, column: number, { linesOf }: ReportContext): Position {
  const text = linesOf?.(file)?.[line - 1];
  return text === undefined ? { line } : { line, column: Buffer.byteLength(text.slice(0, column - 1)) + 1 };
}
