import type { FileProblem, Finding } from '../scan/model.js';
import { escapeAttribute, escapeMarkup } from './escape.js';
import { changeOf, fullMessage, groupBy, hiddenText, isLeft, placeOf } from './findings.js';
import type { CodeResult, ReportContext, Reporter } from './model.js';

/** One test case: its name, the class that CI servers group by, and what is inside. */
interface Case {
  name: string;
  className: string;
  outcome?: { kind: 'failure' | 'error' | 'skipped'; type?: string; message: string; text?: string };
}

/**
 * One suite a file, one test case a finding: what is left fails, what is ignored is skipped, what is migrated passes. Only what the
 * schema of Jenkins knows is written.
 */
export const reporter: Reporter<CodeResult> = {
  format: 'junit',
  extension: 'xml',
  report(result, context) {
    const { command, findings, errors, files } = result;
    const blind = files.skipped.filter(({ mayHoldCalls }) => mayHoldCalls === true);
    const suites: [name: string, cases: Case[]][] = [
      ...[...groupBy(findings, ({ file }) => file)].map(([file, members]): [string, Case[]] => [
        file,
        members.map((finding) => caseOf(finding, context)),
      ]),
      ...suiteOf('not understood', errors.map(problemCase)),
      ...suiteOf('not analysed', blind.map(problemCase)),
    ];
    if (suites.length === 0) suites.push([`api-migrate ${command}`, [{ name: 'no v1 calls', className: 'api-migrate' }]]);
    const all = suites.flatMap(([, cases]) => cases);
    const hidden = hiddenText(result, context.filters);
    const body = suites.map(([name, cases], index) => suite(name, cases, index === 0 ? hidden : undefined));
    return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="api-migrate ${command}" tests="${all.length}" failures="${amount(all, 'failure')}" errors="${amount(all, 'error')}">
${body.join('\n')}
</testsuites>
`;
  },
};

function suiteOf(name: string, cases: Case[]): [string, Case[]][] {
  return cases.length === 0 ? [] : [[name, cases]];
}

function amount(cases: readonly Case[], kind: NonNullable<Case['outcome']>['kind']): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

function suite(name: string, cases: readonly Case[], note: string | undefined): string {
  const counts = `tests="${cases.length}" failures="${amount(cases, 'failure')}" errors="${amount(cases, 'error')}" skipped="${amount(cases, 'skipped')}"`;
  const out = note === undefined ? [] : [`    <system-out>${escapeMarkup(note)}</system-out>`];
  return [`  <testsuite name="${escapeAttribute(name)}" ${counts}>`, ...cases.map(element), ...out, '  </testsuite>'].join('\n');
}

function element({ name, className, outcome }: Case): string {
  const start = `    <testcase name="${escapeAttribute(name)}" classname="${escapeAttribute(className)}"`;
  if (!outcome) return `${start}/>`;
  const { kind, type, message, text } = outcome;
  // Not every schema of Jenkins lets a skipped case have attributes; all of them let it have text.
  if (kind === 'skipped') return `${start}><skipped>${escapeMarkup(message)}</skipped></testcase>`;
  const attributes = `${type === undefined ? '' : ` type="${escapeAttribute(type)}"`} message="${escapeAttribute(message)}"`;
  const inner = text === undefined ? `<${kind}${attributes}/>` : `<${kind}${attributes}>${escapeMarkup(text)}</${kind}>`;
  return `${start}>${inner}</testcase>`;
}

function caseOf(finding: Finding, { packs }: ReportContext): Case {
  const name = `${finding.rule} ${finding.line}:${finding.column}`;
  const className = finding.file;
  if (finding.state === 'ignored') return { name, className, outcome: { kind: 'skipped', message: finding.reason ?? 'ignored' } };
  if (!isLeft(finding)) return { name, className };
  const message = fullMessage(finding);
  const text = `${changeOf(finding, packs)}\n${message}\n${placeOf(finding)}`;
  return { name, className, outcome: { kind: 'failure', type: finding.level, message, text } };
}

function problemCase(problem: FileProblem): Case {
  return { name: placeOf(problem), className: problem.file, outcome: { kind: 'error', message: problem.message } };
}
