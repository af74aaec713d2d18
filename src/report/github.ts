import type { FileProblem } from '../scan/model.js';
import { escapeGithubMessage, escapeGithubProperty } from './escape.js';
import { changeOf, fullMessage, hiddenText, isLeft, severityOf } from './findings.js';
import type { CodeResult, Reporter } from './model.js';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands that GitHub shows beside the changed lines; nothing for what is done. */
export const reporter: Reporter<CodeResult> = {
  format: 'github',
  extension: 'txt',
  report(result, { packs, filters }) {
    const { findings, errors, files } = result;
    const lines = findings.filter(isLeft).map((finding) =>
      command(COMMANDS[severityOf(finding)], `${changeOf(finding, packs)}\n${fullMessage(finding)}`, {
        file: finding.file,
        line: finding.line,
        // GitHub drops the columns of an annotation over several lines.
        ...(finding.endLine === finding.line ? { col: finding.column, endColumn: finding.endColumn } : { endLine: finding.endLine }),
        title: finding.rule,
      }),
    );
    const hidden = hiddenText(result, filters);
    return [
      ...lines,
      ...errors.map((problem) => problemCommand('error', problem, '')),
      ...files.skipped
        .filter(({ mayHoldCalls }) => mayHoldCalls === true)
        .map((problem) => problemCommand('warning', problem, 'not analysed: ')),
      ...(hidden === undefined ? [] : [command('notice', hidden, { title: 'api-migrate' })]),
    ].join('');
  },
};

function problemCommand(name: string, { file, line, column, message }: FileProblem, lead: string): string {
  return command(name, message.includes('not analysed') ? message : lead + message, {
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { col: column }),
    title: 'api-migrate',
  });
}

function command(name: string, message: string, properties: Record<string, string | number>): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeGithubProperty(String(value))}`);
  return `::${name} ${listed.join(',')}::${escapeGithubMessage(message)}\n`;
}
