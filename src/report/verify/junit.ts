import type { Verdict, VerdictStream } from '../../verify/model.js';
import { escapeAttribute, escapeMarkup } from '../escape.js';
import type { Reporter } from '../model.js';
import { differenceText, placeOf, requestText, unexplained } from './text.js';

/** JUnit XML: one test case an exchange. Counts stand in the summary of the CI system; the format needs none in advance. */
export const reporter: Reporter<VerdictStream> = {
  format: 'junit',
  extension: 'xml',
  async *report(stream) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="api-migrate verify">\n<testsuite name="verify">\n';
    for await (const verdict of stream) yield `${testCase(verdict)}\n`;
    const { errors } = await stream.end;
    for (const { recording = '', message } of errors) {
      yield `<testcase classname="recording" name="${escapeAttribute(recording)}"><error message="${escapeAttribute(message)}"/></testcase>\n`;
    }
    yield '</testsuite>\n</testsuites>\n';
  },
};

function testCase(verdict: Verdict): string {
  const time = verdict.v2.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000;
  const name = `${placeOf(verdict)} ${requestText(verdict.request)}`;
  const head = `<testcase classname="${escapeAttribute(verdict.rule ?? 'no rule')}" name="${escapeAttribute(name)}" time="${time.toFixed(3)}"`;
  const body = outcome(verdict);
  return body === '' ? `${head}/>` : `${head}>${body}</testcase>`;
}

function outcome(verdict: Verdict): string {
  const message = escapeAttribute(verdict.reason ?? '');
  switch (verdict.verdict) {
    case 'fail':
      return `<failure message="${message}">${escapeMarkup(unexplained(verdict).map(differenceText).join('\n'))}</failure>`;
    case 'error':
      return `<error message="${message}"/>`;
    case 'skipped':
      return `<skipped message="${message}"/>`;
    default:
      return '';
  }
}
