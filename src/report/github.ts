import { escapeGithubMessage, escapeGithubProperty, printable } from './escape.js';
import { changeOf, fullMessage, isLeft, severityOf } from './findings.js';
import type { CodeResult, Reporter } from './model.js';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands that GitHub shows beside the changed lines; nothing for what is done. */
export const reporter: Reporter<CodeResult> = {
  format: 'github',
  extension: 'txt',
  report({ findings, errors }) {
    const lines = findings.filter(isLeft).map((finding) =>
      command(COMMANDS[severityOf(finding)], `${changeOf(finding)}\n${fullMessage(finding)}`, {
        file: finding.file,
        line: finding.line,
        // GitHub drops the columns of an annotation over several lines.
        ...(finding.endLine === finding.line ? { col: finding.column, endColumn: finding.endColumn } : { endLine: finding.endLine }),
        title: finding.rule,
      }),
    );
    const problems = errors.map(({ file, line, column, message }) =>
      command('error', message, {
        file,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { col: column }),
        title: 'api-migrate',
      }),
    );
    return [...lines, ...problems].join('');
  },
};

function command(name: string, message: string, properties: Record<string, string | number>): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeGithubProperty(String(value))}`);
  return `::${name} ${listed.join(',')}::${escapeGithubMessage(printable(message))}\n`;
}
