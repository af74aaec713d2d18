import { escapeJson, printable } from './escape.js';
import { changeOf, fullMessage, isLeft, severityOf } from './findings.js';
import type { CodeResult, Reporter } from './model.js';

const SEVERITIES = { error: 'major', warning: 'minor', note: 'info' } as const;

/** A GitLab code quality report: `artifacts: reports: codequality`. */
export const reporter: Reporter<CodeResult> = {
  format: 'gitlab',
  extension: 'json',
  report({ findings, errors, files }, { packs }) {
    const issues = findings.filter(isLeft).map((finding) => ({
      description: printable(`${changeOf(finding, packs)}: ${fullMessage(finding)}`),
      check_name: finding.rule,
      fingerprint: finding.id,
      severity: SEVERITIES[severityOf(finding)],
      location: { path: finding.file, lines: { begin: finding.line, end: finding.endLine } },
    }));
    const blind = files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true);
    const problems = [...errors, ...blind].map(({ file, line = 1, message }) => ({
      description: printable(message),
      check_name: 'api-migrate',
      fingerprint: `api-migrate ${file} ${message}`,
      severity: 'major',
      location: { path: file, lines: { begin: line } },
    }));
    return `${escapeJson(JSON.stringify([...issues, ...problems], undefined, 2))}\n`;
  },
};
