import type { CheckOutcome, RunProblem, Verdict, VerdictKind, VerdictStream } from '../../verify/model.js';
import { escapeAttribute, escapeMarkup } from '../escape.js';
import type { Reporter } from '../model.js';
import { differenceText, placeOf, requestText, unexplained } from './text.js';

/** Exchanges in one suite at most: its counts stand before them, and it is kept until they are known. */
const SUITE = 1000;

/** One test case, and how it ended. */
interface Case {
  xml: string;
  verdict: VerdictKind;
  seconds: number;
}

/** JUnit XML: one test case an exchange, one suite for each recording, or for each thousand of its exchanges. */
export const reporter: Reporter<VerdictStream> = {
  format: 'junit',
  extension: 'xml',
  async *report(stream) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="api-migrate verify">\n';
    let cases: Case[] = [];
    let recording = '';
    for await (const verdict of stream) {
      if (cases.length === SUITE || (verdict.recording !== recording && cases.length > 0)) {
        yield suite(recording, cases);
        cases = [];
      }
      recording = verdict.recording;
      cases.push(exchangeCase(verdict));
    }
    if (cases.length > 0) yield suite(recording, cases);
    const { errors, checks, summary } = await stream.end;
    const stopped =
      summary.stopped !== undefined && !errors.some(({ message }) => message === summary.stopped) ? [{ message: summary.stopped }] : [];
    const others = [...checks.map(checkCase), ...[...errors, ...stopped].map(problemCase)];
    if (others.length > 0) yield suite('verify', others);
    yield '</testsuites>\n';
  },
};

function suite(name: string, cases: readonly Case[]): string {
  const count = (kind: VerdictKind): number => cases.filter(({ verdict }) => verdict === kind).length;
  const time = cases.reduce((sum, { seconds }) => sum + seconds, 0);
  const counts = `tests="${cases.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skipped')}" time="${time.toFixed(3)}"`;
  return `<testsuite name="${escapeAttribute(name)}" ${counts}>\n${cases.map(({ xml }) => `${xml}\n`).join('')}</testsuite>\n`;
}

function exchangeCase(verdict: Verdict): Case {
  const seconds = verdict.v2.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000;
  const name = `${placeOf(verdict)} ${requestText(verdict.request)}`;
  const details = verdict.verdict === 'fail' ? unexplained(verdict).map(differenceText).join('\n') : '';
  return testCase(verdict.rule ?? 'no rule', name, verdict.verdict, verdict.reason ?? '', seconds, details);
}

function checkCase({ rule, outcome, message }: CheckOutcome): Case {
  return testCase(rule, 'check', outcome === 'accepted' ? 'pass' : outcome, message);
}

function problemCase({ recording = 'verify', entry, message }: RunProblem): Case {
  return testCase('problem', entry === undefined ? recording : placeOf({ recording, entry }), 'error', message);
}

function testCase(className: string, name: string, verdict: VerdictKind, message: string, seconds = 0, details = ''): Case {
  const head = `<testcase classname="${escapeAttribute(className)}" name="${escapeAttribute(name)}" time="${seconds.toFixed(3)}"`;
  // Not every schema of Jenkins lets a skipped case have attributes; all of them let it have text.
  if (verdict === 'skipped') return { xml: `${head}><skipped>${escapeMarkup(message)}</skipped></testcase>`, verdict, seconds };
  const tag = { pass: undefined, fail: 'failure', error: 'error' }[verdict];
  const end = details === '' ? '/>' : `>${escapeMarkup(details)}</${tag ?? ''}>`;
  const body = tag === undefined ? '/>' : `><${tag} message="${escapeAttribute(message)}"${end}</testcase>`;
  return { xml: head + body, verdict, seconds };
}
