import type { Finding } from '../scan/model.js';
import { escapeAttribute, escapeMarkup } from './escape.js';
import { changeOf, fullMessage, groupBy, isLeft, placeOf } from './findings.js';
import type { CodeResult, Reporter } from './model.js';

/** One suite a file, one test case a finding: what is left fails, what is ignored is skipped, what is migrated passes. */
export const reporter: Reporter<CodeResult> = {
  format: 'junit',
  extension: 'xml',
  report({ command, findings, errors }) {
    const suites = [...groupBy(findings, ({ file }) => file)].map(([file, members]) => suite(file, members.map(testCase), members));
    const problems = errors.map((error) =>
      testCaseElement(
        placeOf(error),
        error.file,
        `<error message="${escapeAttribute(error.message)}">${escapeMarkup(error.message)}</error>`,
      ),
    );
    const failures = findings.filter(isLeft).length;
    const skipped = findings.filter(({ state }) => state === 'ignored').length;
    const empty = findings.length + errors.length === 0;
    const body = [
      ...suites,
      ...(problems.length > 0
        ? [element('testsuite', { name: 'errors', tests: errors.length, failures: 0, errors: errors.length }, problems)]
        : []),
      ...(empty
        ? [
            element('testsuite', { name: 'api-migrate', tests: 1, failures: 0, errors: 0 }, [
              testCaseElement('no v1 calls', 'api-migrate', ''),
            ]),
          ]
        : []),
    ];
    const tests = empty ? 1 : findings.length + errors.length;
    return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: `api-migrate ${command}`, tests, failures, errors: errors.length, skipped }, body)}\n`;
  },
};

function suite(file: string, cases: string[], findings: Finding[]): string {
  const failures = findings.filter(isLeft).length;
  const skipped = findings.filter(({ state }) => state === 'ignored').length;
  return element('testsuite', { name: file, tests: findings.length, failures, errors: 0, skipped }, cases);
}

function testCase(finding: Finding): string {
  const text = `${changeOf(finding)}\n${fullMessage(finding)}\n${placeOf(finding)}`;
  const inner =
    finding.state === 'ignored'
      ? `<skipped message="${escapeAttribute(finding.reason ?? 'ignored')}"/>`
      : isLeft(finding)
        ? `<failure type="${escapeAttribute(finding.level)}" message="${escapeAttribute(fullMessage(finding))}">${escapeMarkup(text)}</failure>`
        : '';
  return testCaseElement(`${finding.rule} ${finding.line}:${finding.column}`, finding.file, inner);
}

function testCaseElement(name: string, file: string, inner: string): string {
  const start = `<testcase name="${escapeAttribute(name)}" classname="${escapeAttribute(file)}" file="${escapeAttribute(file)}"`;
  return inner === '' ? `${start}/>` : `${start}>${inner}</testcase>`;
}

function element(name: string, attributes: Record<string, string | number>, children: string[]): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`);
  const inner = children.map((child) => `\n${child.replaceAll(/^(?=<testcase|<testsuite|<\/testsuite)/gm, '  ')}`).join('');
  return `<${name}${listed.join('')}>${inner}\n</${name}>`;
}
